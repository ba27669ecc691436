import type {Head} from "../card.js";
import type {Layer} from "../model.js";

/** One of a network's ends that answers with a row of numbers. */
export interface Output {
  /** The layer at the very end. */
  name: string;
  /** The layer that holds the logits. */
  layer: string;
  activation: Head["activation"];
  /** Was a softmax or sigmoid found and cut off, or are the last numbers taken to be logits? */
  cut: boolean;
  classes: number;
}

/** Layers that hand numbers on as they are. */
const PASSES = new Set(["identity", "reshape", "flatten", "dropout", "squeeze", "cast", "stopgradient"]);

/**
 * Where does a network answer, and where are its logits? Ends that give a map or several rows for one picture are
 * left out. `named` are the ends its makers meant; all layers that no other reads, when they are not known.
 */
export function findOutputs(layers: readonly Layer[], named: readonly string[] | null): Output[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const ends = endsOf(layers, named);
  return ends.flatMap(({name, shape}) => {
    const sizes = shape.filter((d) => d !== 1);
    if (sizes.length > 1 || sizes.some((d) => d === null)) return [];
    return [{name, classes: sizes[0] ?? 1, ...logitsBefore(byName, name, sizes[0] ?? 1)}];
  });
}

/** The layers at which a network ends. */
export function endsOf(layers: readonly Layer[], named: readonly string[] | null): Layer[] {
  const read = new Set(layers.flatMap(({inputs}) => inputs));
  const known = layers.filter(({name}) => named?.includes(name));
  return known.length ? known : layers.filter(({name, kind}) => !read.has(name) && kind !== "input");
}

/** Walks back over what changes no number, and over the softmax or sigmoid before it. */
function logitsBefore(
  byName: Map<string, Layer>,
  end: string,
  classes: number
): Pick<Output, "layer" | "activation" | "cut"> {
  let layer = byName.get(end)!;
  while (PASSES.has(layer.kind) && layer.inputs.length === 1) layer = byName.get(layer.inputs[0])!;
  const [input] = layer.inputs;
  if (layer.kind === "softmax" || layer.kind === "sigmoid") return {layer: input, activation: layer.kind, cut: true};
  // A softmax written out: exp(x − max) over its sum.
  const exp = layer.kind === "realdiv" ? byName.get(input) : undefined;
  if (exp?.kind === "exp") return {layer: exp.inputs[0], activation: "softmax", cut: true};
  return {layer: end, activation: classes === 1 ? "sigmoid" : "softmax", cut: false};
}
