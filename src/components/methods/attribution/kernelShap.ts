import {solveSymmetric} from "../../arrays/cholesky.js";
import {random, type Random} from "../../arrays/random.js";
import {throwIfAborted, withDefaults} from "../../lab/options.js";
import {extremes, type Game} from "./game.js";
import {everyCoalition, MOST_PLAYERS} from "./shapley.js";

export interface KernelShapOptions {
  /** How many coalitions to play. From 2ⁿ − 2 up each is played once, and the values are exact. */
  samples: number;
  /** Play each drawn coalition's complement too? */
  paired: boolean;
  seed: number;
  /** Coalitions between two frames. */
  batch: number;
  signal?: AbortSignal;
}

export interface KernelShapFrame {
  step: number;
  steps: number;
  values: Float32Array;
  all: number;
  none: number;
  /** The completeness gap: the values' sum − (all − none); rounding only, for the fit is bound to it. */
  delta: number;
}

/**
 * Which linear game is the most like this one? Its weights are the Shapley values: least squares over coalitions with
 * the weight (n − 1) / (C(n, k) k (n − k)) for those of k players, bound to be right for nobody and for everyone.
 * Coalitions are drawn by that weight, with their complements (which removes the noise of games that are linear), or
 * are all played when there are no more than `samples`. A frame after each batch.
 * @see Lundberg & Lee (2017), "A unified approach to interpreting model predictions", theorem 2,
 * https://arxiv.org/abs/1705.07874; Covert & Lee (2021), "Improving KernelSHAP", sections 2.2 and 3.2,
 * https://arxiv.org/abs/2012.01536
 */
export async function* kernelShap(
  game: Game,
  options?: Partial<KernelShapOptions>
): AsyncGenerator<KernelShapFrame, void, undefined> {
  const {samples, paired, seed, batch, signal} = withDefaults<KernelShapOptions>("kernelShap", options, {
    samples: 2048,
    paired: true,
    seed: 0,
    batch: 256,
    signal: undefined
  });
  const {players: n} = game;
  const {none, all} = await extremes(game, signal);
  const whole = n <= MOST_PLAYERS && samples >= 2 ** n - 2;
  const {coalitions, weights} = whole ? allOf(n) : drawn(n, samples, paired, random(seed));
  const steps = weights.length;
  const fit = new Fit(n);
  if (n === 1) yield {step: 0, steps: 0, values: Float32Array.of(all - none), all, none, delta: 0};
  for (let step = 0; step < steps;) {
    throwIfAborted(signal);
    const end = Math.min(step + batch, steps);
    const rows = coalitions.subarray(step * n, end * n);
    fit.add(rows, weights.subarray(step, end), await game.play(rows, signal), none);
    step = end;
    const values = fit.solve(all - none);
    yield {step, steps, values, all, none, delta: values.reduce((sum, v) => sum + v, 0) - (all - none)};
  }
}

interface Sample {
  coalitions: Uint8Array;
  weights: Float64Array;
}

/** Every coalition but nobody and everyone, with the Shapley kernel's weight. */
function allOf(n: number): Sample {
  const coalitions = everyCoalition(n).subarray(n, -n);
  const ways = new Float64Array(n).fill(1); // C(n, k)
  for (let k = 1; k < n; ++k) ways[k] = (ways[k - 1] * (n - k + 1)) / k;
  const weights = Float64Array.from({length: coalitions.length / n}, (_, s) => {
    const k = coalitions.subarray(s * n, (s + 1) * n).reduce((sum, present) => sum + present, 0);
    return (n - 1) / (ways[k] * k * (n - k));
  });
  return {coalitions, weights};
}

/** Coalitions drawn by the Shapley kernel: each then weighs the same. */
function drawn(n: number, samples: number, paired: boolean, next: Random): Sample {
  const chance = Float64Array.from({length: n - 1}, (_, k) => 1 / ((k + 1) * (n - k - 1)));
  const total = chance.reduce((sum, c) => sum + c, 0);
  const coalitions = new Uint8Array(samples * n);
  for (let s = 0; s < samples; ++s) {
    const row = coalitions.subarray(s * n, (s + 1) * n);
    if (paired && s % 2) {
      row.forEach((_, i) => (row[i] = 1 - coalitions[(s - 1) * n + i]));
      continue;
    }
    let left = next() * total;
    let k = 0;
    while (k < n - 2 && (left -= chance[k]) > 0) ++k;
    for (const i of next.permutation(n).subarray(0, k + 1)) row[i] = 1;
  }
  return {coalitions, weights: new Float64Array(samples).fill(1)};
}

/** Weighted least squares whose weights must sum to a given total, by a Lagrange multiplier. */
class Fit {
  private matrix: Float64Array;
  private right: Float64Array;

  constructor(private n: number) {
    this.matrix = new Float64Array(n * n);
    this.right = new Float64Array(n);
  }

  add(rows: Uint8Array, weights: Float64Array, earned: Float32Array, none: number) {
    const {n, matrix, right} = this;
    earned.forEach((v, s) => {
      for (let i = 0; i < n; ++i) {
        if (!rows[s * n + i]) continue;
        right[i] += weights[s] * (v - none);
        for (let j = 0; j < n; ++j) if (rows[s * n + j]) matrix[i * n + j] += weights[s];
      }
    });
  }

  solve(total: number): Float32Array {
    const free = solveSymmetric(this.matrix, this.right);
    const push = solveSymmetric(this.matrix, new Float64Array(this.n).fill(1));
    const sum = (x: Float64Array) => x.reduce((a, b) => a + b, 0);
    const miss = (sum(free) - total) / sum(push);
    return Float32Array.from(free, (v, i) => v - push[i] * miss);
  }
}
