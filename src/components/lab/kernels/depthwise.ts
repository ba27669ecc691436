import * as tf from "../tf.js";
import {cut, forward, interleave} from "./convolution.js";
import {derivedFilters} from "./derived.js";
import {axes, type Axis} from "./phases.js";
import {composite, kernelOf, type Kernel} from "./registry.js";
import {depthwiseFilterGradient, type ConvInfo} from "./taps.js";

/** [h, w, c, m] → the filters of the way back, [taps, taps, c·m, 1] for each phase, rows first. */
function arrange(filter: Float32Array, [v, h]: [Axis, Axis], info: ConvInfo) {
  const {filterHeight, filterWidth, outChannels: channels} = info;
  return Array.from({length: v.phases * h.phases}, (_, phase) => {
    const [r, q] = [Math.floor(phase / h.phases), phase % h.phases];
    const data = new Float32Array(v.taps * h.taps * channels);
    for (let i = 0; i < v.taps; i++)
      for (let j = 0; j < h.taps; j++) {
        const [a, b] = [v.tap(r, i), h.tap(q, j)];
        if (a >= filterHeight || b >= filterWidth) continue;
        const from = (a * filterWidth + b) * channels;
        data.set(filter.subarray(from, from + channels), (i * h.taps + j) * channels);
      }
    return {data, shape: [v.taps, h.taps, channels, 1]};
  });
}

/**
 * The input gradient of a depthwise convolution on wasm, which has no kernel for it: forward depthwise convolutions
 * of dy, one for each phase of the stride. The m outputs of a channel are convolved each by itself, then added.
 */
const inputGradient: Kernel = ({inputs, attrs, backend}) => {
  const {dy, filter} = inputs as {dy: tf.Tensor4D; filter: tf.TensorInfo};
  const info = tf.backend_util.computeConv2DInfo(
    attrs.inputShape,
    filter.shape as [number, number, number, number],
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    true
  );
  const way = axes(info);
  const key = ["depthwise", filter.shape, info.strideHeight, info.strideWidth].join();
  const conv = kernelOf("DepthwiseConv2dNative", "wasm")!;
  return tf.tidy(() =>
    derivedFilters(backend).with(
      filter,
      key,
      (data) => arrange(data, way, info),
      (back) => {
        const dilations: [number, number] = [info.dilationHeight, info.dilationWidth];
        const parts = back.map((f) => forward(conv, backend, dy, f, way, dilations));
        const rows = Array.from({length: way[0].phases}, (_, r) =>
          tf.concat(parts.slice(r * way[1].phases, (r + 1) * way[1].phases), 3)
        );
        const all = parts.length === 1 ? parts[0] : interleave(rows, info.outChannels);
        const dx = cut(all, way, info);
        const multiplier = info.outChannels / info.inChannels;
        return multiplier === 1 ? dx : tf.sum(tf.reshape(dx, [...info.inShape, multiplier]), 4);
      }
    )
  );
};

const filterGradient = composite(({x, dy}, {strides, dilations, pad, dimRoundingMode, filterShape}) => {
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, dilations, pad, dimRoundingMode, true);
  return depthwiseFilterGradient(x, dy, info);
});

/** The gradient kernels of depthwise convolutions, by the name tfjs calls them. */
export const depthwise = {
  DepthwiseConv2dNativeBackpropInput: inputGradient,
  DepthwiseConv2dNativeBackpropFilter: filterGradient
};
