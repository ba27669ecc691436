/** Layers models as tfjs-layers computes them itself: the same numbers come out of the project's own reading. */
import * as layers from "@tensorflow/tfjs-layers";
import {expect, test} from "vitest";
import {random} from "../../../src/components/arrays/random.js";
import * as tf from "../../../src/components/lab/tf.js";
import {kerasNetwork} from "../../../src/components/models/keras.js";
import {readModelFile} from "../../../src/components/models/own/modelFile.js";
import {expectClose} from "../../helpers/reference.js";
import {saved, smallNetwork, type Saved} from "../../helpers/savedModel.js";

const L = layers.layers;

async function opened({json, weights}: Saved) {
  const {topology, groups} = readModelFile(JSON.stringify(json), "model.json");
  const shards = [{file: "w", bytes: weights.byteLength, weights: groups[0].weights}];
  const network = kerasNetwork(topology, {shards, read: async () => weights.slice().buffer as ArrayBuffer});
  await network.need();
  return network;
}

/** Gives weights that are not zero, so that biases and norms count. */
function shake(model: layers.LayersModel) {
  const next = random(3);
  const shaken = model.getWeights().map((w) =>
    tf.tensor(
      Array.from({length: w.size}, () => 0.2 + 0.6 * next()),
      w.shape
    )
  );
  model.setWeights(shaken);
  tf.dispose(shaken);
}

async function expectSame(model: layers.LayersModel, shape: number[], change: (json: any) => void = () => {}) {
  shake(model);
  const files = await saved(model);
  change(files.json);
  const network = await opened(files);
  const next = random(1);
  const x = tf.tensor(
    Array.from({length: 2 * shape.reduce((n, d) => n * d, 1)}, () => next() - 0.3),
    [2, ...shape]
  );
  const expected = model.predict(x) as tf.Tensor;
  const [got] = network.run({[network.layers[0].name]: x}, [network.layers.at(-1)!.name]);
  expect(got.shape).toEqual(expected.shape);
  expect(network.layers.at(-1)!.shape).toEqual(expected.shape.slice(1));
  expectClose(got.dataSync(), expected.dataSync(), 1e-5);
  tf.dispose([x, expected, got]);
  network.dispose();
  model.dispose();
}

test.each<[string, () => layers.layers.Layer[]]>([
  [
    "separable convolution",
    () => [L.separableConv2d({inputShape: [6, 6, 3], filters: 4, kernelSize: 3, activation: "tanh"})]
  ],
  [
    "cropping and nearest upsampling",
    () => [
      L.cropping2D({
        inputShape: [6, 6, 3],
        cropping: [
          [1, 2],
          [0, 1]
        ]
      } as any),
      L.upSampling2d({size: [2, 3]})
    ]
  ],
  [
    "bilinear upsampling",
    () => [L.upSampling2d({inputShape: [4, 4, 2], size: [2, 2], interpolation: "bilinear"} as any)]
  ],
  ["rescaling", () => [L.rescaling({inputShape: [4, 4, 2], scale: 1 / 127.5, offset: -1} as any)]],
  ["ELU, PReLU and leaky ReLU", () => [L.elu({inputShape: [4, 4, 2]} as any), L.prelu({}), L.leakyReLU({alpha: 0.2})]],
  ["permuting", () => [L.permute({inputShape: [4, 5, 2], dims: [2, 1, 3]} as any)]],
  [
    "hard sigmoid, swish, softsign",
    () => [
      L.dense({inputShape: [4, 4, 2], units: 3, activation: "hardSigmoid"}),
      L.activation({activation: "swish"} as any),
      L.activation({activation: "softsign"})
    ]
  ],
  [
    "layer and batch normalisation",
    () => [L.layerNormalization({inputShape: [4, 4, 3]} as any), L.batchNormalization({})]
  ],
  [
    "dropouts and noise, which do nothing",
    () => [
      L.gaussianDropout({inputShape: [4, 4, 3], rate: 0.5} as any),
      L.alphaDropout({rate: 0.5}),
      L.gaussianNoise({stddev: 1})
    ]
  ]
])("%s", async (_, make) => {
  const model = layers.sequential({layers: make()});
  await expectSame(model, model.inputs[0].shape.slice(1) as number[]);
});

