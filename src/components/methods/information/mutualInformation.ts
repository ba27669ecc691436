import {random} from "../../arrays/random.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";

/** An estimate of mutual information from a unit's values and their labels, in nats. */
export type Estimator = (values: ArrayLike<number>, labels: ArrayLike<number>) => number;

const EULER = 0.5772156649015329;

/** Digamma of a whole number of at least 1: the harmonic sum below it, less Euler's constant. */
const digammaOf = (n: number): number => {
  if (n < 30) {
    let sum = -EULER;
    for (let i = 1; i < n; ++i) sum += 1 / i;
    return sum;
  }
  const square = 1 / (n * n);
  return Math.log(n) - 0.5 / n - square * (1 / 12 - square * (1 / 120 - square / 252));
};

/**
 * How much do two lists of categories tell of each other? I = Σ p(a, b) log(p(a, b) / p(a) p(b)) from counts, in
 * nats; 0 when they are independent in the sample. Biased upwards: see `shuffled`.
 * @see Cover and Thomas, "Elements of Information Theory" (2006), equation 2.28
 */
export function mutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = sameLength(a, b);
  const joint = new Map<number, Map<number, number>>();
  const second = new Map<number, number>();
  for (let i = 0; i < n; ++i) {
    if (!joint.has(a[i])) joint.set(a[i], new Map());
    const row = joint.get(a[i])!;
    row.set(b[i], (row.get(b[i]) ?? 0) + 1);
    second.set(b[i], (second.get(b[i]) ?? 0) + 1);
  }
  let sum = 0;
  for (const row of joint.values()) {
    let whole = 0;
    for (const count of row.values()) whole += count;
    for (const [value, count] of row) sum += (count / n) * Math.log((count * n) / (whole * second.get(value)!));
  }
  return Math.max(0, sum);
}

/**
 * How much does a unit's value tell of a label, by bins? The values are cut into bins of equal counts (equal values
 * stay together), then counted against the labels. Bias grows like (bins − 1)(classes − 1) / 2n nats.
 */
export function binnedInformation(values: ArrayLike<number>, labels: ArrayLike<number>, bins = 10): number {
  sameLength(values, labels);
  if (!(Number.isInteger(bins) && bins >= 2)) throw new RangeError(`bins must be a whole number from 2, got ${bins}`);
  const sorted = Float64Array.from(values).sort();
  const edges = Array.from({length: bins - 1}, (_, b) => sorted[Math.floor(((b + 1) * sorted.length) / bins)]);
  const binned = Int32Array.from(values, (v) => edges.reduce((bin, edge) => bin + (v >= edge ? 1 : 0), 0));
  return mutualInformation(binned, labels);
}

/**
 * How much does a unit's value tell of a label, without bins? Each point's distance to its k-th neighbour of the same
 * label is laid over the values of all labels: I = ψ(N) + ψ(k) − ⟨ψ(N_label)⟩ − ⟨ψ(m)⟩, with m the points within that
 * distance. Labels with one example are left out; a label with fewer than k + 1 uses as many neighbours as it has.
 * Equal values (a silent unit's zeros) are given a tiny seeded noise, as the estimator needs a continuous variable.
 * In nats, not below 0.
 * @see Ross, "Mutual Information between Discrete and Continuous Data Sets" (2014), equation 2
 */
export function rossInformation(values: ArrayLike<number>, labels: ArrayLike<number>, k = 3, seed = 1): number {
  sameLength(values, labels);
  atLeastOne(k);
  const counts = new Map<number, number>();
  for (let i = 0; i < labels.length; ++i) counts.set(labels[i], (counts.get(labels[i]) ?? 0) + 1);
  const kept = Array.from({length: labels.length}, (_, i) => i).filter((i) => counts.get(labels[i])! > 1);
  const n = kept.length;
  if (!n) return 0;
  const jittered = withJitter(values, seed);
  const all = Float64Array.from(kept, (i) => jittered[i]).sort();
  let sum = digammaOf(n);
  for (const [label, count] of counts) {
    if (count < 2) continue;
    const own = Float64Array.from(
      kept.filter((i) => labels[i] === label),
      (i) => jittered[i]
    ).sort();
    const near = Math.min(k, count - 1);
    for (let i = 0; i < count; ++i) {
      const radius = nearestInSorted(own, i, near);
      // The point itself counts, the k-th neighbour on the rim does not.
      const within = countWithin(all, own[i], radius);
      sum += (digammaOf(near) - digammaOf(count) - digammaOf(within)) / n;
    }
  }
  return Math.max(0, sum);
}

/**
 * How much do two continuous variables tell of each other? I = ψ(N) + ψ(k) − ⟨ψ(n_x + 1) + ψ(n_y + 1)⟩, with n_x and
 * n_y the points strictly nearer, along either axis, than the k-th neighbour in the plane (largest coordinate
 * difference). N² steps. In nats, not below 0.
 * @see Kraskov, Stögbauer, Grassberger, "Estimating mutual information" (2004), equation 8
 */
