import {solveSymmetric} from "../../arrays/cholesky.js";

export type SurrogateKind = "ridge" | "lasso";

/** A linear model fitted to weighted samples. */
export interface Surrogate {
  weights: Float64Array;
  intercept: number;
  /** The share of the weighted variance that it explains: 1 is a perfect fit. */
  r2: number;
}

/**
 * Fits y ≈ intercept + X·β to weighted samples. X is row-major, [n · p]. ridge: Σ w (y − ŷ)² + α|β|² is least; lasso:
 * Σ w (y − ŷ)² / (2 Σ w) + α Σ |βᵢ|. The intercept is never penalised.
 */
export function fitSurrogate(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  w: ArrayLike<number>,
  kind: SurrogateKind,
  alpha: number
): Surrogate {
  const n = y.length;
  const p = x.length / n;
  const total = sumOver(n, (s) => w[s]);
  const centre = Float64Array.from({length: p}, (_, i) => sumOver(n, (s) => w[s] * x[s * p + i]) / total);
  const middle = sumOver(n, (s) => w[s] * y[s]) / total;
  const gram = new Float64Array(p * p);
  const moment = new Float64Array(p);
  for (let s = 0; s < n; ++s)
    for (let i = 0; i < p; ++i) {
      const xi = w[s] * (x[s * p + i] - centre[i]);
      moment[i] += xi * (y[s] - middle);
      for (let j = 0; j <= i; ++j) gram[i * p + j] += xi * (x[s * p + j] - centre[j]);
    }
  for (let i = 0; i < p; ++i) for (let j = 0; j < i; ++j) gram[j * p + i] = gram[i * p + j];
  const weights = coefficients(gram, moment, kind, kind === "lasso" ? alpha * total : alpha);
  const intercept = middle - sumOver(p, (i) => weights[i] * centre[i]);
  const predicted = (s: number) => intercept + sumOver(p, (i) => weights[i] * x[s * p + i]);
  const left = sumOver(n, (s) => w[s] * (y[s] - predicted(s)) ** 2);
  const spread = sumOver(n, (s) => w[s] * (y[s] - middle) ** 2);
  return {weights, intercept, r2: spread ? 1 - left / spread : NaN};
}

function coefficients(gram: Float64Array, moment: Float64Array, kind: SurrogateKind, penalty: number): Float64Array {
  const p = moment.length;
  if (kind === "lasso") return descend(gram, moment, penalty);
  if (kind !== "ridge") throw new RangeError(`unknown surrogate: ${kind} (there are: ridge, lasso)`);
  for (let i = 0; i < p; ++i) gram[i * p + i] += penalty;
  return solveSymmetric(gram, moment);
}

/**
 * The lasso by coordinate descent: each weight in turn moves to its own optimum, until none moves.
 * @see Friedman, Hastie & Tibshirani (2010), "Regularization paths for generalized linear models via coordinate
 * descent", section 2.1, https://doi.org/10.18637/jss.v033.i01
 */
function descend(gram: Float64Array, moment: Float64Array, penalty: number): Float64Array {
  const p = moment.length;
  const beta = new Float64Array(p);
  const scale = Math.max(...moment.map(Math.abs));
  for (let turn = 0, moved = Infinity; turn < 1000 && moved > 1e-9 * scale; ++turn) {
    moved = 0;
    for (let i = 0; i < p; ++i) {
      const own = gram[i * p + i];
      if (!own) continue;
      const rest = moment[i] - sumOver(p, (j) => gram[i * p + j] * beta[j]) + own * beta[i];
      const next = (Math.sign(rest) * Math.max(Math.abs(rest) - penalty, 0)) / own;
      moved = Math.max(moved, own * Math.abs(next - beta[i]));
      beta[i] = next;
    }
  }
  return beta;
}

function sumOver(n: number, f: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < n; ++i) sum += f(i);
  return sum;
}
