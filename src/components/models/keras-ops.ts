import * as tf from "../lab/tf.js";
import {groupedConv2d} from "./groupedConv.js";

/** A layer's shape without the batch; null is a size that depends on the input. */
export type Shape = (number | null)[];

/** What a class of Keras layers computes. */
export interface KerasOp {
  kind: string;
  /** The weights it reads, by Keras' names, for its configuration. */
  weights?(config: any): string[];
  shape(config: any, inputs: Shape[]): Shape;
  apply(config: any, inputs: tf.Tensor[], weights: tf.Tensor[]): tf.Tensor;
}

type Pair = [number, number];
const pair = (v: number | Pair): Pair => (Array.isArray(v) ? v : [v, v]);

const same = (_: any, [input]: Shape[]): Shape => input;

const withBias = (config: any, ...names: string[]) => (config.use_bias === false ? names : [...names, "bias"]);

/** Rows or columns that a window leaves of n. */
function windows(n: number | null, size: number, stride: number, padding: string): number | null {
  if (n === null) return null;
  return padding === "same" ? Math.ceil(n / stride) : Math.floor((n - size) / stride) + 1;
}

function windowed(config: any, [height, width]: Shape, size: Pair, channels: number | null): Shape {
  const strides = pair(config.strides ?? size);
  const dilation = pair(config.dilation_rate ?? 1);
  const [rows, columns] = [height, width].map((n, i) =>
    windows(n, (size[i] - 1) * dilation[i] + 1, strides[i], config.padding ?? "valid")
  );
  return [rows, columns, channels];
}

/** A convolution as its layer describes it, in groups or not. */
function convolved(config: any, x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  const strides = pair(config.strides ?? 1);
  const dilations = pair(config.dilation_rate ?? 1);
  const padding = config.padding ?? "valid";
  return config.groups > 1
    ? groupedConv2d(x, kernel, {strides, padding, dilations})
    : tf.conv2d(x, kernel, strides, padding, "NHWC", dilations);
}

/** Rows and columns that a transposed convolution makes of height and width, as Keras counts them. */
function transposedSize(config: any, [height, width]: Shape): Shape {
  const [strides, size] = [pair(config.strides ?? 1), pair(config.kernel_size)];
  const more = config.output_padding == null ? null : pair(config.output_padding);
  return [height, width].map((n, i) => {
    if (n === null) return null;
    const same = config.padding === "same";
    if (more) return (n - 1) * strides[i] + size[i] - (same ? 2 * (size[i] >> 1) : 0) + more[i];
    return n * strides[i] + (same ? 0 : Math.max(size[i] - strides[i], 0));
  });
}

const biased = (y: tf.Tensor, bias?: tf.Tensor): tf.Tensor => (bias ? tf.add(y, bias) : y);

const poolShape = (config: any, [input]: Shape[]): Shape => windowed(config, input, pair(config.pool_size), input[2]);

const pool =
  (f: typeof tf.maxPool | typeof tf.avgPool) =>
  (config: any, [x]: tf.Tensor[]): tf.Tensor =>
    f(x as tf.Tensor4D, pair(config.pool_size), pair(config.strides ?? config.pool_size), config.padding ?? "valid");

const global = (f: (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor): KerasOp => ({
  kind: "pool",
  shape: (config, [input]) => (config.keepdims ? [1, 1, input[2]] : [input[2]]),
  apply: (config, [x]) => f(x, [1, 2], Boolean(config.keepdims))
});

/** A clone rather than the tensor itself: every layer's activation is freed on its own. */
const pass: KerasOp = {kind: "identity", shape: same, apply: (_, [x]) => tf.clone(x)};

/** [[top, bottom], [left, right]] of a ZeroPadding2D layer. */
const padding = (v: any): [Pair, Pair] => {
  const [rows, columns] = pair(v);
  return [pair(rows), pair(columns)];
};

const plus = (n: number | null, [before, after]: Pair) => (n === null ? null : n + before + after);

const less = (n: number | null, [before, after]: Pair) => (n === null ? null : n - before - after);

const product = (shape: Shape): number | null =>
  shape.reduce<number | null>((n, d) => (n === null || d === null ? null : n * d), 1);

const activations: Record<string, (x: tf.Tensor, config: any) => tf.Tensor> = {
  linear: (x) => tf.clone(x),
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  elu: (x) => tf.elu(x),
  selu: (x) => tf.selu(x),
  sigmoid: (x) => tf.sigmoid(x),
  tanh: (x) => tf.tanh(x),
  softplus: (x) => tf.softplus(x),
  softsign: (x) => tf.div(x, tf.add(tf.abs(x), 1)),
  exponential: (x) => tf.exp(x),
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  hard_sigmoid: (x) => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1),
  hard_swish: (x) => tf.div(tf.mul(x, tf.relu6(tf.add(x, 3))), 6),
  leaky_relu: (x) => tf.leakyRelu(x, 0.2),
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
  softmax: (x) => tf.softmax(x)
};

