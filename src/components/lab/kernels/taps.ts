import * as tf from "../tf.js";

export type ConvInfo = ReturnType<typeof tf.backend_util.computeConv2DInfo>;

/** Pads (positive) or crops (negative) height and width of [n, h, w, c]. */
export function fit(x: tf.Tensor4D, top: number, bottom: number, left: number, right: number): tf.Tensor4D {
  const sides = [top, bottom, left, right];
  const [t, b, l, r] = sides.map((v) => Math.max(-v, 0));
  const [n, h, w, c] = x.shape;
  if (t + b + l + r > 0) x = tf.slice(x, [0, t, l, 0], [n, h - t - b, w - l - r, c]);
  if (sides.every((v) => v <= 0)) return x;
  const [pt, pb, pl, pr] = sides.map((v) => Math.max(v, 0));
  return tf.pad(x, [
    [0, 0],
    [pt, pb],
    [pl, pr],
    [0, 0]
  ]);
}

/** For each tap of a filter, row by row: what it sees of x, on the output's grid, [n, outHeight, outWidth, c]. */
function* views(x: tf.Tensor4D, info: ConvInfo): Generator<tf.Tensor4D> {
  const {filterHeight, filterWidth, strideHeight: sh, strideWidth: sw, outHeight, outWidth} = info;
  const height = (outHeight - 1) * sh + 1;
  const width = (outWidth - 1) * sw + 1;
  const {top, left} = info.padInfo;
  const padded = fit(
    x,
    top,
    height + info.effectiveFilterHeight - 1 - info.inHeight - top,
    left,
    width + info.effectiveFilterWidth - 1 - info.inWidth - left
  );
  const [n, , , c] = x.shape;
  for (let a = 0; a < filterHeight; a++)
    for (let b = 0; b < filterWidth; b++) {
      const [h, w] = [a * info.dilationHeight, b * info.dilationWidth];
      yield sh === 1 && sw === 1
        ? tf.slice(padded, [0, h, w, 0], [n, height, width, c])
        : (tf.stridedSlice(padded, [0, h, w, 0], [n, h + height, w + width, c], [1, sh, sw, 1]) as tf.Tensor4D);
    }
}

/**
 * The filter gradient of a convolution, tap by tap: each is a product of what the tap sees, [n·oh·ow, ci], transposed,
 * and dy, [n·oh·ow, co]. Memory stays that of one tap.
 */
export function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, info: ConvInfo): tf.Tensor4D {
  const positions = dy.size / info.outChannels;
  const flat: tf.Tensor2D = tf.reshape(dy, [positions, info.outChannels]);
  const taps = Array.from(views(x, info), (view) =>
    tf.matMul(tf.reshape(view, [positions, info.inChannels]), flat, true, false)
  );
  return tf.reshape(tf.stack(taps), info.filterShape);
}

/** The filter gradient of a depthwise convolution, tap by tap: each is a sum over positions for each channel. */
export function depthwiseFilterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, info: ConvInfo): tf.Tensor4D {
  const multiplier = info.outChannels / info.inChannels;
  const positions = dy.size / info.outChannels;
  const flat = tf.reshape(dy, [positions, info.inChannels, multiplier]);
  const taps = Array.from(views(x, info), (view) =>
    tf.sum(tf.mul(tf.reshape(view, [positions, info.inChannels, 1]), flat), 0)
  );
  return tf.reshape(tf.stack(taps), info.filterShape);
}
