import * as tf from "../lab/tf.js";
import {groupedConv2d, type Window} from "./groupedConv.js";

/** A node's inputs and attributes, as the converter hands them over. */
interface Given {
  inputs: tf.Tensor[];
  attrs: Record<string, any>;
}

/** How the operations are computed that a rewritten graph may hold and TensorFlow does not have. */
export const graphOps: Record<string, (node: Given) => tf.Tensor> = {
  ToChannelsLast: ({inputs: [x]}) => tf.transpose(x, [0, 2, 3, 1]),
  ToChannelsFirst: ({inputs: [x]}) => tf.transpose(x, [0, 3, 1, 2]),
  GroupedConv2D: ({inputs: [x, filter], attrs}) =>
    tf.tidy(() => groupedConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, windowOf(attrs)))
};

/** A convolution's window from its attributes, numbers for each of the axes [n, h, w, c]. */
function windowOf(attrs: Record<string, any>): Window {
  const pair = (numbers: number[] = [1, 1, 1, 1]): [number, number] => [numbers[1], numbers[2]];
  const sides = attrs.explicit_paddings;
  return {
    strides: pair(attrs.strides),
    dilations: pair(attrs.dilations),
    padding:
      attrs.padding === "explicit"
        ? [
            [0, 0],
            [sides[2], sides[3]],
            [sides[4], sides[5]],
            [0, 0]
          ]
        : attrs.padding
  };
}
