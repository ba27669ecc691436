import type {Grid} from "../../arrays/grid.js";
import {withDefaults} from "../../lab/options.js";
import {dependenceGrid} from "./dependenceGrid.js";
import {answersOf, columnOf, type Abortable, type Predict} from "./predict.js";

/** An accumulated effect at its places, its mean over the rows 0. */
export interface AccumulatedEffect {
  /** The edges of the bins, or the levels in their order. */
  values: number[];
  effect: Float64Array;
  /** Rows in the bin below each edge (0 for the first), or at each level. */
  counts: number[];
}

export interface AleOptions extends Abortable {
  /** Bins with about as many rows each. */
  bins: number;
}

/**
 * What does a column do among rows that exist? Accumulated local effects: rows are moved only across their own bin,
 * (z₍k−1₎, z_k], the mean differences f(z_k, ·) − f(z₍k−1₎, ·) of the bins are summed up, and the mean over the rows is
 * taken off (each bin by the middle of its ends). Bins are cut at quantiles; x is [n, d].
 * @see Apley & Zhu (2020), "Visualizing the effects of predictor variables in black box supervised learning models",
 * equations 15 and 16, https://doi.org/10.1111/rssb.12377
 */
export async function ale(
  predict: Predict,
  x: Grid,
  column: number,
  options?: Partial<AleOptions>
): Promise<AccumulatedEffect> {
  const {bins, signal} = withDefaults<AleOptions>("ale", options, {bins: 20, signal: undefined});
  const own = columnOf(x, column);
  const values = dependenceGrid(own, bins + 1, "quantile");
  if (values.length === 1) return {values, effect: Float64Array.of(0), counts: [own.length]};
  const bin = Array.from(own, (v) => binOf(values, v));
  const rise = await difference(
    predict,
    x,
    column,
    bin.map((k) => values[k - 1]),
    bin.map((k) => values[k]),
    signal
  );
  const counts = new Array<number>(values.length).fill(0);
  const sums = new Float64Array(values.length);
  bin.forEach((k, i) => {
    ++counts[k];
    sums[k] += rise[i];
  });
  const effect = accumulate(sums, counts);
  return {values, effect: centreEffect(effect, counts), counts};
}

/** Takes off an effect's mean over the rows, given the rows in the bin below each place, each taken at its middle. */
export function centreEffect(effect: ArrayLike<number>, counts: readonly number[]): Float64Array {
  let sum = 0;
  let rows = 0;
  for (let k = 1; k < counts.length; ++k) {
    sum += (counts[k] * (effect[k] + effect[k - 1])) / 2;
    rows += counts[k];
  }
  return Float64Array.from(effect, (v) => v - sum / rows);
}

/**
 * The same for a column of kinds, in a given order (rising when left out): the rows at two levels beside each other are
 * all moved from the one to the other, and the mean differences summed up. What comes out depends on the order.
 * @see Apley & Zhu (2020), on columns of kinds (the order by similarity that they suggest is left to the caller)
 */
export async function aleOfLevels(
  predict: Predict,
  x: Grid,
  column: number,
  options?: Partial<Abortable & {order: readonly number[]}>
): Promise<AccumulatedEffect> {
  const {order, signal} = withDefaults<Abortable & {order?: readonly number[]}>("aleOfLevels", options, {
    order: undefined,
    signal: undefined
  });
  const own = columnOf(x, column);
  const values = [...(order ?? dependenceGrid(own, 2, "levels"))];
  const level = Array.from(own, (v) => values.indexOf(v));
  if (level.includes(-1)) throw new RangeError(`the order ${values.join(", ")} leaves out levels that occur`);
  const counts = values.map((_, k) => level.filter((l) => l === k).length);
  const up = await difference(predict, x, column, own, ahead(values, level, 1), signal);
  const down = await difference(predict, x, column, ahead(values, level, -1), own, signal);
  const sums = new Float64Array(values.length);
  level.forEach((l, i) => {
    if (l + 1 < values.length) sums[l + 1] += up[i];
    if (l > 0) sums[l] += down[i];
  });
  const moved = values.map((_, k) => (k ? counts[k] + counts[k - 1] : 0));
  const effect = accumulate(sums, moved);
  const middle = effect.reduce((sum, v, k) => sum + (v * counts[k]) / own.length, 0);
  return {values, effect: effect.map((v) => v - middle), counts};
}

/** Each row's level so many places on in the order; its own at the ends. */
const ahead = (values: number[], level: number[], by: number) =>
  level.map((l) => values[Math.min(values.length - 1, Math.max(0, l + by))]);

/** The bin of a value: the first edge that is not below it; the smallest value belongs to the first bin. */
export function binOf(edges: readonly number[], value: number): number {
  let k = 1;
  while (k < edges.length - 1 && value > edges[k]) ++k;
  return Math.min(k, edges.length - 1);
}

/** Each row's prediction with the column at `to`, less that with the column at `from`. */
async function difference(
  predict: Predict,
  x: Grid,
  column: number,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  signal?: AbortSignal
): Promise<Float64Array> {
  const after = await answersOf(predict, withEach(x, column, to), signal);
  const before = await answersOf(predict, withEach(x, column, from), signal);
  return Float64Array.from(after, (v, i) => v - before[i]);
}

/** The rows with one column changed, each its own way. */
export function withEach({data, shape}: Grid, column: number, values: ArrayLike<number>): Grid {
  const changed = data.slice();
  for (let i = 0; i < shape[0]; ++i) changed[i * shape[1] + column] = values[i];
  return {data: changed, shape};
}

function accumulate(sums: Float64Array, counts: readonly number[]): Float64Array {
  let total = 0;
  return sums.map((sum, k) => (total += counts[k] ? sum / counts[k] : 0));
}
