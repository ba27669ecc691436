import type {Grid} from "../../arrays/grid.js";
import {normalCdf} from "../../arrays/normalCdf.js";
import {random} from "../../arrays/random.js";

/** Points whose two columns go together, and what is to be said of them. */
export interface CorrelatedPoints {
  /** [n, 2], each column uniform on [0, 1]. */
  x: Grid;
  y: Float64Array;
  /** Pearson's correlation of the two columns as drawn. */
  correlation: number;
}

/** What the points come from, but for noise: x₁ + x₂². */
export const correlatedTruth = (x1: number, x2: number): number => x1 + x2 ** 2;

/** The true effect of either column (0 or 1) at a value, its mean over [0, 1] taken off. */
export const trueEffect = (column: number, v: number): number => (column ? v ** 2 - 1 / 3 : v - 1 / 2);

/**
 * Which data mislead a partial dependence plot? Two columns uniform on [0, 1] whatever `rho`: two normal numbers of that
 * correlation, each sent through its distribution function; y = x₁ + x₂² + noise. The closer |rho| is to 1, the more of
 * the square no point is near, and a model is free to say anything there.
 * @see Apley & Zhu (2020), https://doi.org/10.1111/rssb.12377 (their function and size of noise; the copula is ours)
 */
export function correlatedPoints(n: number, rho: number, seed: number, noise = 0.1): CorrelatedPoints {
  if (!(Math.abs(rho) < 1)) throw new RangeError(`a correlation lies between −1 and 1, not at ${rho}`);
  const next = random(seed);
  const data = new Float32Array(2 * n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; ++i) {
    const one = next.normal();
    const two = rho * one + Math.sqrt(1 - rho * rho) * next.normal();
    data[2 * i] = normalCdf(one);
    data[2 * i + 1] = normalCdf(two);
    y[i] = correlatedTruth(data[2 * i], data[2 * i + 1]) + noise * next.normal();
  }
  return {x: {data, shape: [n, 2]}, y, correlation: pearson(data)};
}

function pearson(pairs: Float32Array): number {
  const n = pairs.length / 2;
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; ++i) {
    const [u, v] = [pairs[2 * i], pairs[2 * i + 1]];
    a += u;
    b += v;
    aa += u * u;
    bb += v * v;
    ab += u * v;
  }
  return (ab / n - (a / n) * (b / n)) / Math.sqrt((aa / n - (a / n) ** 2) * (bb / n - (b / n) ** 2));
}
