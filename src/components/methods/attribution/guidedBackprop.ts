import type {Grid} from "../../arrays/grid.js";
import type {Scores, TensorMap} from "../../lab/gradient.js";
import {withGradientRules, type GradientRule} from "../../lab/gradientRules.js";
import {withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";
import {gradientAt, type Abortable, type Attribution} from "./attribution.js";

/** Through a rectifier only where it was open and the signal coming back is positive. */
const guide: GradientRule = (dy, {usual}) => usual(tf.relu(dy));

/** The function whose gradient is guided backpropagation, for use inside another method. */
export const guided = (f: TensorMap): TensorMap => withGradientRules({Relu: guide, Relu6: guide}, f);

/**
 * Which strokes excite the units that speak for f? The gradient with every ReLU (and ReLU6) letting back only what is
 * positive, and only where it was open on the way forward: dx = dy·[dy > 0]·[x > 0]. Signed, of x's shape. Sharp
 * pictures, but nearly the same ones for a network with random late layers: see the sanity checks.
 * @see Springenberg et al. (2015), "Striving for simplicity: the all convolutional net", section 3.4,
 * https://arxiv.org/abs/1412.6806
 */
export async function guidedBackprop(f: Scores, x: Grid, options?: Abortable): Promise<Attribution> {
  const {signal} = withDefaults<Abortable>("guidedBackprop", options, {signal: undefined});
  const {value, gradient: attribution} = await gradientAt(guided(f), x, signal);
  return {attribution, value};
}
