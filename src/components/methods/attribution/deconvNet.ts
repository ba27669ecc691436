import type {Grid} from "../../arrays/grid.js";
import type {Scores} from "../../lab/gradient.js";
import {withGradientRules, type GradientRule} from "../../lab/gradientRules.js";
import {withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";
import {gradientAt, type Abortable, type Attribution} from "./attribution.js";

/** Rectifies the signal coming back, whether or not the unit was open on the way forward. */
const rectify: GradientRule = (dy) => tf.relu(dy);

/**
 * What does a deconvolutional network rebuild from f's answer? The gradient with every ReLU (and ReLU6) applied to the
 * signal on its way back instead of to the mask of the way forward: dx = dy·[dy > 0]. Max-pooling keeps its switches.
 * Signed, of x's shape. Without pooling it hardly depends on the image at all: see the sanity checks.
 * @see Zeiler & Fergus (2014), "Visualizing and understanding convolutional networks", section 2.1,
 * https://arxiv.org/abs/1311.2901
 */
export async function deconvNet(f: Scores, x: Grid, options?: Abortable): Promise<Attribution> {
  const {signal} = withDefaults<Abortable>("deconvNet", options, {signal: undefined});
  const {value, gradient: attribution} = await gradientAt(
    withGradientRules({Relu: rectify, Relu6: rectify}, f),
    x,
    signal
  );
  return {attribution, value};
}
