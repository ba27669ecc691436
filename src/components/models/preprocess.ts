import type {TensorMap} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import type {Preprocessing} from "./card.js";

/** Red, green and blue in luma (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114];

/**
 * The function a card's preprocessing describes: images [n, h, w, 3] in [0, 1] → a network's input. Differentiable.
 * Images with as many channels as the network wants (grey digits) are not converted.
 */
export function preprocessor(how: Preprocessing | null): TensorMap {
  if (!how) return (x) => tf.clone(x);
  const {order, scale, mean} = how;
  return (x) => {
    const ordered =
      order === "bgr" ? tf.reverse(x, 3) : order === "grey" && x.shape[3] === 3 ? tf.sum(tf.mul(x, LUMA), 3, true) : x;
    return tf.sub(tf.mul(ordered, scale), mean);
  };
}
