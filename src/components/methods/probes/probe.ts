import {sizeOf, type Grid} from "../../arrays/grid.js";
import {normals, random} from "../../arrays/random.js";
import type {Parameters} from "../../lab/adam.js";
import {descend} from "../../lab/descend.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";
import {accuracyOf, type Accuracy} from "./interval.js";

/** A small classifier of activations. Inputs are centred and scaled before anything else. */
export interface Probe {
  /** [d] */
  mean: Float32Array;
  /** One over the standard deviation, 0 for silent units, [d]. */
  scale: Float32Array;
  /** The layers, one or two: weights [inputs, outputs] and bias [outputs], with a ReLU between them. */
  layers: {weights: Grid; bias: Float32Array}[];
}

export interface ProbeFrame {
  step: number;
  steps: number;
  /** Softmax: the mean cross-entropy in nats of the frame's batch, with the penalty. Ridge: its relative residual. */
  loss: number;
  train: Accuracy;
  validation: Accuracy;
  probe: Probe;
}

export interface ProbeOptions {
  /** Number of classes; 0 takes the largest label and one. */
  classes: number;
  /** Units of a hidden ReLU layer; 0 is a linear probe. */
  hidden: number;
  steps: number;
  batch: number;
  stepSize: number;
  /** The weight of the penalty ½ decay |W|². */
  decay: number;
  /** The share of examples kept for validation. */
  validation: number;
  /** Examples with one identity (crops of one image, say) never lie on both sides of the split. */
  identities: ArrayLike<number> | undefined;
  /** Which examples are kept for validation, 1 or 0 each, instead of a share by chance. */
  apart: ArrayLike<number> | undefined;
  every: number;
  seed: number;
  signal: AbortSignal | undefined;
}

/**
 * Can a label be read off a layer by a simple rule? Softmax regression, or one hidden layer, trained by Adam on
 * standardised activations, with accuracy on the examples it learns from and on those kept apart. [n, …] and n
 * labels (whole numbers from 0) → frames. A probe that is right says that the label can be read, not that the network
 * reads it.
 * @see Alain and Bengio, "Understanding intermediate layers using linear classifier probes" (2016)
 */
export async function* trainProbe(
  x: Grid,
  labels: ArrayLike<number>,
  options?: Partial<ProbeOptions>
): AsyncGenerator<ProbeFrame, void, undefined> {
  const o = withDefaults<ProbeOptions>("trainProbe", options, {
    classes: 0,
    hidden: 0,
    steps: 400,
    batch: 256,
    stepSize: 0.01,
    decay: 1e-4,
    validation: 0.25,
    identities: undefined,
    apart: undefined,
    every: 20,
    seed: 1,
    signal: undefined
  });
  const task = await prepare(x, labels, o);
  try {
    const sizes = o.hidden ? [task.d, o.hidden, task.classes] : [task.d, task.classes];
    const next = random(o.seed + 2);
    const loss = (p: Parameters) => {
      const size = Math.min(o.batch, task.train.n);
      const rows = tf.tensor1d(
        Int32Array.from({length: size}, () => next.integer(task.train.n)),
        "int32"
      );
      const logits = forward(tf.gather(task.train.x, rows), p);
      const fit = tf.neg(tf.mean(tf.sum(tf.mul(tf.gather(task.train.y, rows), tf.logSoftmax(logits)), 1)));
      const weights = Object.keys(p).filter((name) => name.startsWith("weights"));
      return tf.addN([fit, ...weights.map((w) => tf.mul(o.decay / 2, tf.sum(tf.square(p[w]))))]);
    };
    const {steps, stepSize, every, signal} = o;
    for await (const frame of descend(startOf(sizes, o.seed), loss, {steps, stepSize, every, signal})) {
      const probe = {mean: task.mean, scale: task.scale, layers: layersOf(frame.parameters)};
      yield {step: frame.step, steps, loss: frame.loss, ...(await judge(task, probe)), probe};
    }
  } finally {
    task.dispose();
  }
}

