import {grid, sliceOf, type Grid} from "../arrays/grid.js";
import {fromBytes} from "../arrays/quantise.js";
import {sketcher} from "../arrays/sketch.js";
import {evaluate} from "../lab/gradient.js";
import {throwIfAborted} from "../lab/options.js";
import type {Image} from "../arrays/image.js";
import {kNearest} from "../methods/examples/kNearest.js";
import {mmdCritic} from "../methods/examples/mmdCritic.js";
import type {Examples, LayerSketch} from "../models/exampleTable.js";
import type {Model} from "../models/model.js";
import {answered} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";

/** Candidates that the sketches hand over to be measured exactly. */
const CANDIDATES = 64;

/** The nearest examples in one layer's space. */
export interface LayerNeighbours {
  /** The layer's name; "input" for the pixels themselves. */
  layer: string;
  /** Rows of the examples, the nearest first. */
  indices: Int32Array;
  /** Exact Euclidean distances. */
  distances: Float32Array;
  labels: number[];
  /** How far from their nearest example held-out digits lie, rising; empty for the pixels. */
  typical: number[];
}

export interface NeighboursFrame {
  step: number;
  steps: number;
  answers: Answer[];
  /** From the pixels to the logits, as many as are ready. */
  rows: LayerNeighbours[];
}

/**
 * Which digits does this one look like, to every layer of the network? The sketches of the examples' activations give
 * the 64 likeliest, whose activations are then computed and compared exactly. A frame for each layer.
 */
export async function* nearestExamples(
  {image, layers, k, examples}: {image: Image; layers: readonly string[]; k: number; examples: Examples},
  context: Context
): AsyncGenerator<NeighboursFrame, void, undefined> {
  const {model, x, answers} = await answered({model: examples.model, image, target: null}, context);
  const rows: LayerNeighbours[] = [];
  for (const layer of layers) {
    throwIfAborted(context.signal);
    const found = layer === "input" ? byPixels(image, k, examples) : await byLayer(model, x, layer, k, examples);
    const labels = Array.from(found.indices, (i) => examples.labels[i]);
    const typical = examples.sketches.find((s) => s.layer === layer)?.typical ?? [];
    rows.push({layer, ...found, labels, typical});
    yield {step: rows.length, steps: layers.length, answers, rows: [...rows]};
  }
}

function byPixels({data}: Image, k: number, {pixels, count}: Examples) {
  const points = grid(
    Float32Array.from(pixels, (byte) => byte / 255),
    [count, 784]
  );
  return kNearest(data, points, {k});
}

async function byLayer(model: Model, x: Grid, layer: string, k: number, examples: Examples) {
  const sketch = sketchNamed(examples, layer);
  const query = (await evaluate(model.tap(layer), x)).data;
  const likely = kNearest(sketcher(sketch.size, sketch.dims, sketch.seed)(query), pointsOf(examples, sketch), {
    k: Math.max(CANDIDATES, k)
  }).indices;
  const pictures = new Float32Array(784 * likely.length);
  likely.forEach((row, i) => {
    for (let p = 0; p < 784; ++p) pictures[784 * i + p] = examples.pixels[784 * row + p] / 255;
  });
  const exact = await evaluate(model.tap(layer), grid(pictures, [likely.length, 28, 28, 1]));
  const {indices, distances} = kNearest(query, exact, {k});
  return {indices: indices.map((i) => likely[i]), distances};
}

function sketchNamed({sketches}: Examples, layer: string): LayerSketch {
  const sketch = sketches.find((s) => s.layer === layer);
  if (!sketch)
    throw new RangeError(`unknown layer: ${layer} (there are: input, ${sketches.map((s) => s.layer).join(", ")})`);
  return sketch;
}

/** The examples' sketches as numbers, [count, dims]. */
const pointsOf = ({count, codes}: Examples, {layer, dims, scale}: LayerSketch): Grid =>
  fromBytes(
    Array.from({length: dims}, (_, c) => codes[layer].subarray(c * count, (c + 1) * count)),
    scale
  );

/** All examples in the space of one layer, [count, dims]: by its sketches; pixels thinned to every second row and column. */
export const layerPoints = (examples: Examples, layer: string): Grid =>
  layer === "input" ? thinnedPixels(examples) : pointsOf(examples, sketchNamed(examples, layer));

/** A picture's own place in that space, computed as the examples' were. */
export async function pointOf(model: Model, x: Grid, layer: string, examples: Examples): Promise<Float32Array> {
  if (layer === "input") return thinned(x.data);
  const {size, dims, seed} = sketchNamed(examples, layer);
  return sketcher(size, dims, seed)((await evaluate(model.tap(layer), x)).data);
}

export interface StandIns {
  /** How many examples were looked at. */
  among: number;
  /** Rows of the examples, in the order of choice. */
  prototypes: {index: number; label: number}[];
  criticisms: {index: number; label: number}[];
  /** The squared discrepancy between all and the first 1, 2 … prototypes. */
  discrepancy: number[];
}

/**
 * Which few digits stand for all of a class, and which do those few leave out? In the space of one layer, by its
 * sketches (pixels: by themselves, thinned to every second row and column).
 */
export async function prototypes(
  {layer, label, count, criticisms, examples}: PrototypeArgs,
  _: Context
): Promise<StandIns> {
  const rows = Array.from(examples.labels.keys()).filter((i) => label === null || examples.labels[i] === label);
  const points = layerPoints(examples, layer);
  const dims = points.shape[1];
  const chosen = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => chosen.set(sliceOf(points, row).data, i * dims));
  const found = mmdCritic(grid(chosen, [rows.length, dims]), {prototypes: count, criticisms});
  const named = (indices: Int32Array) =>
    Array.from(indices, (i) => ({index: rows[i], label: examples.labels[rows[i]]}));
  return {
    among: rows.length,
    prototypes: named(found.prototypes),
    criticisms: named(found.criticisms),
    discrepancy: Array.from(found.discrepancy)
  };
}

export interface PrototypeArgs {
  layer: string;
  /** One digit, or null for all of them. */
  label: number | null;
  count: number;
  criticisms: number;
  examples: Examples;
}

function thinnedPixels({pixels, count}: Examples): Grid {
  const data = new Float32Array(count * 196);
  for (let i = 0; i < count; ++i)
    data.set(thinned(Float32Array.from(pixels.subarray(784 * i, 784 * (i + 1)), (byte) => byte / 255)), 196 * i);
  return grid(data, [count, 196]);
}

/** Every second row and column of a digit. */
const thinned = (pixels: ArrayLike<number>): Float32Array =>
  Float32Array.from({length: 196}, (_, i) => pixels[56 * Math.floor(i / 14) + 2 * (i % 14)]);
