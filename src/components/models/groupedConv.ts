import * as tf from "../lab/tf.js";

/** How a convolution's window moves. */
export interface Window {
  strides: [number, number];
  padding: "same" | "valid" | tf.backend_util.ExplicitPadding;
  dilations: [number, number];
}

/**
 * A convolution in groups, which tfjs lacks: the outputs of each group read only their own share of x's channels.
 *
 * @param x [n, h, w, groups · each]
 * @param filter [h, w, each, out]; the outputs of the first group come first
 * @throws RangeError when the channels cannot be shared out like that
 */
export function groupedConv2d(x: tf.Tensor4D, filter: tf.Tensor4D, {strides, padding, dilations}: Window): tf.Tensor4D {
  const [height, width, each, out] = filter.shape;
  const groups = x.shape[3] / each;
  if (!Number.isInteger(groups) || out % groups)
    throw new RangeError(
      `${x.shape[3]} channels cannot be convolved in groups of ${each} to ${out}: each group must have as many`
    );
  if (groups === 1) return tf.conv2d(x, filter, strides, padding, "NHWC", dilations);
  if (each === 1) {
    const apart: tf.Tensor4D = tf.reshape(filter, [height, width, groups, out / groups]);
    return tf.depthwiseConv2d<tf.Tensor4D>(x, apart, strides, padding, "NHWC", dilations);
  }
  const [parts, filters] = [tf.split(x, groups, 3), tf.split(filter, groups, 3)] as tf.Tensor4D[][];
  const outputs = parts.map((part, i) => tf.conv2d(part, filters[i], strides, padding, "NHWC", dilations));
  return tf.concat(outputs, 3);
}
