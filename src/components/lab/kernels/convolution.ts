import * as tf from "../tf.js";
import {derivedFilters} from "./derived.js";
import {axes, type Axis} from "./phases.js";
import {asTensor, composite, kernelOf, type Kernel} from "./registry.js";
import {filterGradient, fit, type ConvInfo} from "./taps.js";

/** A convolution of stride 1 with a filter that only the backend knows, and any padding, negative too. */
export function forward(
  kernel: Kernel,
  backend: any,
  x: tf.Tensor4D,
  filter: tf.TensorInfo,
  [v, h]: [Axis, Axis],
  dilations: [number, number]
): tf.Tensor4D {
  const sides = [v.before, v.after, h.before, h.after];
  const [t, b, l, r] = sides.map((n) => Math.min(n, 0));
  const [pt, pb, pl, pr] = sides.map((n) => Math.max(n, 0));
  const pad = [
    [0, 0],
    [pt, pb],
    [pl, pr],
    [0, 0]
  ];
  const inputs = {x: fit(x, t, b, l, r), filter};
  return asTensor(kernel({inputs, backend, attrs: {strides: [1, 1], pad, dilations, dataFormat: "NHWC"}}));
}

/**
 * Phase rows to an image: tensors [n, u, v, s·c], one for each phase of the rows and with the s phases of the columns
 * in their channels, become [n, rows·u, s·v, c]. Only copies whole rows.
 */
export function interleave(rows: tf.Tensor4D[], channels: number): tf.Tensor4D {
  const [n, u, v, sc] = rows[0].shape;
  const lines = rows.map((row) => tf.reshape(row, [n * u, 1, v * sc]) as tf.Tensor3D);
  return tf.reshape(tf.concat(lines, 1), [n, u * rows.length, (v * sc) / channels, channels]);
}

/** Cuts the input's own part out of the interleaved phases. */
export function cut(dx: tf.Tensor4D, [v, h]: [Axis, Axis], {inHeight, inWidth}: ConvInfo): tf.Tensor4D {
  const [n, height, width, c] = dx.shape;
  if (height === inHeight && width === inWidth) return dx;
  return tf.slice(dx, [0, v.start, h.start, 0], [n, inHeight, inWidth, c]);
}

/** HWIO → the filter of the way back: [taps, taps, co, (row phase, column phase, ci)]. */
function arrange(filter: Float32Array, [v, h]: [Axis, Axis], info: ConvInfo, phases: [number, number]) {
  const {filterHeight, filterWidth, inChannels: ci, outChannels: co} = info;
  const shape = [v.taps, h.taps, co, phases[0] * phases[1] * ci];
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const row = shape[3];
  for (let i = 0; i < v.taps; i++)
    for (let j = 0; j < h.taps; j++)
      for (let r = 0; r < phases[0]; r++)
        for (let q = 0; q < phases[1]; q++) {
          const [a, b] = [v.tap(r, i), h.tap(q, j)];
          if (a >= filterHeight || b >= filterWidth) continue;
          const from = (a * filterWidth + b) * ci * co;
          const to = (i * h.taps + j) * co * row + (r * phases[1] + q) * ci;
          for (let c = 0; c < ci; c++) for (let o = 0; o < co; o++) data[to + o * row + c] = filter[from + c * co + o];
        }
  return {data, shape};
}

/** [n, u, v, c] → [n, s·u, t·v, c] with zeros between the values. */
function spread(x: tf.Tensor4D, s: number, t: number): tf.Tensor4D {
  const [n, u, v, c] = x.shape;
  const zeros = (size: number) =>
    [
      [0, 0],
      [0, 0],
      [0, size]
    ] as [number, number][];
  const columns = tf.pad(tf.reshape(x, [n * u, v, c]), zeros((t - 1) * c));
  const rows = tf.pad(tf.reshape(columns, [n, u, v * t * c]), zeros((s - 1) * v * t * c));
  return tf.reshape(rows, [n, u * s, v * t, c]);
}

/**
 * The input gradient of a convolution on wasm, as forward convolutions of dy (the backend's own kernel is a plain
 * loop). All phases are computed at once, as channels; a filter of one tap has one phase that is not zero.
 */
const inputGradient: Kernel = ({inputs, attrs, backend}) => {
  const {dy, filter} = inputs as {dy: tf.Tensor4D; filter: tf.TensorInfo};
  if (attrs.dataFormat === "NCHW") throw new Error("Conv2DBackpropInput on wasm takes NHWC, not NCHW");
  const info = tf.backend_util.computeConv2DInfo(
    attrs.inputShape,
    filter.shape as [number, number, number, number],
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode
  );
  const {strideHeight: s, strideWidth: t, inChannels} = info;
  const way = axes(info);
  const single = info.filterHeight === 1 && info.filterWidth === 1;
  const phases: [number, number] = single ? [1, 1] : [s, t];
  const key = ["conv", filter.shape, phases].join();
  const conv = kernelOf("Conv2D", "wasm")!;
  return tf.tidy(() =>
    derivedFilters(backend).with(
      filter,
      key,
      (data) => [arrange(data, way, info, phases)],
      ([back]) => {
        const y = forward(conv, backend, dy, back, way, [1, 1]);
        if (s === 1 && t === 1) return y;
        const [n, u, v] = y.shape;
        const row = t * inChannels;
        const whole = single
          ? spread(y, s, t)
          : interleave(
              Array.from({length: s}, (_, r) => tf.slice(y, [0, 0, 0, r * row], [n, u, v, row])),
              inChannels
            );
        return cut(whole, way, info);
      }
    )
  );
};

const filterGradientKernel = composite(({x, dy}, attrs) => {
  const {strides, pad, dataFormat, dimRoundingMode, filterShape} = attrs;
  if (dataFormat === "NCHW") throw new Error("Conv2DBackpropFilter on wasm takes NHWC, not NCHW");
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
  return filterGradient(x, dy, info);
});

/** The gradient kernels of convolutions, by the name tfjs calls them. */
export const convolution = {Conv2DBackpropInput: inputGradient, Conv2DBackpropFilter: filterGradientKernel};
