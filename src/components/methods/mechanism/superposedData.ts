import {full, type Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {withDefaults} from "../../lab/options.js";

export interface SuperposedOptions {
  samples: number;
  features: number;
  dimensions: number;
  /** Chance that a feature is present. */
  density: number;
  /** Standard deviation of normal noise on every number. */
  noise: number;
  seed: number;
}

/**
 * Would a dictionary find features that are known to be there? Data with planted features: random unit directions,
 * more than dimensions, each present with a small chance at a strength uniform in [.5, 1.5], added up. `activations`
 * [samples, dimensions], `truth` [features, dimensions], `codes` [samples, features].
 *
 * @see Sharkey et al. (2022), Taking features out of superposition with sparse autoencoders, "toy data",
 * https://www.alignmentforum.org/posts/z6QQJbtpkEAX3Aojj
 */
export function superposedData(options: Partial<SuperposedOptions> = {}): {
  activations: Grid;
  truth: Grid;
  codes: Grid;
} {
  const {samples, features, dimensions, density, noise, seed} = withDefaults<SuperposedOptions>(
    "superposedData",
    options,
    {samples: 8192, features: 40, dimensions: 20, density: 0.05, noise: 0, seed: 0}
  );
  const next = random(seed);
  const truth = full([features, dimensions]);
  for (let i = 0; i < features; ++i) {
    const direction = Float32Array.from({length: dimensions}, () => next.normal());
    const length = Math.hypot(...direction);
    truth.data.set(
      direction.map((v) => v / length),
      i * dimensions
    );
  }
  const codes = full([samples, features]);
  const activations = full([samples, dimensions]);
  for (let n = 0; n < samples; ++n) {
    for (let i = 0; i < features; ++i) {
      if (next() >= density) continue;
      const strength = (codes.data[n * features + i] = 0.5 + next());
      for (let j = 0; j < dimensions; ++j)
        activations.data[n * dimensions + j] += strength * truth.data[i * dimensions + j];
    }
    if (noise) for (let j = 0; j < dimensions; ++j) activations.data[n * dimensions + j] += noise * next.normal();
  }
  return {activations, truth, codes};
}

/**
 * Were the planted features found? For each true direction the largest cosine with any learnt one; both [features, d].
 *
 * @see Sharkey et al. (2022), "mean max cosine similarity"
 */
export function maxCosines(truth: Grid, learnt: Grid): {cosine: Float32Array; match: Int32Array} {
  const d = truth.shape[1];
  const row = ({data}: Grid, i: number) => data.subarray(i * d, (i + 1) * d);
  const cosine = new Float32Array(truth.shape[0]).fill(-1);
  const match = new Int32Array(truth.shape[0]);
  for (let i = 0; i < truth.shape[0]; ++i) {
    const a = row(truth, i);
    for (let j = 0; j < learnt.shape[0]; ++j) {
      const b = row(learnt, j);
      const value = a.reduce((sum, v, k) => sum + v * b[k], 0) / (Math.hypot(...a) * Math.hypot(...b) || 1);
      if (value > cosine[i]) [cosine[i], match[i]] = [value, j];
    }
  }
  return {cosine, match};
}
