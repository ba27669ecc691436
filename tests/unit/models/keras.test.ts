import {describe, expect, test} from "vitest";
import {evaluate, withTensor} from "../../../src/components/lab/gradient.js";
import * as tf from "../../../src/components/lab/tf.js";
import {kerasNetwork} from "../../../src/components/models/keras.js";
import type {Weight} from "../../../src/components/models/weights.js";
import {packShard} from "../../../src/data/models/pack.js";
import {openPath} from "../../../src/data/source.js";
import {expectClose, referenceNetwork} from "../../helpers/reference.js";

/** A source of weights held in memory. */
function inMemory(weights: Record<string, {shape: number[]; data: number[]}>) {
  const map = new Map<string, Weight>();
  for (const [name, {shape, data}] of Object.entries(weights))
    map.set(name, {shape, data: Float32Array.from(data), dtype: "float32"});
  const {shard, bytes} = packShard("test.bin", map, () => "float32");
  return {shards: [shard], read: async () => bytes.slice().buffer as ArrayBuffer};
}

const sequential = (...layers: {class_name: string; config: object}[]) => ({
  class_name: "Sequential",
  config: {name: "test", layers}
});

describe.each(["cnn-a", "mlp"] as const)("%s", (name) => {
  test("gives the reference logits", async () => {
    const model = await openPath(`tests/reference/data/${name}/model.json`);
    const {cases, dispose} = referenceNetwork(name);
    for (const {x, logits} of cases) expectClose((await evaluate(model.logits(), x)).data, logits, 1e-5);
    dispose();
    model.dispose();
  });

  test("cut at any layer, gives the same answer", async () => {
    const model = await openPath(`tests/reference/data/${name}/model.json`);
    const {cases, dispose} = referenceNetwork(name);
    const whole = await evaluate(model.logits(), cases[0].x);
    for (const layer of model.layers) {
      const again = await withTensor(cases[0].x, (x) => model.from(layer.name).logits()(model.tap(layer.name)(x)));
      expectClose(again.dataSync(), whole.data, 1e-6);
      const shape = await evaluate(model.tap(layer.name), cases[0].x);
      expect(shape.shape.slice(1)).toEqual(layer.shape);
      again.dispose();
    }
    dispose();
    model.dispose();
  });
});

