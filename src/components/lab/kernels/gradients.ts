import * as tf from "../tf.js";
import {depthwiseFilterGradient, filterGradient, fit, type ConvInfo} from "./taps.js";

type Gradient = Parameters<typeof tf.registerGradient>[0];

/**
 * Gradients by operation, on every backend: those of ReLUs in fewer steps than tfjs', two that tfjs lacks, StridedSlice
 * and convolutions with dilation, and one that it gets wrong, the average at a padded border.
 */
export function mendGradients(): void {
  for (const gradient of [relu, relu6, stridedSlice]) tf.registerGradient(gradient);
  const conv = tf.getGradient("Conv2D")!.gradFunc;
  const depthwise = tf.getGradient("DepthwiseConv2dNative")!.gradFunc;
  tf.registerGradient(dilated("Conv2D", conv, convolution));
  tf.registerGradient(dilated("DepthwiseConv2dNative", depthwise, depthwiseConvolution));
  tf.registerGradient(averaged(tf.getGradient("AvgPool")!.gradFunc));
}

const output = (saved: tf.Tensor[]) => saved[0];

/** dy where x > 0. It keeps the output, which the next layer keeps anyway, where tfjs keeps the input. */
const relu: Gradient = {
  kernelName: "Relu",
  outputsToSave: [true],
  gradFunc: (dy: any, saved) => ({x: () => tf.mul(dy, tf.cast(tf.step(output(saved)), "float32"))})
};

/** dy where 0 < x < 6, which is where y (6 − y) > 0; none at 6 itself, as in TensorFlow and PyTorch. */
const relu6: Gradient = {
  kernelName: "Relu6",
  outputsToSave: [true],
  gradFunc: (dy: any, saved) => ({
    x: () => {
      const y = tf.cast(output(saved), "float32");
      return tf.mul(dy, tf.step(tf.mul(y, tf.sub(6, y))));
    }
  })
};

/** dy's values go back to where they were taken from. */
const stridedSlice: Gradient = {
  kernelName: "StridedSlice",
  inputsToSave: ["x"],
  gradFunc: (dy: any, saved, attrs: any) => ({
    x: () => {
      const {shape} = saved[0];
      const {begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask} = attrs;
      const info = tf.slice_util.sliceInfo(
        shape,
        begin,
        end,
        strides,
        beginMask,
        endMask,
        ellipsisMask,
        newAxisMask,
        shrinkAxisMask
      );
      // One size for each axis of x, whatever axes the slice dropped or added.
      const sizes = tf.slice_util.computeOutShape(info.begin, info.end, info.strides);
      return shape.reduce(
        (g, size, axis) => scatterAxis(g, axis, size, info.begin[axis], info.strides[axis]),
        tf.reshape(dy, sizes) as tf.Tensor
      );
    }
  })
};

/** Puts values along an axis back to begin, begin + stride, … of `size` places, and zeros elsewhere. */
function scatterAxis(g: tf.Tensor, axis: number, size: number, begin: number, stride: number): tf.Tensor {
  const count = g.shape[axis];
  const after = g.shape.slice(axis + 1);
  const width = after.reduce((a, b) => a * b, 1);
  const before = g.shape.slice(0, axis);
  if (count === 0) return tf.zeros([...before, size, ...after]);
  if (count === size && stride === 1) return g;
  const step = Math.abs(stride);
  const first = stride > 0 ? begin : begin + (count - 1) * stride;
  const ordered = stride > 0 ? g : tf.reverse(g, axis);
  const rows: tf.Tensor3D = tf.reshape(ordered, [-1, count, width]);
  const spaced: tf.Tensor3D = tf.reshape(
    tf.pad(rows, [
      [0, 0],
      [0, 0],
      [0, (step - 1) * width]
    ]),
    [-1, count * step, width]
  );
  const exact = tf.slice(spaced, [0, 0, 0], [-1, (count - 1) * step + 1, -1]);
  const placed = tf.pad(exact, [
    [0, 0],
    [first, size - first - exact.shape[1]],
    [0, 0]
  ]);
  return tf.reshape(placed, [...before, size, ...after]);
}

