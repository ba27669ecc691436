import {random} from "../../arrays/random.js";
import {throwIfAborted, withDefaults} from "../../lab/options.js";
import {extremes, type Game} from "./game.js";

export interface ShapleySamplingOptions {
  /** How many orders of arrival to play, each also backwards. */
  permutations: number;
  seed: number;
  signal?: AbortSignal;
}

export interface ShapleySamplingFrame {
  step: number;
  steps: number;
  /** The mean so far of what each player adds. */
  values: Float32Array;
  /** The standard error of each value; NaN after the first step. */
  errors: Float32Array;
  all: number;
  none: number;
  /** The completeness gap: the values' sum − (all − none); rounding only, for each order is complete by itself. */
  delta: number;
}

/**
 * What is each player's fair share, when there are too many to play every coalition? Shapley values estimated from
 * random orders of arrival: the mean of what each player adds when it arrives. Each order is also played backwards,
 * which cancels much of the noise; the standard errors are those of the pairs' means. One frame for each pair.
 * @see Castro, Gómez & Tejada (2009), "Polynomial calculation of the Shapley value based on sampling",
 * https://doi.org/10.1016/j.cor.2008.04.004; Mitchell et al. (2022), "Sampling permutations for Shapley value
 * estimation", section 3.1, https://arxiv.org/abs/2104.12199
 */
export async function* shapleySampling(
  game: Game,
  options?: Partial<ShapleySamplingOptions>
): AsyncGenerator<ShapleySamplingFrame, void, undefined> {
  const {permutations, seed, signal} = withDefaults<ShapleySamplingOptions>("shapleySampling", options, {
    permutations: 64,
    seed: 0,
    signal: undefined
  });
  const {players: n} = game;
  const {none, all} = await extremes(game, signal);
  const {permutation} = random(seed);
  const mean = new Float64Array(n);
  const squares = new Float64Array(n);
  for (let step = 1; step <= permutations; ++step) {
    throwIfAborted(signal);
    const order = permutation(n);
    const forwards = await added(game, order, none, all, signal);
    const backwards = await added(game, order.toReversed(), none, all, signal);
    for (let i = 0; i < n; ++i) {
      const sample = (forwards[i] + backwards[i]) / 2;
      const difference = sample - mean[i];
      mean[i] += difference / step;
      squares[i] += difference * (sample - mean[i]);
    }
    const values = Float32Array.from(mean);
    const errors = Float32Array.from(squares, (s) => Math.sqrt(s / (step - 1) / step));
    const delta = values.reduce((sum, v) => sum + v, 0) - (all - none);
    yield {step, steps: permutations, values, errors, all, none, delta};
  }
}

/** What each player adds when they arrive in this order. */
async function added(game: Game, order: Int32Array, none: number, all: number, signal?: AbortSignal) {
  const n = order.length;
  const coalitions = new Uint8Array(Math.max(n - 1, 0) * n);
  for (let k = 1; k < n; ++k) for (let j = 0; j < k; ++j) coalitions[(k - 1) * n + order[j]] = 1;
  const earned = [none, ...(await game.play(coalitions, signal)), all];
  const gains = new Float64Array(n);
  order.forEach((player, k) => (gains[player] = earned[k + 1] - earned[k]));
  return gains;
}
