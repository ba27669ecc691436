import {EigenvalueDecomposition, Matrix} from "ml-matrix";
import type {Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";

export interface Pca {
  /** The points along the components, [n, k]. */
  layout: Grid;
  /** Orthonormal directions in the data's space, [k, d], the largest variance first. */
  components: Grid;
  /** [d] */
  mean: Float32Array;
  /** The variance along each component (divided by n − 1), [k]. */
  variance: Float32Array;
  /** The share of the whole variance along each component, [k]. */
  explained: Float32Array;
}

export interface PcaOptions {
  /** How many components; at most min(n, d). */
  components: number;
  /** Up to this many dimensions (or points, if fewer) the decomposition is exact, beyond it randomised. */
  exactUpTo: number;
  /** Rounds of power iteration of the randomised decomposition. */
  rounds: number;
  seed: number;
  signal: AbortSignal | undefined;
}

/**
 * Along which directions do the points vary most? Principal components of [n, d], centred. Exact for small data (the
 * eigenvectors of the covariance, or of the points' inner products when there are fewer points than dimensions);
 * randomised subspace iteration, with ten directions to spare, for large. Each component's largest loading is
 * positive, so that the same data give the same picture.
 * @see Halko, Martinsson, Tropp, "Finding structure with randomness" (2011), algorithms 4.4 and 5.1
 */
export async function pca(x: Grid, options?: Partial<PcaOptions>): Promise<Pca> {
  const defaults: PcaOptions = {components: 2, exactUpTo: 256, rounds: 4, seed: 1, signal: undefined};
  const o = withDefaults("pca", options, defaults);
  const n = x.shape[0];
  const d = x.data.length / n;
  const k = o.components;
  if (!(Number.isInteger(k) && k >= 1 && k <= Math.min(n, d)))
    throw new RangeError(`components must be a whole number from 1 to min(n, d) = ${Math.min(n, d)}, got ${k}`);
  const centred = centre(x.data, n, d);
  const {mean, total} = centred;
  const basis = await directions(centred, n, d, k, o);
  const scores = project(centred, n, d, basis, k);
  const variance = new Float32Array(k);
  for (let c = 0; c < k; ++c) {
    let largest = 0;
    for (let i = 0; i < d; ++i) if (Math.abs(basis[i * k + c]) > Math.abs(largest)) largest = basis[i * k + c];
    const sign = largest < 0 ? -1 : 1;
    for (let i = 0; i < d; ++i) basis[i * k + c] *= sign;
    let square = 0;
    for (let i = 0; i < n; ++i) square += (scores[i * k + c] *= sign) ** 2;
    variance[c] = n > 1 ? square / (n - 1) : 0;
  }
  return {
    layout: {data: Float32Array.from(scores), shape: [n, k]},
    components: {data: Float32Array.from(transposed(basis, d, k)), shape: [k, d]},
    mean: Float32Array.from(mean),
    variance,
    explained: variance.map((v) => (total > 0 ? v / total : 0))
  };
}

async function directions(x: Centred, n: number, d: number, k: number, o: PcaOptions): Promise<Float64Array> {
  if (Math.min(n, d) > o.exactUpTo) return randomised(x, n, d, k, o);
  const rows = centredRows(x, n, d);
  if (d <= n) return eigenvectors(await gram(transposed(rows, n, d), d, n, o.signal), d, k);
  // Fewer points than dimensions: Xᵀu for the eigenvectors u of the points' inner products.
  const v = multiplyTransposed(rows, n, d, eigenvectors(await gram(rows, n, d, o.signal), n, k), k);
  orthonormalise(v, d, k);
  return v;
}

interface Centred {
  /** As given, not centred. */
  data: Float32Array;
  mean: Float64Array;
  /** The whole variance. */
  total: number;
}

function centre(data: Float32Array, n: number, d: number): Centred {
  const mean = new Float64Array(d);
  for (let i = 0; i < n; ++i) for (let c = 0; c < d; ++c) mean[c] += data[i * d + c] / n;
  let square = 0;
  for (let i = 0; i < n; ++i) for (let c = 0; c < d; ++c) square += (data[i * d + c] - mean[c]) ** 2;
  return {data, mean, total: square / Math.max(1, n - 1)};
}

function centredRows({data, mean}: Centred, n: number, d: number): Float64Array {
  const rows = new Float64Array(n * d);
  for (let i = 0; i < n; ++i) for (let c = 0; c < d; ++c) rows[i * d + c] = data[i * d + c] - mean[c];
  return rows;
}

/** Inner products of the rows of a [n, d], as [n, n]. */
async function gram(a: Float64Array, n: number, d: number, signal?: AbortSignal): Promise<Float64Array> {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; ++i) {
    if (i % 32 === 0) await breathe();
    throwIfAborted(signal);
    for (let j = 0; j <= i; ++j) {
      let s = 0;
      for (let p = i * d, q = j * d, end = p + d; p < end; ++p, ++q) s += a[p] * a[q];
      out[i * n + j] = out[j * n + i] = s;
    }
  }
  return out;
}

