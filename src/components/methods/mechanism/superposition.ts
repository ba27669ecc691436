import {full, type Grid, grid, sizeOf} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {adam, type Parameters} from "../../lab/adam.js";
import {slowDown} from "../../lab/descend.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";

export interface SuperpositionOptions {
  features: number;
  hidden: number;
  /** Chance that a feature is absent (0…1), one for each model trained side by side. */
  sparsity: number[];
  /** Weight of each feature's error, [features], the same for all models, or one row for each: [models, features]. */
  importance: Grid | undefined;
  /** relu: x̂ = ReLU(x W Wᵀ + b); linear: without the ReLU. */
  activation: "relu" | "linear";
  steps: number;
  batch: number;
  stepSize: number;
  /** Steps between frames; the last step always gives one. */
  every: number;
  seed: number;
  signal: AbortSignal | undefined;
}

export interface SuperpositionFrame {
  step: number;
  steps: number;
  /** Weighted mean squared error of the frame's own batch, for each model. */
  loss: Float32Array;
  /** Each feature's direction: [models, features, hidden]. */
  weights: Grid;
  /** [models, features]. */
  bias: Grid;
}

/** Importance that falls by a factor from feature to feature: [features]. */
export const fallingImportance = (features: number, factor: number): Grid =>
  grid(
    Float32Array.from({length: features}, (_, i) => factor ** i),
    [features]
  );

/**
 * How does a network hold more features than it has dimensions? Trains the toy model x̂ = ReLU(x W Wᵀ + b) to rebuild
 * features that are each absent with a given chance and otherwise uniform in [0, 1], under Σ Iᵢ (xᵢ − x̂ᵢ)², averaged.
 * Several models of different sparsity train at once. Departure: fresh data at every step, Adam without weight decay.
 *
 * @see Elhage et al. (2022), Toy Models of Superposition, "Demonstrating Superposition",
 * https://transformer-circuits.pub/2022/toy_model
 */
export async function* superposition(
  options: Partial<SuperpositionOptions> = {}
): AsyncGenerator<SuperpositionFrame, void, undefined> {
  const o = withDefaults<SuperpositionOptions>("superposition", options, {
    features: 5,
    hidden: 2,
    sparsity: [0.9],
    importance: undefined,
    activation: "relu",
    steps: 3000,
    batch: 512,
    stepSize: 5e-3,
    every: 50,
    seed: 0,
    signal: undefined
  });
  const models = o.sparsity.length;
  if (!models || o.sparsity.some((s) => !(s >= 0 && s < 1)))
    throw new RangeError(`sparsity must be numbers from 0 up to, not including, 1; given [${o.sparsity.join(", ")}]`);
  const importance = importanceOf(o, models);
  const next = random(o.seed);
  const spread = Math.sqrt(2 / (o.features + o.hidden));
  const optimiser = adam({
    weights: grid(
      Float32Array.from({length: models * o.features * o.hidden}, () => spread * next.normal()),
      [models, o.features, o.hidden]
    ),
    bias: full([models, 1, o.features])
  });
  try {
    for (let step = 1; step <= o.steps; ++step) {
      await breathe();
      throwIfAborted(o.signal);
      const x = sparseFeatures(o, next);
      const losses: {each?: tf.Tensor} = {};
      const framed = step % o.every === 0 || step === o.steps;
      const loss = (p: Parameters) => {
        const each = errorOf(p, tf.tensor(x.data, x.shape), tf.tensor(importance.data, importance.shape), o.activation);
        if (framed) losses.each = tf.keep(each);
        return tf.sum(each);
      };
      optimiser.step(loss, o.stepSize * slowDown(step / o.steps)).dispose();
      if (!losses.each) continue;
      const reached = (await losses.each.data()) as Float32Array;
      losses.each.dispose();
      const {weights, bias} = await optimiser.read();
      yield {step, steps: o.steps, loss: reached, weights, bias: {...bias, shape: [models, o.features]}};
    }
  } finally {
    optimiser.dispose();
  }
}

/** Importance as [models, 1, features], or [1, 1, features]. */
function importanceOf({importance, features}: SuperpositionOptions, models: number): Grid {
  if (!importance) return full([1, 1, features], 1);
  const rows = importance.shape.length === 2 ? importance.shape[0] : 1;
  if (sizeOf(importance.shape) !== rows * features || (rows !== 1 && rows !== models))
    throw new RangeError(
      `importance must be [${features}] or [${models}, ${features}], not [${importance.shape.join(", ")}]`
    );
  return {data: importance.data, shape: [rows, 1, features]};
}

/** A batch for each model: [models, batch, features]. */
function sparseFeatures({sparsity, batch, features}: SuperpositionOptions, next: () => number): Grid {
  const x = full([sparsity.length, batch, features]);
  const size = batch * features;
  sparsity.forEach((absent, m) => {
    for (let i = 0; i < size; ++i) if (next() >= absent) x.data[m * size + i] = next();
  });
  return x;
}