test("opening, running and disposing leaves no tensor", async () => {
  const before = tf.memory().numTensors;
  const model = await openPath("tests/reference/data/cnn-a/model.json");
  const x = tf.zeros([2, 12, 12, 3]);
  for (let i = 0; i < 3; ++i) tf.dispose(model.network.run({[model.layers[0].name]: x}, ["relu2", "logits"]));
  x.dispose();
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("a layer with an activation of its own is two", async () => {
  const dense = {name: "answer", units: 2, activation: "softmax", batch_input_shape: [null, 2]};
  const network = kerasNetwork(
    sequential({class_name: "Dense", config: dense}),
    inMemory({"answer/kernel": {shape: [2, 2], data: [1, 0, 0, 1]}, "answer/bias": {shape: [2], data: [0, 1]}})
  );
  await network.need();
  expect(network.layers.map(({name, kind}) => [name, kind])).toEqual([
    ["answer_input", "input"],
    ["answer/linear", "dense"],
    ["answer", "softmax"]
  ]);
  const x = tf.tensor2d([[2, 3]]);
  const [logits, probabilities] = network.run({answer_input: x}, ["answer/linear", "answer"]);
  expect(Array.from(logits.dataSync())).toEqual([2, 4]);
  expect(probabilities.dataSync()[1]).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
  tf.dispose([x, logits, probabilities]);
  network.dispose();
});

test("batch normalisation, depthwise convolution, padding, merging and reshaping compute as Keras says", async () => {
  const input = {class_name: "InputLayer", name: "in", config: {name: "in", batch_input_shape: [null, 2, 2, 2]}};
  const layer = (class_name: string, name: string, config: object, ...inputs: string[]) => ({
    class_name,
    name,
    config: {name, ...config},
    inbound_nodes: [inputs.map((from) => [from, 0, 0, {}])]
  });
  const layers = [
    input,
    layer("ZeroPadding2D", "pad", {padding: [1, [0, 1]]}, "in"),
    layer("BatchNormalization", "bn", {epsilon: 0.5, scale: false}, "in"),
    layer("DepthwiseConv2D", "dw", {kernel_size: 1, padding: "same", use_bias: false}, "bn"),
    layer("Concatenate", "concat", {axis: 3}, "dw", "in"),
    layer("Add", "sum", {}, "dw", "in"),
    layer("GlobalMaxPooling2D", "max", {}, "concat"),
    layer("Reshape", "column", {target_shape: [4, -1]}, "sum"),
    layer("ReLU", "clipped", {max_value: 6}, "column")
  ];
  const network = kerasNetwork(
    {class_name: "Model", config: {layers}},
    inMemory({
      "bn/beta": {shape: [2], data: [1, 0]},
      "bn/moving_mean": {shape: [2], data: [1, 2]},
      "bn/moving_variance": {shape: [2], data: [0.5, 3.5]},
      "dw/depthwise_kernel": {shape: [1, 1, 2, 1], data: [2, 10]}
    })
  );
  await network.need();
  const x = tf.tensor4d([0, 1, 2, 3, 4, 5, 6, 7], [1, 2, 2, 2]);
  const [pad, dw, max, clipped] = network.run({in: x}, ["pad", "dw", "max", "clipped"]);
  expect(pad.shape).toEqual([1, 4, 3, 2]);
  // (x − mean) / √(variance + ε) + β, then times the kernel: channel 0 gives 2x, channel 1 gives 5(x − 2).
  expect(Array.from(dw.dataSync())).toEqual([0, -5, 4, 5, 8, 15, 12, 25].map((v) => expect.closeTo(v, 4)));
  expect(Array.from(max.dataSync())).toEqual([12, 25, 6, 7].map((v) => expect.closeTo(v, 4)));
  expect(clipped.shape).toEqual([1, 4, 2]);
  expect(Array.from(clipped.dataSync())).toEqual([0, 0, 6, 6, 6, 6, 6, 6].map((v) => expect.closeTo(v, 4)));
  for (const {name, shape} of network.layers) {
    const [value] = network.run({in: x}, [name]);
    expect(shape, name).toEqual(value.shape.slice(1));
    value.dispose();
  }
  tf.dispose([x, pad, dw, max, clipped]);
  network.dispose();
});

test("says which layer type it does not know, and which it does", () => {
  const lstm = {class_name: "LSTM", config: {name: "memory", batch_input_shape: [null, 4, 2]}};
  expect(() => kerasNetwork(sequential(lstm), inMemory({}))).toThrow(/unknown layer type: LSTM of memory .*Conv2D/);
});

test("says which layer is unknown and what a cut inside a branch lacks", async () => {
  const model = await openPath("tests/reference/data/cnn-a/model.json");
  expect(() => model.tap("mixed4z")).toThrow(/unknown layer: mixed4z .*conv1, relu1/);
  expect(() => model.network.run({relu2: tf.scalar(0)}, ["conv1"])).toThrow(
    /conv1 cannot be computed from relu2 alone/
  );
  model.dispose();
});

test("parameters can be read and replaced", async () => {
  const model = await openPath("tests/reference/data/mlp/model.json");
  const {cases, dispose} = referenceNetwork("mlp");
  expect([...model.network.parameters().keys()]).toEqual(["dense1", "dense2", "logits"]);
  const before = tf.memory().numTensors;
  model.network.replace("logits", [tf.zeros([12, 3]), tf.tensor1d([1, 2, 3])]);
  expect(tf.memory().numTensors).toBe(before);
  expect(Array.from((await evaluate(model.logits(), cases[0].x)).data)).toEqual([1, 2, 3]);
  const wrong = tf.zeros([3, 3]);
  expect(() => model.network.replace("logits", [wrong, wrong])).toThrow(/has the shape \[12, 3\], not \[3, 3\]/);
  expect(() => model.network.replace("relu1", [wrong])).toThrow(/relu1 has 0 parameters/);
  wrong.dispose();
  dispose();
  model.dispose();
});
