import {readFile} from "node:fs/promises";
import * as layers from "@tensorflow/tfjs-layers";
import {afterEach, beforeEach, describe, expect, test, vi} from "vitest";
import type {Image} from "../../../src/components/arrays/image.js";
import {noiseImage} from "../../../src/components/arrays/noiseImage.js";
import {classify} from "../../../src/components/jobs/classify.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {gradCam} from "../../../src/components/jobs/gradCam.js";
import {holdModel, inspectModel, SIZE_LIMIT, type Arrival} from "../../../src/components/jobs/inspectModel.js";
import {keepModels} from "../../../src/components/jobs/keepModels.js";
import {occlusion} from "../../../src/components/jobs/occlusion.js";
import {underRanges} from "../../../src/components/jobs/underRanges.js";
import {last} from "../../../src/components/lab/frames.js";
import * as tf from "../../../src/components/lab/tf.js";
import type {Brought} from "../../../src/components/models/own/brought.js";
import {filesAgain} from "../../../src/components/models/own/filesAgain.js";
import {withChoices} from "../../../src/components/models/own/withChoices.js";
import {useMirror} from "../../helpers/mirror.js";
import {brought, saved, smallNetwork, type Saved} from "../../helpers/savedModel.js";

const L = layers.layers;
const signal = new AbortController().signal;
const run = {signal, progress() {}, listen() {}};

/** The context of the lab's worker, for a network that is held. */
const lab = (): Context => ({...run, ...keepModels({}, () => {})(run)});

const inspect = (given: Brought, options: {anySize?: boolean; side?: number} = {}): Promise<Arrival> =>
  last(inspectModel({brought: given, ...options}, {...run, model: () => Promise.reject(new Error("not needed"))}));

const said = ({findings}: Arrival, about: string) =>
  findings
    .filter((f) => f.about === about)
    .map(({text}) => text)
    .join(" ");
const refusal = (arrival: Arrival) => {
  expect(arrival.own).toBe(null);
  expect(arrival.step).toBe(arrival.steps);
  return arrival.findings.at(-1)!;
};

let small: Saved;
let tensors: number;
beforeEach(async () => {
  const model = smallNetwork();
  small = await saved(model);
  model.dispose();
  tensors = tf.memory().numTensors;
});
afterEach(() => expect(tf.memory().numTensors).toBe(tensors));

/** What tfjs' own model answers about a picture whose values it takes from −1 to 1. */
const predicted = (model: layers.LayersModel, {data, shape}: Image) =>
  tf.tidy(() => {
    const x = tf.tensor(
      data.map((v) => 2 * v - 1),
      [1, ...shape]
    );
    return (model.predict(x) as tf.Tensor).dataSync();
  });

const copy = ({json, weights}: Saved): Saved => ({json: structuredClone(json), weights: weights.slice()});

