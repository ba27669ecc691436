import type {Grid} from "../../arrays/grid.js";
import type {Scores, TensorMap} from "../../lab/gradient.js";
import {withGradientRules, type GradientRule} from "../../lab/gradientRules.js";
import {withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";
import {gradientAt, sumEach, type Attribution} from "./attribution.js";
import {ELEMENTWISE} from "./rectifiers.js";

export interface LrpOptions {
  /** The stabiliser: how much relevance weak units may swallow. */
  epsilon: number;
  signal?: AbortSignal;
}

/**
 * How does f's answer flow back to the input when each unit shares its relevance among its inputs by what they gave to
 * it? LRP-ε, computed as a gradient whose nonlinearities answer with y / (z + ε·sign z) instead of their derivative,
 * times the input. Signed, of x's shape [n, …]. With ε → 0 a ReLU's answer is its derivative, so that a network of
 * ReLUs gives input × gradient. Biases swallow relevance: `delta` tells the sum − f(x). Departures: a linear layer that
 * no nonlinearity follows is stabilised only at f itself, and max-pooling sends everything to the winner.
 * @see Bach et al. (2015), "On pixel-wise explanations for non-linear classifier decisions by layer-wise relevance
 * propagation", equation 58, https://doi.org/10.1371/journal.pone.0130140; Ancona, Ceolini, Öztireli & Gross (2018),
 * "Towards better understanding of gradient-based attribution methods", proposition 1, https://arxiv.org/abs/1711.06104
 */
export async function lrp(f: Scores, x: Grid, options?: Partial<LrpOptions>): Promise<Attribution> {
  const {epsilon, signal} = withDefaults<LrpOptions>("lrp", options, {epsilon: 1e-4, signal: undefined});
  if (!(epsilon >= 0)) throw new RangeError(`lrp's epsilon must be 0 or more, and is ${epsilon}`);
  const {value, gradient} = await gradientAt(sharing(f, epsilon), x, signal);
  const size = x.data.length / x.shape[0];
  const share = value.map((v) => v / stabilised(v, epsilon) || 0);
  const attribution = {
    data: gradient.data.map((g, i) => g * x.data[i] * share[Math.floor(i / size)]),
    shape: [...x.shape]
  };
  return {attribution, value, delta: sumEach(attribution).map((sum, i) => sum - value[i])};
}

const stabilised = (z: number, epsilon: number) => z + (z < 0 ? -epsilon : epsilon);

function sharing(f: TensorMap, epsilon: number): TensorMap {
  const share: GradientRule = (dy, {x: z, y}) => {
    const sign = tf.sub(tf.mul(2, tf.cast(tf.greaterEqual(z, 0), "float32")), 1);
    return tf.mul(dy, tf.divNoNan(y, tf.add(z, tf.mul(epsilon, sign))));
  };
  return withGradientRules(Object.fromEntries(ELEMENTWISE.map((kernel) => [kernel, share])), f);
}