/** Σᵢ Iᵢ (xᵢ − x̂ᵢ)² averaged over batch and features, for each model: [models]. */
function errorOf(p: Parameters, x: tf.Tensor, importance: tf.Tensor, activation: "relu" | "linear"): tf.Tensor {
  const hidden = tf.matMul(x, p.weights);
  const back = tf.add(tf.matMul(hidden, p.weights, false, true), p.bias);
  const rebuilt = activation === "relu" ? tf.relu(back) : back;
  return tf.mean(tf.mul(tf.squaredDifference(x, rebuilt), importance), [1, 2]);
}

/** The angle-free facts of one model's geometry. */
export interface SuperpositionGeometry {
  /** ‖Wᵢ‖: is the feature represented at all? About 1 when it is. */
  norm: Float32Array;
  /** Σⱼ≠ᵢ (Ŵᵢ·Wⱼ)²: how much do others share its direction? 0 when it has a dimension to itself. */
  interference: Float32Array;
  /** Dᵢ = ‖Wᵢ‖² / Σⱼ (Ŵᵢ·Wⱼ)²: what fraction of a dimension does the feature get? 0…1; 0 for an absent feature. */
  dimensionality: Float32Array;
}

/**
 * How is each feature held? `weights` [features, hidden].
 *
 * @see Elhage et al. (2022), Toy Models of Superposition, "Visualizing and Understanding Superposition" and "The
 * Geometry of Superposition" (feature dimensionality), https://transformer-circuits.pub/2022/toy_model
 */
export function superpositionGeometry({data, shape: [features, hidden]}: Grid): SuperpositionGeometry {
  const dot = (i: number, j: number) => {
    let sum = 0;
    for (let k = 0; k < hidden; ++k) sum += data[i * hidden + k] * data[j * hidden + k];
    return sum;
  };
  const norm = Float32Array.from({length: features}, (_, i) => Math.sqrt(dot(i, i)));
  const interference = norm.map((length, i) => {
    if (length < 1e-6) return 0;
    let sum = 0;
    for (let j = 0; j < features; ++j) if (j !== i) sum += (dot(i, j) / length) ** 2;
    return sum;
  });
  const dimensionality = norm.map((length, i) => (length < 1e-6 ? 0 : length ** 2 / (length ** 2 + interference[i])));
  return {norm, interference, dimensionality};
}

export interface PhaseOptions extends Pick<SuperpositionOptions, "steps" | "batch" | "stepSize" | "seed" | "signal"> {
  features: number;
  hidden: number;
  /** How many times each cell is trained from another start; the lowest loss counts. */
  restarts: number;
}

export interface Phase {
  /** ‖W‖ of the last feature, 0 (ignored) to about 1. */
  norm: number;
  /** How much others share its direction, 0 (a dimension of its own) to about 1 (superposed). */
  interference: number;
  loss: number;
  /** [features, hidden]. */
  weights: Grid;
}

/**
 * Is an extra feature ignored, given a dimension, or squeezed in with another? One cell of the phase diagram for each
 * pair: the chance `density` that features are present, and the last feature's `importance` beside 1 for the others.
 * All cells and restarts train side by side.
 *
 * @see Elhage et al. (2022), Toy Models of Superposition, "Superposition as a Phase Change",
 * https://transformer-circuits.pub/2022/toy_model
 */
export async function superpositionPhases(
  cells: readonly {density: number; importance: number}[],
  options: Partial<PhaseOptions> = {}
): Promise<Phase[]> {
  const {restarts, features, hidden, ...training} = withDefaults<PhaseOptions>("superpositionPhases", options, {
    features: 2,
    hidden: 1,
    restarts: 8,
    steps: 1500,
    batch: 256,
    stepSize: 1e-2,
    seed: 0,
    signal: undefined
  });
  const runs = cells.flatMap((cell) => Array.from({length: restarts}, () => cell));
  const importance = full([runs.length, features], 1);
  runs.forEach((cell, r) => (importance.data[(r + 1) * features - 1] = cell.importance));
  const sparsity = runs.map((cell) => 1 - cell.density);
  // The last few frames' losses together: one batch alone is too noisy to choose a restart by.
  const losses = new Float64Array(runs.length);
  let weights = full([0]);
  for await (const frame of superposition({...training, features, hidden, sparsity, importance, every: 10})) {
    if (frame.step > 0.9 * frame.steps) frame.loss.forEach((v, r) => (losses[r] += v));
    weights = frame.weights;
  }
  const samples = Math.ceil((0.1 * training.steps) / 10);
  return cells.map((_, c) => {
    const order = Array.from({length: restarts}, (_, k) => c * restarts + k).sort((a, b) => losses[a] - losses[b]);
    const size = features * hidden;
    const own = grid(weights.data.slice(order[0] * size, (order[0] + 1) * size), [features, hidden]);
    const {norm, interference} = superpositionGeometry(own);
    return {
      norm: norm[features - 1],
      interference: interference[features - 1],
      loss: losses[order[0]] / samples,
      weights: own
    };
  });
}
