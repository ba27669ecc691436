import type {Grid} from "../arrays/grid.js";
import {descend, type Descent, type DescentOptions} from "../lab/descend.js";
import {evaluate} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import {flipFlop, signAccuracy, type Trials} from "../methods/dynamics/flipFlop.js";
import {angleError, ring} from "../methods/dynamics/ring.js";
import {initialRnn, openRnn, readOut, stateSize, unroll, type CellKind, type Rnn} from "../models/rnn.js";

export type Task = "flip-flop" | "ring";

/** What a task gives and asks, trials by seed, and its score of a network's outputs. */
const TASKS: Record<Task, {inputs: number; outputs: number; draw(o: {trials: number; seed: number}): Trials}> = {
  "flip-flop": {inputs: 3, outputs: 3, draw: (o) => flipFlop(o)},
  ring: {inputs: 3, outputs: 2, draw: (o) => ring(o)}
};

export interface RnnTraining extends Partial<Pick<DescentOptions, "steps" | "stepSize" | "every">> {
  task: Task;
  kind: CellKind;
  hidden: number;
  /** Trials in a batch; each step draws new ones. */
  trials?: number;
  seed: number;
}

/** A network on its way: Descent's frame with the whole network. */
export interface RnnFrame extends Omit<Descent, "parameters"> {
  rnn: Rnn;
}

/**
 * How does a recurrent network learn its task? Least squares between output and target over all steps of fresh random
 * trials, by back-propagation through time, with gradients clipped to norm 1.
 */
export async function* trainRnn(
  {task, kind, hidden, trials = 64, seed, steps = 1500, stepSize = 5e-3, every = 50}: RnnTraining,
  {signal}: {signal?: AbortSignal} = {}
): AsyncGenerator<RnnFrame, void, undefined> {
  const {inputs, outputs, draw} = TASKS[task];
  const start = initialRnn({kind, inputs, hidden, outputs}, seed);
  const loss = (p: Record<string, tf.Tensor>, step: number) => {
    // Seeds of training batches are even, so that they never meet the odd ones used for testing.
    const batch = draw({trials, seed: 2 * (seed * 1e6 + step)});
    const states = unroll(kind, p, tf.tensor(batch.inputs.data, batch.inputs.shape));
    const [n, t, k] = batch.targets.shape;
    const said = readOut(p, tf.reshape(tf.stack(states, 1), [n * t, stateSize(start)]));
    return tf.mean(tf.squaredDifference(said, tf.tensor2d(batch.targets.data, [n * t, k])));
  };
  for await (const {parameters, ...frame} of descend(start.parameters, loss, {steps, stepSize, every, clip: 1, signal}))
    yield {...frame, rnn: {...start, parameters}};
}

/** The score of a network on fresh trials: flip-flop's share of right bits, or the ring's mean error in radians. */
export async function scoreRnn(rnn: Rnn, task: Task, {trials = 512, seed = 1} = {}): Promise<number> {
  const batch = TASKS[task].draw({trials, seed: 2 * seed + 1});
  const outputs = await outputsOf(rnn, batch.inputs);
  return task === "flip-flop" ? signAccuracy(outputs, batch.targets) : angleError(outputs, batch.targets);
}

/** What the network says at every step: inputs [n, T, inputs] → [n, T, outputs]. */
export async function outputsOf(rnn: Rnn, inputs: Grid): Promise<Grid> {
  const open = openRnn(rnn);
  try {
    const [n, t] = inputs.shape;
    return await evaluate(
      (x) => tf.reshape(open.readout(tf.reshape(open.states(x), [n * t, stateSize(rnn)])), [n, t, rnn.outputs]),
      inputs
    );
  } finally {
    open.dispose();
  }
}
