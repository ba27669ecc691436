import {full, type Grid} from "../../arrays/grid.js";
import {FULL_SPEED} from "../../arrays/presses.js";
import {random} from "../../arrays/random.js";
import {withDefaults} from "../../lab/options.js";
import type {Trials} from "./flipFlop.js";

export interface RingOptions {
  trials: number;
  steps: number;
  /** Largest turn in one step, radians. */
  speed: number;
  /** Chance at each step that the speed changes; half of the new speeds are zero. */
  change: number;
  seed: number;
}

/**
 * Can a network know which way it faces? The head-direction task: at the first step the direction θ is told as
 * (cos θ, sin θ); after that only the speed of turning is given (third input, in units of `speed`), and the output
 * must be (cos θ, sin θ) all along. What a network needs for it is a ring of states that stay where they are.
 *
 * @see Zhang (1996), Representation of Spatial Orientation by the Intrinsic
 * Dynamics of the Head-Direction Cell Ensemble, J. Neurosci. 16(6)
 */
export function ring(options: Partial<RingOptions> = {}): Trials {
  const {trials, steps, speed, change, seed} = withDefaults<RingOptions>("ring", options, {
    trials: 64,
    steps: 64,
    speed: FULL_SPEED,
    change: 0.15,
    seed: 0
  });
  const next = random(seed);
  const inputs = full([trials, steps, 3]);
  const targets = full([trials, steps, 2]);
  for (let n = 0; n < trials; ++n) {
    let angle = 2 * Math.PI * next();
    let turning = 0;
    for (let t = 0; t < steps; ++t) {
      if (t === 0) inputs.data.set([Math.cos(angle), Math.sin(angle), 0], n * steps * 3);
      else {
        if (next() < change) turning = next() < 0.5 ? 0 : 2 * next() - 1;
        inputs.data[(n * steps + t) * 3 + 2] = turning;
        angle += speed * turning;
      }
      targets.data.set([Math.cos(angle), Math.sin(angle)], (n * steps + t) * 2);
    }
  }
  return {inputs, targets};
}

/** How far off is the direction it tells? Mean absolute angle in radians between pairs (cos, sin). */
export function angleError(outputs: Grid, targets: Grid): number {
  let sum = 0;
  for (let i = 0; i < outputs.data.length; i += 2) {
    const [x, y] = outputs.data.subarray(i, i + 2);
    const [u, v] = targets.data.subarray(i, i + 2);
    sum += Math.abs(Math.atan2(x * v - y * u, x * u + y * v));
  }
  return (2 * sum) / outputs.data.length;
}
