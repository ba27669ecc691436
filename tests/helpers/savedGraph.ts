/** Graph models written by hand, as the files that a converter writes. */
import {loadGraphModelSync} from "@tensorflow/tfjs-converter";
import * as tf from "../../src/components/lab/tf.js";
import {scattered} from "./slopes.js";
import type {Saved} from "./savedModel.js";

export interface GraphNode {
  name: string;
  op: string;
  input: string[];
  attr: Record<string, any>;
}

const FLOAT = {type: "DT_FLOAT"};
const numbers = (...list: number[]) => ({list: {i: list.map(String)}});
const text = (value: string) => ({s: btoa(value)});

export const node = (name: string, op: string, input: string[] = [], attr: Record<string, any> = {}): GraphNode => ({
  name,
  op,
  input,
  attr: {T: FLOAT, ...attr}
});

export const placeholder = (name: string, ...shape: number[]): GraphNode =>
  node(name, "Placeholder", [], {
    dtype: FLOAT,
    shape: {shape: {dim: shape.map((size) => ({size: String(size)}))}}
  });

/** Strides, window or dilations of height and width. */
const spatial = (format: string, [h, w]: readonly [number, number]) =>
  format === "NHWC" ? numbers(1, h, w, 1) : numbers(1, 1, h, w);

interface Moves {
  strides?: [number, number];
  dilations?: [number, number];
  padding?: string;
  format?: "NHWC" | "NCHW";
  /** Top, bottom, left, right, where `padding` is EXPLICIT. */
  sides?: [number, number, number, number];
  fused?: string[];
  window?: [number, number];
}

/** A convolution, a pooling or the way back of one, as TensorFlow describes it. */
export function windowed(name: string, op: string, input: string[], moves: Moves = {}): GraphNode {
  const {strides = [1, 1], dilations = [1, 1], padding = "SAME", format = "NHWC", sides, fused, window} = moves;
  const explicit = format === "NHWC" ? [0, 0, ...(sides ?? []), 0, 0] : [0, 0, 0, 0, ...(sides ?? [])];
  return node(name, op, input, {
    strides: spatial(format, strides),
    padding: text(padding),
    data_format: text(format),
    ...(window ? {ksize: spatial(format, window)} : {dilations: spatial(format, dilations)}),
    ...(sides && {explicit_paddings: numbers(...explicit)}),
    ...(fused && {fused_ops: {list: {s: fused.map(btoa)}}, num_args: {i: "1"}, epsilon: {f: 0}})
  });
}

/** Weights: shapes of random numbers, or whole numbers as they are. */
type Weights = Record<string, {shape: number[]; data?: Float32Array} | number[]>;

/** The files of a graph; its weights differ by name and are the same each time. */
export function savedGraph(nodes: GraphNode[], weights: Weights): Saved {
  const entries = Object.entries(weights).map(([name, weight], i) => {
    if (Array.isArray(weight)) return {name, shape: [weight.length], dtype: "int32", data: Int32Array.from(weight)};
    const random = scattered(weight.shape, 20 + i);
    const data = weight.data ?? (random.dataSync().slice() as Float32Array);
    random.dispose();
    return {name, shape: weight.shape, dtype: "float32", data};
  });
  const constants = entries.map(({name, dtype}) => ({
    name,
    op: "Const",
    attr: {dtype: {type: dtype === "int32" ? "DT_INT32" : "DT_FLOAT"}}
  }));
  return {
    json: {
      format: "graph-model",
      generatedBy: "a test",
      modelTopology: {node: [...constants, ...nodes], versions: {}},
      weightsManifest: [
        {paths: ["weights.bin"], weights: entries.map(({name, shape, dtype}) => ({name, shape, dtype}))}
      ]
    },
    weights: new Uint8Array(Buffer.concat(entries.map(({data}) => Buffer.from(data.buffer))))
  };
}

/** What tfjs itself answers, at the graph's end or at a node. */
export function predicted({json, weights}: Saved, x: tf.Tensor, name?: string): tf.Tensor {
  const model = loadGraphModelSync([structuredClone(json), weights.slice().buffer as ArrayBuffer]);
  const feed = json.modelTopology.node.find(({op}: GraphNode) => op === "Placeholder").name;
  const answer = model.execute({[feed]: x}, name ?? json.modelTopology.node.at(-1).name) as tf.Tensor;
  model.dispose();
  return answer;
}
