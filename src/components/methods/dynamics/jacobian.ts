import type {TensorMap} from "../../lab/gradient.js";
import * as tf from "../../lab/tf.js";

/**
 * How does each output of a map move with each input? The Jacobians ∂Fᵢ/∂hⱼ of a batch, by one vector–Jacobian product
 * for each output, all in one batch of d·n copies. F: [n, d] → [n, d], h [n, d] → [n, d (i), d (j)]. Synchronous; the
 * caller frees the result. Examples of a batch must not meet inside F.
 */
export function jacobians(f: TensorMap, h: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const [n, d] = h.shape;
    const copies = tf.tile(h, [d, 1]);
    // Copy i of the batch is asked for output i: [d, 1, d] → [d, n, d] → [d·n, d]
    const asked = tf.reshape(tf.tile(tf.reshape(tf.eye(d), [d, 1, d]), [1, n, 1]), [d * n, d]);
    const rows = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(f(x), asked)))(copies);
    return tf.transpose(tf.reshape(rows, [d, n, d]), [1, 0, 2]);
  });
}
