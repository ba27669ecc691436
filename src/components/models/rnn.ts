import {full, type Grid, grid} from "../arrays/grid.js";
import {random} from "../arrays/random.js";
import type {Parameters} from "../lab/adam.js";
import type {TensorMap} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";

export type CellKind = "vanilla" | "gru" | "lstm";

/**
 * A recurrent network with one layer and a linear readout, as plain arrays.
 * `parameters`: `input` [inputs, k·hidden], `recurrent` [hidden, k·hidden], `bias` [k·hidden], `readout`
 * [hidden, outputs], `readoutBias` [outputs]; k counts the gates: vanilla 1, gru 3 (update, reset, candidate), lstm 4
 * (input, forget, candidate, output).
 */
export interface Rnn {
  kind: CellKind;
  inputs: number;
  hidden: number;
  outputs: number;
  parameters: Record<string, Grid>;
}

/** A recurrent network's functions on tensors; they live until `dispose`. */
export interface OpenRnn {
  /** One update with its input held: [n, state] → [n, state]. This is the map whose fixed points are sought. */
  dynamics(input?: ArrayLike<number>): TensorMap;
  /** The output of states: [n, state] → [n, outputs]. */
  readout: TensorMap;
  /** Inputs [n, T, inputs] → states [n, T, state], from the zero state. */
  states: TensorMap;
  dispose(): void;
}

const GATES: Record<CellKind, number> = {vanilla: 1, gru: 3, lstm: 4};

/** How many numbers does the network carry from step to step? An LSTM's state is its output h, then its cell c. */
export const stateSize = ({kind, hidden}: Pick<Rnn, "kind" | "hidden">): number =>
  kind === "lstm" ? 2 * hidden : hidden;

/**
 * A network before training: input and readout weights normal with variance 1/fan-in, recurrent weights normal with
 * standard deviation gain/√hidden, biases 0, except an LSTM's forget bias, 1.
 */
export function initialRnn(
  {kind, inputs, hidden, outputs}: Omit<Rnn, "parameters">,
  seed: number,
  gain = kind === "vanilla" ? 1 : 0.7
): Rnn {
  const next = random(seed);
  const normal = (rows: number, columns: number, deviation: number) =>
    grid(
      Float32Array.from({length: rows * columns}, () => deviation * next.normal()),
      [rows, columns]
    );
  const k = GATES[kind];
  const bias = full([k * hidden]);
  if (kind === "lstm") bias.data.fill(1, hidden, 2 * hidden);
  return {
    kind,
    inputs,
    hidden,
    outputs,
    parameters: {
      input: normal(inputs, k * hidden, 1 / Math.sqrt(inputs)),
      recurrent: normal(hidden, k * hidden, gain / Math.sqrt(hidden)),
      bias,
      readout: normal(hidden, outputs, 1 / Math.sqrt(hidden)),
      readoutBias: full([outputs])
    }
  };
}

/**
 * What is the next state? `drive` is the input's part with the bias, x·input + bias: [n, k·hidden].
 * - vanilla: h′ = tanh(drive + h·R)
 * - gru: z, r = σ(drive + h·R); ĥ = tanh(drive + r ⊙ (h·R)); h′ = z ⊙ h + (1 − z) ⊙ ĥ (reset after the product)
 * - lstm: i, f, o = σ(drive + h·R); g = tanh(drive + h·R); c′ = f ⊙ c + i ⊙ g; h′ = o ⊙ tanh(c′)
 *
 * @see Elman (1990), Finding Structure in Time; Cho et al. (2014), https://arxiv.org/abs/1406.1078, eqs. 5–8;
 * Hochreiter & Schmidhuber (1997), Long Short-Term Memory; Gers et al. (2000) for the forget gate
 */
export function updateState(kind: CellKind, p: Parameters, drive: tf.Tensor, state: tf.Tensor): tf.Tensor {
  const hidden = p.recurrent.shape[0];
  const h = kind === "lstm" ? tf.slice(state, [0, 0], [-1, hidden]) : state;
  const recurrent = tf.matMul(h as tf.Tensor2D, p.recurrent as tf.Tensor2D);
  const part = (t: tf.Tensor, from: number, width = 1) => tf.slice(t, [0, from * hidden], [-1, width * hidden]);
  if (kind === "vanilla") return tf.tanh(tf.add(drive, recurrent));
  if (kind === "gru") {
    const gates = tf.sigmoid(tf.add(part(drive, 0, 2), part(recurrent, 0, 2)));
    const [z, r] = [part(gates, 0), part(gates, 1)];
    const candidate = tf.tanh(tf.add(part(drive, 2), tf.mul(r, part(recurrent, 2))));
    return tf.add(candidate, tf.mul(z, tf.sub(h, candidate)));
  }
  const c = tf.slice(state, [0, hidden], [-1, hidden]);
  const sum = tf.add(drive, recurrent);
  const kept = tf.mul(tf.sigmoid(part(sum, 1)), c);
  const cell = tf.add(kept, tf.mul(tf.sigmoid(part(sum, 0)), tf.tanh(part(sum, 2))));
  return tf.concat([tf.mul(tf.sigmoid(part(sum, 3)), tf.tanh(cell)), cell], 1);
}

