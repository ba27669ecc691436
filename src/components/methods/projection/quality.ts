import type {Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {distanceRows, orderedKeys, pointOf, selectSmallest} from "./neighbours.js";

/** How far a layout can be believed. Both lie in [0, 1]; 1 is a perfect neighbourhood. */
export interface Quality {
  /** Are points that lie together in the layout truly neighbours? */
  trustworthiness: number;
  /** Do true neighbours lie together in the layout? */
  continuity: number;
}

export interface QualityOptions {
  /** Neighbourhood size; must be below n / 2. */
  k: number;
  /** How many points are asked (all, when n is no larger): a sample makes the check cheap while a layout moves. */
  sample: number;
  seed: number;
  signal: AbortSignal | undefined;
}

/**
 * How true is a layout to the data's neighbourhoods? Ranks the data's neighbours once, then judges any number of
 * layouts [n, 2] of the same points.
 * T(k) = 1 − 2 / (n k (2n − 3k − 1)) · Σᵢ Σ_{j in layout's k nearest, not in data's} (rank of j in the data − k);
 * continuity is the same with data and layout exchanged. With a sample, n outside the bracket is the sample's size.
 * @see Venna and Kaski, "Neighborhood preservation in nonlinear projection methods" (2001), equations 2 and 4
 */
export async function prepareQuality(x: Grid, options?: Partial<QualityOptions>): Promise<(layout: Grid) => Quality> {
  const defaults: QualityOptions = {k: 12, sample: 1000, seed: 1, signal: undefined};
  const {k, sample, seed, signal} = withDefaults("prepareQuality", options, defaults);
  const n = x.shape[0];
  if (!(k >= 1 && 2 * k < n)) throw new RangeError(`k must be at least 1 and below n / 2 = ${n / 2}, got ${k}`);
  const asked = sample < n ? random(seed).permutation(n).subarray(0, sample).sort() : null;
  const m = asked?.length ?? n;
  const ranks = n < 65536 ? new Uint16Array(m * n) : new Uint32Array(m * n);
  const nearest = new Int32Array(m * k);
  const rows = distanceRows(x);
  const keys = new Float64Array(n);
  let block: Float32Array = new Float32Array(0);
  const at = (s: number) => (asked ? asked[s] : s);
  for (let s = 0; s < m; ++s) {
    if (s % 64 === 0) await breathe();
    throwIfAborted(signal);
    if (s % 4 === 0) {
      const [b, c, e] = [1, 2, 3].map((r) => at(Math.min(s + r, m - 1)));
      block = rows(at(s), b, c, e);
    }
    orderedKeys(block, (s % 4) * n, at(s), keys);
    const order = keys.subarray(0, n - 1).sort();
    for (let r = 0; r < n - 1; ++r) ranks[s * n + pointOf(order[r])] = r + 1;
    for (let r = 0; r < k; ++r) nearest[s * k + r] = pointOf(order[r]);
  }
  const scale = 2 / (m * k * (2 * n - 3 * k - 1));
  return (layout) => {
    if (layout.shape[0] !== n) throw new RangeError(`the layout has ${layout.shape[0]} points, the data ${n}`);
    const squared = new Float32Array(n);
    let intruders = 0;
    let missing = 0;
    for (let s = 0; s < m; ++s) {
      const i = at(s);
      squaredFrom(layout, i, squared);
      orderedKeys(squared, 0, i, keys);
      for (let r = 0; r < k; ++r) missing += Math.max(0, rankAmong(squared, i, nearest[s * k + r]) - k);
      selectSmallest(keys, k, n - 1);
      for (let r = 0; r < k; ++r) intruders += Math.max(0, ranks[s * n + pointOf(keys[r])] - k);
    }
    return {trustworthiness: 1 - scale * intruders, continuity: 1 - scale * missing};
  };
}

/** Are points that lie together in a layout truly neighbours? Over all points; see `prepareQuality`. */
export async function trustworthiness(x: Grid, layout: Grid, k = 12): Promise<number> {
  return (await prepareQuality(x, {k, sample: Infinity}))(layout).trustworthiness;
}

/** Squared distances in the layout from point i to all. */
function squaredFrom({data, shape}: Grid, i: number, out: Float32Array): void {
  const [n, d] = shape;
  if (d === 2) {
    const x = data[2 * i];
    const y = data[2 * i + 1];
    for (let j = 0; j < n; ++j) out[j] = (data[2 * j] - x) ** 2 + (data[2 * j + 1] - y) ** 2;
    return;
  }
  for (let j = 0; j < n; ++j) {
    let s = 0;
    for (let c = 0; c < d; ++c) s += (data[j * d + c] - data[i * d + c]) ** 2;
    out[j] = s;
  }
}

/** The rank of j among i's neighbours, from 1; ties go to the lower index. */
function rankAmong(squared: Float32Array, i: number, j: number): number {
  const limit = squared[j];
  // i itself is counted below when j lies farther away or has a higher index: take it off again.
  let rank = limit > squared[i] || i < j ? 0 : 1;
  for (let p = 0; p < squared.length; ++p) if (squared[p] < limit || (squared[p] === limit && p < j)) ++rank;
  return rank;
}

export interface AccuracyOptions {
  k: number;
  folds: number;
}

/**
 * How well does the layout alone tell the classes apart? Accuracy of a k-nearest-neighbour vote, cross-validated:
 * each point is judged by neighbours from the other folds only; folds hold every class alike. Ties of the vote go to
 * the smaller label. Labels are whole numbers from 0.
 */
export function neighbourAccuracy(layout: Grid, labels: ArrayLike<number>, options?: Partial<AccuracyOptions>): number {
  const {k, folds} = withDefaults<AccuracyOptions>("neighbourAccuracy", options, {k: 10, folds: 5});
  const n = layout.shape[0];
  if (labels.length !== n) throw new RangeError(`${labels.length} labels for ${n} points`);
  const fold = stratifiedFolds(labels, folds);
  const squared = new Float32Array(n);
  const all = new Float64Array(n);
  const others = new Float64Array(n);
  let right = 0;
  for (let i = 0; i < n; ++i) {
    squaredFrom(layout, i, squared);
    orderedKeys(squared, 0, i, all);
    let m = 0;
    for (let r = 0; r < n - 1; ++r) if (fold[pointOf(all[r])] !== fold[i]) others[m++] = all[r];
    const near = Math.min(k, m);
    selectSmallest(others, near, m);
    const votes: number[] = [];
    for (let r = 0; r < near; ++r) {
      const label = labels[pointOf(others[r])];
      votes[label] = (votes[label] ?? 0) + 1;
    }
    let best = 0;
    for (let c = 1; c < votes.length; ++c) if ((votes[c] ?? 0) > (votes[best] ?? 0)) best = c;
    if (best === labels[i]) ++right;
  }
  return right / n;
}

function stratifiedFolds(labels: ArrayLike<number>, folds: number): Int32Array {
  const seen = new Map<number, number>();
  return Int32Array.from({length: labels.length}, (_, i) => {
    const count = seen.get(labels[i]) ?? 0;
    seen.set(labels[i], count + 1);
    return count % folds;
  });
}