export type RidgeOptions = Pick<
  ProbeOptions,
  "classes" | "steps" | "validation" | "identities" | "apart" | "every" | "seed" | "signal"
> & {
  /** The weight λ of the penalty. */
  lambda: number;
};

/**
 * Can a label be read off a layer by least squares? Ridge regression on one-hot labels, centred:
 * minimises |Y − XW|² + λ|W|², by conjugate gradients on the normal equations, all classes at once; the frames show it
 * converge. Stops once the residual is 1e-6 of the start.
 * @see Hestenes and Stiefel, "Methods of conjugate gradients for solving linear systems" (1952)
 */
export async function* trainRidgeProbe(
  x: Grid,
  labels: ArrayLike<number>,
  options?: Partial<RidgeOptions>
): AsyncGenerator<ProbeFrame, void, undefined> {
  const o = withDefaults<RidgeOptions>("trainRidgeProbe", options, {
    classes: 0,
    steps: 100,
    validation: 0.25,
    identities: undefined,
    apart: undefined,
    every: 5,
    seed: 1,
    signal: undefined,
    lambda: 1
  });
  if (!(o.lambda > 0)) throw new RangeError(`lambda must be above 0, got ${o.lambda}`);
  const task = await prepare(x, labels, o);
  let state: Ridge = tf.tidy(() => {
    const bias = tf.mean(task.train.y, 0);
    const r = tf.matMul(task.train.x, tf.sub(task.train.y, bias), true);
    return {w: tf.zerosLike(r), r, p: tf.clone(r), bias, first: tf.sum(tf.square(r)), error: tf.scalar(1)};
  });
  try {
    for (let step = 1; step <= o.steps; ++step) {
      await breathe();
      throwIfAborted(o.signal);
      const next = tf.tidy(() => conjugateStep(state, task.train.x, o.lambda));
      tf.dispose(state);
      state = next;
      const last = step === o.steps || step % o.every === 0;
      if (!last) continue;
      const residual = Math.sqrt((await state.error.data())[0]);
      const weights = {data: Float32Array.from(await state.w.data()), shape: [task.d, task.classes]};
      const bias = Float32Array.from(await state.bias.data());
      const probe = {mean: task.mean, scale: task.scale, layers: [{weights, bias}]};
      const steps = residual < 1e-6 ? step : o.steps;
      yield {step, steps, loss: residual, ...(await judge(task, probe)), probe};
      if (residual < 1e-6) return;
    }
  } finally {
    tf.dispose(state);
    task.dispose();
  }
}

type Ridge = Record<"w" | "r" | "p" | "bias" | "first" | "error", tf.Tensor>;

/** One step of conjugate gradients on (XᵀX + λ)W = XᵀY, each class with its own step size. */
function conjugateStep({w, r, p, bias, first}: Ridge, x: tf.Tensor, lambda: number): Ridge {
  const ap = tf.add(
    tf.matMul(x as tf.Tensor2D, tf.matMul(x as tf.Tensor2D, p as tf.Tensor2D), true),
    tf.mul(p, lambda)
  );
  const square = tf.sum(tf.square(r), 0);
  // A class that has converged has r = p = 0.
  const alpha = tf.divNoNan(square, tf.sum(tf.mul(p, ap), 0));
  const nextR = tf.sub(r, tf.mul(alpha, ap));
  const beta = tf.divNoNan(tf.sum(tf.square(nextR), 0), square);
  return {
    w: tf.add(w, tf.mul(alpha, p)),
    r: nextR,
    p: tf.add(nextR, tf.mul(beta, p)),
    bias: tf.clone(bias),
    first: tf.clone(first),
    error: tf.divNoNan(tf.sum(tf.square(nextR)), first)
  };
}

