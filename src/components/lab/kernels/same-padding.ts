import * as tf from "../tf.js";
import {kernelOf, type Kernel} from "./registry.js";

/**
 * Convolutions on wasm whose stride is greater than their filter: with "same" padding the backend's own leave the
 * output zero where the filter would stop short of the input's end (two taps at stride 3 over 6 values, say). With
 * the padding in numbers they are right.
 */
function withExplicitPadding(kernel: Kernel, depthwise: boolean): Kernel {
  return (call) => {
    const {attrs, inputs} = call;
    if (attrs.pad !== "same" || attrs.dataFormat === "NCHW") return kernel(call);
    const {strides, dilations, dimRoundingMode} = attrs;
    const {x, filter} = inputs;
    const info = tf.backend_util.computeConv2DInfo(
      x.shape,
      filter.shape,
      strides,
      dilations ?? 1,
      "same",
      dimRoundingMode,
      depthwise
    );
    if (info.strideHeight <= info.filterHeight && info.strideWidth <= info.filterWidth) return kernel(call);
    const {top, bottom, left, right} = info.padInfo;
    const pad = [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0]
    ];
    return kernel({...call, attrs: {...attrs, pad}});
  };
}

/** The convolution kernels of wasm, by the names tfjs calls them. */
export function convolutionsPadded(): Record<string, Kernel> {
  const names = {Conv2D: false, FusedConv2D: false, DepthwiseConv2dNative: true, FusedDepthwiseConv2D: true};
  return Object.fromEntries(
    Object.entries(names).map(([name, depthwise]) => [name, withExplicitPadding(kernelOf(name, "wasm")!, depthwise)])
  );
}
