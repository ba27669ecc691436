import {EigenvalueDecomposition, Matrix} from "ml-matrix";
import type {Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {fewerNeighbours, nearestNeighbours, type Neighbours} from "./neighbours.js";

export interface PhateOptions {
  /** The neighbour whose distance sets each point's bandwidth. */
  neighbours: number;
  /** How sharply the kernel falls beyond the bandwidth: exp(−(d / ε)^decay). */
  decay: number;
  /** Steps of diffusion; "auto" is the knee of the von Neumann entropy. */
  time: number | "auto";
  /** Above so many points, this many landmarks stand for all. */
  landmarks: number;
  /** Rounds of metric multidimensional scaling: one frame each. */
  steps: number;
  /** The points' nearest others, when they are known already (40 of them, and four times `neighbours`). */
  near: Neighbours | undefined;
  every: number;
  seed: number;
  signal: AbortSignal | undefined;
}

export interface PhateFrame {
  step: number;
  steps: number;
  /** [n, 2] */
  layout: Grid;
  /** What is left of the potential distances: √(Σ(d − δ)² / Σδ²), over the landmarks. */
  stress: number;
  /** The steps of diffusion used. */
  time: number;
  /** The von Neumann entropy after 1, 2, … 100 steps of diffusion. */
  entropy: Float64Array;
}

/** Log-probabilities are kept finite by this much. */
const FLOOR = 1e-7;
/** Kernel values below this are taken for 0, which makes the kernel sparse. */
const CUT = 1e-4;
const LONGEST = 100;

/**
 * Which paths lead through the points? Potential of heat-diffusion: an adaptive kernel
 * K(x, y) = ½ exp(−(d/ε(x))^α) + ½ exp(−(d/ε(y))^α), the diffusion operator P = D⁻¹K raised to a time t, potentials
 * −log Pᵗ, and metric scaling of their Euclidean distances. Large data go by landmarks (clusters of the diffusion),
 * and each point by its transition probabilities to them. [n, d] → frames of [n, 2]. Departure: the entropy is taken
 * from the eigenvalues of the symmetric D^{-½}KD^{-½}, where the authors' code takes singular values of P.
 * @see Moon et al., "Visualizing structure and transitions in high-dimensional biological data" (2019), Methods
 */
export async function* phate(x: Grid, options?: Partial<PhateOptions>): AsyncGenerator<PhateFrame, void, undefined> {
  const o = withDefaults<PhateOptions>("phate", options, {
    neighbours: 5,
    decay: 40,
    time: "auto",
    landmarks: 400,
    steps: 150,
    near: undefined,
    every: 1,
    seed: 1,
    signal: undefined
  });
  const n = x.shape[0];
  if (!(Number.isInteger(o.neighbours) && o.neighbours >= 1 && o.neighbours < n))
    throw new RangeError(`neighbours must be a whole number from 1 to n − 1 = ${n - 1}, got ${o.neighbours}`);
  if (o.time !== "auto" && !(o.time >= 1)) throw new RangeError(`time must be "auto" or at least 1, got ${o.time}`);
  const k = Math.min(n - 1, Math.max(40, 4 * o.neighbours));
  const near = o.near
    ? fewerNeighbours(o.near, Math.min(k, o.near.k))
    : await nearestNeighbours(x, {k, signal: o.signal});
  const kernel = adaptiveKernel(near, o.neighbours, o.decay);
  await breathe();
  throwIfAborted(o.signal);
  const {affinity, toLandmarks} = await landmarkKernel(kernel, Math.min(n, o.landmarks), o);
  const diffusion = decompose(affinity);
  const entropy = vonNeumannEntropy(diffusion.spectrum, LONGEST);
  const time = o.time === "auto" ? kneeOf(entropy) + 1 : o.time;
  await breathe();
  throwIfAborted(o.signal);
  const distances = potentialDistances(diffusion, time);
  const m = diffusion.spectrum.length;
  const y = classicalScaling(distances, m, o.seed);
  for (let step = 1; step <= o.steps; ++step) {
    await breathe();
    throwIfAborted(o.signal);
    const stress = majorise(y, distances, m);
    if (step % o.every !== 0 && step !== o.steps) continue;
    const layout = {data: toLandmarks ? extend(toLandmarks, y, n) : Float32Array.from(y), shape: [n, 2]};
    yield {step, steps: o.steps, layout, stress, time, entropy};
  }
}

/** A sparse matrix [n, n] in compressed rows. */
interface Sparse {
  n: number;
  starts: Int32Array;
  columns: Int32Array;
  values: Float64Array;
}

/** The symmetric kernel over the listed neighbours, with ones on the diagonal. */
function adaptiveKernel({n, k, indices, distances}: Neighbours, bandwidth: number, decay: number): Sparse {
  const rows = Array.from({length: n}, (_, i) => new Map([[i, 1]]));
  for (let i = 0; i < n; ++i) {
    const epsilon = distances[i * k + bandwidth - 1] || Number.MIN_VALUE;
    for (let e = i * k; e < (i + 1) * k; ++e) {
      const value = Math.exp(-((distances[e] / epsilon) ** decay));
      if (value < CUT) break;
      const j = indices[e];
      rows[i].set(j, (rows[i].get(j) ?? 0) + value / 2);
      rows[j].set(i, (rows[j].get(i) ?? 0) + value / 2);
    }
  }
  const starts = new Int32Array(n + 1);
  rows.forEach((row, i) => (starts[i + 1] = starts[i] + row.size));
  const columns = new Int32Array(starts[n]);
  const values = new Float64Array(starts[n]);
  rows.forEach((row, i) =>
    [...row].forEach(([j, v], e) => ((columns[starts[i] + e] = j), (values[starts[i] + e] = v)))
  );
  return {n, starts, columns, values};
}

/**
 * The kernel between landmarks, dense and symmetric: the points' kernel itself when all are landmarks. Otherwise
 * A = Σᵢ cᵢₗ cᵢₘ / dᵢ, where cᵢₗ is the kernel between point i and cluster l and dᵢ the whole of row i: its
 * row-normalised form is the walk landmark → point → landmark.
 */
async function landmarkKernel(kernel: Sparse, landmarks: number, o: PhateOptions) {
  const {n, starts, columns, values} = kernel;
  if (landmarks >= n) {
    const affinity = new Float64Array(n * n);
    for (let i = 0; i < n; ++i)
      for (let e = starts[i]; e < starts[i + 1]; ++e) affinity[i * n + columns[e]] = values[e];
    return {affinity: Matrix.from1DArray(n, n, affinity), toLandmarks: null};
  }
  const cluster = await diffusionClusters(kernel, landmarks, o);
  const m = cluster.reduce((most, c) => Math.max(most, c), 0) + 1;
  const affinity = new Float64Array(m * m);
  const rows: Transition[] = [];
  for (let i = 0; i < n; ++i) {
    const row = new Map<number, number>();
    let degree = 0;
    for (let e = starts[i]; e < starts[i + 1]; ++e) {
      degree += values[e];
      row.set(cluster[columns[e]], (row.get(cluster[columns[e]]) ?? 0) + values[e]);
    }
    for (const [l, v] of row) for (const [q, w] of row) affinity[l * m + q] += (v * w) / degree;
    rows.push([...row].map(([l, v]) => [l, v / degree]));
  }
  return {affinity: Matrix.from1DArray(m, m, affinity), toLandmarks: rows};
}

/** A point's probabilities of stepping to each landmark. */
type Transition = [landmark: number, probability: number][];

/** Clusters of points by how heat spreads from them: k-means on a few smoothed random signals over the graph. */
async function diffusionClusters(kernel: Sparse, count: number, o: PhateOptions): Promise<Int32Array> {
  const {n} = kernel;
  const width = 24;
  const next = random(o.seed);
  let signal: Float64Array = Float64Array.from({length: n * width}, () => next.normal());
  for (let round = 0; round < 12; ++round) {
    await breathe();
    throwIfAborted(o.signal);
    signal = diffuse(kernel, signal, width);
  }
  return kMeans(signal, n, width, count, o);
}

function diffuse({n, starts, columns, values}: Sparse, signal: Float64Array, width: number): Float64Array {
  const out = new Float64Array(n * width);
  for (let i = 0; i < n; ++i) {
    let degree = 0;
    for (let e = starts[i]; e < starts[i + 1]; ++e) {
      degree += values[e];
      for (let c = 0; c < width; ++c) out[i * width + c] += values[e] * signal[columns[e] * width + c];
    }
    for (let c = 0; c < width; ++c) out[i * width + c] /= degree;
  }
  return out;
}

/** Lloyd's k-means from random points; clusters that nobody joins are left out. */
async function kMeans(data: Float64Array, n: number, d: number, count: number, o: PhateOptions): Promise<Int32Array> {
  const chosen = random(o.seed + 1)
    .permutation(n)
    .subarray(0, count);
  const centres = new Float64Array(count * d);
  chosen.forEach((i, c) => centres.set(data.subarray(i * d, (i + 1) * d), c * d));
  const cluster = new Int32Array(n);
  for (let round = 0; round < 8; ++round) {
    await breathe();
    throwIfAborted(o.signal);
    for (let i = 0; i < n; ++i) cluster[i] = nearestCentre(data, i * d, centres, count, d);
    const sizes = new Int32Array(count);
    for (let i = 0; i < n; ++i) ++sizes[cluster[i]];
    for (let c = 0; c < count; ++c) if (sizes[c]) centres.fill(0, c * d, (c + 1) * d);
    for (let i = 0; i < n; ++i)
      for (let p = 0; p < d; ++p) centres[cluster[i] * d + p] += data[i * d + p] / sizes[cluster[i]];
  }
  const names = new Map<number, number>();
  return cluster.map((c) => {
    if (!names.has(c)) names.set(c, names.size);
    return names.get(c)!;
  });
}

function nearestCentre(data: Float64Array, at: number, centres: Float64Array, count: number, d: number): number {
  let best = 0;
  let least = Infinity;
  for (let c = 0; c < count; ++c) {
    let s = 0;
    for (let p = 0; p < d && s < least; ++p) s += (data[at + p] - centres[c * d + p]) ** 2;
    if (s < least) {
      least = s;
      best = c;
    }
  }
  return best;
}

interface Diffusion {
  /** Eigenvalues of the diffusion operator, in no order. */
  spectrum: Float64Array;
  vectors: Matrix;
  /** √ of the rows' sums. */
  roots: Float64Array;
}

/** P = D⁻¹K shares its eigenvalues with the symmetric D^{-½} K D^{-½}. */
function decompose(kernel: Matrix): Diffusion {
  const m = kernel.rows;
  const roots = Float64Array.from(kernel.sum("row"), Math.sqrt);
  for (let i = 0; i < m; ++i) for (let j = 0; j < m; ++j) kernel.set(i, j, kernel.get(i, j) / (roots[i] * roots[j]));
  const {realEigenvalues, eigenvectorMatrix} = new EigenvalueDecomposition(kernel, {assumeSymmetric: true});
  return {spectrum: Float64Array.from(realEigenvalues), vectors: eigenvectorMatrix, roots};
}

/**
 * How much of a matrix's spectrum is left after t powers? −Σ ηᵢ log ηᵢ with ηᵢ = |λᵢ|ᵗ / Σ|λ|ᵗ, for t = 1 … steps, in
 * nats: it falls fast while noise dies out, slowly once only structure is left.
 */
export function vonNeumannEntropy(spectrum: ArrayLike<number>, steps: number): Float64Array {
  const largest = Array.from(spectrum).reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  const values = Float64Array.from(spectrum, (v) => Math.abs(v) / largest);
  const powers = values.slice();
  return Float64Array.from({length: steps}, () => {
    const sum = powers.reduce((s, v) => s + v, 0);
    let entropy = 0;
    powers.forEach((v, i) => {
      // A share may underflow to 0 where the value itself has not.
      const share = v / sum;
      if (share > 0) entropy -= share * Math.log(share);
      powers[i] *= values[i];
    });
    return entropy;
  });
}

/**
 * Where does a falling curve bend? The place at which two least-squares lines, one up to it and one from it on, leave
 * the smallest sum of absolute errors. Answers an index, never one of the two at either end.
 */
export function kneeOf(y: ArrayLike<number>): number {
  const values = Array.from(y);
  if (values.length < 5) throw new RangeError(`a knee needs at least 5 values, got ${values.length}`);
  let best = 0;
  let least = Infinity;
  for (let at = 2; at < values.length - 2; ++at) {
    const error = lineError(values.slice(0, at + 1)) + lineError(values.slice(at));
    if (error < least) {
      least = error;
      best = at;
    }
  }
  return best;
}

function lineError(y: number[]): number {
  const n = y.length;
  const middle = (n - 1) / 2;
  const mean = y.reduce((s, v) => s + v, 0) / n;
  let [xy, xx] = [0, 0];
  y.forEach((v, x) => {
    xy += (x - middle) * (v - mean);
    xx += (x - middle) ** 2;
  });
  return y.reduce((s, v, x) => s + Math.abs(v - mean - (xy / xx) * (x - middle)), 0);
}

/** Euclidean distances between the rows of −log(Pᵗ + 1e-7), [m, m]. */
function potentialDistances({spectrum, vectors, roots}: Diffusion, time: number): Float64Array {
  const m = spectrum.length;
  const powers = Matrix.diag(Array.from(spectrum, (v) => Math.sign(v) ** time * Math.abs(v) ** time));
  const symmetric = vectors.mmul(powers).mmul(vectors.transpose());
  const potential = new Float64Array(m * m);
  for (let i = 0; i < m; ++i)
    for (let j = 0; j < m; ++j)
      potential[i * m + j] = -Math.log(Math.max(0, (symmetric.get(i, j) * roots[j]) / roots[i]) + FLOOR);
  const distances = new Float64Array(m * m);
  for (let i = 0; i < m; ++i)
    for (let j = 0; j < i; ++j) {
      let s = 0;
      for (let c = 0; c < m; ++c) s += (potential[i * m + c] - potential[j * m + c]) ** 2;
      distances[i * m + j] = distances[j * m + i] = Math.sqrt(s);
    }
  return distances;
}

/** Torgerson's scaling: the two leading eigenvectors of the doubly centred squared distances, by power iteration. */
function classicalScaling(distances: Float64Array, m: number, seed: number): Float64Array {
  const inner = distances.map((d) => (-d * d) / 2);
  const rows = Float64Array.from(
    {length: m},
    (_, i) => inner.subarray(i * m, (i + 1) * m).reduce((s, v) => s + v, 0) / m
  );
  const mean = rows.reduce((s, v) => s + v, 0) / m;
  for (let i = 0; i < m; ++i) for (let j = 0; j < m; ++j) inner[i * m + j] += mean - rows[i] - rows[j];
  const next = random(seed);
  const layout = new Float64Array(2 * m);
  for (let axis = 0; axis < 2; ++axis) {
    let v = Float64Array.from({length: m}, () => next.normal());
    let value = 0;
    for (let round = 0; round < 100; ++round) {
      const w = new Float64Array(m);
      for (let i = 0; i < m; ++i) for (let j = 0; j < m; ++j) w[i] += inner[i * m + j] * v[j];
      value = Math.hypot(...w);
      v = w.map((c) => c / (value || 1));
    }
    for (let i = 0; i < m; ++i) {
      layout[2 * i + axis] = v[i] * Math.sqrt(value);
      for (let j = 0; j < m; ++j) inner[i * m + j] -= value * v[i] * v[j];
    }
  }
  return layout;
}

/** One round of SMACOF (Guttman's transform), in place; gives the stress before it. */
function majorise(y: Float64Array, target: Float64Array, m: number): number {
  const out = new Float64Array(2 * m);
  let [error, whole] = [0, 0];
  for (let i = 0; i < m; ++i)
    for (let j = 0; j < i; ++j) {
      const dx = y[2 * i] - y[2 * j];
      const dy = y[2 * i + 1] - y[2 * j + 1];
      const d = Math.sqrt(dx * dx + dy * dy);
      const wanted = target[i * m + j];
      error += (d - wanted) ** 2;
      whole += wanted * wanted;
      const ratio = d > 1e-12 ? wanted / d : 0;
      out[2 * i] += ratio * dx;
      out[2 * i + 1] += ratio * dy;
      out[2 * j] -= ratio * dx;
      out[2 * j + 1] -= ratio * dy;
    }
  for (let c = 0; c < 2 * m; ++c) y[c] = out[c] / m;
  return whole > 0 ? Math.sqrt(error / whole) : 0;
}

/** Each point at the mean of its landmarks. */
function extend(rows: Transition[], landmarks: Float64Array, n: number): Float32Array {
  const out = new Float32Array(2 * n);
  rows.forEach((row, i) => {
    for (const [l, p] of row) {
      out[2 * i] += p * landmarks[2 * l];
      out[2 * i + 1] += p * landmarks[2 * l + 1];
    }
  });
  return out;
}
