import type {Scores, TensorMap} from "../../lab/gradient.js";
import * as tf from "../../lab/tf.js";

/**
 * What does an attack climb? Away from the classes given: their cross-entropy, −log p(class). Towards them
 * (`targeted`): log p(class). `logits` maps [n, …] to [n, classes]; one class for each example.
 */
export function attackObjective(logits: TensorMap, classes: ArrayLike<number>, targeted: boolean): Scores {
  return (x) => {
    const scores = logits(x);
    const chosen = tf.oneHot(tf.tensor1d(Int32Array.from(classes), "int32"), scores.shape[1]!);
    const likelihood = tf.sum(tf.mul(tf.logSoftmax(scores), tf.cast(chosen, "float32")), 1);
    return targeted ? likelihood : tf.neg(likelihood);
  };
}
