import {sliceOf, stack, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {toGrid, withTensor} from "../lab/gradient.js";
import {breathe, throwIfAborted} from "../lab/options.js";
import * as tf from "../lab/tf.js";
import {batchFor} from "../methods/attribution/attribution.js";
import {kNearest} from "../methods/examples/kNearest.js";
import type {Model} from "../models/model.js";
import type {Context} from "./context.js";
import type {PatchNeighbours} from "./nearestPatches.js";

export interface NearestPiecesArgs {
  /** A network that takes pictures of any size. */
  model: string;
  /** The picture asked about, of the pieces' size. */
  image: Image;
  pieces: readonly Image[];
  /** Layers of feature maps with the titles of their rows; null for the pixels themselves. */
  layers: readonly {layer: string | null; title: string}[];
  k: number;
}

/**
 * Which pieces of photos are like a picture that was never seen before, to each layer in turn? The network looks at
 * all of them now; each channel counts by its mean over the picture, so that what is there matters, not where.
 */
export async function* nearestPieces(
  {model: id, image, pieces, layers, k}: NearestPiecesArgs,
  context: Context
): AsyncGenerator<{step: number; steps: number; rows: PatchNeighbours[]}> {
  const model = await context.model(id);
  await model.need(undefined, context.signal);
  const all = [image, ...pieces];
  const names = layers.flatMap(({layer}) => layer ?? []);
  const means: Float32Array[][] = names.map(() => []);
  const batch = batchFor(image.data.length);
  for (let start = 0; start < all.length; start += batch) {
    await breathe();
    throwIfAborted(context.signal);
    const some = await channelMeans(model, names, stack(all.slice(start, start + batch)));
    some.forEach((grid, l) => means[l].push(...rowsOf(grid)));
    context.progress(Math.min(1, (start + batch) / all.length), "looking at all pieces");
  }
  const rows = layers.map(({layer, title}) => {
    const [own, ...others] = layer === null ? all.map(({data}) => data) : means[names.indexOf(layer)];
    const {indices, distances} = kNearest(own, stackRows(others), {k});
    return {layer: title, indices: Array.from(indices), distances: Array.from(distances)};
  });
  yield {step: 1, steps: 1, rows};
}

/** The means of each channel at several layers, [n, channels] each, in one pass through the network. */
async function channelMeans(model: Model, names: string[], x: Grid): Promise<Grid[]> {
  const input = model.layers[0].name;
  const tensors = await withTensor(x, (t) =>
    model.network.run({[input]: model.preprocess(t)}, names).map((a) => tf.mean(a, [1, 2]))
  );
  return Promise.all(tensors.map(toGrid));
}

const rowsOf = (grid: Grid): Float32Array[] =>
  Array.from({length: grid.shape[0]}, (_, i) => sliceOf(grid, i).data as Float32Array);

const stackRows = (rows: readonly Float32Array[]): Grid => stack(rows.map((data) => ({data, shape: [data.length]})));
