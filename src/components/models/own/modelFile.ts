import {bytesOf, type WeightSpec} from "../weights.js";
import {foreignFormat} from "./foreignFormat.js";

/** What a tfjs `model.json` says, of either format. */
export interface ModelFile {
  kind: "layers" | "graph";
  topology: any;
  /** Each group's weights run on through all its files. */
  groups: WeightGroup[];
  /** Names of a graph's inputs and outputs as its makers meant them; null when the file does not say. */
  signature: {inputs: string[]; outputs: string[]} | null;
  /** What wrote the file, as it says itself. */
  madeBy: string;
}

export interface WeightGroup {
  paths: string[];
  weights: WeightSpec[];
}

const DTYPES = ["float32", "int32", "bool"];
const LEGAL = "A network is a tfjs layers model or graph model: model.json with modelTopology and weightsManifest.";

/**
 * Reads the text of a `model.json`. Throws an error for the reader when it is something else: it says what was found
 * and what is legal.
 */
export function readModelFile(text: string, name: string): ModelFile {
  const json = parsed(text, name);
  if (Array.isArray(json))
    throw new Error(
      json[0]?.weights && json[0]?.paths
        ? `“${name}” lists weights only, without a topology: nothing says what to compute with them. ${LEGAL}`
        : `“${name}” is a list, not a network. ${LEGAL}`
    );
  if (!json || typeof json !== "object") throw new Error(`“${name}” is not a network. ${LEGAL}`);
  const {modelTopology: topology, weightsManifest: groups, signature, format, generatedBy, convertedBy} = json;
  if (!topology) throw new Error(`“${name}” is no network: ${otherJSON(json)} ${LEGAL}`);
  if (!Array.isArray(groups) || !groups.every((g) => Array.isArray(g?.paths) && Array.isArray(g?.weights)))
    throw new Error(`“${name}” has a topology but no weightsManifest: it does not say where its weights are. ${LEGAL}`);
  const kind = format === "graph-model" || Array.isArray(topology.node) ? "graph" : "layers";
  const strange = groups.flatMap(({weights}) => weights).find(({dtype}) => !DTYPES.includes(dtype));
  if (strange && kind === "layers")
    throw new Error(`“${strange.name}” holds ${strange.dtype}, and weights can be ${DTYPES.join(", ")}.`);
  return {
    kind,
    topology,
    groups: groups.map(({paths, weights}) => ({paths, weights})),
    signature: kind === "graph" ? signatureOf(signature ?? json.userDefinedMetadata?.signature) : null,
    madeBy: [generatedBy, convertedBy].filter((by) => typeof by === "string").join(", ")
  };
}

function parsed(text: string, name: string): any {
  if (!text.length) throw new Error(`“${name}” is empty: it holds 0 bytes. ${LEGAL}`);
  const foreign = foreignFormat(name, text);
  if (foreign) throw new Error(foreign);
  if (/^\s*</.test(text)) {
    const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1].trim();
    throw new Error(
      `“${name}” is a web page${title ? ` (“${title}”)` : ""}, not JSON: an error page, say, or a page that shows the ` +
        "file. Give the address of the raw file."
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const cut = !/[}\]]\s*$/.test(text);
    throw new Error(
      `“${name}” is not JSON${cut ? ": it seems cut off, its last bracket is missing" : ` (${(error as Error).message})`}. ${LEGAL}`
    );
  }
}

/** What a JSON file without a topology is instead. */
function otherJSON(json: any): string {
  if (json.class_name && json.config) return "it is a Keras topology by itself, without weights.";
  if (Array.isArray(json.labels) || json.tfjsVersion) return "it describes one (its labels). Give model.json too.";
  if ("modelTopology" in json) return "its modelTopology is empty: weights were saved alone.";
  const keys = Object.keys(json);
  return `its keys are ${keys.slice(0, 6).join(", ") || "none"}${keys.length > 6 ? " …" : ""}.`;
}

/** A tensor's name without its output number. */
const plain = (name: string) => name.replace(/:\d+$/, "");

function signatureOf(signature: any): ModelFile["signature"] {
  const names = (tensors: any) =>
    Object.entries<any>(tensors ?? {}).map(([key, tensor]) =>
      plain(typeof tensor?.name === "string" ? tensor.name : key)
    );
  const outputs = names(signature?.outputs);
  return outputs.length ? {inputs: names(signature.inputs), outputs} : null;
}

/** Bytes of all weights as they are stored, and as the 32-bit numbers they become. */
export function weightSizes({groups}: Pick<ModelFile, "groups">): {
  stored: number;
  numbers: number;
  parameters: number;
} {
  const weights = groups.flatMap((group) => group.weights);
  const parameters = weights.reduce((sum, {shape}) => sum + shape.reduce((n, d) => n * d, 1), 0);
  const stored = weights.filter(({dtype}) => DTYPES.includes(dtype)).reduce((sum, spec) => sum + bytesOf(spec), 0);
  return {stored, numbers: 4 * parameters, parameters};
}
