import {isChannelsFirst, placeholderShape} from "../graphNode.js";
import {kerasInputs} from "../keras.js";
import type {ModelFile} from "./modelFile.js";

/** The picture that a network takes; null where it takes any size. */
export interface PictureInput {
  name: string;
  height: number | null;
  width: number | null;
  channels: 1 | 3;
  /** Does the network itself take its channels first? It is given them last all the same, and turns them. */
  channelsFirst: boolean;
}

interface AnyInput {
  name: string;
  /** Without the batch; null when even the number of axes is open. */
  shape: (number | null)[] | null;
  dtype: string;
}

const LEGAL = "The figures here need one picture: [height, width, 3], or [height, width, 1] for grey.";

/**
 * Which picture does a network take? Throws an error for the reader when it takes something else: several inputs, text,
 * a row of numbers.
 */
export function pictureInput(file: ModelFile): PictureInput {
  const inputs = inputsOf(file);
  if (!inputs.length) throw new Error(`This network has no input. ${LEGAL}`);
  if (inputs.length > 1)
    throw new Error(`This network takes ${inputs.length} inputs: ${inputs.map(inWords).join("; ")}. ${LEGAL}`);
  const [input] = inputs;
  const {name, shape, dtype} = input;
  if (/string/.test(dtype))
    throw new Error(`This network reads text, not pictures (its input is ${inWords(input)}). ${LEGAL}`);
  if (!/^(float|half)/.test(dtype))
    throw new Error(
      `This network takes whole numbers (its input is ${inWords(input)}), which have no gradient. ${LEGAL}`
    );
  if (shape?.length !== 3) throw new Error(`This network takes ${inWords(input)}. ${LEGAL}`);
  const channelsFirst = isChannelsFirst(shape);
  if (channelsFirst && file.kind === "layers")
    throw new Error(
      `This network takes its channels first, ${inWords(input)}, which is computed here in graph models only. ${LEGAL}`
    );
  const [height, width, channels] = channelsFirst ? [shape[1], shape[2], shape[0]] : shape;
  if (channels !== 1 && channels !== 3)
    throw new Error(
      `This network takes pictures of ${channels ?? "any number of"} channels, ${inWords(input)}. ${LEGAL}`
    );
  return {name, height, width, channels, channelsFirst};
}

function inputsOf({kind, topology, signature}: ModelFile): AnyInput[] {
  if (kind === "layers") return kerasInputs(topology);
  const placeholders = topology.node.filter(({op}: any) => op === "Placeholder");
  const named = placeholders.filter(({name}: any) => signature?.inputs.includes(name));
  return (named.length ? named : placeholders).map((node: any) => ({
    name: node.name,
    shape: placeholderShape(node),
    dtype: String(DTYPES[node.attr?.dtype?.type] ?? node.attr?.dtype?.type ?? "float")
      .replace(/^DT_/, "")
      .toLowerCase()
  }));
}

/** TensorFlow's numbers for types, which some converters write instead of names. */
const DTYPES: Record<number, string> = {
  1: "float",
  3: "int32",
  4: "uint8",
  7: "string",
  9: "int64",
  10: "bool",
  19: "half"
};

const inWords = ({name, shape, dtype}: AnyInput): string =>
  `${name}, ${shape ? `[${shape.map((n) => n ?? "any").join(", ")}]` : "of any shape"}${/^float/.test(dtype) ? "" : ` of ${dtype}`}`;

/** A Keras topology whose open height and width are a number: all layers' shapes are then known. */
export function withSide(topology: any, side: number): any {
  if (Array.isArray(topology)) return topology.map((item) => withSide(item, side));
  if (!topology || typeof topology !== "object") return topology;
  return Object.fromEntries(
    Object.entries<any>(topology).map(([key, value]) =>
      /^batch_(input_)?shape$/.test(key) && Array.isArray(value) && value.length === 4
        ? [key, value.map((n, axis) => (axis === 1 || axis === 2 ? (n ?? side) : n))]
        : [key, withSide(value, side)]
    )
  );
}