/** The states of a whole run from the zero state: inputs [n, T, inputs] → T tensors [n, state]. */
export function unroll(kind: CellKind, p: Parameters, inputs: tf.Tensor): tf.Tensor[] {
  const [n, steps, width] = inputs.shape;
  const hidden = p.recurrent.shape[0];
  // One product for all steps: [n, T, inputs] → [n·T, inputs] → [n, T, k·hidden]
  const flat = tf.reshape(inputs, [n * steps, width]) as tf.Tensor2D;
  const drives = tf.reshape(tf.add(tf.matMul(flat, p.input as tf.Tensor2D), p.bias), [n, steps, -1]);
  let state: tf.Tensor = tf.zeros([n, stateSize({kind, hidden})]);
  return tf.unstack(drives, 1).map((drive) => (state = updateState(kind, p, drive, state)));
}

/** The outputs of states: [n, state] → [n, outputs]. */
export function readOut(p: Parameters, state: tf.Tensor): tf.Tensor {
  const h = tf.slice(state, [0, 0], [-1, p.recurrent.shape[0]]) as tf.Tensor2D;
  return tf.add(tf.matMul(h, p.readout as tf.Tensor2D), p.readoutBias);
}

/** Uploads a network, so that its functions can be given to methods. */
export function openRnn(rnn: Rnn): OpenRnn {
  const p: Parameters = Object.fromEntries(
    Object.entries(rnn.parameters).map(([name, {data, shape}]) => [name, tf.tensor(data, shape)])
  );
  return {
    dynamics: (input = new Float32Array(rnn.inputs)) => {
      if (input.length !== rnn.inputs)
        throw new RangeError(`${input.length} inputs given, this network takes ${rnn.inputs}`);
      const x = Float32Array.from(input);
      return (state) => {
        const drive = tf.add(tf.matMul(tf.tensor2d(x, [1, x.length]), p.input as tf.Tensor2D), p.bias);
        return updateState(rnn.kind, p, rnn.kind === "vanilla" ? drive : tf.tile(drive, [state.shape[0], 1]), state);
      };
    },
    readout: (state) => readOut(p, state),
    states: (inputs) => tf.stack(unroll(rnn.kind, p, inputs), 1),
    dispose: () => Object.values(p).forEach((t) => t.dispose())
  };
}

const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));

/** One step on plain numbers, for a reader who drives the network by hand: the next state. */
export function stepRnn({kind, inputs, hidden, parameters: p}: Rnn, x: ArrayLike<number>, state: Float32Array) {
  const width = GATES[kind] * hidden;
  const drive = product(x, inputs, p.input.data, width, p.bias.data);
  const recurrent = product(state, hidden, p.recurrent.data, width);
  const sum = (gate: number, i: number) => drive[gate * hidden + i] + recurrent[gate * hidden + i];
  const next = new Float32Array(state.length);
  for (let i = 0; i < hidden; ++i) {
    if (kind === "vanilla") next[i] = Math.tanh(sum(0, i));
    else if (kind === "gru") {
      const z = sigmoid(sum(0, i));
      const candidate = Math.tanh(drive[2 * hidden + i] + sigmoid(sum(1, i)) * recurrent[2 * hidden + i]);
      next[i] = candidate + z * (state[i] - candidate);
    } else {
      next[hidden + i] = sigmoid(sum(1, i)) * state[hidden + i] + sigmoid(sum(0, i)) * Math.tanh(sum(2, i));
      next[i] = sigmoid(sum(3, i)) * Math.tanh(next[hidden + i]);
    }
  }
  return next;
}

/** The output of one state on plain numbers. */
export const readRnn = ({hidden, outputs, parameters: p}: Rnn, state: Float32Array): Float32Array =>
  product(state, hidden, p.readout.data, outputs, p.readoutBias.data);

/** x·W (+ b) for the first n numbers of x. */
function product(x: ArrayLike<number>, n: number, w: Float32Array, columns: number, b?: Float32Array): Float32Array {
  const out = b ? b.slice() : new Float32Array(columns);
  for (let i = 0; i < n; ++i) for (let j = 0; j < columns; ++j) out[j] += x[i] * w[i * columns + j];
  return out;
}

/** A network as the weight files hold it: the same, with its numbers as lists. */
export interface RnnJson extends Omit<Rnn, "parameters"> {
  parameters: Record<string, {shape: number[]; data: number[]}>;
}

/** Reads a network from its weight file. */
export const rnnFromJson = ({parameters, ...size}: RnnJson): Rnn => ({
  ...size,
  parameters: Object.fromEntries(Object.entries(parameters).map(([name, {data, shape}]) => [name, grid(data, shape)]))
});
