import type {Grid} from "../../arrays/grid.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";

/** The k nearest other points of each of n points, nearest first; ties go to the lower index. */
export interface Neighbours {
  n: number;
  k: number;
  /** [n × k], row-major. */
  indices: Int32Array;
  /** Euclidean, [n × k]. */
  distances: Float32Array;
}

export interface NeighbourOptions {
  /** How many neighbours each point gets, 1 … n − 1; larger values are cut to n − 1. */
  k: number;
  signal: AbortSignal | undefined;
}

/** Rows of distances computed together: four rows share each load of the other point. */
const ROWS = 4;
/** An index must fit beside a float32's bits in the 53 whole bits of a double. */
const LARGEST = 2 ** 20;

/** From so many points on, most pairs are ruled out by products that the backend makes. */
const MANY = 1024;
/** Points that are looked at to guess how far the k-th neighbour is. */
const SAMPLED = 256;
/** Numbers in one block of products. */
const BLOCK = 2 ** 21;
/** How far a distance by float32 products can be off, as a share of the largest squared norm. */
const ROUNDING = 1e-5;

/**
 * Which points lie nearest to each point? Exact: all n² distances are looked at, in blocks of rows, so memory stays
 * linear in n. [n, d] → k neighbours for each. From 1,024 points on it wants a tfjs backend. Throws for fewer than 2 or more than 1,048,576 points.
 */
export async function nearestNeighbours(x: Grid, options?: Partial<NeighbourOptions>): Promise<Neighbours> {
  const {k: asked, signal} = withDefaults<NeighbourOptions>("nearestNeighbours", options, {k: 15, signal: undefined});
  const n = x.shape[0];
  if (!(asked >= 1)) throw new RangeError(`k must be 1 or more, got ${asked}`);
  if (n < 2) throw new RangeError(`neighbours need at least 2 points, got ${n}`);
  const k = Math.min(Math.floor(asked), n - 1);
  const found = {n, k, indices: new Int32Array(n * k), distances: new Float32Array(n * k)};
  if (n >= MANY && k <= n / 4) await byProducts(x, found, signal);
  else await byRows(x, found, signal);
  return found;
}

/** Every distance in full. */
async function byRows(x: Grid, found: Neighbours, signal?: AbortSignal): Promise<void> {
  const {n, k} = found;
  const rows = distanceRows(x);
  const keys = new Float64Array(n);
  const pause = Math.max(ROWS, Math.ceil(4e6 / n / ROWS) * ROWS);
  for (let i = 0; i < n; i += ROWS) {
    if (i % pause === 0) await breathe();
    throwIfAborted(signal);
    const last = n - 1;
    const block = rows(i, Math.min(i + 1, last), Math.min(i + 2, last), Math.min(i + 3, last));
    for (let r = 0; r < ROWS && i + r < n; ++r) {
      orderedKeys(block, r * n, i + r, keys);
      selectSmallest(keys, k, n - 1);
      keep(found, i + r, keys.subarray(0, k).sort());
    }
  }
}

/**
 * Products of all pairs come from the backend in float32, fast and a little off. They choose, for each point, who may
 * be among its k nearest; only those distances are then worked out in full. A row whose k-th neighbour lies too near
 * the limit of that choice is done again with all points, so that the answer is that of `byRows`.
 */
async function byProducts(x: Grid, found: Neighbours, signal?: AbortSignal): Promise<void> {
  const {n, k} = found;
  const d = x.data.length / n;
  const rows = distanceRows(x);
  const data = Float64Array.from(x.data);
  const norms = squaredNorms(data, n);
  const slack = ROUNDING * norms.reduce((m, v) => Math.max(m, v), 0);
  const keys = new Float64Array(n);
  const exact = new Float32Array(1);
  const bits = new Uint32Array(exact.buffer);
  const sampled = new Float64Array(SAMPLED);
  const rank = Math.min(SAMPLED, Math.ceil((1.3 * SAMPLED * k) / n) + 6);
  const size = Math.max(1, Math.floor(BLOCK / n));
  const all = tf.tensor2d(x.data, [n, d]);
  try {
    for (let from = 0; from < n; from += size) {
      await breathe();
      throwIfAborted(signal);
      const count = Math.min(size, n - from);
      const block = tf.tidy(() => tf.matMul(tf.slice(all, [from, 0], [count, d]), all, false, true));
      const products = (await block.data()) as Float32Array;
      block.dispose();
      for (let i = from; i < from + count; ++i) {
        const at = (i - from) * n;
        const guess = (j: number) => norms[i] + norms[j] - 2 * products[at + j];
        for (let s = 0; s < SAMPLED; ++s) sampled[s] = guess(Math.floor((s * n) / SAMPLED));
        selectSmallest(sampled, rank, SAMPLED);
        let limit = slack;
        for (let s = 0; s < rank; ++s) limit = Math.max(limit, sampled[s]);
        let candidates = 0;
        for (let j = 0; j < n; ++j) {
          if (guess(j) > limit || j === i) continue;
          let product = 0;
          for (let p = j * d, q = i * d, end = p + d; p < end; ++p, ++q) product += data[p] * data[q];
          exact[0] = Math.max(0, norms[i] + norms[j] - 2 * product);
          keys[candidates++] = bits[0] * LARGEST + j;
        }
        selectSmallest(keys, k, candidates);
        const nearest = keys.subarray(0, Math.min(k, candidates)).sort();
        bits[0] = Math.floor(nearest[nearest.length - 1] / LARGEST);
        if (candidates < k || exact[0] > limit - slack) {
          orderedKeys(rows(i, i, i, i), 0, i, keys);
          selectSmallest(keys, k, n - 1);
          keep(found, i, keys.subarray(0, k).sort());
        } else keep(found, i, nearest);
      }
    }
  } finally {
    all.dispose();
  }
}