/**
 * An average pooling's gradient. At a padded border the average is over those values that are there, but tfjs' own
 * gradient shares dy out as if the window were full: dy is made larger by as much first.
 */
const averaged = (own: tf.GradFunc): Gradient => ({
  kernelName: "AvgPool",
  inputsToSave: ["x"],
  gradFunc: (dy: any, saved, attrs: any) => {
    const {filterSize, strides, pad, dimRoundingMode} = attrs;
    const shape = saved[0].shape as tf.Tensor4D["shape"];
    const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const rows = shares(info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top, info.inHeight);
    const columns = shares(info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left, info.inWidth);
    if ([...rows, ...columns].every((share) => share === 1)) return own(dy, saved, attrs);
    const share = tf.mul(tf.tensor(rows, [rows.length, 1, 1]), tf.tensor(columns, [columns.length, 1]));
    return own(tf.mul(dy, share) as any, saved, attrs);
  }
});

/** Along one axis, at each window: its size over how many of its values are there. */
const shares = (count: number, stride: number, size: number, before: number, length: number): number[] =>
  Array.from({length: count}, (_, i) => {
    const start = i * stride - before;
    return size / (Math.min(start + size, length) - Math.max(start, 0));
  });

type WayBack = {
  depthwise: boolean;
  input: (dy: tf.Tensor4D, filter: tf.Tensor4D, info: ConvInfo) => tf.Tensor;
  filter: (x: tf.Tensor4D, dy: tf.Tensor4D, info: ConvInfo) => tf.Tensor;
};

/** A convolution's gradient: tfjs' own without dilation, ours with. */
function dilated(kernelName: string, own: tf.GradFunc, back: WayBack): Gradient {
  return {
    kernelName,
    inputsToSave: ["x", "filter"],
    gradFunc: (dy: any, saved, attrs: any) => {
      const {strides, dilations, pad, dimRoundingMode, dataFormat} = attrs;
      const rates = dilations == null ? [1] : [dilations].flat();
      if (rates.every((rate) => rate === 1)) return own(dy, saved, attrs);
      if (dataFormat === "NCHW") throw new Error(`the gradient of a dilated ${kernelName} takes NHWC, not NCHW`);
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const info = tf.backend_util.computeConv2DInfo(
        x.shape,
        filter.shape,
        strides,
        dilations,
        pad,
        dimRoundingMode,
        back.depthwise
      );
      return {x: () => back.input(dy, filter, info), filter: () => back.filter(x, dy, info)};
    }
  };
}

/** dy with the borders on which a "valid" convolution, dilated alike, gives the input's size. */
const bordered = (dy: tf.Tensor4D, i: ConvInfo) =>
  fit(
    dy,
    i.effectiveFilterHeight - 1 - i.padInfo.top,
    i.inHeight + i.padInfo.top - i.outHeight,
    i.effectiveFilterWidth - 1 - i.padInfo.left,
    i.inWidth + i.padInfo.left - i.outWidth
  );

const rates = (i: ConvInfo): [number, number] => [i.dilationHeight, i.dilationWidth];

const convolution: WayBack = {
  depthwise: false,
  input: (dy, filter, info) => {
    const back = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    return tf.conv2d(bordered(dy, info), back, 1, "valid", "NHWC", rates(info));
  },
  filter: filterGradient
};

const depthwiseConvolution: WayBack = {
  depthwise: true,
  input: (dy, filter, info) => {
    const [h, w, c, m] = filter.shape;
    const back: tf.Tensor4D = tf.reshape(tf.reverse(filter, [0, 1]), [h, w, c * m, 1]);
    const each = tf.depthwiseConv2d(bordered(dy, info), back, 1, "valid", "NHWC", rates(info));
    return m === 1 ? each : tf.sum(tf.reshape(each, [...info.inShape, m]), 4);
  },
  filter: depthwiseFilterGradient
};
