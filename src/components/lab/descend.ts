import type {Grid} from "../arrays/grid.js";
import {adam, type Parameters} from "./adam.js";
import {breathe, throwIfAborted, withDefaults} from "./options.js";
import type * as tf from "./tf.js";

export interface DescentOptions {
  steps: number;
  stepSize: number;
  /** What the step size is multiplied by, as a function of the fraction done (0…1). */
  schedule: (fraction: number) => number;
  /** Largest gradient norm; longer gradients are scaled down. */
  clip: number;
  /** Decoupled weight decay. */
  decay: number;
  /** Steps between frames; the last step always gives one. */
  every: number;
  signal: AbortSignal | undefined;
}

export interface Descent {
  step: number;
  steps: number;
  /** The loss of the frame's own batch, before its step. */
  loss: number;
  parameters: Record<string, Grid>;
}

/** Full speed, then a straight line down to a tenth over the second half. */
export const slowDown = (fraction: number): number => Math.min(1, 1.9 - 1.8 * fraction);

/**
 * How does training go? Walks `steps` steps of Adam down a loss, which may draw a new batch at every step, and
 * yields the parameters on the way. `loss` is synchronous and tidied.
 */
export async function* descend(
  start: Record<string, Grid>,
  loss: (parameters: Parameters, step: number) => tf.Tensor,
  options: Partial<DescentOptions> = {}
): AsyncGenerator<Descent, void, undefined> {
  const o = withDefaults<DescentOptions>("descend", options, {
    steps: 1000,
    stepSize: 1e-3,
    schedule: slowDown,
    clip: Infinity,
    decay: 0,
    every: 50,
    signal: undefined
  });
  const optimiser = adam(start, {clip: o.clip, decay: o.decay});
  try {
    for (let step = 1; step <= o.steps; ++step) {
      await breathe();
      throwIfAborted(o.signal);
      const value = optimiser.step((p) => loss(p, step), o.stepSize * o.schedule(step / o.steps));
      try {
        if (step % o.every !== 0 && step !== o.steps) continue;
        const [reached] = await value.data();
        yield {step, steps: o.steps, loss: reached, parameters: await optimiser.read()};
      } finally {
        value.dispose();
      }
    }
  } finally {
    optimiser.dispose();
  }
}