/** The k leading eigenvectors of a symmetric [n, n], as columns: [n, k]. */
function eigenvectors(symmetric: Float64Array, n: number, k: number): Float64Array {
  const matrix = Matrix.from1DArray(n, n, symmetric);
  const vectors = new EigenvalueDecomposition(matrix, {assumeSymmetric: true}).eigenvectorMatrix;
  const out = new Float64Array(n * k);
  // The eigenvalues come in rising order.
  for (let i = 0; i < n; ++i) for (let c = 0; c < k; ++c) out[i * k + c] = vectors.get(i, n - 1 - c);
  return out;
}

/**
 * The leading directions by subspace iteration. Works on the data as they are and takes the mean off afterwards,
 * (X − 1μᵀ)V = XV − 1(μᵀV), so that zeros (ink-free pixels, silent units) cost nothing.
 */
async function randomised(x: Centred, n: number, d: number, k: number, o: PcaOptions): Promise<Float64Array> {
  const l = Math.min(k + 10, n, d);
  const next = random(o.seed);
  let v: Float64Array = Float64Array.from({length: d * l}, () => next.normal());
  for (let round = 0; round <= o.rounds; ++round) {
    orthonormalise(v, d, l);
    await breathe();
    throwIfAborted(o.signal);
    const u = project(x, n, d, v, l);
    await breathe();
    v = multiplyTransposed(x.data, n, d, u, l);
    const sums = multiply(new Float64Array(n).fill(1), 1, n, u, l);
    for (let i = 0; i < d; ++i) for (let c = 0; c < l; ++c) v[i * l + c] -= x.mean[i] * sums[c];
  }
  orthonormalise(v, d, l);
  const projected = project(x, n, d, v, l);
  const turn = eigenvectors(await gram(transposed(projected, n, l), l, n, o.signal), l, k);
  return multiply(v, d, l, turn, k);
}

/** The centred points along some directions: [n, d] · [d, k] → [n, k]. */
function project({data, mean}: Centred, n: number, d: number, v: Float64Array, k: number): Float64Array {
  const out = multiply(data, n, d, v, k);
  const shift = multiply(mean, 1, d, v, k);
  for (let i = 0; i < n; ++i) for (let c = 0; c < k; ++c) out[i * k + c] -= shift[c];
  return out;
}

/** [n, m] · [m, k] → [n, k]. */
function multiply(a: Float64Array | Float32Array, n: number, m: number, b: Float64Array, k: number): Float64Array {
  const out = new Float64Array(n * k);
  for (let i = 0; i < n; ++i)
    for (let j = 0; j < m; ++j) {
      const v = a[i * m + j];
      if (v) for (let c = 0, p = i * k, q = j * k; c < k; ++c) out[p++] += v * b[q++];
    }
  return out;
}

/** The transpose of a [n, m], times b [n, k] → [m, k]. */
function multiplyTransposed(
  a: Float64Array | Float32Array,
  n: number,
  m: number,
  b: Float64Array,
  k: number
): Float64Array {
  const out = new Float64Array(m * k);
  for (let i = 0; i < n; ++i)
    for (let j = 0; j < m; ++j) {
      const v = a[i * m + j];
      if (v) for (let c = 0, p = j * k, q = i * k; c < k; ++c) out[p++] += v * b[q++];
    }
  return out;
}

function transposed(a: Float64Array, n: number, m: number): Float64Array {
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; ++i) for (let j = 0; j < m; ++j) out[j * n + i] = a[i * m + j];
  return out;
}

/** Makes the columns of [n, k] orthonormal (modified Gram–Schmidt, twice); a column that vanishes becomes 0. */
function orthonormalise(a: Float64Array, n: number, k: number): void {
  const columns = transposed(a, n, k);
  for (let c = 0; c < k; ++c) {
    const column = columns.subarray(c * n, (c + 1) * n);
    const before = Math.hypot(...extremes(column)) || 1;
    for (let pass = 0; pass < 2; ++pass)
      for (let e = 0; e < c; ++e) {
        const other = columns.subarray(e * n, (e + 1) * n);
        let s = 0;
        for (let i = 0; i < n; ++i) s += column[i] * other[i];
        for (let i = 0; i < n; ++i) column[i] -= s * other[i];
      }
    let square = 0;
    for (let i = 0; i < n; ++i) square += column[i] * column[i];
    const scale = Math.sqrt(square) > 1e-10 * before ? 1 / Math.sqrt(square) : 0;
    for (let i = 0; i < n; ++i) a[i * k + c] = column[i] *= scale;
  }
}

function extremes(a: Float64Array): [number, number] {
  let [min, max] = [0, 0];
  for (const v of a) {
    if (v < min) min = v;
    if (v > max) max = v;
  }
  return [min, max];
}