describe("a sound network", () => {
  test("is described as it is, and then opens like any other", async () => {
    const arrival = await inspect(brought(small, {"metadata.json": '{"labels": ["cat", "dog", "bird"]}'}));
    expect(arrival.findings.map(({level}) => level)).not.toContain("bad");
    expect(arrival.names).toEqual(["cat", "dog", "bird"]);
    expect(arrival.layers.map(({name, shape, parameters}) => [name, shape.join(), parameters])).toEqual([
      ["conv_input", "8,8,3", 0],
      ["conv/linear", "8,8,4", 112],
      ["conv", "8,8,4", 0],
      ["pool", "4,4,4", 0],
      ["late/linear", "2,2,5", 185],
      ["late", "2,2,5", 0],
      ["average", "5", 0],
      ["answer/linear", "3", 18],
      ["answer", "3", 0]
    ]);
    expect(arrival.outputs).toMatchObject([
      {name: "answer", layer: "answer/linear", activation: "softmax", cut: true, classes: 3}
    ]);
    expect(said(arrival, "Grad-CAM")).toMatch(/^late suits it, 2 × 2 cells of 5 channels/);
    expect(said(arrival, "Gradients")).toMatch(/come back|reach the picture/);
    expect(arrival.layers.find(({name}) => name === "late")!.gradient!.mean).toBeGreaterThan(0);
    const own = withChoices(arrival.own!, {range: "signed", names: arrival.names, output: arrival.outputs[0]});
    expect(own.card).toMatchObject({resizable: true, input: {height: 8, width: 8, channels: 3}});

    const context = lab();
    await holdModel(own, context);
    const image = noiseImage([8, 8, 3], 4);
    const answers = await classify({model: own.card.id, image}, context);
    const model = await layers.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: small.json.modelTopology,
        weightSpecs: small.json.weightsManifest[0].weights,
        weightData: small.weights.buffer as ArrayBuffer
      })
    );
    const expected = predicted(model, image);
    model.dispose();
    for (const {index, probability, name} of answers) {
      expect(probability).toBeCloseTo(expected[index], 5);
      expect(name).toBe(["cat", "dog", "bird"][index]);
    }
    const cam = await last(gradCam({model: own.card.id, image, target: null, layer: null, method: "gradCam"}, context));
    expect(cam.layer.name).toBe("late");
    const covered = await last(
      occlusion({model: own.card.id, image, target: null, patch: 4, stride: 2, fill: {kind: "grey"}}, context)
    );
    expect(covered.map!.shape).toEqual([8, 8]);
    const trials = await underRanges({model: own.card.id, image}, context);
    expect(trials.map(({range}) => range.id)).toEqual(["unit", "signed", "bytes", "torch", "caffe"]);
    expect(trials[1].answers[0].logit).toBeCloseTo(answers[0].logit, 5);

    // Another card for the same weights: nothing is read again.
    const opened = await context.model(own.card.id);
    await holdModel(withChoices(own, {range: "unit", names: [], output: arrival.outputs[0]}), context);
    const again = await context.model(own.card.id);
    expect(again.network).toBe(opened.network);
    expect(again.card.heads[0].classes[0]).toBe("class 0");
    again.dispose();
  });

  test("comes back the same from what is kept of it", async () => {
    const {own} = await inspect(brought(small));
    const again = await inspect({name: "again", address: null, files: filesAgain(own!)});
    expect(again.findings.map(({level}) => level)).not.toContain("bad");
    expect(again.layers.map(({name}) => name)).toEqual((await inspect(brought(small))).layers.map(({name}) => name));
  });

  test("any size is given the side asked for, and its shapes follow", async () => {
    const model = smallNetwork({size: [null, null, 3]});
    const files = await saved(model);
    model.dispose();
    const arrival = await inspect(brought(files), {side: 32});
    expect(arrival.anySide).toBe(true);
    expect(said(arrival, "Input")).toMatch(/any × any pixels; it is given 32 × 32/);
    expect(arrival.layers.find(({name}) => name === "pool")!.shape).toEqual([16, 16, 4]);
    expect(arrival.own!.card.input).toEqual({height: 32, width: 32, channels: 3});
  });

  test("8-bit weights are said to be rounded", async () => {
    const {json, weights} = copy(small);
    const numbers = new Float32Array(weights.buffer);
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    const scale = (high - low) / 255;
    for (const spec of json.weightsManifest[0].weights)
      spec.quantization = {dtype: "uint8", scale, min: low, original_dtype: "float32"};
    const arrival = await inspect(
      brought({json, weights: Uint8Array.from(numbers, (v) => Math.round((v - low) / scale))})
    );
    expect(said(arrival, "Weights")).toMatch(/rounded to uint8/);
    expect(arrival.own).not.toBe(null);
  });

  test("a real graph model with several outputs: the likeliest first", async () => {
    const folder = "node_modules/@vladmandic/human/models/liveness";
    const files = await Promise.all(
      ["json", "bin"].map(async (end) => ({
        path: `liveness.${end}`,
        blob: new Blob([await readFile(`${folder}.${end}`)])
      }))
    );
    const arrival = await inspect({name: "liveness", address: null, files});
    expect(said(arrival, "Answer")).toMatch(/2 classes\. It ends in a softmax/);
    expect(arrival.own!.card.input).toEqual({height: 32, width: 32, channels: 3});
  });
});

