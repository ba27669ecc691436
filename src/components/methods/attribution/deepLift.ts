import {full, sliceOf, stack, type Grid} from "../../arrays/grid.js";
import {toGrid, withTensor, gradientOf, type Scores, type TensorMap} from "../../lab/gradient.js";
import {withGradientRules, type GradientRule} from "../../lab/gradientRules.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";
import {oneExample, sameExamples, sumOf, type Attribution} from "./attribution.js";
import {ELEMENTWISE} from "./rectifiers.js";

export interface DeepLiftOptions {
  /** The reference, [1, …], or several, [m, …], whose attributions are averaged. Zeros when left out. */
  baseline?: Grid;
  /**
   * What max-pooling does: send everything to the input's winner, as its gradient does ("winner", the choice of the
   * reference numbers), or share between the input's and the reference's winner ("rescale", which is complete).
   */
  pooling: "winner" | "rescale";
  signal?: AbortSignal;
}

/** Below this difference of inputs a secant is rounding noise, and the tangent takes its place. */
const NOISE = 1e-6;

/**
 * How does each number's difference from a reference turn into f's difference? One backward pass in which every
 * nonlinearity answers with its slope between the two activations, Δy/Δx, instead of its derivative (the Rescale
 * rule), times x − baseline. Signed, of x's shape [1, …], and complete: it sums to f(x) − f(baseline) but for
 * the gap `delta`, which is rounding as long as every nonlinearity has a rule: the elementwise ones have (ReLU, ReLU6,
 * leaky ReLU, ELU, SELU, sigmoid, tanh, softplus, clipping), and max-pooling with `pooling: "rescale"`. Products of
 * activations, softmax and the like inside the network keep their plain gradient. For a network without biases and a baseline of zero it is
 * input × gradient.
 * @see Shrikumar, Greenside & Kundaje (2017), "Learning important features through propagating activation
 * differences", sections 3.1–3.5, https://arxiv.org/abs/1704.02685
 */
export async function deepLift(f: Scores, x: Grid, options?: Partial<DeepLiftOptions>): Promise<Attribution> {
  const given = withDefaults<DeepLiftOptions>("deepLift", options, {
    baseline: undefined,
    pooling: "winner",
    signal: undefined
  });
  const baselines = given.baseline ?? full(x.shape);
  oneExample("deepLift", x);
  sameExamples("the baseline", baselines, x);
  const count = baselines.shape[0];
  const total = new Float64Array(x.data.length);
  let value = 0;
  let delta = 0;
  for (let k = 0; k < count; ++k) {
    await breathe();
    throwIfAborted(given.signal);
    const baseline = sliceOf(baselines, k);
    const pair = await multipliers(rescaled(f, given.pooling), stack([sliceOf(x, 0), baseline]));
    pair.multipliers.data.forEach((m, i) => (total[i] += (m * (x.data[i] - baseline.data[i])) / count));
    value = pair.values[0];
    delta -= (pair.values[0] - pair.values[1]) / count;
  }
  const attribution = {data: Float32Array.from(total), shape: [...x.shape]};
  return {attribution, value: Float32Array.of(value), delta: Float32Array.of(delta + sumOf(attribution))};
}

/** The multipliers of the first of a pair of inputs, and f of both. */
async function multipliers(f: Scores, pair: Grid) {
  const {value, gradient} = await withTensor(pair, (t) => gradientOf(f, t));
  const values = (await toGrid(value)).data;
  return {values, multipliers: sliceOf(await toGrid(gradient), 0)};
}

/** f on a batch whose second half holds the references of the first half. */
function rescaled(f: TensorMap, pooling: DeepLiftOptions["pooling"]): TensorMap {
  if (pooling !== "winner" && pooling !== "rescale")
    throw new RangeError(`unknown pooling: ${pooling} (there are: winner, rescale)`);
  const rules: Record<string, GradientRule> = Object.fromEntries(ELEMENTWISE.map((kernel) => [kernel, rescale]));
  return withGradientRules(pooling === "rescale" ? {...rules, MaxPool: pool} : rules, f);
}

/** dx = dy · Δy/Δx, the same for an input and its reference. */
const rescale: GradientRule = (dy, {x, y, usual}) => {
  const dx = difference(x);
  return tf.where(tf.greater(tf.abs(dx), NOISE), tf.divNoNan(tf.mul(dy, difference(y)), dx), usual(dy));
};

/**
 * Max-pooling: what the window's maximum gained on the way from the reference's maximum r to the input's maximum v goes
 * by way of the larger of the two: the input's winner takes max(v, r) − r, the reference's winner v − max(v, r).
 */
const pool: GradientRule = (dy, {x, y, usual}) => {
  const [v, r] = tf.split(y, 2);
  const larger = tf.maximum(v, r);
  const gains = usual(tf.mul(dy, tf.concat([tf.sub(larger, r), tf.sub(v, larger)])));
  const [ofInput, ofReference] = tf.split(gains, 2);
  const gain = tf.add(ofInput, ofReference);
  const dx = difference(x);
  return tf.where(tf.greater(tf.abs(dx), NOISE), tf.divNoNan(tf.concat([gain, gain]), dx), usual(dy));
};

/** First half − second half of a batch, for both halves: [2n, …] → [2n, …]. */
function difference(batch: tf.Tensor): tf.Tensor {
  const [a, b] = tf.split(batch, 2);
  const d = tf.sub(a, b);
  return tf.concat([d, d]);
}
