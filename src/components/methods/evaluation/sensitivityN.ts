import type {Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {withDefaults} from "../../lab/options.js";
import type {Scores} from "../../lab/gradient.js";
import {oneExample, sameShape} from "../attribution/attribution.js";
import {extremes, maskingGame} from "../attribution/game.js";
import {correlation} from "./rankCorrelation.js";

export interface SensitivityNOptions {
  /** How many features go missing at once. */
  n: number;
  /** How many sets of them to try. */
  samples: number;
  /** What a missing feature shows; of x's shape, or one number for all. Zeros when left out. */
  baseline?: Grid | number;
  seed: number;
  signal?: AbortSignal;
}

/**
 * Does the sum of some features' attributions tell what f loses without them? The correlation, over random sets of n
 * features, of Σ attribution in the set with f(x) − f(x without the set): 1 when it does for every set. `attribution`
 * has x's shape [1, …]. n = 1 tests single features; n goes up to all but one.
 * @see Ancona, Ceolini, Öztireli & Gross (2018), "Towards better understanding of gradient-based attribution methods",
 * section 4.1, https://arxiv.org/abs/1711.06104
 */
export async function sensitivityN(
  f: Scores,
  x: Grid,
  attribution: Grid,
  options?: Partial<SensitivityNOptions>
): Promise<number> {
  const {n, samples, baseline, seed, signal} = withDefaults<SensitivityNOptions>("sensitivityN", options, {
    n: 1,
    samples: 100,
    baseline: undefined,
    seed: 0,
    signal: undefined
  });
  oneExample("sensitivityN", x);
  sameShape("the attribution", attribution, x);
  const size = x.data.length;
  if (!(Number.isInteger(n) && n >= 1 && n < size))
    throw new RangeError(`n must be 1 to ${size - 1} features, and is ${n}`);
  const {permutation} = random(seed);
  const sums = new Float64Array(samples);
  const coalitions = new Uint8Array(samples * size).fill(1);
  for (let s = 0; s < samples; ++s)
    for (const i of permutation(size).subarray(0, n)) {
      coalitions[s * size + i] = 0;
      sums[s] += attribution.data[i];
    }
  const game = maskingGame(f, x, {baseline});
  const {all} = await extremes(game, signal);
  const left = await game.play(coalitions, signal);
  return correlation(
    sums,
    left.map((v) => all - v)
  );
}
