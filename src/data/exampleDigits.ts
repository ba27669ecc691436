import {gzipSync} from "fflate";
import {grid, sliceOf, type Grid} from "../components/arrays/grid.js";
import {fromBytes, quantiseColumns} from "../components/arrays/quantise.js";
import {sketcher} from "../components/arrays/sketch.js";
import {evaluate} from "../components/lab/gradient.js";
import {startNode} from "../components/lab/node.js";
import {kNearest} from "../components/methods/examples/kNearest.js";
import type {ExampleMeta, LayerSketch} from "../components/models/exampleTable.js";
import type {Model} from "../components/models/model.js";
import {readMnist, type Digits} from "./mnist.js";
import {openNode} from "./source.js";

const MODEL = "mnist-cnn";
const LAYERS = ["conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "dense", "relu3", "logits"];
/** The examples are the first test digits; digits to ask about and to measure with come after them. */
const COUNT = 2000;
const MEASURED = 60;
const DIMS = 64;
const SEED = 1;

/** The files of the by-example page: digits, labels, and for each layer the sketches of their activations. */
export async function exampleDigits(count = COUNT): Promise<Record<string, Uint8Array>> {
  await startNode("wasm");
  const model = await openNode(MODEL);
  const digits = await readMnist("test");
  const queries = await chooseQueries(model, digits, count);
  const files: Record<string, Uint8Array> = {};
  const sketches: LayerSketch[] = [];
  for (const layer of LAYERS) {
    const {codes, sketch} = await sketchLayer(model, layer, digits, count);
    files[`${layer}.bin`] = codes;
    sketches.push(sketch);
  }
  model.dispose();
  const meta: ExampleMeta = {model: MODEL, count, queries: queries.map(({label, wrong}) => ({label, wrong})), sketches};
  const rows = Array.from({length: count}, (_, i) => i);
  const asked = queries.map(({index}) => index);
  return {
    "meta.json": new TextEncoder().encode(JSON.stringify(meta)),
    "pixels.bin.gz": gzipSync(bytesOf(digits.images, rows), {level: 9, mtime: 0}),
    "labels.bin": digits.labels.slice(0, count),
    "asked.bin.gz": gzipSync(bytesOf(digits.images, asked), {level: 9, mtime: 0}),
    ...files
  };
}

const bytesOf = (images: Grid, rows: number[]): Uint8Array =>
  Uint8Array.from(
    rows.flatMap((i) => Array.from(sliceOf(images, i).data)),
    (v) => Math.round(255 * v)
  );

/** After the examples: the first digit of each class, and the first eight that the network takes for another. */
async function chooseQueries(model: Model, {images, labels}: Digits, start: number) {
  const plain: number[] = [];
  const wrong: number[] = [];
  for (let i = start; i < labels.length && (plain.length < 10 || wrong.length < 8); i += 100) {
    const rows = Array.from({length: Math.min(100, labels.length - i)}, (_, k) => i + k);
    const logits = await evaluate(model.logits(), pick(images, rows));
    rows.forEach((row, k) => {
      const scores = Array.from(sliceOf(logits, k).data);
      const right = scores.indexOf(Math.max(...scores)) === labels[row];
      if (right && !plain.some((p) => labels[p] === labels[row])) plain.push(row);
      if (!right && wrong.length < 8) wrong.push(row);
    });
  }
  plain.sort((a, b) => labels[a] - labels[b]);
  return [...plain, ...wrong].map((index) => ({index, label: labels[index], wrong: wrong.includes(index)}));
}

const pick = (images: Grid, rows: number[]): Grid =>
  grid(
    rows.flatMap((i) => Array.from(sliceOf(images, i).data)),
    [rows.length, 28, 28, 1]
  );

/** One layer's sketches, and how well they find the true neighbours of digits that are not among the examples. */
async function sketchLayer(model: Model, layer: string, {images}: Digits, count: number) {
  const exact = await activationsOf(model, layer, images, 0, count);
  const size = exact.data.length / count;
  const sketch = sketcher(size, DIMS, SEED);
  const dims = Math.min(size, DIMS);
  const sketched = new Float32Array(count * dims);
  for (let i = 0; i < count; ++i) sketched.set(sketch(sliceOf(exact, i).data), i * dims);
  const {columns, scale, error} = quantiseColumns(grid(sketched, [count, dims]));
  const points = fromBytes(columns, scale);
  const codes = new Uint8Array(count * dims);
  columns.forEach((column, c) => codes.set(column, c * count));
  const held = await activationsOf(model, layer, images, images.shape[0] - MEASURED, MEASURED);
  let found = 0;
  const typical: number[] = [];
  for (let q = 0; q < MEASURED; ++q) {
    const query = sliceOf(held, q).data;
    const truth = kNearest(query, exact, {k: 8});
    const candidates = new Set(kNearest(sketch(query), points, {k: 64}).indices);
    found += truth.indices.filter((i) => candidates.has(i)).length;
    typical.push(truth.distances[0]);
  }
  typical.sort((a, b) => a - b);
  const recall = found / (8 * MEASURED);
  const sketchOf: LayerSketch = {layer, size, dims, seed: SEED, scale, error: error.relative, recall, typical};
  return {codes, sketch: sketchOf};
}

/** The activations of `count` digits from `start` on, [count, size]. */
async function activationsOf(model: Model, layer: string, images: Grid, start: number, count: number): Promise<Grid> {
  let data: Float32Array | undefined;
  for (let i = 0; i < count; i += 100) {
    const n = Math.min(100, count - i);
    const some = grid(images.data.subarray(784 * (start + i), 784 * (start + i + n)), [n, 28, 28, 1]);
    const part = (await evaluate(model.tap(layer), some)).data;
    data ??= new Float32Array((part.length / n) * count);
    data.set(part, (part.length / n) * i);
  }
  return grid(data!, [count, data!.length / count]);
}
