/** Layers models as tfjs-layers computes them itself: the same numbers come out of the project's own reading. */
import * as layers from "@tensorflow/tfjs-layers";
import {describe, expect, test} from "vitest";
import {random} from "../../../src/components/arrays/random.js";
import * as tf from "../../../src/components/lab/tf.js";
import {kerasNetwork} from "../../../src/components/models/keras.js";
import {readModelFile} from "../../../src/components/models/own/modelFile.js";
import {expectClose} from "../../helpers/reference.js";
import {saved, smallNetwork, type Saved} from "../../helpers/savedModel.js";
import {expectSlopes, scattered} from "../../helpers/slopes.js";

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

/** The gradient at the picture of all that the network answers. */
async function expectGradient(files: Saved) {
  const network = await opened(files);
  const [feed, end] = [network.layers[0], network.layers.at(-1)!.name];
  const x = scattered([2, ...(feed.shape as number[])], 4);
  expectSlopes((t) => network.run({[feed.name]: t}, [end])[0], x);
  x.dispose();
  network.dispose();
}

describe("transposed convolution", () => {
  const options: [string, object, number[]?][] = [
    ["stride 2, same", {kernelSize: 3, strides: 2, padding: "same"}],
    ["stride 2, valid", {kernelSize: 3, strides: 2, activation: "tanh"}],
    ["stride 3 by 1, its kernel shorter than a stride", {kernelSize: 2, strides: [3, 1]}, [3, 4, 2]],
    ["stride 1, without bias", {kernelSize: [3, 2], useBias: false}]
  ];
  test.each(options)("%s", async (_, more, inputShape = [4, 5, 2]) => {
    const make = () =>
      layers.sequential({layers: [L.conv2dTranspose({inputShape, filters: 3, kernelSize: 2, name: "up", ...more})]});
    await expectSame(make(), inputShape);
    const model = make();
    shake(model);
    await expectGradient(await saved(model));
    model.dispose();
  });

  test("output padding, as Keras counts it", async () => {
    const more = {filters: 3, kernelSize: 3, strides: 2, padding: "same", name: "up"} as const;
    const model = layers.sequential({layers: [L.conv2dTranspose({inputShape: [4, 5, 2], ...more})]});
    const files = await saved(model);
    const {config} = files.json.modelTopology.config.layers[0];
    // Of the same window, 7 × 9 is what is left of 8 × 10 without the padding: (n − 1) · 2 + 3 − 2.
    for (const [padding, size] of [
      [0, [7, 9]],
      [1, [8, 10]]
    ] as const) {
      config.output_padding = [padding, padding];
      const network = await opened(files);
      expect(network.layers.at(-1)!.shape).toEqual([...size, 3]);
      const x = scattered([1, 4, 5, 2], 1);
      const [got] = network.run({[network.layers[0].name]: x}, [network.layers.at(-1)!.name]);
      expect(got.shape).toEqual([1, ...size, 3]);
      if (padding) {
        const expected = model.predict(x) as tf.Tensor;
        expectClose(got.dataSync(), expected.dataSync(), 1e-5);
        expected.dispose();
      }
      tf.dispose([x, got]);
      network.dispose();
    }
    model.dispose();
  });

  test("dilation is refused by name", async () => {
    const model = layers.sequential({
      layers: [L.conv2dTranspose({inputShape: [4, 4, 2], filters: 3, kernelSize: 3, name: "up"})]
    });
    const files = await saved(model);
    model.dispose();
    files.json.modelTopology.config.layers[0].config.dilation_rate = [2, 2];
    await expect(opened(files)).rejects.toThrow(/up is a transposed convolution with dilation/);
  });
});

test("a depthwise convolution of several outputs a channel", async () => {
  const make = () =>
    layers.sequential({
      layers: [
        L.depthwiseConv2d({inputShape: [6, 5, 2], kernelSize: 3, depthMultiplier: 3, strides: 2, padding: "same"})
      ]
    });
  await expectSame(make(), [6, 5, 2]);
  const model = make();
  await expectGradient(await saved(model));
  model.dispose();
});

