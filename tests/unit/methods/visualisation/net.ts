import {normals} from "../../../../src/components/arrays/random.js";
import type {TensorMap} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";

/** A small random network, 3 → 6 → 8 channels and 5 logits, whose kernels live as long as it is used. */
export function randomNet(seed = 7) {
  const kernel = (shape: [number, number, number, number], s: number) =>
    tf.tensor4d(
      normals(
        shape.reduce((a, b) => a * b),
        seed + s
      ).map((v) => v / Math.sqrt(shape[0] * shape[1] * shape[2])),
      shape
    );
  const [k1, k2] = [kernel([3, 3, 3, 6], 1), kernel([3, 3, 6, 8], 2)];
  const head = tf.tensor2d(normals(40, seed + 3), [8, 5]);
  const conv1: TensorMap = (x) => tf.relu(tf.conv2d(x as tf.Tensor4D, k1, 1, "same"));
  const conv2: TensorMap = (x) => tf.relu(tf.conv2d(conv1(x) as tf.Tensor4D, k2, 2, "same"));
  const logits: TensorMap = (x) => tf.matMul(tf.mean(conv2(x), [1, 2]) as tf.Tensor2D, head);
  const layers: Record<string, TensorMap> = {conv1, conv2, logits};
  return {
    tap: (layer: string): TensorMap => layers[layer],
    dispose: () => tf.dispose([k1, k2, head])
  };
}

/** Runs a test body and says by how much the number of tensors grew. */
export async function leaked(body: () => Promise<void>): Promise<number> {
  const before = tf.memory().numTensors;
  await body();
  return tf.memory().numTensors - before;
}
