import {random} from "../../arrays/random.js";
import {throwIfAborted, withDefaults} from "../../lab/options.js";
import type {Game} from "./game.js";
import {fitSurrogate, type SurrogateKind} from "./surrogate.js";

export interface LimeOptions {
  /** How many coalitions to play. */
  samples: number;
  /** How far from the whole input a sample may be and still count, as a cosine distance. */
  kernelWidth: number;
  surrogate: SurrogateKind;
  /** The surrogate's penalty; 1 for ridge and 0.01 for lasso when left out. */
  alpha?: number;
  seed: number;
  /** Samples between two frames. */
  batch: number;
  signal?: AbortSignal;
}

export interface LimeFrame {
  step: number;
  steps: number;
  /** The surrogate's weight of each player. */
  values: Float32Array;
  intercept: number;
  /** How much of the samples' weighted variance the surrogate explains. Low: do not believe the values. */
  r2: number;
  /** What the surrogate says of the whole input, and what the model says. */
  predicted: number;
  all: number;
}

/**
 * Which simple model answers like f near this input? Random coalitions of players (segments of a picture, or features)
 * are played; a linear model of their presence is fitted, each sample weighted by how much of the input it keeps:
 * √exp(−d² / width²), d the cosine distance 1 − √(k / n) of k present players among n. The weights of two seeds differ:
 * compare them before believing either. A frame after each batch.
 * @see Ribeiro, Singh & Guestrin (2016), "Why should I trust you?", sections 3.2–3.4, https://arxiv.org/abs/1602.04938
 * (kernel and defaults as in the authors' code)
 */
export async function* lime(game: Game, options?: Partial<LimeOptions>): AsyncGenerator<LimeFrame, void, undefined> {
  const {samples, kernelWidth, surrogate, seed, batch, signal, ...rest} = withDefaults<LimeOptions>("lime", options, {
    samples: 1000,
    kernelWidth: 0.25,
    surrogate: "ridge",
    alpha: undefined,
    seed: 0,
    batch: 128,
    signal: undefined
  });
  const alpha = rest.alpha ?? (surrogate === "lasso" ? 0.01 : 1);
  const {players: n} = game;
  const next = random(seed);
  const coalitions = Uint8Array.from({length: samples * n}, (_, i) => (i < n || next() < 0.5 ? 1 : 0)); // all first
  const weights = Float64Array.from({length: samples}, (_, s) => {
    const k = coalitions.subarray(s * n, (s + 1) * n).reduce((sum, present) => sum + present, 0);
    return Math.exp(-((1 - Math.sqrt(k / n)) ** 2) / kernelWidth ** 2 / 2);
  });
  const earned = new Float32Array(samples);
  for (let step = 0; step < samples;) {
    throwIfAborted(signal);
    const end = Math.min(step + batch, samples);
    earned.set(await game.play(coalitions.subarray(step * n, end * n), signal), step);
    step = end;
    const fit = fitSurrogate(coalitions.subarray(0, step * n), earned.subarray(0, step), weights, surrogate, alpha);
    const {intercept, r2} = fit;
    const predicted = fit.weights.reduce((sum, v) => sum + v, intercept);
    yield {step, steps: samples, values: Float32Array.from(fit.weights), intercept, r2, predicted, all: earned[0]};
  }
}