export function kraskovInformation(a: ArrayLike<number>, b: ArrayLike<number>, k = 3, seed = 1): number {
  const n = sameLength(a, b);
  atLeastOne(k);
  if (n <= k) throw new RangeError(`${k} neighbours need more than ${k} points, got ${n}`);
  const x = withJitter(a, seed);
  const y = withJitter(b, seed + 1);
  const sortedX = x.slice().sort();
  const sortedY = y.slice().sort();
  const nearest = new Float64Array(k);
  let sum = digammaOf(n) + digammaOf(k);
  for (let i = 0; i < n; ++i) {
    nearest.fill(Infinity);
    for (let j = 0; j < n; ++j) {
      if (j === i) continue;
      const d = Math.max(Math.abs(x[i] - x[j]), Math.abs(y[i] - y[j]));
      if (d < nearest[k - 1]) insert(nearest, d);
    }
    const radius = nearest[k - 1];
    sum -= (digammaOf(countWithin(sortedX, x[i], radius)) + digammaOf(countWithin(sortedY, y[i], radius))) / n;
  }
  return Math.max(0, sum);
}

export interface ShuffleOptions {
  shuffles: number;
  seed: number;
  signal: AbortSignal | undefined;
}

/** An estimate beside what it gives when there is nothing to find. All in nats. */
export interface Shuffled {
  estimate: number;
  /** What the estimator says of shuffled labels, on average: its bias. */
  bias: number;
  /** The standard deviation over shuffles. */
  spread: number;
  /** The estimates for each shuffle. */
  shuffles: Float64Array;
  /** How often chance did as well: (1 + shuffles at or above the estimate) / (1 + shuffles). */
  p: number;
}

/** Is there any information, or is it the estimator? The same estimate with the labels dealt out anew, many times. */
export async function shuffled(
  estimator: Estimator,
  values: ArrayLike<number>,
  labels: ArrayLike<number>,
  options?: Partial<ShuffleOptions>
): Promise<Shuffled> {
  const defaults: ShuffleOptions = {shuffles: 20, seed: 1, signal: undefined};
  const {shuffles: count, seed, signal} = withDefaults("shuffled", options, defaults);
  const next = random(seed);
  const estimate = estimator(values, labels);
  const shuffles = new Float64Array(count);
  for (let s = 0; s < count; ++s) {
    await breathe();
    throwIfAborted(signal);
    shuffles[s] = estimator(
      values,
      Float64Array.from(next.permutation(labels.length), (i) => labels[i])
    );
  }
  const bias = shuffles.reduce((s, v) => s + v, 0) / count;
  const spread = Math.sqrt(shuffles.reduce((s, v) => s + (v - bias) ** 2, 0) / Math.max(1, count - 1));
  const p = (1 + shuffles.filter((v) => v >= estimate).length) / (1 + count);
  return {estimate, bias, spread, shuffles, p};
}

function sameLength(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length || !a.length)
    throw new RangeError(`two lists of one length, at least 1, are needed; got ${a.length} and ${b.length}`);
  return a.length;
}

function atLeastOne(k: number): void {
  if (!(Number.isInteger(k) && k >= 1)) throw new RangeError(`k must be a whole number from 1, got ${k}`);
}

/** The values with noise of 1e-10 of their size, where any two are equal. */
function withJitter(values: ArrayLike<number>, seed: number): Float64Array {
  const out = Float64Array.from(values);
  if (new Set(out).size === out.length) return out;
  const size = Math.max(1, out.reduce((s, v) => s + Math.abs(v), 0) / out.length);
  const next = random(seed);
  return out.map((v) => v + 1e-10 * size * next.normal());
}

/** The distance from the i-th of sorted numbers to its k-th nearest other. */
function nearestInSorted(sorted: Float64Array, i: number, k: number): number {
  let [low, high, distance] = [i - 1, i + 1, 0];
  for (let m = 0; m < k; ++m) {
    const below = low >= 0 ? sorted[i] - sorted[low] : Infinity;
    const above = high < sorted.length ? sorted[high] - sorted[i] : Infinity;
    if (below <= above) {
      distance = below;
      --low;
    } else {
      distance = above;
      ++high;
    }
  }
  return distance;
}

/** How many of sorted numbers lie strictly within a radius of a centre that is one of them (itself counts). */
function countWithin(sorted: Float64Array, centre: number, radius: number): number {
  const from = bound(sorted, (v) => centre - v < radius);
  const to = bound(sorted, (v) => v - centre >= radius);
  return Math.max(1, to - from);
}

/** The first place from which on a monotone condition holds. */
function bound(sorted: Float64Array, holds: (v: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

function insert(ascending: Float64Array, value: number): void {
  let at = ascending.length - 1;
  for (; at > 0 && ascending[at - 1] > value; --at) ascending[at] = ascending[at - 1];
  ascending[at] = value;
}