const kept = new Float32Array(1);
const keptBits = new Uint32Array(kept.buffer);

/** Writes a point's neighbours from their keys, which are in order. */
function keep({k, indices, distances}: Neighbours, i: number, nearest: Float64Array): void {
  for (let m = 0; m < k; ++m) {
    const j = nearest[m] % LARGEST;
    keptBits[0] = (nearest[m] - j) / LARGEST;
    indices[i * k + m] = j;
    distances[i * k + m] = Math.sqrt(kept[0]);
  }
}

function squaredNorms(data: Float64Array, n: number): Float64Array {
  const d = data.length / n;
  const norms = new Float64Array(n);
  for (let i = 0; i < n; ++i) for (let c = i * d; c < (i + 1) * d; ++c) norms[i] += data[c] * data[c];
  return norms;
}

/** The first k neighbours of a longer list. Throws when it does not hold so many. */
export function fewerNeighbours(neighbours: Neighbours, k: number): Neighbours {
  if (k === neighbours.k) return neighbours;
  if (!(k >= 1 && k <= neighbours.k)) throw new RangeError(`${k} neighbours asked of a list of ${neighbours.k}`);
  const {n} = neighbours;
  const indices = new Int32Array(n * k);
  const distances = new Float32Array(n * k);
  for (let i = 0; i < n; ++i) {
    const from = i * neighbours.k;
    indices.set(neighbours.indices.subarray(from, from + k), i * k);
    distances.set(neighbours.distances.subarray(from, from + k), i * k);
  }
  return {n, k, indices, distances};
}

/**
 * Squared distances from four points to all: returns a function of four indices that gives [4, n] in one buffer,
 * overwritten by the next call.
 */
export function distanceRows(x: Grid): (a: number, b: number, c: number, e: number) => Float32Array {
  const n = x.shape[0];
  const d = x.data.length / n;
  if (n > LARGEST) throw new RangeError(`at most ${LARGEST} points, got ${n}`);
  const data = Float64Array.from(x.data);
  const norms = squaredNorms(data, n);
  const out = new Float32Array(ROWS * n);
  return (a, b, c, e) => {
    for (let j = 0; j < n; ++j) {
      let sa = 0;
      let sb = 0;
      let sc = 0;
      let se = 0;
      let pa = a * d;
      let pb = b * d;
      let pc = c * d;
      let pe = e * d;
      for (let p = j * d, end = p + d; p < end; ++p) {
        const v = data[p];
        sa += v * data[pa++];
        sb += v * data[pb++];
        sc += v * data[pc++];
        se += v * data[pe++];
      }
      const s = norms[j];
      out[j] = Math.max(0, norms[a] + s - 2 * sa);
      out[n + j] = Math.max(0, norms[b] + s - 2 * sb);
      out[2 * n + j] = Math.max(0, norms[c] + s - 2 * sc);
      out[3 * n + j] = Math.max(0, norms[e] + s - 2 * se);
    }
    return out;
  };
}

/**
 * Numbers that sort like (distance, index), for every point but `self`: the bits of a positive float32 sort as an
 * integer, and the index follows them. `keys` gets n − 1 of them; key % 2²⁰ is the index.
 */
export function orderedKeys(squared: Float32Array, at: number, self: number, keys: Float64Array): void {
  const bits = new Uint32Array(squared.buffer, squared.byteOffset, squared.length);
  const n = keys.length;
  for (let j = 0; j < self; ++j) keys[j] = bits[at + j] * LARGEST + j;
  for (let j = self + 1; j < n; ++j) keys[j - 1] = bits[at + j] * LARGEST + j;
}

/** The point that a key of `orderedKeys` stands for. */
export const pointOf = (key: number): number => key % LARGEST;

/** Moves the k smallest of the first n numbers to the front, in no order (Hoare's quickselect). */
export function selectSmallest(a: Float64Array, k: number, n: number): void {
  let low = 0;
  let high = n - 1;
  while (low < high) {
    const pivot = median(a[low], a[(low + high) >> 1], a[high]);
    let i = low;
    let j = high;
    while (i <= j) {
      while (a[i] < pivot) ++i;
      while (a[j] > pivot) --j;
      if (i > j) break;
      const t = a[i];
      a[i++] = a[j];
      a[j--] = t;
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else return;
  }
}

const median = (a: number, b: number, c: number) => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
