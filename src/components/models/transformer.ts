import {full, type Grid, grid, sizeOf} from "../arrays/grid.js";
import {random} from "../arrays/random.js";
import type {Parameters} from "../lab/adam.js";
import * as tf from "../lab/tf.js";

export interface TransformerSize {
  layers: number;
  heads: number;
  /** Numbers in the residual stream. */
  width: number;
  /** Numbers in a query, key or value. */
  headWidth: number;
  vocabulary: number;
  /** The longest sequence. */
  context: number;
}

/**
 * An attention-only transformer as plain arrays: no feed-forward layers, no biases, no layer norm, so that everything
 * but the softmax is linear and can be read off the weights. `parameters`: `embed` [vocabulary, width], `position`
 * [context, width], `unembed` [width, vocabulary], and for each layer l (from 0) `l.query`, `l.key`, `l.value`
 * [width, heads·headWidth] and `l.output` [heads·headWidth, width].
 */
export interface Transformer extends TransformerSize {
  parameters: Record<string, Grid>;
}

/**
 * Sees, and may replace, an activation on its way. Names and shapes (T tokens, l a layer from 0):
 * - `residual.l` [n, T, width]: what layer l reads; `residual.<layers>` is what the unembedding reads
 * - `query.l`, `key.l`, `value.l` [n, heads, T, headWidth]
 * - `pattern.l` [n, heads, T, T]: how much each token (third axis) attends to each earlier one (fourth)
 * - `head.l` [n, heads, T, width]: what each head adds to the residual stream
 * - `logits` [n, T, vocabulary]
 */
export type Hook = (name: string, activation: tf.Tensor) => tf.Tensor;

/** A transformer's functions on tensors; they live until `dispose`. */
export interface OpenTransformer {
  size: TransformerSize;
  /** The hook points, from input to output. */
  activations: string[];
  /** Tokens [n, T] (whole numbers as float32) → logits [n, T, vocabulary]. */
  run(tokens: tf.Tensor, hook?: Hook): tf.Tensor;
  dispose(): void;
}

/**
 * A transformer before training: normal weights with variance 1/width (outputs further divided by the number of
 * layers' square root), embeddings with standard deviation .5 and positions with .7, all free to be trained.
 */
export function initialTransformer(size: TransformerSize, seed: number): Transformer {
  const {layers, heads, width, headWidth, vocabulary, context} = size;
  const next = random(seed);
  const normal = (rows: number, columns: number, deviation: number) =>
    grid(
      Float32Array.from({length: rows * columns}, () => deviation * next.normal()),
      [rows, columns]
    );
  const parameters: Record<string, Grid> = {
    embed: normal(vocabulary, width, 0.5),
    position: normal(context, width, 0.7),
    unembed: normal(width, vocabulary, 1 / width)
  };
  const inner = heads * headWidth;
  for (let l = 0; l < layers; ++l) {
    for (const name of ["query", "key", "value"]) parameters[`${l}.${name}`] = normal(width, inner, width ** -0.5);
    parameters[`${l}.output`] = normal(inner, width, (inner * layers) ** -0.5);
  }
  return {...size, parameters};
}

/** The hook points of a transformer, from input to output. */
export function activationNames(layers: number): string[] {
  const names: string[] = [];
  for (let l = 0; l < layers; ++l)
    names.push(`residual.${l}`, `query.${l}`, `key.${l}`, `value.${l}`, `pattern.${l}`, `head.${l}`);
  return [...names, `residual.${layers}`, "logits"];
}

/**
 * What comes next? Tokens [n, T] → logits [n, T, vocabulary]. In each layer, with x the residual stream, head h adds
 * softmax(x W_Q (x W_K)ᵀ/√headWidth + mask) · x W_V · W_O to it.
 *
 * @see Vaswani et al. (2017), https://arxiv.org/abs/1706.03762, section 3.2; Elhage et al. (2021), A Mathematical
 * Framework for Transformer Circuits, https://transformer-circuits.pub/2021/framework
 */
export function runTransformer(size: TransformerSize, p: Parameters, tokens: tf.Tensor, hook?: Hook): tf.Tensor {
  const [n, steps] = tokens.shape;
  const {heads, headWidth, width, vocabulary} = size;
  if (steps > size.context) throw new RangeError(`${steps} tokens given, this transformer takes ${size.context}`);
  const see: Hook = hook ?? ((_, activation) => activation);
  const linear = (x: tf.Tensor, w: tf.Tensor, out: number) =>
    tf.reshape(tf.matMul(tf.reshape(x, [-1, w.shape[0]]) as tf.Tensor2D, w as tf.Tensor2D), [n, steps, out]);
  // [n, T, heads·headWidth] → [n, heads, T, headWidth]
  const split = (x: tf.Tensor) => tf.transpose(tf.reshape(x, [n, steps, heads, headWidth]), [0, 2, 1, 3]);
  const hot = tf.oneHot(tf.cast(tokens, "int32"), vocabulary);
  const mask = causalMask(steps);
  let x = tf.add(linear(tf.cast(hot, "float32"), p.embed, width), tf.slice(p.position, [0, 0], [steps, width]));
  for (let l = 0; l < size.layers; ++l) {
    x = see(`residual.${l}`, x);
    const [q, k, v] = ["query", "key", "value"].map((name) =>
      see(`${name}.${l}`, split(linear(x, p[`${l}.${name}`], heads * headWidth)))
    );
    const scores = tf.mul(tf.matMul(q, k, false, true), headWidth ** -0.5);
    const pattern = see(`pattern.${l}`, tf.softmax(tf.add(scores, mask)));
    const mixed = tf.matMul(pattern, v);
    x = tf.add(x, hook ? sumOfHeads(mixed, p[`${l}.output`], (a) => hook(`head.${l}`, a)) : merged(mixed, l));
  }
  x = see(`residual.${size.layers}`, x);
  return see("logits", linear(x, p.unembed, vocabulary));

  // All heads in one product: [n, heads, T, headWidth] → [n, T, width]
  function merged(mixed: tf.Tensor, l: number): tf.Tensor {
    return linear(tf.transpose(mixed, [0, 2, 1, 3]), p[`${l}.output`], width);
  }
}

