import * as tf from "../tf.js";
import type {Kernel} from "./registry.js";

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