/** What does a probe say of activations? [n, …] → logits (ridge: scores) [n, classes]. */
export async function probeLogits(probe: Probe, x: Grid): Promise<Grid> {
  const n = x.shape[0];
  if (x.data.length / n !== probe.mean.length)
    throw new RangeError(`the probe reads ${probe.mean.length} numbers, the activations have ${x.data.length / n}`);
  const out = tf.tidy(() => {
    const z = tf.mul(tf.sub(tf.tensor2d(x.data, [n, probe.mean.length]), probe.mean), probe.scale);
    return forward(z, tensorsOf(probe));
  });
  try {
    return {data: (await out.data()) as Float32Array, shape: out.shape};
  } finally {
    out.dispose();
  }
}

/**
 * Random labels for a control task: every identity is dealt the label of another, so that the classes keep their
 * sizes and nothing but remembering helps. Same identity, same label.
 * @see Hewitt and Liang, "Designing and Interpreting Probes with Control Tasks" (2019)
 */
export function controlLabels(labels: ArrayLike<number>, seed = 1, identities?: ArrayLike<number>): Int32Array {
  const ids = identities ?? Array.from({length: labels.length}, (_, i) => i);
  const first = new Map<number, number>();
  for (let i = 0; i < labels.length; ++i) if (!first.has(ids[i])) first.set(ids[i], labels[i]);
  const dealt = [...first.values()];
  const order = random(seed).permutation(dealt.length);
  const control = new Map([...first.keys()].map((id, i) => [id, dealt[order[i]]]));
  return Int32Array.from({length: labels.length}, (_, i) => control.get(ids[i])!);
}

/** Is the probe clever or the layer? Accuracy on the task less accuracy on its control, on validation examples. */
export const selectivity = (task: ProbeFrame, control: ProbeFrame): number =>
  task.validation.accuracy - control.validation.accuracy;

interface Task {
  d: number;
  classes: number;
  mean: Float32Array;
  scale: Float32Array;
  train: Side;
  validation: Side;
  dispose(): void;
}

interface Side {
  n: number;
  x: tf.Tensor2D;
  y: tf.Tensor2D;
  labels: Int32Array;
}

type Split = Pick<ProbeOptions, "classes" | "validation" | "identities" | "apart" | "seed" | "signal">;

async function prepare(x: Grid, labels: ArrayLike<number>, o: Split): Promise<Task> {
  const n = x.shape[0];
  if (labels.length !== n) throw new RangeError(`${labels.length} labels for ${n} examples`);
  const d = sizeOf(x.shape.slice(1));
  const largest = Array.from(labels).reduce((m, v) => Math.max(m, v), 0);
  const classes = o.classes || Math.max(2, largest + 1);
  for (const v of Array.from(labels))
    if (!(Number.isInteger(v) && v >= 0 && v < classes))
      throw new RangeError(`labels must be whole numbers from 0 to ${classes - 1}, got ${v}`);
  const [kept, apart] = split(n, o);
  await breathe();
  throwIfAborted(o.signal);
  const {mean, scale} = momentsOf(x.data, kept, d);
  const side = (rows: number[]): Side => {
    const data = new Float32Array(rows.length * d);
    rows.forEach((i, r) => {
      for (let c = 0; c < d; ++c) data[r * d + c] = (x.data[i * d + c] - mean[c]) * scale[c];
    });
    const own = Int32Array.from(rows, (i) => labels[i]);
    const onehot = new Float32Array(rows.length * classes);
    own.forEach((label, r) => (onehot[r * classes + label] = 1));
    return {
      n: rows.length,
      x: tf.tensor2d(data, [rows.length, d]),
      y: tf.tensor2d(onehot, [rows.length, classes]),
      labels: own
    };
  };
  const [train, validation] = [side(kept), side(apart)];
  return {
    d,
    classes,
    mean,
    scale,
    train,
    validation,
    dispose: () => tf.dispose([train.x, train.y, validation.x, validation.y])
  };
}

