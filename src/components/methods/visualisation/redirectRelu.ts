import type {TensorMap} from "../../lab/gradient.js";
import {withGradientRules, type GradientRule} from "../../lab/gradientRules.js";
import * as tf from "../../lab/tf.js";

/**
 * How can a silent unit be woken? Its ReLU is off everywhere and lets no gradient through. The same function, but
 * where the whole gradient of an example would stop at a ReLU, it goes on, except where it would push inactive
 * numbers further down. For gradients of a loss (downhill), in the first steps of a climb.
 * @see tensorflow/lucid, lucid/misc/redirected_relu_grad.py
 */
export const redirectRelu = (f: TensorMap): TensorMap => withGradientRules({Relu: redirect, Relu6: redirect}, f);

const redirect: GradientRule = (dy, {x, usual}) => {
  const through = usual(dy);
  const inner = x.shape.map((_, axis) => axis).slice(1);
  const stopped = flag(tf.equal(tf.sum(tf.abs(through), inner, true), 0));
  // Products of 0 and 1, because wasm's logical kernels take longer than the network.
  const useless = tf.mul(flag(tf.less(x, 0)), flag(tf.greater(dy, 0)));
  return tf.add(through, tf.mul(tf.mul(dy, stopped), tf.sub(1, useless)));
};

const flag = (condition: tf.Tensor): tf.Tensor => tf.cast(condition, "float32");