describe("convolution in groups", () => {
  /** The kernel in groups of a convolution whose other weights are zero: [3, 3, channels / groups, filters]. */
  const inGroups = (dense: tf.Tensor, groups: number) =>
    tf.tidy(() => {
      const each = dense.shape[2]! / groups;
      const parts = tf.split(dense, groups, 3);
      return tf.concat(
        parts.map((part, i) => tf.slice(part, [0, 0, i * each, 0], [-1, -1, each, -1])),
        3
      );
    });

  // tfjs-layers has no groups: it computes the same with zeros between them.
  test.each([
    [2, 6, {}],
    [3, 6, {strides: 2, padding: "same", activation: "tanh"}],
    [2, 4, {dilationRate: 2}],
    [6, 12, {padding: "same"}]
  ] as const)("%i groups to %i", async (groups, filters, more) => {
    const model = layers.sequential({
      layers: [L.conv2d({inputShape: [7, 6, 6], filters, kernelSize: 3, name: "grouped", ...more})]
    });
    shake(model);
    const [kernel, bias] = model.getWeights();
    const mask = tf.tidy(() =>
      tf.tensor2d(
        Array.from({length: 6}, (_, i) =>
          Array.from({length: filters}, (_, o) =>
            Number(Math.floor((i * groups) / 6) === Math.floor((o * groups) / filters))
          )
        )
      )
    );
    const dense = tf.mul(kernel, mask);
    model.setWeights([dense, bias]);
    const files = await saved(model);
    const grouped = inGroups(dense, groups);
    const described = files.json.weightsManifest[0].weights;
    described[0].shape = grouped.shape;
    files.weights = new Uint8Array(
      Float32Array.from([...grouped.dataSync(), ...new Float32Array(files.weights.slice(4 * dense.size).buffer)]).buffer
    );
    files.json.modelTopology.config.layers[0].config.groups = groups;
    const network = await opened(files);
    const x = scattered([2, 7, 6, 6], 1);
    const expected = model.predict(x) as tf.Tensor;
    const [got] = network.run({[network.layers[0].name]: x}, [network.layers.at(-1)!.name]);
    expect(network.layers.at(-1)!.shape).toEqual(expected.shape.slice(1));
    expectClose(got.dataSync(), expected.dataSync(), 1e-5);
    await expectGradient(files);
    tf.dispose([mask, dense, grouped, x, expected, got]);
    network.dispose();
    model.dispose();
  });
});

describe("a layer that is used several times", () => {
  const twice = () => {
    const x = layers.input({shape: [6, 6, 3], name: "x"});
    const shared = L.conv2d({filters: 3, kernelSize: 3, padding: "same", activation: "tanh", name: "shared"});
    const first = shared.apply(x) as any;
    const second = shared.apply(first) as any;
    const third = shared.apply(L.add({name: "sum"}).apply([first, second]) as any) as any;
    return layers.model({inputs: x, outputs: L.concatenate({name: "all"}).apply([first, third, second]) as any});
  };

  test("is one for each use, in the right order", async () => {
    await expectSame(twice(), [6, 6, 3]);
    const model = twice();
    const files = await saved(model);
    model.dispose();
    await expectGradient(files);
    const network = await opened(files);
    expect(network.layers.map(({name}) => name)).toEqual([
      "x",
      "shared/linear",
      "shared",
      "shared/2/linear",
      "shared/2",
      "sum",
      "shared/3/linear",
      "shared/3",
      "all"
    ]);
    expect(network.layers.at(-1)!.inputs).toEqual(["shared", "shared/3", "shared/2"]);
    network.dispose();
  });

  test("its weights are listed once, and new ones count at every use", async () => {
    const model = twice();
    const files = await saved(model);
    model.dispose();
    const network = await opened(files);
    expect([...network.parameters().keys()]).toEqual(["shared/linear"]);
    network.replace("shared/linear", [tf.zeros([3, 3, 3, 3]), tf.fill([3], 0.5)]);
    const x = scattered([1, 6, 6, 3], 1);
    const [all] = network.run({x}, ["all"]);
    expect(all.dataSync().every((v) => Math.abs(v - Math.tanh(0.5)) < 1e-6)).toBe(true);
    tf.dispose([x, all]);
    network.dispose();
  });

  test("and so is a network inside this one", async () => {
    const inner = layers.sequential({
      layers: [
        L.dense({inputShape: [4], units: 4, activation: "tanh", name: "d1"}),
        L.dense({units: 4, activation: "sigmoid", name: "d2"})
      ],
      name: "inner"
    });
    const x = layers.input({shape: [4], name: "x"});
    const first = inner.apply(x) as any;
    const second = inner.apply(L.activation({activation: "tanh", name: "between"}).apply(first)) as any;
    await expectSame(
      layers.model({inputs: x, outputs: L.concatenate({name: "both"}).apply([second, first]) as any}),
      [4]
    );
  });
});

test("a layer of an unknown kind is named", async () => {
  const model = smallNetwork();
  const files = await saved(model);
  model.dispose();
  files.json.modelTopology.config.layers[1].class_name = "Lambda";
  await expect(opened(files)).rejects.toThrow(/unknown layer type: Lambda of pool/);
});
