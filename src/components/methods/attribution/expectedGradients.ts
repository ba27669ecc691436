import {full, sliceOf, type Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {evaluate, valueAndGradient, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {batchFor, oneExample, sameExamples, sumOf, type CompletenessFrame} from "./attribution.js";

export interface ExpectedGradientsOptions {
  /** Inputs to compare with, [m, …]: the data, or a sample of it. One of zeros when left out. */
  baselines?: Grid;
  /** How many pairs of a baseline and a point on its path to draw. */
  samples: number;
  seed: number;
  /** Samples computed at once. Chosen by the input's size when left out. */
  batch: number;
  signal?: AbortSignal;
}

/**
 * How much of f(x) − E[f] does each number of the input account for, when "nothing there" means "anything of these"?
 * Integrated gradients averaged over baselines, as an expectation estimated by drawing:
 * E over b and α ~ U(0, 1) of (x − b) ⊙ ∂f/∂x (b + α(x − b)). Signed, of x's shape [1, …]. Baselines are drawn without
 * repetition until all were used, then again. `delta` holds the noise that is left;
 * `baselineValue` is the mean of f over the baselines.
 * @see Erion, Janizek, Sturmfels, Lundberg & Lee (2021), "Improving performance of deep learning models with axiomatic
 * attribution priors and expected gradients", equation 2, https://arxiv.org/abs/1906.10670
 */
export async function* expectedGradients(
  f: Scores,
  x: Grid,
  options?: Partial<ExpectedGradientsOptions>
): AsyncGenerator<CompletenessFrame, void, undefined> {
  const given = withDefaults<ExpectedGradientsOptions>("expectedGradients", options, {
    baselines: undefined,
    samples: 128,
    seed: 0,
    batch: batchFor(x.data.length),
    signal: undefined
  });
  const {samples, batch, signal, baselines = full(x.shape)} = given;
  oneExample("expectedGradients", x);
  sameExamples("baselines", baselines, x);
  const [value] = (await evaluate(f, x)).data;
  const baselineValue = await meanValue(f, baselines, batch, signal);
  const next = random(given.seed);
  const draw = deck(baselines.shape[0], next.permutation);
  const size = x.data.length;
  const total = new Float64Array(size);
  for (let step = 0; step < samples;) {
    await breathe();
    throwIfAborted(signal);
    const n = Math.min(batch, samples - step);
    const drawn = Array.from({length: n}, () => sliceOf(baselines, draw()).data);
    const points = new Float32Array(n * size);
    drawn.forEach((b, k) => {
      const alpha = next();
      for (let i = 0; i < size; ++i) points[k * size + i] = b[i] + alpha * (x.data[i] - b[i]);
    });
    const {gradient} = await valueAndGradient(f, {data: points, shape: [n, ...x.shape.slice(1)]});
    drawn.forEach((b, k) => {
      for (let i = 0; i < size; ++i) total[i] += (x.data[i] - b[i]) * gradient.data[k * size + i];
    });
    step += n;
    const attribution = {data: Float32Array.from(total, (v) => v / step), shape: [...x.shape]};
    yield {
      step,
      steps: samples,
      attribution,
      delta: sumOf(attribution) - (value - baselineValue),
      value,
      baselineValue
    };
  }
}

/** Deals 0 … n − 1 in random order, and again when all were dealt. */
function deck(n: number, permutation: (n: number) => Int32Array): () => number {
  let cards = permutation(n);
  let at = 0;
  return () => {
    if (at === n) [cards, at] = [permutation(n), 0];
    return cards[at++];
  };
}

/** The mean of f over many examples, a batch at a time. */
async function meanValue(f: Scores, x: Grid, batch: number, signal?: AbortSignal): Promise<number> {
  const size = x.data.length / x.shape[0];
  let sum = 0;
  for (let i = 0; i < x.shape[0]; i += batch) {
    throwIfAborted(signal);
    const data = x.data.subarray(i * size, (i + batch) * size);
    const values = await evaluate(f, {data, shape: [data.length / size, ...x.shape.slice(1)]});
    sum += sumOf(values);
  }
  return sum / x.shape[0];
}