/** The op of an activation function by Keras' name. */
export function activationOp(name: string): KerasOp {
  const f = activations[name];
  if (!f) throw new RangeError(`unknown activation: ${name} (known: ${Object.keys(activations).join(", ")})`);
  return {kind: name === "linear" ? "identity" : name, shape: same, apply: (config, [x]) => f(x, config)};
}

/** The layers that have an `activation` of their own. */
export const ACTIVATED = new Set(["Conv2D", "Conv2DTranspose", "DepthwiseConv2D", "SeparableConv2D", "Dense"]);

const ops: Record<string, KerasOp> = {
  InputLayer: {
    kind: "input",
    shape: (config) => (config.batch_input_shape ?? config.batch_shape).slice(1),
    apply: (_, [x]) => tf.clone(x)
  },
  Conv2D: {
    kind: "conv",
    weights: (config) => withBias(config, "kernel"),
    shape: (config, [input]) => windowed(config, input, pair(config.kernel_size), config.filters),
    apply: (config, [x], [kernel, bias]) => biased(convolved(config, x as tf.Tensor4D, kernel as tf.Tensor4D), bias)
  },
  Conv2DTranspose: {
    kind: "transposed conv",
    weights: (config) => withBias(config, "kernel"),
    shape: (config, [input]) => {
      const [rows, columns] = transposedSize(config, input);
      return [rows, columns, config.filters];
    },
    apply: (config, [x], [kernel, bias]) => {
      const [rows, columns] = transposedSize(config, x.shape.slice(1)) as Pair;
      const shape: [number, number, number, number] = [x.shape[0], rows, columns, config.filters];
      const [strides, padding] = [pair(config.strides ?? 1), config.padding ?? "valid"];
      return biased(tf.conv2dTranspose(x as tf.Tensor4D, kernel as tf.Tensor4D, shape, strides, padding), bias);
    }
  },
  DepthwiseConv2D: {
    kind: "depthwise conv",
    weights: (config) => withBias(config, "depthwise_kernel"),
    shape: (config, [input]) =>
      windowed(config, input, pair(config.kernel_size), product([input[2], config.depth_multiplier ?? 1])),
    apply: (config, [x], [kernel, bias]) =>
      biased(
        tf.depthwiseConv2d(
          x as tf.Tensor4D,
          kernel as tf.Tensor4D,
          pair(config.strides ?? 1),
          config.padding ?? "valid",
          "NHWC",
          pair(config.dilation_rate ?? 1)
        ),
        bias
      )
  },
  SeparableConv2D: {
    kind: "separable conv",
    weights: (config) => withBias(config, "depthwise_kernel", "pointwise_kernel"),
    shape: (config, [input]) => windowed(config, input, pair(config.kernel_size), config.filters),
    apply: (config, [x], [depthwise, pointwise, bias]) =>
      biased(
        tf.separableConv2d(
          x as tf.Tensor4D,
          depthwise as tf.Tensor4D,
          pointwise as tf.Tensor4D,
          pair(config.strides ?? 1),
          config.padding ?? "valid",
          pair(config.dilation_rate ?? 1)
        ),
        bias
      )
  },
  Dense: {
    kind: "dense",
    weights: (config) => withBias(config, "kernel"),
    shape: (config, [input]) => [...input.slice(0, -1), config.units],
    apply: (config, [x], [kernel, bias]) => {
      const rows = tf.reshape(x, [-1, kernel.shape[0]]); // […, k] → [m, k]
      return tf.reshape(biased(tf.matMul(rows, kernel), bias), [...x.shape.slice(0, -1), config.units]);
    }
  },
  BatchNormalization: {
    kind: "norm",
    weights: (config) => [
      ...(config.scale === false ? [] : ["gamma"]),
      ...(config.center === false ? [] : ["beta"]),
      "moving_mean",
      "moving_variance"
    ],
    shape: same,
    apply: (config, [x], weights) => {
      const [mean, variance] = weights.slice(-2);
      const gamma = config.scale === false ? tf.scalar(1) : weights[0];
      const beta = config.center === false ? tf.scalar(0) : weights[weights.length - 3];
      // One product and one sum of the activation, cheaper than tf.batchNorm's gradient.
      const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, config.epsilon ?? 1e-3)));
      return tf.add(tf.mul(x, scale), tf.sub(beta, tf.mul(mean, scale)));
    }
  },
  Activation: {
    kind: "activation",
    shape: same,
    apply: (config, inputs) => activationOp(config.activation).apply(config, inputs, [])
  },
  ReLU: {
    kind: "relu",
    shape: same,
    apply: (config, [x]) => {
      if (config.negative_slope || config.threshold || ![undefined, null, 6].includes(config.max_value))
        throw new RangeError("a ReLU layer with a slope, a threshold or a maximum other than 6 is not supported");
      return config.max_value === 6 ? tf.relu6(x) : tf.relu(x);
    }
  },
  LeakyReLU: {
    kind: "leaky relu",
    shape: same,
    apply: (config, [x]) => tf.leakyRelu(x, config.alpha ?? config.negative_slope ?? 0.3)
  },
  Softmax: {kind: "softmax", shape: same, apply: (config, [x]) => tf.softmax(x, config.axis ?? -1)},
  ZeroPadding2D: {
    kind: "pad",
    shape: (config, [[height, width, channels]]) => {
      const [rows, columns] = padding(config.padding);
      return [plus(height, rows), plus(width, columns), channels];
    },
    apply: (config, [x]) => tf.pad(x, [[0, 0], ...padding(config.padding), [0, 0]])
  },
  MaxPooling2D: {kind: "pool", shape: poolShape, apply: pool(tf.maxPool)},
  AveragePooling2D: {kind: "pool", shape: poolShape, apply: pool(tf.avgPool)},
  GlobalAveragePooling2D: global((x, axes, keep) => tf.mean(x, axes, keep)),
  GlobalMaxPooling2D: global((x, axes, keep) => tf.max(x, axes, keep)),
  Flatten: {
    kind: "flatten",
    shape: (_, [input]) => [product(input)],
    apply: (_, [x]) => tf.reshape(x, [x.shape[0], -1])
  },
  Reshape: {
    kind: "reshape",
    shape: (config, [input]) => {
      const known = config.target_shape.reduce((n: number, d: number) => (d === -1 ? n : n * d), 1);
      const size = product(input);
      return config.target_shape.map((d: number) => (d === -1 ? size && size / known : d));
    },
    apply: (config, [x]) => tf.reshape(x, [x.shape[0], ...config.target_shape])
  },
  Cropping2D: {
    kind: "crop",
    shape: (config, [[height, width, channels]]) => {
      const [rows, columns] = padding(config.cropping);
      return [less(height, rows), less(width, columns), channels];
    },
    apply: (config, [x]) => {
      const [[top, bottom], [left, right]] = padding(config.cropping);
      const [, height, width] = x.shape;
      return tf.slice(x, [0, top, left, 0], [-1, height! - top - bottom, width! - left - right, -1]);
    }
  },
  UpSampling2D: {
    kind: "resize",
    shape: (config, [[height, width, channels]]) => {
      const [rows, columns] = pair(config.size ?? 2);
      return [height && height * rows, width && width * columns, channels];
    },
    apply: (config, [x]) => {
      const [rows, columns] = pair(config.size ?? 2);
      const resize = config.interpolation === "bilinear" ? tf.image.resizeBilinear : tf.image.resizeNearestNeighbor;
      return resize(x as tf.Tensor4D, [x.shape[1]! * rows, x.shape[2]! * columns]);
    }
  },
  Rescaling: {
    kind: "rescale",
    shape: same,
    apply: (config, [x]) => tf.add(tf.mul(x, config.scale), config.offset ?? 0)
  },
  Normalization: {
    kind: "rescale",
    weights: () => ["mean", "variance"],
    shape: same,
    apply: (_, [x], [mean, variance]) => tf.div(tf.sub(x, mean), tf.maximum(tf.sqrt(variance), 1e-7))
  },
  LayerNormalization: {
    kind: "norm",
    weights: (config) => [...(config.scale === false ? [] : ["gamma"]), ...(config.center === false ? [] : ["beta"])],
    shape: same,
    apply: (config, [x], weights) => {
      const [axis] = [config.axis ?? -1].flat();
      if (axis !== -1 && axis !== x.rank - 1)
        throw new RangeError(`${config.name} normalises over axis ${axis}; only the last one is supported`);
      const {mean, variance} = tf.moments(x, -1, true);
      const unit = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, config.epsilon ?? 1e-3)));
      const gamma = config.scale === false ? tf.scalar(1) : weights[0];
      return biased(tf.mul(unit, gamma), config.center === false ? undefined : weights.at(-1));
    }
  },
  ELU: {
    kind: "elu",
    shape: same,
    apply: (config, [x]) => tf.where(tf.greater(x, 0), x, tf.mul(tf.elu(x), config.alpha ?? 1))
  },
  PReLU: {kind: "prelu", weights: () => ["alpha"], shape: same, apply: (_, [x], [alpha]) => tf.prelu(x, alpha)},
  Permute: {
    kind: "transpose",
    shape: (config, [input]) => config.dims.map((d: number) => input[d - 1]),
    apply: (config, [x]) => tf.transpose(x, [0, ...config.dims])
  },
  Dropout: {...pass, kind: "dropout"},
  SpatialDropout2D: {...pass, kind: "dropout"},
  GaussianDropout: {...pass, kind: "dropout"},
  AlphaDropout: {...pass, kind: "dropout"},
  GaussianNoise: pass,
  ActivityRegularization: pass,
  RandomFlip: pass,
  RandomRotation: pass,
  RandomZoom: pass,
  RandomTranslation: pass,
  RandomContrast: pass,
  RandomBrightness: pass,
  Add: {
    kind: "add",
    shape: same,
    apply: (_, inputs) => inputs.reduce((sum, x) => tf.add(sum, x))
  },
  Multiply: {
    kind: "multiply",
    shape: same,
    apply: (_, inputs) => inputs.reduce((all, x) => tf.mul(all, x))
  },
  Subtract: {kind: "subtract", shape: same, apply: (_, [a, b]) => tf.sub(a, b)},
  Average: {
    kind: "average",
    shape: same,
    apply: (_, inputs) =>
      tf.div(
        inputs.reduce((sum, x) => tf.add(sum, x)),
        inputs.length
      )
  },
  Maximum: {kind: "maximum", shape: same, apply: (_, inputs) => inputs.reduce((most, x) => tf.maximum(most, x))},
  Minimum: {kind: "minimum", shape: same, apply: (_, inputs) => inputs.reduce((least, x) => tf.minimum(least, x))},
  Concatenate: {
    kind: "concat",
    shape: (config, inputs) => {
      const rank = inputs[0].length;
      // Keras counts the batch as axis 0.
      const axis = (config.axis ?? -1) < 0 ? rank + (config.axis ?? -1) : config.axis - 1;
      return inputs[0].map((d, i) =>
        i === axis ? inputs.reduce<number | null>((n, s) => (n === null || s[i] === null ? null : n + s[i]!), 0) : d
      );
    },
    apply: (config, inputs) => tf.concat(inputs, config.axis ?? -1)
  }
};

/** Can layers of this class be computed? */
export const knowsKeras = (className: string): boolean => Object.hasOwn(ops, className);

/** The op of a Keras layer class. Throws an error that names the class and the known ones. */
export function opOf(className: string, config: any): KerasOp {
  const op = ops[className];
  if (!knowsKeras(className))
    throw new RangeError(`unknown layer type: ${className} of ${config?.name} (known: ${Object.keys(ops).join(", ")})`);
  if (className === "Conv2DTranspose" && pair(config.dilation_rate ?? 1).some((rate) => rate > 1))
    throw new RangeError(`${config.name} is a transposed convolution with dilation; only without it is it supported`);
  if (config.data_format === "channels_first")
    throw new RangeError(`${config.name} has its channels first; only channels_last is supported`);
  return className === "Activation" ? activationOp(config.activation) : op;
}
