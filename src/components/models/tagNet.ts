import {full, type Grid} from "../arrays/grid.js";
import {random} from "../arrays/random.js";
import type {Parameters} from "../lab/adam.js";
import type {TensorMap} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";

/** The parameters of a small network that reads coloured digits. */
export type TagNet = Record<string, Grid>;

const KERNELS: Record<string, number[]> = {
  conv1: [3, 3, 3, 8],
  conv2: [3, 3, 8, 16],
  dense: [784, 32],
  logits: [32, 10]
};

/**
 * A network for digits of 28 × 28 in colour before it has learnt anything: two convolutions of 8 and 16 channels, the
 * first at every other pixel, the second pooled, a dense layer of 32 units and ten logits. Begins with half of He's
 * normal initialisation: from small weights, what is learnt outweighs what chance has put there.
 */
export function initialTagNet(seed: number): TagNet {
  const next = random(seed);
  const net: TagNet = {};
  for (const [name, shape] of Object.entries(KERNELS)) {
    const spread = 0.5 * Math.sqrt(2 / shape.slice(0, -1).reduce((n, d) => n * d, 1));
    const kernel = full(shape);
    net[name] = {data: kernel.data.map(() => spread * next.normal()), shape};
    net[`${name}.bias`] = full([shape.at(-1)!]);
  }
  return net;
}

/** The network's layers, each from pictures: maps [n, 14, 14, 8] and [n, 14, 14, 16], 32 units, ten logits. */
export type TagNetLayers = Record<"conv1" | "conv2" | "dense" | "logits", TensorMap>;

/** The network's two halves, cut after the second convolution: pictures → feature maps [n, 14, 14, 16] → logits. */
export function tagNetHalves(p: Parameters): {features: TensorMap; logitsOf: TensorMap; layers: TagNetLayers} {
  const conv = (x: tf.Tensor, name: string, stride: number) =>
    tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, p[name] as tf.Tensor4D, stride, "same"), p[`${name}.bias`]));
  const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid");
  const dense = (x: tf.Tensor, name: string) =>
    tf.add(tf.matMul(x as tf.Tensor2D, p[name] as tf.Tensor2D), p[`${name}.bias`]);
  const conv1 = (x: tf.Tensor) => conv(x, "conv1", 2);
  const features = (x: tf.Tensor) => conv(conv1(x), "conv2", 1);
  const hidden = (a: tf.Tensor) => tf.relu(dense(tf.reshape(pool(a), [-1, 784]), "dense"));
  const logitsOf = (a: tf.Tensor) => dense(hidden(a), "logits");
  const layers = {
    conv1,
    conv2: features,
    dense: (x: tf.Tensor) => hidden(features(x)),
    logits: (x: tf.Tensor) => logitsOf(features(x))
  };
  return {features, logitsOf, layers};
}

/** The same network opened: functions whose weights stay on the device until it is disposed of. */
export interface OpenTagNet {
  features: TensorMap;
  logitsOf: TensorMap;
  logits: TensorMap;
  layers: TagNetLayers;
  dispose(): void;
}

export function openTagNet(net: TagNet): OpenTagNet {
  const tensors: Parameters = {};
  for (const [name, {data, shape}] of Object.entries(net)) tensors[name] = tf.tensor(data, shape);
  const {features, logitsOf, layers} = tagNetHalves(tensors);
  return {features, logitsOf, logits: layers.logits, layers, dispose: () => tf.dispose(tensors)};
}
