import type {Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {evaluate, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {oneExample} from "./attribution.js";
import type {LimeFrame, LimeOptions} from "./lime.js";
import {fitSurrogate} from "./surrogate.js";

export interface LimeFeaturesOptions extends Omit<LimeOptions, "kernelWidth"> {
  /** The standard deviation of each feature in the data; 1 for all when left out. */
  scale?: ArrayLike<number>;
  /** How far a sample may be and still count, in standard deviations; ¾ √d when left out. */
  kernelWidth?: number;
}

/**
 * Which linear model answers like f near these numbers? Samples are drawn around x [1, d], normal with each feature's
 * own scale, and weighted by √exp(−distance² / width²) in units of that scale. `values` tell what one standard
 * deviation of a feature adds to f. Otherwise as `lime`. Departure: samples are centred on x, not on the data's mean.
 * @see Ribeiro, Singh & Guestrin (2016), https://arxiv.org/abs/1602.04938
 */
export async function* limeFeatures(
  f: Scores,
  x: Grid,
  options?: Partial<LimeFeaturesOptions>
): AsyncGenerator<LimeFrame, void, undefined> {
  const given = withDefaults<LimeFeaturesOptions>("limeFeatures", options, {
    samples: 1000,
    kernelWidth: 0.75 * Math.sqrt(x.data.length),
    surrogate: "ridge",
    alpha: undefined,
    scale: undefined,
    seed: 0,
    batch: 128,
    signal: undefined
  });
  const {samples, surrogate, batch, signal, kernelWidth = 1, scale} = given;
  oneExample("limeFeatures", x);
  const d = x.data.length;
  if (scale && scale.length !== d) throw new RangeError(`limeFeatures got ${scale.length} scales for ${d} features`);
  const alpha = given.alpha ?? (surrogate === "lasso" ? 0.01 : 1);
  const {normal} = random(given.seed);
  const moves = Float64Array.from({length: samples * d}, (_, i) => (i < d ? 0 : normal())); // x itself first
  const weights = Float64Array.from({length: samples}, (_, s) => {
    const distance = moves.subarray(s * d, (s + 1) * d).reduce((sum, v) => sum + v * v, 0);
    return Math.exp(-distance / kernelWidth ** 2 / 2);
  });
  const answers = new Float32Array(samples);
  for (let step = 0; step < samples;) {
    await breathe();
    throwIfAborted(signal);
    const end = Math.min(step + batch, samples);
    const some = moves.subarray(step * d, end * d);
    const data = Float32Array.from(some, (v, i) => x.data[i % d] + v * (scale?.[i % d] ?? 1));
    answers.set((await evaluate(f, {data, shape: [end - step, ...x.shape.slice(1)]})).data, step);
    step = end;
    const fit = fitSurrogate(moves.subarray(0, step * d), answers.subarray(0, step), weights, surrogate, alpha);
    const {intercept, r2} = fit;
    const values = Float32Array.from(fit.weights);
    yield {step, steps: samples, values, intercept, r2, predicted: intercept, all: answers[0]};
  }
}
