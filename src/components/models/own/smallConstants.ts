import {bytesOf, decodeWeight, type WeightSpec} from "../weights.js";

/** Longer weights are no axes, bounds or sizes. */
const MOST = 8;

/** The values of those weights of a group that hold a few numbers only: how a graph turns, clips and cuts. */
export async function smallConstants(weights: readonly WeightSpec[], blob: Blob): Promise<Record<string, number[]>> {
  const values: Record<string, number[]> = {};
  let offset = 0;
  for (const spec of weights) {
    const length = bytesOf(spec);
    if (spec.shape.reduce((n, d) => n * d, 1) <= MOST)
      values[spec.name] = [...decodeWeight(spec, await blob.slice(offset, offset + length).arrayBuffer())];
    offset += length;
  }
  return values;
}
