import {full, type Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {withDefaults} from "../../lab/options.js";

/** A task for a recurrent network: inputs [n, T, channels], what it should say [n, T, outputs]. */
export interface Trials {
  inputs: Grid;
  targets: Grid;
}

export interface FlipFlopOptions {
  trials: number;
  steps: number;
  bits: number;
  /** Chance of a pulse on each bit at each step. */
  probability: number;
  seed: number;
}

/**
 * Can a network remember? The flip-flop task: on each of some channels pulses of +1 or −1 come at random, and the
 * output must hold the sign of each channel's last pulse. Every channel begins with a pulse, so that the right answer
 * is defined from the first step.
 *
 * @see Sussillo & Barak (2013), Opening the Black Box, Neural Computation 25(3), section 4.1
 */
export function flipFlop(options: Partial<FlipFlopOptions> = {}): Trials {
  const {trials, steps, bits, probability, seed} = withDefaults<FlipFlopOptions>("flipFlop", options, {
    trials: 64,
    steps: 64,
    bits: 3,
    probability: 0.5,
    seed: 0
  });
  const next = random(seed);
  const inputs = full([trials, steps, bits]);
  const targets = full([trials, steps, bits]);
  for (let n = 0; n < trials; ++n)
    for (let bit = 0; bit < bits; ++bit) {
      let held = 0;
      for (let t = 0; t < steps; ++t) {
        const i = (n * steps + t) * bits + bit;
        if (t === 0 || next() < probability) inputs.data[i] = held = next() < 0.5 ? -1 : 1;
        targets.data[i] = held;
      }
    }
  return {inputs, targets};
}

/** What share of the answers has the right sign? 0…1 over all numbers of two grids of one shape. */
export function signAccuracy(outputs: Grid, targets: Grid): number {
  let right = 0;
  outputs.data.forEach((v, i) => (right += Number(v > 0 === targets.data[i] > 0)));
  return right / outputs.data.length;
}
