import {grid, sliceOf, stack, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {randomCrops} from "../arrays/randomCrops.js";
import {last} from "../lab/frames.js";
import {evaluate} from "../lab/gradient.js";
import {throwIfAborted} from "../lab/options.js";
import {batchFor} from "../methods/attribution/attribution.js";
import {kNearest} from "../methods/examples/kNearest.js";
import {pca} from "../methods/projection/pca.js";
import type {Examples} from "../models/exampleTable.js";
import type {Model} from "../models/model.js";
import {answered, type Answered} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";
import {layerPoints, nearestExamples, pointOf} from "./examples.js";
import {layerStops, stopsOf, type LayerStop} from "./layerStops.js";

/** Test digits whose activations are known, or pieces of photos whose activations are computed now. */
export type Others =
  | {kind: "digits"; examples: Examples; count: number}
  | {kind: "photos"; photos: readonly Image[]; pieces: number; seed: number};

export interface PlaceArgs {
  model: string;
  image: Image;
  /** null for the last but one; "input" for the pixels. */
  layer: string | null;
  k: number;
  others: Others;
}

export interface Place {
  layers: LayerStop[];
  layer: LayerStop;
  /** The layer that null stands for. */
  usual: string;
  answers: Answer[];
  /** Along the two directions of most variance, [n + 1, 2]; the picture itself comes last. */
  layout: Grid;
  /** The shares of the variance along them. */
  explained: number[];
  /** What each of the others is: its digit, or the number of the photo it was cut from. */
  labels: number[];
  /** The others' pictures, where they were cut here. */
  pieces: Image[];
  /** The nearest in the layer's own space, the nearest first. Of digits all examples count, not only those in the layout. */
  nearest: {index: number; label: number; distance: number}[];
}

/** Where does this picture lie among others, to one layer of the network? Its neighbours, and the space seen flat. */
export async function place(args: PlaceArgs, context: Context): Promise<Place> {
  const question = await answered({...args, target: null}, context);
  const {model, answers} = question;
  const {others} = args;
  const names = others.kind === "digits" ? others.examples.sketches.map(({layer}) => layer) : [];
  const stops = others.kind === "digits" ? stopsOf(model, names) : layerStops(model);
  const layers = [inputOf(args.image), ...stops];
  const usual = layers[layers.length - 2];
  const layer = layers.find(({name}) => name === (args.layer ?? usual.name));
  if (!layer)
    throw new RangeError(`unknown layer: ${args.layer} (there are: ${layers.map(({title}) => title).join(", ")})`);
  const found =
    others.kind === "digits"
      ? await amongDigits(question, layer.name, others, args, context)
      : await amongPieces(question, layer.name, others, args, context);
  const {layout, explained} = await pca(found.points, {components: 2, signal: context.signal});
  const {labels, pieces, nearest} = found;
  return {layers, layer, usual: usual.name, answers, layout, explained: Array.from(explained), labels, pieces, nearest};
}

const inputOf = ({shape}: Image): LayerStop => ({name: "input", title: "pixels", shape: [...shape], share: 0});

interface Found extends Pick<Place, "labels" | "pieces" | "nearest"> {
  /** The others, and last the picture itself. */
  points: Grid;
}

/** By sketches for the layout, exactly for the neighbours. */
async function amongDigits(
  {model, x}: Answered,
  layer: string,
  {examples, count}: Others & {kind: "digits"},
  {image, k}: PlaceArgs,
  context: Context
): Promise<Found> {
  const {data, shape} = layerPoints(examples, layer);
  const n = Math.min(count, shape[0]);
  const own = await pointOf(model, x, layer, examples);
  const {rows} = await last(nearestExamples({image, layers: [layer], k, examples}, context));
  const [{indices, distances, labels}] = rows;
  return {
    points: withRow(data.subarray(0, n * shape[1]), own),
    labels: Array.from(examples.labels.subarray(0, n)),
    pieces: [],
    nearest: labels.map((label, i) => ({index: indices[i], label, distance: distances[i]}))
  };
}

/** Each channel by its mean over the picture: what is there counts, not where. */
async function amongPieces(
  {model, x}: Answered,
  layer: string,
  {photos, pieces: wanted, seed}: Others & {kind: "photos"},
  {image, k}: PlaceArgs,
  {signal, progress}: Context
): Promise<Found> {
  const [height, width] = image.shape;
  const pieces = randomCrops(photos, wanted, seed, height, width);
  const rows: Float32Array[] = [];
  const batch = batchFor(x.data.length);
  for (let start = 0; start < wanted; start += batch) {
    throwIfAborted(signal);
    rows.push(...(await meansOf(model, layer, pieces.slice(start, start + batch))));
    progress(rows.length / wanted, "looking at the other pictures");
  }
  const [own] = await meansOf(model, layer, [image]);
  const data = Float32Array.from(rows.flatMap((row) => Array.from(row)));
  const {indices, distances} = kNearest(own, grid(data, [wanted, own.length]), {k});
  const labels = pieces.map((_, i) => i % photos.length);
  return {
    points: withRow(data, own),
    labels,
    pieces,
    nearest: Array.from(indices, (index, i) => ({index, label: labels[index], distance: distances[i]}))
  };
}

async function meansOf(model: Model, layer: string, images: readonly Image[]): Promise<Float32Array[]> {
  const x = stack(images);
  const activation = layer === "input" ? x : await evaluate(model.tap(layer), x);
  return images.map((_, i) => {
    const {data, shape} = sliceOf(activation, i);
    const channels = shape[shape.length - 1];
    const means = new Float32Array(channels);
    data.forEach((v, j) => (means[j % channels] += (v * channels) / data.length));
    return means;
  });
}

/** Points [n, d] with one more below. */
function withRow(points: Float32Array, row: Float32Array): Grid {
  const data = new Float32Array(points.length + row.length);
  data.set(points);
  data.set(row, points.length);
  return grid(data, [data.length / row.length, row.length]);
}
