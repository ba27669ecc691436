import {readFile} from "node:fs/promises";
import {PAIR_BINS} from "../../components/arrays/bytePairs.js";
import * as tf from "../../components/lab/tf.js";
import {startNode} from "../../components/lab/node.js";
import type {Weight} from "../../components/models/weights.js";
import {codeLanguages} from "../../components/models/codeLanguages.js";
import {packGraph} from "./graphs.js";
import type {ModelFiles} from "./pack.js";
import type {TfjsModel} from "./tfjs.js";

const FOLDER = "node_modules/@vscode/vscode-languagedetection/model";
const LINEAR = "linear/linear_model/linear/linear_model/linear/linear_model/weighted_sum";
const LINEAR_WEIGHTS = "linear/linear_model/content/weights";
const EMBEDDING = "dnn/input_from_feature_columns/input_layer/content_embedding/embedding_weights";

/**
 * The classifier of source code from npm @vscode/vscode-languagedetection. Its graph begins with strings, which only
 * the cpu backend knows: it cuts them into bytes, joins neighbours to pairs and hashes those into 5,000 bins. That part
 * is done before (arrays/bytePairs.ts), and the graph begins with the counts: a mean of embeddings is counts / their
 * sum times the embeddings, and the linear half's sum is counts times its weights.
 */
export async function languageDetection(): Promise<ModelFiles> {
  const model: TfjsModel = JSON.parse(await readFile(`${FOLDER}/model.json`, "utf8"));
  const {weights, labels} = await readWeights(model);
  const expected = codeLanguages.map(([id]) => id).join();
  if (labels.join() !== expected) throw new Error(`the classifier's labels are ${labels.join()}, expected ${expected}`);
  weights.set("pairs/axis", {data: Int32Array.of(1), shape: [1], dtype: "int32"});
  weights.set("pairs/one", {data: Float32Array.of(1), shape: [], dtype: "float32"});
  const topology = withCounts(model.modelTopology);
  // The packages' own 8 bits, one range for each weight.
  return packGraph(topology, weights, ["head/predictions/probabilities"], [PAIR_BINS], (_, {data}) =>
    data.length > 1 ? "uint8" : "float32"
  );
}

const float = {T: {type: "DT_FLOAT"}};
const noTranspose = {transpose_a: {b: false}, transpose_b: {b: false}};
const constant = (name: string, type: string, dim: {size: string}[]) => ({
  name,
  op: "Const",
  attr: {dtype: {type}, value: {tensor: {dtype: type, tensorShape: {dim}}}}
});

/** The topology with a placeholder of counts where the strings were. */
function withCounts(topology: any) {
  const dim = [{size: "-1"}, {size: String(PAIR_BINS)}];
  const counted = [
    {name: "pairs", op: "Placeholder", attr: {dtype: {type: "DT_FLOAT"}, shape: {shape: {dim}}}},
    constant("pairs/axis", "DT_INT32", [{size: "1"}]),
    constant("pairs/one", "DT_FLOAT", []),
    {name: "pairs/total", op: "Sum", input: ["pairs", "pairs/axis"], attr: {...float, keep_dims: {b: true}}},
    {name: "pairs/divisor", op: "Maximum", input: ["pairs/total", "pairs/one"], attr: float},
    {name: "pairs/share", op: "RealDiv", input: ["pairs", "pairs/divisor"], attr: float},
    {name: "dnn/embedding", op: "MatMul", input: ["pairs/share", EMBEDDING], attr: {...float, ...noTranspose}},
    {name: "linear/sum", op: "MatMul", input: ["pairs", LINEAR_WEIGHTS], attr: {...float, ...noTranspose}}
  ];
  const inputs: Record<string, string> = {"dnn/hiddenlayer_0/Relu": "dnn/embedding", [LINEAR]: "linear/sum"};
  const node = topology.node.map((n: any) =>
    inputs[n.name] ? {...n, input: [inputs[n.name], ...n.input.slice(1)]} : n
  );
  return {node: [...counted, ...node], versions: topology.versions};
}

/** The numbers of the file, and the labels that it holds as strings. */
async function readWeights({weightsManifest: [{paths, weights: specs}]}: TfjsModel) {
  if (!tf.getBackend()) await startNode("wasm");
  const file = await readFile(`${FOLDER}/${paths[0]}`);
  const tensors = tf.io.decodeWeights(file.buffer.slice(file.byteOffset, file.byteOffset + file.length), specs as any);
  const labels = tensors["head/ExpandDims/input"].dataSync() as unknown as string[];
  const weights = new Map<string, Weight>();
  for (const [name, tensor] of Object.entries(tensors)) {
    const {shape, dtype} = tensor;
    if (dtype === "float32") weights.set(name, {data: Float32Array.from(tensor.dataSync()), shape, dtype});
    tensor.dispose();
  }
  return {weights, labels};
}