/** Deals identities to learning and validation; both sides get at least one. */
function split(n: number, {validation, identities, apart, seed}: Split): [number[], number[]] {
  const all = Array.from({length: n}, (_, i) => i);
  if (apart) {
    const sides: [number[], number[]] = [all.filter((i) => !apart[i]), all.filter((i) => apart[i])];
    if (sides.some(({length}) => !length)) throw new RangeError("a probe needs examples on both sides of its split");
    return sides;
  }
  if (!(validation > 0 && validation < 1))
    throw new RangeError(`validation must be between 0 and 1, got ${validation}`);
  const ids = all.map((i) => identities?.[i] ?? i);
  const distinct = [...new Set(ids)];
  if (distinct.length < 2) throw new RangeError("a probe needs examples of at least 2 identities");
  const count = Math.min(distinct.length - 1, Math.max(1, Math.round(validation * distinct.length)));
  const order = random(seed).permutation(distinct.length);
  const held = new Set(Array.from(order.subarray(0, count), (i) => distinct[i]));
  return [all.filter((i) => !held.has(ids[i])), all.filter((i) => held.has(ids[i]))];
}

function momentsOf(data: Float32Array, rows: number[], d: number) {
  const mean = new Float64Array(d);
  const square = new Float64Array(d);
  for (const i of rows) for (let c = 0; c < d; ++c) mean[c] += data[i * d + c] / rows.length;
  for (const i of rows) for (let c = 0; c < d; ++c) square[c] += (data[i * d + c] - mean[c]) ** 2 / rows.length;
  return {mean: Float32Array.from(mean), scale: Float32Array.from(square, (v) => (v > 1e-12 ? 1 / Math.sqrt(v) : 0))};
}

function startOf(sizes: number[], seed: number): Record<string, Grid> {
  const start: Record<string, Grid> = {};
  for (let l = 0; l + 1 < sizes.length; ++l) {
    const [inputs, outputs] = [sizes[l], sizes[l + 1]];
    // The last layer starts at 0: all classes alike. A hidden one starts with He's variance.
    const spread = l + 2 < sizes.length ? Math.sqrt(2 / inputs) : 0;
    const data = normals(inputs * outputs, seed + 3).map((v) => v * spread);
    start[`weights${l}`] = {data, shape: [inputs, outputs]};
    start[`bias${l}`] = {data: new Float32Array(outputs), shape: [outputs]};
  }
  return start;
}

function forward(x: tf.Tensor, p: Parameters): tf.Tensor {
  const first = tf.add(tf.matMul(x as tf.Tensor2D, p.weights0 as tf.Tensor2D), p.bias0);
  return p.weights1 ? tf.add(tf.matMul(tf.relu(first) as tf.Tensor2D, p.weights1 as tf.Tensor2D), p.bias1) : first;
}

const layersOf = (p: Record<string, Grid>): Probe["layers"] =>
  ["0", "1"].filter((l) => p[`weights${l}`]).map((l) => ({weights: p[`weights${l}`], bias: p[`bias${l}`].data}));

const tensorsOf = ({layers}: Probe): Parameters =>
  Object.fromEntries(
    layers.flatMap(({weights, bias}, l) => [
      [`weights${l}`, tf.tensor(weights.data, weights.shape)],
      [`bias${l}`, tf.tensor1d(bias)]
    ])
  );

async function judge(task: Task, probe: Probe): Promise<{train: Accuracy; validation: Accuracy}> {
  const rate = async ({x, labels, n}: Side): Promise<Accuracy> => {
    const best = tf.tidy(() => tf.argMax(forward(x, tensorsOf(probe)), 1));
    try {
      const answers = await best.data();
      return accuracyOf(
        labels.reduce((right, label, i) => right + (answers[i] === label ? 1 : 0), 0),
        n
      );
    } finally {
      best.dispose();
    }
  };
  return {train: await rate(task.train), validation: await rate(task.validation)};
}
