import type {Grid} from "../arrays/grid.js";
import {breathe, throwIfAborted} from "../lab/options.js";
import {kNearest} from "../methods/examples/kNearest.js";
import type {Context} from "./context.js";

/** The pieces of photos nearest to one of them, in one layer's space. */
export interface PatchNeighbours {
  layer: string;
  indices: number[];
  distances: number[];
}

export interface NearestPatchesArgs {
  /** Each layer with what it says of all pieces, [n, d]. */
  layers: {layer: string; x: Grid}[];
  /** From which photo each piece is. */
  photos: ArrayLike<number>;
  /** The piece asked about. */
  index: number;
  /** Only pieces of other photos: those of the same one overlap with it. */
  others: boolean;
  k: number;
}

/** Which pieces of photos are like this one, to each layer in turn? Exact distances over all stored numbers. */
export async function* nearestPatches(
  {layers, photos, index, others, k}: NearestPatchesArgs,
  {signal}: Context
): AsyncGenerator<{step: number; steps: number; rows: PatchNeighbours[]}> {
  const rows: PatchNeighbours[] = [];
  const among = Array.from({length: photos.length}, (_, i) => i).filter(
    (i) => i !== index && !(others && photos[i] === photos[index])
  );
  for (const {layer, x} of layers) {
    await breathe();
    throwIfAborted(signal);
    const [n, d] = x.shape;
    if (n !== photos.length || !(index >= 0 && index < n))
      throw new RangeError(`piece ${index} asked of ${n} rows for ${photos.length} pieces`);
    const points = {data: new Float32Array(among.length * d), shape: [among.length, d]};
    among.forEach((i, r) => points.data.set(x.data.subarray(i * d, (i + 1) * d), r * d));
    const {indices, distances} = kNearest(x.data.subarray(index * d, (index + 1) * d), points, {k});
    rows.push({layer, indices: Array.from(indices, (i) => among[i]), distances: Array.from(distances)});
    yield {step: rows.length, steps: layers.length, rows: [...rows]};
  }
}
