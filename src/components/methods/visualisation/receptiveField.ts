import {extentOf, full, sliceOf, type Grid} from "../../arrays/grid.js";
import type {Rect} from "../../arrays/image.js";
import {normals} from "../../arrays/random.js";
import {valueAndGradient, type TensorMap} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";

/** How one layer slides over its input: [vertical, horizontal]. Left out: 1 × 1, one step, no padding. */
export interface Window {
  kernel?: readonly [number, number];
  strides?: readonly [number, number];
  dilations?: readonly [number, number];
  /** Padding before the first row and column. */
  padding?: readonly [number, number];
  /** Does each output see the whole input, as in a dense layer or global pooling? */
  global?: boolean;
}

/** A layer in a graph: what it reads and how it slides. */
export interface SlidingLayer extends Window {
  name: string;
  inputs: readonly string[];
}

/**
 * Which part of the picture can one position of a layer see? Walks the graph backwards: output rows [a, b] of a
 * window with stride s, padding p, kernel k and dilation d read input rows [a·s − p, b·s − p + (k − 1)·d]; where
 * branches meet, the hull of both. The rectangle may reach over the picture's edge, into the padding; it has infinite
 * sides behind a layer that sees everything. Throws on a layer that is not there.
 * @see Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill (2019)
 */
export function receptiveField(layers: readonly SlidingLayer[], name: string, y: number, x: number): Rect {
  const byName = new Map(layers.map((l) => [l.name, l]));
  if (!byName.has(name))
    throw new RangeError(`unknown layer: ${name} (this model has: ${layers.map((l) => l.name).join(", ")})`);
  const fields = new Map<string, Span[]>([[name, [at(y), at(x)]]]);
  // Layers are in topological order, so going backwards a layer's span is complete when it is met.
  let spans: Span[] = [];
  for (const layer of [...layers].reverse()) {
    const here = fields.get(layer.name);
    if (!here) continue;
    spans = here;
    for (const input of layer.inputs) {
      const read = here.map((span, axis) => through(layer, axis, span));
      const known = fields.get(input);
      fields.set(input, known ? read.map((span, axis) => hull(span, known[axis])) : read);
    }
  }
  const [rows, columns] = spans;
  return {x: columns[0], y: rows[0], width: columns[1] - columns[0] + 1, height: rows[1] - rows[0] + 1};
}

type Span = readonly [first: number, last: number];
const at = (i: number): Span => [i, i];
const hull = (a: Span, b: Span): Span => [Math.min(a[0], b[0]), Math.max(a[1], b[1])];

function through({kernel, strides, dilations, padding, global}: Window, axis: number, [first, last]: Span): Span {
  if (global) return [-Infinity, Infinity];
  const [k, s, d, p] = [kernel?.[axis] ?? 1, strides?.[axis] ?? 1, dilations?.[axis] ?? 1, padding?.[axis] ?? 0];
  return [first * s - p, last * s - p + (k - 1) * d];
}

/** Padding before the first row that "same" convolution uses: half of what is missing, rounded down. */
export function samePadding(size: number, kernel: number, stride = 1, dilation = 1): number {
  const missing = (Math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size;
  return Math.max(0, missing) >> 1;
}

export interface EmpiricalReceptiveFieldOptions {
  height: number;
  width: number;
  /** Random pictures to average over. */
  samples: number;
  seed: number;
  signal: AbortSignal | undefined;
}

/**
 * Which part of the picture does one position of a layer really look at? The mean over random pictures, and over the
 * layer's channels together, of |∂ activation / ∂ pixel|: strong in the middle, faint at the rim of what it can see.
 * Gives the map [height, width] and the rectangle outside which it is zero.
 * @param tap the layer's activation [n, h, w, c], for images [n, height, width, 3] in [0, 1]
 * @see Luo, Li, Urtasun & Zemel, "Understanding the Effective Receptive Field in Deep CNNs", NeurIPS (2016)
 */
export async function empiricalReceptiveField(
  tap: TensorMap,
  y: number,
  x: number,
  options?: Partial<EmpiricalReceptiveFieldOptions>
): Promise<{map: Grid; rect: Rect}> {
  const {height, width, samples, seed, signal} = withDefaults("empiricalReceptiveField", options, {
    height: 224,
    width: 224,
    samples: 4,
    seed: 0,
    signal: undefined
  });
  const size = height * width;
  const map = full([height, width]);
  const position = (images: tf.Tensor) => {
    const a = tap(images);
    // [n, h, w, c] → [n]
    return tf.sum(tf.slice(a, [0, y, x, 0], [-1, 1, 1, -1]), [1, 2, 3]);
  };
  const noise = normals(samples * size * 3, seed).map((v) => 0.5 + 0.2 * v);
  for (let i = 0; i < samples; ++i) {
    throwIfAborted(signal);
    const image = sliceOf({data: noise, shape: [samples, 1, height, width, 3]}, i);
    const {gradient} = await valueAndGradient(position, image);
    for (let p = 0; p < size; ++p)
      for (let c = 0; c < 3; ++c) map.data[p] += Math.abs(gradient.data[p * 3 + c]) / samples;
    await breathe();
  }
  return {map, rect: support(map)};
}

/** The smallest rectangle that holds every number other than 0. */
function support({data, shape: [, width]}: Grid): Rect {
  const rows: number[] = [];
  const columns: number[] = [];
  data.forEach((v, p) => {
    if (v === 0) return;
    rows.push(Math.floor(p / width));
    columns.push(p % width);
  });
  if (!rows.length) return {x: 0, y: 0, width: 0, height: 0};
  const [top, bottom] = extentOf(rows);
  const [left, right] = extentOf(columns);
  return {x: left, y: top, width: right - left + 1, height: bottom - top + 1};
}
