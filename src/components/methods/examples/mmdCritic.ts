import type {Grid} from "../../arrays/grid.js";
import {solveSymmetric} from "../../arrays/cholesky.js";
import {withDefaults} from "../../lab/options.js";

export interface MmdCriticOptions {
  prototypes: number;
  criticisms: number;
  /** Of the kernel exp(−γ |a − b|²); 1 / (mean squared distance from the mean point) when left out. */
  gamma?: number;
}

export interface PrototypesAndCriticisms {
  /** The rows chosen, in the order of choice. */
  prototypes: Int32Array;
  criticisms: Int32Array;
  /** The squared maximum mean discrepancy between all points and the first 1, 2 … prototypes. */
  discrepancy: Float64Array;
  /** How much denser the data is at each point than the prototypes say (negative: thinner), [n]. */
  witness: Float32Array;
}

/**
 * Which few examples stand for all, and which do the few leave out? Prototypes are chosen greedily so that their
 * distribution comes nearest to that of all points [n, …] (the least maximum mean discrepancy); criticisms are the
 * points where the two differ most, spread out by the log-determinant of their kernel. Deterministic. Holds an n × n
 * kernel: for some thousand points.
 * @see Kim, Khanna & Koyejo (2016), "Examples are not enough, learn to criticize!", equations 3, 6 and 8, algorithm 1,
 * https://papers.nips.cc/paper/2016/hash/5680522b8e2bb01943234bce7bf84534-Abstract.html
 */
export function mmdCritic(points: Grid, options?: Partial<MmdCriticOptions>): PrototypesAndCriticisms {
  const given = withDefaults<MmdCriticOptions>("mmdCritic", options, {prototypes: 8, criticisms: 4, gamma: undefined});
  const [n] = points.shape;
  if (given.prototypes + given.criticisms > n)
    throw new RangeError(`${given.prototypes} prototypes and ${given.criticisms} criticisms out of ${n} points`);
  const kernel = kernelOf(points, given.gamma ?? 1 / (variance(points) || 1));
  const density = Float64Array.from(
    {length: n},
    (_, i) => kernel.subarray(i * n, (i + 1) * n).reduce((s, v) => s + v, 0) / n
  );
  const {chosen, discrepancy} = choosePrototypes(kernel, density, given.prototypes);
  const witness = Float32Array.from(density, (v, i) => v - meanOf(chosen, (j) => kernel[i * n + j]));
  const criticisms = chooseCriticisms(kernel, witness, chosen, given.criticisms);
  return {prototypes: Int32Array.from(chosen), criticisms: Int32Array.from(criticisms), discrepancy, witness};
}

/** The sum over dimensions of the points' variance: their mean squared distance from the mean. */
function variance({data, shape: [n]}: Grid): number {
  const size = data.length / n;
  let total = 0;
  for (let d = 0; d < size; ++d) {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < n; ++i) {
      sum += data[i * size + d];
      squares += data[i * size + d] ** 2;
    }
    total += squares / n - (sum / n) ** 2;
  }
  return total;
}

function kernelOf({data, shape: [n]}: Grid, gamma: number): Float64Array {
  const size = data.length / n;
  const kernel = new Float64Array(n * n).fill(1);
  for (let i = 0; i < n; ++i)
    for (let j = 0; j < i; ++j) {
      let distance = 0;
      for (let d = 0; d < size; ++d) distance += (data[i * size + d] - data[j * size + d]) ** 2;
      kernel[i * n + j] = kernel[j * n + i] = Math.exp(-gamma * distance);
    }
  return kernel;
}

/** Adds, each time, the point that lowers the discrepancy most. */
function choosePrototypes(kernel: Float64Array, density: Float64Array, count: number) {
  const n = density.length;
  const overall = density.reduce((sum, v) => sum + v, 0) / n;
  const chosen: number[] = [];
  const discrepancy = new Float64Array(count);
  const toChosen = new Float64Array(n); // Σ over the chosen of k(i, chosen)
  let [among, between] = [0, 0]; // Σ k over pairs of the chosen; Σ density of the chosen
  for (let m = 1; m <= count; ++m) {
    const after = (i: number) => overall - (2 * (between + density[i])) / m + (among + 2 * toChosen[i] + 1) / (m * m);
    const best = leastOf(n, chosen, after);
    discrepancy[m - 1] = after(best);
    between += density[best];
    among += 2 * toChosen[best] + 1;
    for (let i = 0; i < n; ++i) toChosen[i] += kernel[i * n + best];
    chosen.push(best);
  }
  return {chosen, discrepancy};
}

/** Adds, each time, the point of largest |witness| + log of what it adds to the kernel's determinant. */
function chooseCriticisms(kernel: Float64Array, witness: Float32Array, prototypes: number[], count: number): number[] {
  const n = witness.length;
  const chosen: number[] = [];
  while (chosen.length < count) {
    const m = chosen.length;
    const block = Float64Array.from(
      {length: m * m},
      (_, at) => kernel[chosen[Math.floor(at / m)] * n + chosen[at % m]]
    );
    const gain = (i: number) => {
      const row = chosen.map((j) => kernel[i * n + j]);
      const known = solveSymmetric(block, row).reduce((sum, v, j) => sum + v * row[j], 0);
      return Math.abs(witness[i]) + Math.log(Math.max(1 - known, 1e-12));
    };
    chosen.push(leastOf(n, [...prototypes, ...chosen], (i) => -gain(i)));
  }
  return chosen;
}

function leastOf(n: number, except: number[], f: (i: number) => number): number {
  let [best, least] = [-1, Infinity];
  for (let i = 0; i < n; ++i) {
    if (except.includes(i)) continue;
    const value = f(i);
    if (value < least || best < 0) [best, least] = [i, value];
  }
  return best;
}

const meanOf = (items: number[], f: (i: number) => number) =>
  items.reduce((sum, i) => sum + f(i), 0) / (items.length || 1);
