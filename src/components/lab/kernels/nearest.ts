import * as tf from "../tf.js";
import {asTensor, type Kernel} from "./registry.js";

/**
 * The gradient of nearest-neighbour resizing on cpu, example by example: the backend's own counts dy's examples by the
 * image's size and is right for the first only.
 */
export const nearestByExample =
  (kernel: Kernel): Kernel =>
  ({inputs: {images, dy}, attrs, backend}) =>
    tf.tidy(() => {
      const each = (x: tf.Tensor4D, n: number) => tf.slice(x, [n, 0, 0, 0], [1, -1, -1, -1]);
      const examples = Array.from({length: images.shape[0]}, (_, n) =>
        asTensor<tf.Rank.R4>(kernel({inputs: {images: each(images, n), dy: each(dy, n)}, attrs, backend}))
      );
      return tf.concat(examples, 0);
    });
