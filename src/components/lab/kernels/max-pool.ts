import * as tf from "../tf.js";
import {asTensor, type Kernel} from "./registry.js";

/**
 * The gradient of max pooling on wasm. The backend's own starts each window's maximum at the smallest positive
 * number, so windows without a positive value lose theirs. Of equal values the first takes the gradient, as on cpu.
 */
const maxPoolGradient: Kernel = ({inputs: {dy, input}, attrs, backend}) => {
  const {filterSize, strides, pad, dimRoundingMode} = attrs;
  const info = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const {inHeight, inWidth, inChannels: c, outHeight, outWidth, batchSize} = info;
  const x: Float32Array = backend.readSync(input.dataId);
  const g: Float32Array = backend.readSync(dy.dataId);
  const dx = new Float32Array(x.length);
  const best = new Float32Array(c);
  const where = new Int32Array(c);
  let out = 0;
  for (let n = 0; n < batchSize; n++)
    for (let i = 0; i < outHeight; i++)
      for (let j = 0; j < outWidth; j++) {
        best.fill(-Infinity);
        where.fill(-1);
        for (let a = 0; a < info.filterHeight; a++) {
          const h = i * info.strideHeight - info.padInfo.top + a;
          if (h < 0 || h >= inHeight) continue;
          for (let b = 0; b < info.filterWidth; b++) {
            const w = j * info.strideWidth - info.padInfo.left + b;
            if (w < 0 || w >= inWidth) continue;
            const at = ((n * inHeight + h) * inWidth + w) * c;
            for (let k = 0; k < c; k++)
              if (x[at + k] > best[k]) {
                best[k] = x[at + k];
                where[k] = at + k;
              }
          }
        }
        for (let k = 0; k < c; k++, out++) if (where[k] >= 0) dx[where[k]] += g[out];
      }
  return backend.makeOutput(input.shape, "float32", undefined, dx);
};

/** The gradient kernel of max pooling, by the name tfjs calls it. */
export const maxPool = {MaxPoolGrad: maxPoolGradient};

/** Where padding stands for no value at all: below anything a network holds, and finite in half precision's shaders. */
const NOTHING = -1e30;

/**
 * The gradient of max pooling where the backend's own gives that of equal values to the last of them: WebGL and
 * WebGPU. Windows of zeros are common behind a ReLU, and the choice shows in every method that lets signals through
 * closed units. Seen in a mirror the last is the first, as on cpu and in PyTorch.
 */
export const firstOfEquals =
  (stock: Kernel): Kernel =>
  ({inputs: {dy, input}, attrs, backend}) =>
    tf.tidy(() => {
      const {filterSize, strides, pad, dimRoundingMode} = attrs;
      const info = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
      const {inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth, padInfo} = info;
      const {top, left} = padInfo;
      // What the windows cover, from the padding's first row on; rows that no window reaches are left out.
      const height = (outHeight - 1) * strideHeight + info.filterHeight;
      const width = (outWidth - 1) * strideWidth + info.filterWidth;
      const [below, right] = [Math.max(0, height - top - inHeight), Math.max(0, width - left - inWidth)];
      const sides: [number, number][] = [[0, 0], [top, below], [left, right], [0, 0]]; // prettier-ignore
      const padded = tf.pad(input as tf.Tensor, sides, NOTHING);
      const [n, c] = [input.shape[0], input.shape[3]];
      const covered = tf.slice(padded, [0, 0, 0, 0], [n, height, width, c]);
      const mirror = (x: tf.Tensor) => tf.reverse(x, [1, 2]);
      const mirrored = {dy: mirror(dy), input: mirror(covered)};
      const back = stock({
        inputs: mirrored,
        attrs: {filterSize, strides, pad: "valid", dimRoundingMode: undefined},
        backend
      });
      const rest: [number, number][] = [
        [0, 0],
        [0, padded.shape[1]! - height],
        [0, padded.shape[2]! - width],
        [0, 0]
      ];
      return tf.slice(tf.pad(mirror(asTensor(back)), rest), [0, top, left, 0], input.shape as number[]);
    });
