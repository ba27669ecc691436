import {sliceOf, stack, type Grid} from "../../arrays/grid.js";
import {quadrature, type QuadratureRule} from "../../arrays/quadrature.js";
import {evaluate, gradientOf, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";
import {baselineGrid, batchFor, oneExample, sumOf, type CompletenessFrame} from "./attribution.js";

export interface IntegratedGradientsOptions {
  /** Where the path starts; of x's shape, or one number for all. Zeros when left out. */
  baseline?: Grid | number;
  /** How many points of the path to take a gradient at. */
  steps: number;
  /** How the integral becomes a sum. */
  rule: QuadratureRule;
  /** Points computed at once. Chosen by the input's size when left out. */
  batch: number;
  /** Should frames tell the points of the path and the gradients there? */
  path: boolean;
  signal?: AbortSignal;
}

/** The stretch of the path that a frame adds: b points. */
export interface Stretch {
  /** Where on the path, 0 (baseline) … 1 (x), [b]. */
  alphas: Float64Array;
  /** f there, [b]. */
  values: Float32Array;
  /** The interpolated inputs, [b, …]. */
  points: Grid;
  /** ∂f/∂x there, [b, …]. */
  gradients: Grid;
}

export interface IntegratedGradientsFrame extends CompletenessFrame {
  /** With `path: true` only. */
  path?: Stretch;
}

/**
 * How much of f(x) − f(baseline) does each number of the input account for? The gradient averaged along the straight
 * path from the baseline to x, times the difference: (x − b) ⊙ ∫₀¹ ∂f/∂x (b + α(x − b)) dα. Signed, of x's shape
 * [1, …]. It sums to f(x) − f(b) but for the gap `delta`, which the sum over finitely many points leaves: raise `steps`
 * when it is large. A feature equal to the baseline gets nothing: a black baseline is blind to black. Yields a frame
 * after each batch of points, from the baseline to x.
 * @see Sundararajan, Taly & Yan (2017), "Axiomatic attribution for deep networks", equation 1,
 * https://arxiv.org/abs/1703.01365; Sturmfels, Lundberg & Lee (2020), https://distill.pub/2020/attribution-baselines
 */
export async function* integratedGradients(
  f: Scores,
  x: Grid,
  options?: Partial<IntegratedGradientsOptions>
): AsyncGenerator<IntegratedGradientsFrame, void, undefined> {
  const given = withDefaults<IntegratedGradientsOptions>("integratedGradients", options, {
    baseline: undefined,
    steps: 64,
    rule: "trapezoid",
    batch: batchFor(x.data.length),
    path: false,
    signal: undefined
  });
  const {steps, batch, signal} = given;
  oneExample("integratedGradients", x);
  const baseline = baselineGrid(x, given.baseline);
  const {points: alphas, weights} = quadrature(given.rule, steps);
  const [value, baselineValue] = (await evaluate(f, stack([sliceOf(x, 0), sliceOf(baseline, 0)]))).data;
  const start = tf.tensor(baseline.data, baseline.shape);
  const change = tf.tidy(() => tf.sub(tf.tensor(x.data, x.shape), start));
  let total = tf.zerosLike(change);
  try {
    for (let step = 0; step < steps;) {
      await breathe();
      throwIfAborted(signal);
      const end = Math.min(step + batch, steps);
      const stretch = walk(f, start, change, alphas.subarray(step, end));
      const sum = tf.tidy(() => tf.add(total, contribution(stretch.gradients, change, weights.subarray(step, end))));
      total.dispose();
      total = sum;
      const path = await told(stretch, alphas.slice(step, end), given.path);
      const attribution = {data: (await total.data()) as Float32Array, shape: [...x.shape]};
      step = end;
      const delta = sumOf(attribution) - (value - baselineValue);
      yield {step, steps, attribution, delta, value, baselineValue, ...(path && {path})};
    }
  } finally {
    tf.dispose([start, change, total]);
  }
}

interface StretchTensors {
  points: tf.Tensor;
  values: tf.Tensor;
  gradients: tf.Tensor;
}

/** f and its gradient at some points of the path. */
function walk(f: Scores, start: tf.Tensor, change: tf.Tensor, alphas: Float64Array): StretchTensors {
  return tf.tidy(() => {
    const at = tf.tensor(Float32Array.from(alphas), [alphas.length, ...change.shape.slice(1).map(() => 1)]);
    const points = tf.add(start, tf.mul(at, change)); // [b, 1, …] · [1, …] → [b, …]
    const {value, gradient} = gradientOf(f, points);
    return {points, values: value, gradients: gradient};
  });
}

/** change ⊙ Σ weight · gradient, as one product of a row and a matrix. */
function contribution(gradients: tf.Tensor, change: tf.Tensor, weights: Float64Array): tf.Tensor {
  const row = tf.tensor2d(Float32Array.from(weights), [1, weights.length]);
  const mean = tf.matMul(row, tf.reshape(gradients, [weights.length, -1]) as tf.Tensor2D);
  return tf.mul(change, tf.reshape(mean, change.shape));
}

/** Downloads a stretch when it is wanted; frees it in any case. */
async function told(stretch: StretchTensors, alphas: Float64Array, wanted: boolean): Promise<Stretch | undefined> {
  try {
    if (!wanted) return undefined;
    const {points, values, gradients} = stretch;
    return {
      alphas,
      values: (await values.data()) as Float32Array,
      points: {data: (await points.data()) as Float32Array, shape: points.shape},
      gradients: {data: (await gradients.data()) as Float32Array, shape: gradients.shape}
    };
  } finally {
    tf.dispose([stretch.points, stretch.values, stretch.gradients]);
  }
}
