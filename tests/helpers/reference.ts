/** The reference networks and numbers of tests/reference/data, with nothing of the project's model room between. */
import {readFileSync} from "node:fs";
import {expect} from "vitest";
import {fromNested, grid, sizeOf, type Grid} from "../../src/components/arrays/grid.js";
import type {Scores, TensorMap} from "../../src/components/lab/gradient.js";
import * as tf from "../../src/components/lab/tf.js";

export interface Case {
  x: Grid;
  baseline: Grid;
  target: number;
  logits: number[];
  segments?: Grid;
  attributions: Record<string, Grid>;
}

export interface ReferenceNetwork {
  cases: Case[];
  camLayer: string;
  occlusion: {window: [number, number]; stride: [number, number]};
  logit(target: number): Scores;
  tap(layer: string): TensorMap;
  /** From a layer's activation to a logit. */
  head(layer: string, target: number): Scores;
  dispose(): void;
}

const read = (name: string, file: string) => readFileSync(`tests/reference/data/${name}/${file}`);

/** Opens a sequential reference network: convolutions, dense layers, max-pooling, flatten and activations. */
export function referenceNetwork(name: "cnn-a" | "mlp"): ReferenceNetwork {
  const {modelTopology, weightsManifest} = JSON.parse(read(name, "model.json").toString());
  const {cases, camLayer, occlusion} = JSON.parse(read(name, "cases.json").toString());
  const bytes = read(name, "weights.bin");
  const weights: Record<string, tf.Tensor> = {};
  let at = 0;
  for (const {name, shape} of weightsManifest[0].weights) {
    const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset + at, bytes.byteOffset + at + 4 * sizeOf(shape)));
    weights[name] = tf.keep(tf.tensor(data, shape));
    at += data.byteLength;
  }
  const layers: {class_name: string; config: any}[] = modelTopology.model_config.config.layers;
  const names = layers.map(({config}) => config.name);
  const apply = ({class_name, config}: (typeof layers)[number], x: any): any => {
    const kernel: any = weights[`${config.name}/kernel`];
    const bias = weights[`${config.name}/bias`];
    switch (class_name) {
      case "Conv2D":
        return tf.add(tf.conv2d(x, kernel, config.strides, config.padding), bias);
      case "Dense":
        return tf.add(tf.matMul(x, kernel), bias);
      case "MaxPooling2D":
        return tf.maxPool(x, config.pool_size, config.strides, config.padding);
      case "Flatten":
        return tf.reshape(x, [x.shape[0], -1]);
      case "Activation":
        return config.activation === "tanh" ? tf.tanh(x) : tf.relu(x);
    }
    throw new Error(`unknown layer in a reference network: ${class_name}`);
  };
  const span = (from: number, to: number, x: tf.Tensor) => layers.slice(from, to).reduce((x, l) => apply(l, x), x);
  const pick = (logits: tf.Tensor, target: number) => tf.squeeze(tf.slice(logits, [0, target], [-1, 1]), [1]);
  return {
    cases: cases.map((c: any) => ({
      ...c,
      x: fromNested(c.x),
      baseline: fromNested(c.baseline),
      segments: c.segments && fromNested(c.segments),
      attributions: Object.fromEntries(Object.entries(c.attributions).map(([k, v]) => [k, fromNested(v)]))
    })),
    camLayer,
    occlusion,
    logit: (target) => (x) => pick(span(0, layers.length, x), target),
    tap: (layer) => (x) => span(0, names.indexOf(layer) + 1, x),
    head: (layer, target) => (a) => pick(span(names.indexOf(layer) + 1, layers.length, a), target),
    dispose: () => tf.dispose(weights)
  };
}

/** Captum's small models, whose attributions have closed forms. */
export const toys = {
  /** Three inputs: ReLU(W x + b) with a bias that closes one unit, then a sum. */
  ml: ((x) => {
    const h = tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, tf.ones([3, 4])), tf.tensor1d([-10, 1, 1, 1])));
    return tf.add(tf.sum(h, 1), -1);
  }) as Scores,
  c1: {
    x: grid(
      Array.from({length: 16}, (_, i) => i),
      [1, 4, 4, 1]
    ),
    conv: ((x) =>
      tf.add(tf.conv2d(x as tf.Tensor4D, tf.ones([3, 3, 1, 2]), 1, "valid"), tf.tensor1d([-50, -75]))) as TensorMap,
    relu: ((x) => tf.relu(x)) as TensorMap,
    /** Rows of the last layer weigh the eight channel-first numbers by 1, 1, 1, 1, 1, −1, −1, −1. */
    fc: ((a) => {
      const first = tf.reshape(tf.transpose(a, [0, 3, 1, 2]), [-1, 8]);
      return tf.squeeze(tf.matMul(first as tf.Tensor2D, tf.tensor2d([1, 1, 1, 1, 1, -1, -1, -1], [8, 1])), [1]);
    }) as Scores,
    get f(): Scores {
      return (x) => this.fc(this.relu(this.conv(x)));
    }
  }
};

/** Every number within `tolerance` of the largest magnitude expected. */
export function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-3): void {
  expect(got.length).toBe(expected.length);
  const scale = Array.from(expected).reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  let worst = 0;
  for (let i = 0; i < expected.length; ++i) {
    const error = Math.abs(got[i] - expected[i]);
    worst = error >= worst || Number.isNaN(error) ? error : worst;
    if (Number.isNaN(worst)) break;
  }
  expect(worst / scale).toBeLessThanOrEqual(tolerance);
}
