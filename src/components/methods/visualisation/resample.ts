import * as tf from "../../lab/tf.js";

/**
 * A sparse linear map between two pictures: `taps` entries for each output position, entry t of position o standing
 * at t · outputs + o. Unused entries weigh 0.
 */
interface Taps {
  taps: number;
  index: Int32Array;
  weight: Float32Array;
}

/** A linear map of positions about the picture's centre: (y, x) ↦ (a·y + b·x, c·y + d·x). */
export type Matrix = readonly [a: number, b: number, c: number, d: number];

/**
 * What does a picture look like scaled or turned about its centre? Output position p shows the input at `matrix`·p,
 * bilinearly between four pixels; outside the input there is `fill`. [n, h, w, c] → [n, h, w, c].
 *
 * The gradient is the adjoint map, since tfjs has none for its own resampling. Where a tensor's numbers lie in memory
 * (cpu, wasm) both are plain loops, many times faster than wasm's gather; on a GPU (`onDevice`) both are weighted
 * gathers, since only some GPU backends can scatter.
 */
export function resample(
  images: tf.Tensor4D,
  matrix: Matrix,
  fill: number,
  onDevice = !["cpu", "wasm"].includes(tf.getBackend())
): tf.Tensor4D {
  const [n, height, width, channels] = images.shape;
  const size = height * width;
  const forward = bilinear(height, width, matrix);
  const there = (x: tf.Tensor) => (onDevice ? gatherSum(x, forward) : inMemory(x, forward, read));
  const back = (dy: tf.Tensor) => (onDevice ? gatherSum(dy, adjoint(forward, size)) : inMemory(dy, forward, spread));
  const warp = tf.customGrad((x: tf.Tensor | tf.GradSaveFunc) => ({value: there(x as tf.Tensor), gradFunc: back}));
  // [n, h, w, c] → [n, positions, c]
  const warped = warp(tf.reshape(images, [n, size, channels]));
  const border = tf.tensor3d(
    coverage(forward, size).map((v) => fill * (1 - v)),
    [1, size, 1]
  );
  return tf.reshape(tf.add(warped, border), [n, height, width, channels]);
}

/** Where one tap takes from and adds to, as offsets of the positions' first channels. */
type Direction = (input: number, output: number) => [from: number, to: number];
const read: Direction = (input, output) => [input, output];
const spread: Direction = (input, output) => [output, input];

/** The map (or its adjoint) along axis 1, in plain loops. */
function inMemory(x: tf.Tensor, {taps, index, weight}: Taps, direction: Direction): tf.Tensor {
  const [n, size, channels] = x.shape as number[];
  const source = x.dataSync() as Float32Array;
  const data = new Float32Array(source.length);
  for (let e = 0; e < taps * size; ++e) {
    if (weight[e] === 0) continue;
    const [from, to] = direction(index[e], e % size);
    for (let i = 0; i < n; ++i)
      for (let c = 0; c < channels; ++c)
        data[(i * size + to) * channels + c] += weight[e] * source[(i * size + from) * channels + c];
  }
  return tf.tensor(data, [n, size, channels]);
}

/** y[o] = Σₜ weight[t, o] · x[index[t, o]] along axis 1. */
function gatherSum(x: tf.Tensor, {taps, index, weight}: Taps): tf.Tensor {
  return tf.tidy(() => {
    const outputs = index.length / taps;
    const picked = tf.reshape(tf.gather(x, tf.tensor1d(index, "int32"), 1), [x.shape[0], taps, outputs, -1]);
    return tf.sum(tf.mul(picked, tf.tensor(weight, [1, taps, outputs, 1])), 1);
  });
}

function bilinear(height: number, width: number, [a, b, c, d]: Matrix): Taps {
  const size = height * width;
  const index = new Int32Array(4 * size);
  const weight = new Float32Array(4 * size);
  const [cy, cx] = [(height - 1) / 2, (width - 1) / 2];
  for (let i = 0, o = 0; i < height; ++i)
    for (let j = 0; j < width; ++j, ++o) {
      const y = snap(cy + a * (i - cy) + b * (j - cx));
      const x = snap(cx + c * (i - cy) + d * (j - cx));
      const [y0, x0] = [Math.floor(y), Math.floor(x)];
      for (let t = 0; t < 4; ++t) {
        const [yt, xt] = [y0 + (t >> 1), x0 + (t & 1)];
        if (yt < 0 || yt >= height || xt < 0 || xt >= width) continue;
        index[t * size + o] = yt * width + xt;
        weight[t * size + o] = (1 - Math.abs(y - yt)) * (1 - Math.abs(x - xt));
      }
    }
  return {taps: 4, index, weight};
}

/** Rounding noise must not smear a picture turned by a right angle over two pixels. */
const snap = (v: number): number => (Math.abs(v - Math.round(v)) < 1e-9 ? Math.round(v) : v);

/** How much of each output position lies inside the input: the sum of its weights. */
function coverage({taps, weight}: Taps, size: number): Float32Array {
  const inside = new Float32Array(size);
  for (let t = 0; t < taps; ++t) for (let o = 0; o < size; ++o) inside[o] += weight[t * size + o];
  return inside;
}

/** The transposed map: for each input position, the outputs that read it and with what weight. */
function adjoint({taps, index, weight}: Taps, size: number): Taps {
  const used = new Uint8Array(size);
  let most = 1;
  for (let e = 0; e < taps * size; ++e) if (weight[e]) most = Math.max(most, ++used[index[e]]);
  const back: Taps = {taps: most, index: new Int32Array(most * size), weight: new Float32Array(most * size)};
  used.fill(0);
  for (let e = 0; e < taps * size; ++e) {
    if (!weight[e]) continue;
    const at = used[index[e]]++ * size + index[e];
    back.index[at] = e % size;
    back.weight[at] = weight[e];
  }
  return back;
}
