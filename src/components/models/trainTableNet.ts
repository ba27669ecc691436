import {full, type Grid} from "../arrays/grid.js";
import {random} from "../arrays/random.js";
import {descend} from "../lab/descend.js";
import {withDefaults} from "../lab/options.js";
import * as tf from "../lab/tf.js";
import {encodedWidth, encodeRows, fitEncoding} from "./tableEncoding.js";
import {initialTableNet, predictTableNet, tableNetOf, type TableNet} from "./tableNet.js";

/** Rows [n, d] and what is to be said of them, [n]. */
export interface TableRows {
  x: Grid;
  y: ArrayLike<number>;
}

export interface TableNetOptions {
  /** Units of the hidden layers. */
  hidden: readonly number[];
  steps: number;
  stepSize: number;
  batch: number;
  /** Decoupled weight decay. */
  decay: number;
  /** Steps between frames. */
  every: number;
  /** Frames without a better validation error before training stops. */
  patience: number;
  seed: number;
  signal: AbortSignal | undefined;
}

export interface TableNetFrame {
  step: number;
  steps: number;
  /** Root mean squared errors now, in the unit of y. */
  train: number;
  valid: number;
  /** The step with the least validation error so far, and the network of then. */
  best: number;
  net: TableNet;
}

/**
 * How does a small network learn a table? Adam on the mean squared error of random batches; the network that errs least
 * on the validation rows is kept, and training stops when it has not been bettered for `patience` frames. `levels` says
 * how many kinds each column holds, undefined for quantities.
 */
export async function* trainTableNet(
  train: TableRows,
  valid: TableRows,
  levels: readonly (number | undefined)[],
  options: Partial<TableNetOptions> = {}
): AsyncGenerator<TableNetFrame, void, undefined> {
  const o = withDefaults<TableNetOptions>("trainTableNet", options, {
    hidden: [12, 12],
    steps: 1500,
    stepSize: 5e-3,
    batch: 64,
    decay: 0.5,
    every: 25,
    patience: 10,
    seed: 0,
    signal: undefined
  });
  const codes = fitEncoding(train.x, levels);
  const target = standardOf(train.y);
  const inputs = encodeRows(codes, train.x);
  const wanted = Float32Array.from(train.y, (v) => (v - target.mean) / target.scale);
  const next = random(o.seed + 1);
  const start = initialTableNet([encodedWidth(codes), ...o.hidden, 1], o.seed);
  const course = descend(
    start,
    (p) => {
      const {x, y} = batchOf(inputs, wanted, o.batch, next);
      return tf.mean(tf.square(tf.sub(tableNetOf(p)(tf.tensor(x.data, x.shape)), tf.tensor(y, [y.length, 1]))));
    },
    {steps: o.steps, stepSize: o.stepSize, decay: o.decay, every: o.every, signal: o.signal}
  );
  let best = {step: 0, valid: Infinity, net: {codes, target, parameters: start}};
  for await (const {step, steps, parameters} of course) {
    const net = {codes, target, parameters};
    const error = rootError(net, valid);
    if (error < best.valid) best = {step, valid: error, net};
    yield {step, steps, train: rootError(net, train), valid: error, best: best.step, net: best.net};
    if (step - best.step >= o.patience * o.every) return;
  }
}

function standardOf(y: ArrayLike<number>): {mean: number; scale: number} {
  const mean = Array.from(y).reduce((sum, v) => sum + v, 0) / y.length;
  const squares = Array.from(y).reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return {mean, scale: Math.sqrt(squares / y.length) || 1};
}

function batchOf(inputs: Grid, wanted: Float32Array, size: number, next: ReturnType<typeof random>) {
  const [n, width] = inputs.shape;
  const x = full([size, width]);
  const y = new Float32Array(size);
  for (let k = 0; k < size; ++k) {
    const i = next.integer(n);
    x.data.set(inputs.data.subarray(i * width, (i + 1) * width), k * width);
    y[k] = wanted[i];
  }
  return {x, y};
}

function rootError(net: TableNet, {x, y}: TableRows): number {
  const said = predictTableNet(net, x);
  return Math.sqrt(said.reduce((sum, v, i) => sum + (v - y[i]) ** 2, 0) / said.length);
}