test("merging layers", async () => {
  const x = layers.input({shape: [4, 4, 3]});
  const [a, b] = [2, 3].map((kernelSize) => L.conv2d({filters: 2, kernelSize, padding: "same"}).apply(x)) as any[];
  const merged = [L.average(), L.maximum(), L.minimum(), L.add(), L.multiply()].map((layer) =>
    layer.apply([a, b])
  ) as any[];
  await expectSame(layers.model({inputs: x, outputs: L.concatenate().apply(merged) as any}), [4, 4, 3]);
});

test("networks inside a network, as Teachable Machine saves them", async () => {
  const x = layers.input({shape: [8, 8, 3], name: "inner_input"});
  const conv = L.conv2d({filters: 3, kernelSize: 3, activation: "relu", name: "Conv1"}).apply(x);
  const body = layers.model({
    inputs: x,
    outputs: L.add({name: "twice"}).apply([conv, conv] as any) as any,
    name: "body"
  });
  const features = layers.sequential({
    layers: [body, L.globalAveragePooling2d({name: "mean"} as any)],
    name: "features"
  });
  const head = layers.sequential({
    layers: [
      L.dense({inputShape: [3], units: 4, activation: "relu", name: "d1"}),
      L.dense({units: 2, activation: "softmax", name: "d2"})
    ],
    name: "head"
  });
  await expectSame(layers.sequential({layers: [features, head]}), [8, 8, 3]);
});

test("the same layer name in two inner networks", async () => {
  const inner = (name: string, inputShape: number[]) =>
    layers.sequential({layers: [L.dense({inputShape, units: 3, name: `${name}_dense`})], name});
  await expectSame(layers.sequential({layers: [inner("a", [2]), inner("b", [3])]}), [2], (json) => {
    for (const model of json.modelTopology.config.layers) model.config.layers[0].config.name = "dense";
    for (const weight of json.weightsManifest[0].weights) weight.name = weight.name.replace(/^(\w)_dense/, "$1/dense");
  });
});

test("Keras 3 writes inputs another way", async () => {
  const x = layers.input({shape: [6, 6, 3], name: "x"});
  const a = L.conv2d({filters: 3, kernelSize: 3, padding: "same", name: "a"}).apply(x) as any;
  const sum = L.add({name: "sum"}).apply([a, x] as any) as any;
  const tensor = (name: string) => ({class_name: "__keras_tensor__", config: {keras_history: [name, 0, 0]}});
  await expectSame(layers.model({inputs: x, outputs: sum}), [6, 6, 3], ({modelTopology}) => {
    modelTopology.class_name = "Functional";
    const {layers: described} = modelTopology.config;
    for (const layer of described) {
      if (layer.class_name === "InputLayer") {
        layer.config.batch_shape = layer.config.batch_input_shape;
        delete layer.config.batch_input_shape;
      }
      const read = (layer.inbound_nodes[0] ?? []).map(([name]: [string]) => tensor(name));
      layer.inbound_nodes = read.length ? [{args: read.length > 1 ? [read] : read, kwargs: {}}] : [];
    }
    modelTopology.config.output_layers = ["sum", 0, 0];
  });
});

test("a layer that is used twice, and one of an unknown kind, are named", async () => {
  const model = smallNetwork();
  const files = await saved(model);
  model.dispose();
  files.json.modelTopology.config.layers[1].class_name = "Lambda";
  await expect(opened(files)).rejects.toThrow(/unknown layer type: Lambda of pool/);
  const x = layers.input({shape: [3], name: "x"});
  const shared = L.dense({units: 3, name: "shared"});
  const twice = layers.model({inputs: x, outputs: shared.apply(shared.apply(x)) as any});
  await expect(saved(twice).then(opened)).rejects.toThrow(/shared is used 2 times/);
  twice.dispose();
});
