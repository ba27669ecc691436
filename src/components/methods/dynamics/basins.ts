import type {Grid} from "../../arrays/grid.js";
import {withTensor, toGrid, type TensorMap} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";

export interface BasinOptions {
  /** How long the states are left alone at most; it ends sooner once they all hardly move. */
  steps: number;
  /** A state that ends this near to an attractor (Euclidean) has reached it. */
  near: number;
  signal: AbortSignal | undefined;
}

/**
 * Where does a state end when the network is left alone? Applies the update F (input held, [n, d] → [n, d]) again and
 * again to `states` [n, d], and gives for each the index of the attractor that it reaches, −1 for none of them. Two
 * states with the same answer lie in the same basin of attraction.
 *
 * @see Strogatz (2015), Nonlinear Dynamics and Chaos, 2nd edition, section 6.4
 */
export async function basins(
  f: TensorMap,
  states: Grid,
  attractors: readonly Float32Array[],
  options: Partial<BasinOptions> = {}
): Promise<number[]> {
  const {steps, near, signal} = withDefaults<BasinOptions>("basins", options, {
    steps: 400,
    near: 0.1,
    signal: undefined
  });
  const [n, d] = states.shape;
  if (attractors.some(({length}) => length !== d))
    throw new RangeError(`attractors must have ${d} numbers each, as the states have`);
  let now = states;
  for (let step = 0; step < steps; step += CHUNK) {
    await breathe();
    throwIfAborted(signal);
    const chunk = Math.min(CHUNK, steps - step);
    const before = now;
    now = await toGrid(await withTensor(now, (h) => Array.from({length: chunk}).reduce<typeof h>((at) => f(at), h)));
    if (now.data.every((v, i) => Math.abs(v - before.data[i]) < near / 100)) break;
  }
  return Array.from({length: n}, (_, i) => nearestOf(now.data.subarray(i * d, (i + 1) * d), attractors, near));
}

/** Updates between two looks at the signal. */
const CHUNK = 50;

function nearestOf(state: Float32Array, attractors: readonly Float32Array[], near: number): number {
  const far = attractors.map((a) => Math.hypot(...state.map((v, i) => v - a[i])));
  const best = far.indexOf(Math.min(...far));
  return best >= 0 && far[best] < near ? best : -1;
}