test.skipIf(!useMirror())("a real layers model: Tiny VGG", async () => {
  const folder = `${process.env.VITRINE_MIRROR}/tiny-vgg`;
  const files = await Promise.all(
    ["model.json", "group1-shard1of1.bin"].map(async (path) => ({
      path,
      blob: new Blob([await readFile(`${folder}/${path}`)])
    }))
  );
  const {own, outputs, ...arrival} = await inspect({name: "tiny-vgg", address: null, files});
  expect(outputs).toMatchObject([{layer: "output/linear", cut: true, classes: 10}]);
  expect(own!.card).toMatchObject({name: "tiny-vgg", input: {height: 64, width: 64, channels: 3}, resizable: false});
  expect(own!.card.landmarks.at(-1)).toBe("max_pool_2");
  expect(arrival.findings.some(({level}) => level === "bad")).toBe(false);
});

describe("Teachable Machine's export", () => {
  const init = (seed: number) => layers.initializers.randomNormal({stddev: 0.4, seed});
  const conv = (name: string, filters: number, kernelSize: number, more: object = {}) =>
    L.conv2d({name, filters, kernelSize, useBias: false, kernelInitializer: init(filters), ...more});
  const norm = (name: string) =>
    L.batchNormalization({name, betaInitializer: init(3), movingMeanInitializer: init(4), epsilon: 1e-3});
  const relu6 = (name: string) => L.reLU({name, maxValue: 6});

  /** A MobileNet v2 in small, cut before its classes: model in sequential in sequential, then two dense layers. */
  function network() {
    const x = layers.input({shape: [32, 32, 3], name: "input_1"});
    const on = (y: any, ...stack: layers.layers.Layer[]) => stack.reduce((z, layer) => layer.apply(z) as any, y);
    const stem = on(
      x,
      L.zeroPadding2d({
        name: "Conv1_pad",
        padding: [
          [0, 1],
          [0, 1]
        ]
      } as any),
      conv("Conv1", 8, 3, {strides: 2}),
      norm("bn_Conv1"),
      relu6("Conv1_relu")
    );
    const block = on(
      stem,
      L.depthwiseConv2d({
        name: "expanded_conv_depthwise",
        kernelSize: 3,
        padding: "same",
        useBias: false,
        depthwiseInitializer: init(7)
      }),
      norm("expanded_conv_depthwise_BN"),
      relu6("expanded_conv_depthwise_relu"),
      conv("expanded_conv_project", 8, 1),
      norm("expanded_conv_project_BN")
    );
    const sum = L.add({name: "block_1_add"}).apply([stem, block]);
    const out = on(sum, conv("Conv_1", 16, 1), norm("Conv_1_bn"), relu6("out_relu"));
    const classes = on(out, L.globalAveragePooling2d({name: "pool"} as any), L.dense({name: "Logits", units: 10}));
    const whole = layers.model({inputs: x, outputs: classes, name: "mobilenetv2_0.35_224"});
    const cut = layers.model({inputs: whole.inputs, outputs: whole.getLayer("out_relu").output, name: "model1"});
    const pool = L.globalAveragePooling2d({name: "global_average_pooling2d_GlobalAveragePooling2D1"} as any);
    const features = layers.sequential({name: "sequential_1", layers: [cut, pool]});
    const head = layers.sequential({
      name: "sequential_3",
      layers: [
        L.dense({name: "dense_Dense1", inputShape: [16], units: 10, activation: "relu", kernelInitializer: init(5)}),
        L.dense({name: "dense_Dense2", units: 3, useBias: false, activation: "softmax", kernelInitializer: init(6)})
      ]
    });
    return {model: layers.sequential({name: "sequential_4", layers: [features, head]}), parts: [whole, head]};
  }

  const METADATA = {
    tfjsVersion: "1.3.1",
    tmVersion: "2.4.4",
    packageVersion: "0.8.4",
    packageName: "@teachablemachine/image",
    timeStamp: "2026-01-01T00:00:00.000Z",
    userMetadata: {},
    modelName: "tm-my-image-model",
    labels: ["Thumb up", "Thumb down", "Nothing"],
    imageSize: 32
  };

  test("is read with its nested networks and the labels of its metadata.json", async () => {
    const {model, parts} = network();
    const files = await saved(model);
    const {modelTopology} = files.json;
    expect(modelTopology.config.layers.map((layer: any) => layer.class_name)).toEqual(["Sequential", "Sequential"]);
    expect(modelTopology.config.layers[0].config.layers[0].class_name).toMatch(/^(Model|Functional)$/);
    const arrival = await inspect(brought(files, {"metadata.json": JSON.stringify(METADATA)}));
    expect(arrival.findings.map(({level}) => level)).not.toContain("bad");
    expect(arrival.names).toEqual(METADATA.labels);
    expect(arrival.range.id).toBe("signed");
    expect(arrival.outputs).toMatchObject([{activation: "softmax", cut: true, classes: 3}]);
    expect(arrival.own!.card.input).toEqual({height: 32, width: 32, channels: 3});
    expect(said(arrival, "Grad-CAM")).toMatch(/out suits it, 16 × 16 cells of 16 channels/);
    const {range, names, outputs} = arrival;
    const own = withChoices(arrival.own!, {range: range.id, names, output: outputs[0]});
    const context = lab();
    await holdModel(own, context);
    const image = noiseImage([32, 32, 3], 4);
    const answers = await classify({model: own.card.id, image}, context);
    const expected = predicted(model, image);
    expect(answers.map(({name}) => name).sort()).toEqual([...METADATA.labels].sort());
    for (const {index, probability, name} of answers) {
      expect(probability).toBeCloseTo(expected[index], 5);
      expect(name).toBe(METADATA.labels[index]);
    }
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.01);
    const cam = await last(gradCam({model: own.card.id, image, target: null, layer: null, method: "gradCam"}, context));
    expect(cam.cells!.shape).toEqual([16, 16]);
    (await context.model(own.card.id)).dispose();
    for (const weight of parts.flatMap((part) => part.weights)) weight.dispose();
  });

  test("comes by the address of its folder, as it is shared", async () => {
    const asked: string[] = [];
    const parts: Record<string, BodyInit> = {
      "model.json": JSON.stringify(small.json),
      "weights.bin": small.weights as BodyInit,
      "metadata.json": JSON.stringify(METADATA)
    };
    vi.stubGlobal("fetch", async (url: URL | string) => {
      const file = String(url).split("/").at(-1)!;
      asked.push(file);
      return parts[file] ? new Response(parts[file]) : new Response("", {status: 404});
    });
    try {
      const address = "https://example.org/models/abc/";
      const arrival = await inspect({name: address, address, files: []});
      expect(asked).toEqual(["model.json", "metadata.json", "weights.bin"]);
      expect(arrival).toMatchObject({names: METADATA.labels, own: {card: {name: "abc"}}});
      // Without labels it is taken all the same.
      delete parts["metadata.json"];
      expect(await inspect({name: address, address, files: []})).toMatchObject({names: [], own: {card: {name: "abc"}}});
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe("what is broken is named", () => {
  test("weights cut short, and weights of another network", async () => {
    const {json, weights} = small;
    const short = refusal(await inspect(brought({json, weights: weights.subarray(0, 400)})));
    expect(short.text).toMatch(/Weights truncated: weights.bin has 400 bytes, and model.json describes 1,260/);
    const long = refusal(await inspect(brought({json, weights: new Uint8Array(4000)})));
    expect(long.text).toMatch(/do not belong to this model.json: weights.bin has 4,000 bytes/);
  });

  test("a missing file of weights", async () => {
    const {json, weights} = copy(small);
    json.weightsManifest[0].paths = ["weights.bin", "group1-shard2of2.bin"];
    const {text} = refusal(await inspect(brought({json, weights})));
    expect(text).toMatch(/Weights missing: group1-shard2of2.bin\..*given is model.json, weights.bin/);
  });

  test("NaN in the weights, by layer", async () => {
    const {json, weights} = copy(small);
    new Float32Array(weights.buffer).fill(NaN, 112, 114);
    const {text} = refusal(await inspect(brought({json, weights})));
    expect(text).toMatch(/NaN or infinite\) in one weight: late\/kernel \(2 of 180\)/);
  });

  test("a shape that does not fit, at the layer where it shows", async () => {
    const {json, weights} = copy(small);
    json.weightsManifest[0].weights.find(({name}: {name: string}) => name === "late/kernel").shape = [3, 3, 5, 4];
    const {text} = refusal(await inspect(brought({json, weights})));
    expect(text).toMatch(
      /late\/linear \(conv\) cannot be computed from pool \[4, 4, 4\] with weights of shape \[3, 3, 5, 4\], \[5\]/
    );
  });

  test("layers nobody knows here, all of them", async () => {
    const {json, weights} = copy(small);
    json.modelTopology.config.layers[1].class_name = "Lambda";
    json.modelTopology.config.layers[3].class_name = "Attention";
    expect(refusal(await inspect(brought({json, weights}))).text).toMatch(
      /not computed here: Lambda \(pool\), Attention \(average\)/
    );
  });

  test("text instead of JSON, and a folder without a network", async () => {
    expect(refusal(await inspect(brought({json: "<html><title>404</title>", weights: small.weights}))).text).toMatch(
      /web page \(“404”\)/
    );
    const {text} = refusal(await inspect({name: "x", address: null, files: [{path: "a.h5", blob: new Blob(["x"])}]}));
    expect(text).toMatch(/“a.h5” is a Keras file/);
  });

  test("too many weights wait for a word, and nothing is read before it", async () => {
    const {json} = copy(small);
    json.weightsManifest[0].weights[0].shape = [SIZE_LIMIT / 4];
    const arrival = await inspect(brought({json, weights: new Uint8Array(0)}));
    expect(arrival.asks!.bytes).toBeGreaterThan(SIZE_LIMIT);
    expect(refusal(arrival).text).toMatch(/64 MB of weights; more than 64 MB are not read unasked/);
    expect(refusal(await inspect(brought({json, weights: new Uint8Array(0)}), {anySize: true})).text).toMatch(
      /truncated/
    );
  });

  test("a network for text, from a package", async () => {
    const folder = "node_modules/@vscode/vscode-languagedetection/model";
    const files = [{path: "model.json", blob: new Blob([await readFile(`${folder}/model.json`)])}];
    expect(refusal(await inspect({name: "x", address: null, files})).text).toMatch(/reads text, not pictures/);
  });

  test("answers that are maps", async () => {
    const model = layers.sequential({
      layers: [L.conv2d({inputShape: [6, 6, 3], filters: 2, kernelSize: 3, name: "mask"})]
    });
    const files = await saved(model);
    model.dispose();
    expect(refusal(await inspect(brought(files))).text).toMatch(/maps or several rows.*mask \[4, 4, 2\]/);
  });
});

describe("gradients", () => {
  test("lost in a layer that never fires: between which layers", async () => {
    const model = layers.sequential({
      layers: [
        L.conv2d({inputShape: [8, 8, 3], filters: 2, kernelSize: 3, name: "first"}),
        L.conv2d({
          filters: 2,
          kernelSize: 3,
          activation: "relu",
          name: "dead",
          biasInitializer: layers.initializers.constant({value: -99})
        }),
        L.conv2d({filters: 2, kernelSize: 3, name: "after"}),
        L.flatten(),
        L.dense({units: 2, activation: "softmax", name: "answer"})
      ]
    });
    const files = await saved(model);
    model.dispose();
    const arrival = await inspect(brought(files));
    const finding = arrival.findings.find(({about, level}) => about === "Gradients" && level === "bad")!;
    expect(finding.text).toMatch(/zero at every pixel: dead \(relu\) lets none through/);
    expect(arrival.own).not.toBe(null);
    expect(arrival.layers.find(({name}) => name === "first")?.gradient?.mean ?? 0).toBe(0);
  });

  test("probabilities without a softmax to cut are told from logits", async () => {
    const model = smallNetwork();
    const files = await saved(model);
    model.dispose();
    const head = files.json.modelTopology.config.layers.at(-1);
    head.config.activation = "linear";
    expect(said(await inspect(brought(files)), "Answer")).toMatch(
      /taken to be logits, and a softmax is put after them/
    );
    files.json.modelTopology.config.layers.push(
      {class_name: "Activation", config: {name: "p", activation: "softmax"}},
      {class_name: "ReLU", config: {name: "clip"}}
    );
    expect(said(await inspect(brought(files)), "Answer")).toMatch(/add up to 1: probabilities/);
  });

  test("a network without maps says that Grad-CAM has nothing to show", async () => {
    const model = layers.sequential({
      layers: [L.flatten({inputShape: [8, 8, 1]}), L.dense({units: 10, name: "answer"})]
    });
    const files = await saved(model);
    model.dispose();
    const arrival = await inspect(brought(files));
    expect(said(arrival, "Grad-CAM")).toMatch(/no feature maps/);
    expect(arrival.own!.card).toMatchObject({subject: "digits", resizable: false});
  });
});

describe("what a backend or tfjs lacks", () => {
  const wavy = async () => {
    const model = layers.sequential({
      layers: [
        L.conv2d({inputShape: [8, 8, 3], filters: 2, kernelSize: 3, activation: "tanh", name: "wavy"}),
        L.flatten(),
        L.dense({units: 2, activation: "softmax", name: "answer"})
      ]
    });
    const files = await saved(model);
    model.dispose();
    return brought(files);
  };

  test("a kernel: named with its layer and the backend", async () => {
    const given = await wavy();
    const backend = tf.getBackend();
    const kernel = tf.getKernel("Tanh", backend)!;
    tf.unregisterKernel("Tanh", backend);
    try {
      expect(refusal(await inspect(given)).text).toMatch(
        new RegExp(`wavy \\(tanh\\) needs the operation Tanh, which the ${backend} backend lacks`)
      );
    } finally {
      tf.registerKernel(kernel);
    }
  });

  test("a gradient: named, and the network is taken all the same", async () => {
    const given = await wavy();
    const gradient = tf.getGradient("Tanh")!;
    tf.unregisterGradient("Tanh");
    try {
      const arrival = await inspect(given);
      expect(said(arrival, "Gradients")).toMatch(/tfjs has no gradient for Tanh\. Occlusion works without/);
      expect(arrival.own).not.toBe(null);
    } finally {
      tf.registerGradient(gradient);
    }
  });
});

test("of several outputs any can be chosen", async () => {
  const x = layers.input({shape: [8, 8, 3], name: "x"});
  const body = L.conv2d({filters: 3, kernelSize: 3, activation: "relu", name: "body"}).apply(x);
  const flat = L.flatten({name: "flat"}).apply(body);
  const kind = L.dense({units: 4, activation: "softmax", name: "kind"}).apply(flat) as any;
  const sure = L.dense({units: 1, activation: "sigmoid", name: "sure"}).apply(flat) as any;
  const model = layers.model({inputs: x, outputs: [sure, kind]});
  const files = await saved(model);
  model.dispose();
  const arrival = await inspect(brought(files));
  expect(said(arrival, "Outputs")).toMatch(/2 that answer: kind \(4\), sure \(1\)/);
  const [first, second] = arrival.outputs;
  expect([first.activation, second.activation]).toEqual(["softmax", "sigmoid"]);
  const context = lab();
  const own = withChoices(arrival.own!, {range: "unit", names: ["yes"], output: second});
  await holdModel(own, context);
  const answers = await classify({model: own.card.id, image: noiseImage([8, 8, 3], 1)}, context);
  expect(answers).toMatchObject([{name: "yes", index: 0}]);
  expect(answers[0].probability).toBeCloseTo(1 / (1 + Math.exp(-answers[0].logit)), 6);
  (await context.model(own.card.id)).dispose();
});

test("stopped half-way, it is an abortion and not a finding", async () => {
  const controller = new AbortController();
  const frames = inspectModel({brought: brought(small)}, {...run, signal: controller.signal, model: null as never});
  await frames.next();
  controller.abort();
  await expect(last(frames)).rejects.toThrow(/abort/i);
});