/** The same sum with each head's part in view: [n, heads, T, headWidth] → [n, heads, T, width] → [n, T, width]. */
function sumOfHeads(mixed: tf.Tensor, output: tf.Tensor, see: (heads: tf.Tensor) => tf.Tensor): tf.Tensor {
  const [n, , steps, headWidth] = mixed.shape;
  const parts = tf.unstack(mixed, 1).map((part, h) => {
    const w = tf.slice(output, [h * headWidth, 0], [headWidth, -1]) as tf.Tensor2D;
    return tf.reshape(tf.matMul(tf.reshape(part, [n * steps, headWidth]) as tf.Tensor2D, w), [n, steps, -1]);
  });
  return tf.sum(see(tf.stack(parts, 1)), 1);
}

/** 0 where a token may look (itself and before), −10⁹ where it may not: [T, T]. */
function causalMask(steps: number): tf.Tensor {
  const mask = new Float32Array(steps * steps);
  for (let i = 0; i < steps; ++i) mask.fill(-1e9, i * steps + i + 1, (i + 1) * steps);
  return tf.tensor2d(mask, [steps, steps]);
}

/** Uploads a transformer, so that its functions can be given to methods. */
export function openTransformer(transformer: Transformer): OpenTransformer {
  const {parameters, ...size} = transformer;
  const p: Parameters = Object.fromEntries(
    Object.entries(parameters).map(([name, {data, shape}]) => [name, tf.tensor(data, shape)])
  );
  return {
    size,
    activations: activationNames(size.layers),
    run: (tokens, hook) => runTransformer(size, p, tokens, hook),
    dispose: () => Object.values(p).forEach((t) => t.dispose())
  };
}

/** One head's weights: query, key, value [width, headWidth] and output [headWidth, width]. */
export function headWeights(transformer: Transformer, layer: number, head: number) {
  const {layers, heads, headWidth, width, parameters} = transformer;
  if (!(layer >= 0 && layer < layers && head >= 0 && head < heads))
    throw new RangeError(
      `unknown head: ${layer}.${head} (this model has layers 0 to ${layers - 1}, heads 0 to ${heads - 1})`
    );
  const columns = ({data}: Grid): Grid => {
    const out = full([width, headWidth]);
    for (let i = 0; i < width; ++i)
      out.data.set(data.subarray((i * heads + head) * headWidth, (i * heads + head + 1) * headWidth), i * headWidth);
    return out;
  };
  const size = headWidth * width;
  return {
    query: columns(parameters[`${layer}.query`]),
    key: columns(parameters[`${layer}.key`]),
    value: columns(parameters[`${layer}.value`]),
    output: grid(parameters[`${layer}.output`].data.slice(head * size, (head + 1) * size), [headWidth, width])
  };
}

/** What a file of checkpoints says of itself; the weights lie beside it as signed bytes, checkpoint by checkpoint. */
export interface CheckpointsJson extends TransformerSize {
  seed: number;
  steps: number;
  /** Each checkpoint's parameters in the order of the file. */
  shapes: {name: string; shape: number[]}[];
  checkpoints: {
    step: number;
    /** What a byte is worth in each parameter, in the order of `shapes`. */
    scales: number[];
    /** Mean loss in nats where the phrase is said for the first time, and where it repeats. */
    first: number;
    repeated: number;
    /** Share of repeated tokens that got the highest logit. */
    accuracy: number;
    /** Scores by layer and head. */
    induction: number[][];
    previousToken: number[][];
  }[];
  /** The training loss along the way, penalty included. */
  losses: {step: number; loss: number}[];
}

/** Reads one checkpoint, the last when no index is given. */
export function readCheckpoint(
  json: CheckpointsJson,
  bytes: ArrayBuffer,
  index = json.checkpoints.length - 1
): Transformer {
  if (!(index >= 0 && index < json.checkpoints.length))
    throw new RangeError(`unknown checkpoint: ${index} (there are 0 to ${json.checkpoints.length - 1})`);
  const size = json.shapes.reduce((sum, {shape}) => sum + sizeOf(shape), 0);
  const numbers = new Int8Array(bytes, index * size, size);
  const parameters: Record<string, Grid> = {};
  let from = 0;
  for (const [i, {name, shape}] of json.shapes.entries()) {
    const scale = json.checkpoints[index].scales[i];
    parameters[name] = grid(
      Float32Array.from(numbers.subarray(from, (from += sizeOf(shape))), (v) => v * scale),
      shape
    );
  }
  const {layers, heads, width, headWidth, vocabulary, context} = json;
  return {layers, heads, width, headWidth, vocabulary, context, parameters};
}

/** A transformer's weights as signed bytes, and what a byte is worth in each parameter: the inverse of reading. */
export function quantise({parameters}: Transformer): {bytes: Int8Array; scales: number[]} {
  const grids = Object.values(parameters);
  const scales = grids.map(({data}) => data.reduce((max, v) => Math.max(max, Math.abs(v)), 0) / 127 || 1);
  const bytes = new Int8Array(grids.reduce((sum, {data}) => sum + data.length, 0));
  let at = 0;
  grids.forEach(({data}, i) => data.forEach((v) => (bytes[at++] = Math.round(v / scales[i]))));
  return {bytes, scales};
}
