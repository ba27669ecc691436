import {afterAll, beforeAll, expect, test} from "vitest";
import {sliceOf} from "../../../src/components/arrays/grid.js";
import type {Image} from "../../../src/components/arrays/image.js";
import {classify} from "../../../src/components/jobs/classify.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {dreamPair} from "../../../src/components/jobs/dreamPair.js";
import {deepDream, dreamZoom} from "../../../src/components/jobs/features.js";
import {inversionLadder} from "../../../src/components/jobs/inversionLadder.js";
import {layerList} from "../../../src/components/jobs/layerList.js";
import {last} from "../../../src/components/lab/frames.js";
import type {Model} from "../../../src/components/models/model.js";
import {dreamerOf, dreamers, linkTo, suiting} from "../../../src/components/models/dreamers.js";
import {cardNamed} from "../../../src/components/models/catalogue.js";
import {layerTitle} from "../../../src/components/models/layerTitle.js";
import {readMnist} from "../../../src/data/mnist.js";
import {openNode} from "../../../src/data/source.js";
import {leaked} from "../methods/visualisation/net.js";

let model: Model;
let digit: Image;
let context: Context;
beforeAll(async () => {
  model = await openNode("mnist-cnn");
  context = {signal: new AbortController().signal, model: async () => model, progress() {}};
  const {data} = sliceOf((await readMnist("test", 1)).images, 0);
  digit = {data: Float32Array.from({length: 28 * 28 * 3}, (_, i) => data[Math.floor(i / 3)]), shape: [28, 28, 3]};
});
afterAll(() => model.dispose());

/** The largest difference between the colours of a pixel. */
const colourfulness = ({data}: Image): number => {
  let most = 0;
  for (let i = 0; i < data.length; i += 3)
    most = Math.max(most, Math.abs(data[i] - data[i + 1]), Math.abs(data[i] - data[i + 2]));
  return most;
};

test("a network that sees grey dreams in grey, and likes its dream more and more", async () => {
  const objective = {kind: "channel", layer: "logits", channel: 3} as const;
  const start = {kind: "image", image: digit} as const;
  const values: number[] = [];
  let image: Image;
  for await (const frame of deepDream({model: "mnist-cnn", objective, start, steps: 12, stepSize: 0.01}, context)) {
    values.push(frame.value);
    ({image} = frame);
  }
  expect(colourfulness(image!)).toBeLessThan(1e-5);
  expect(values.at(-1)).toBeGreaterThan(values[0] + 1);
});

test("a film has the pictures asked for, each of the size of the first", async () => {
  const objective = {kind: "layer", layer: "relu2"} as const;
  const frames = [];
  for await (const frame of dreamZoom({model: "mnist-cnn", objective, image: digit, frames: 3, steps: 1}, context))
    frames.push(frame);
  expect(frames.map(({step, image}) => [step, ...image.shape])).toEqual([1, 2, 3].map((step) => [step, 28, 28, 3]));
});

test("two dreams at one layer add much the same", async () => {
  const starts = [{kind: "noise"}, {kind: "image", image: digit}] as const;
  const args = {model: "mnist-cnn", layer: "conv2", starts, size: 28, steps: 30, seed: 1};
  for await (const {step, steps, images, added} of dreamPair(args, context)) {
    expect(images).toHaveLength(2);
    if (step < steps) expect(added).toBeNull();
    else expect(added).toBeGreaterThan(0.3);
  }
});

test("the ladder rebuilds from every layer at once; every error falls", async () => {
  const rungs = [{layer: "conv1"}, {layer: "dense", seed: 4, penalties: []}];
  const frames = [];
  for await (const frame of inversionLadder({model: "mnist-cnn", image: digit, rungs, steps: 40}, context))
    frames.push(frame);
  expect(frames).toHaveLength(41);
  const [begin, end] = [frames[0], frames[40]].map((frame) => frame.rungs);
  expect(end.map(({layer, seed}) => [layer, seed])).toEqual([
    ["conv1", 0],
    ["dense", 4]
  ]);
  end.forEach((rung, i) => expect(rung.error).toBeLessThan(0.6 * begin[i].error));
});

test("the layers listed are those on the way to the answer, with their sizes", async () => {
  const layers = await layerList({model: "mnist-cnn"}, context);
  expect(layers.map(({name}) => name)).toEqual(expect.arrayContaining(["conv1", "relu2", "dense", "logits"]));
  expect(layers.find(({name}) => name === "logits")!.channels).toBe(10);
  for (const {shape, channels} of layers) expect(shape.at(-1)).toBe(channels);
});

test("dreams, films, pairs and ladders that are stopped leave no tensor", async () => {
  const objective = {kind: "layer", layer: "relu2"} as const;
  const starts = [{kind: "noise"}, {kind: "noise"}] as const;
  const runs: (() => AsyncGenerator<unknown>)[] = [
    () => deepDream({model: "mnist-cnn", objective}, context),
    () => dreamZoom({model: "mnist-cnn", objective, image: digit}, context),
    () => dreamPair({model: "mnist-cnn", layer: "relu2", starts, size: 28, seed: 1}, context),
    () =>
      inversionLadder(
        {model: "mnist-cnn", image: digit, rungs: [{layer: "conv1"}, {layer: "relu2"}], steps: 9},
        context
      )
  ];
  for (const run of runs)
    expect(
      await leaked(async () => {
        const frames = run();
        await frames.next();
        await frames.next();
        await frames.return(undefined);
      })
    ).toBe(0);
});

test("fifty dreams leave no tensor", async () => {
  const objective = {kind: "layer", layer: "relu1"} as const;
  const dream = (seed: number) => last(deepDream({model: "mnist-cnn", objective, steps: 2, seed}, context));
  expect(await leaked(async () => void (await dream(0)))).toBe(0);
  expect(
    await leaked(async () => {
      for (let seed = 1; seed <= 50; ++seed) await dream(seed);
    })
  ).toBe(0);
});

test("every dreamer is in the catalogue, dreams at one of its landmarks and links to itself", () => {
  for (const {model, layer, channel} of dreamers) {
    expect(cardNamed(model).landmarks).toContain(layer);
    const query = new URLSearchParams(linkTo(dreamerOf(model)));
    expect([query.get("dream.network"), query.get("dream.layer")]).toEqual([model, layer]);
    expect(query.get("dream.what")).toBe(channel === null ? "layer" : "channel");
  }
  expect(() => dreamerOf("tiny-vgg")).toThrow(/mnist-cnn/);
});

test("another network changes what it must: the digit networks bring their black ground and take it away", () => {
  expect(suiting("resnet50-imagenet", "mobilenet-vggface2")).toEqual({stepSize: 0.01});
  const digits = {start: "colour", colour: [0, 0, 0], what: "channel", channel: 3, steps: 60, bands: 2, stepSize: 0.02};
  expect(suiting("mnist-cnn", "mobilenet-vggface2")).toEqual(digits);
  expect(suiting("mobilenet-vggface2", "mnist-cnn")).toEqual({
    ...{start: "noise", what: "layer", channel: 0},
    ...{steps: 15, bands: 3, stepSize: 0.012}
  });
});

test.each(dreamers.filter(({channel}) => channel !== null))(
  "$model's own dream is of the digit it says: no other answer is as strong",
  async ({model: id, layer, channel, steps, stepSize, bands}) => {
    const own = await openNode(id);
    const self = {...context, model: async () => own};
    const objective = {kind: "channel", layer, channel: channel!} as const;
    const start = {kind: "colour", colour: [0, 0, 0]} as const;
    const {image} = await last(deepDream({model: id, objective, start, steps, stepSize, bands, seed: 1}, self));
    const [best, next] = await classify({model: id, image}, self);
    expect(best.index).toBe(channel);
    expect(best.logit - next.logit).toBeGreaterThan(5);
    own.dispose();
  }
);

test.each([
  ["conv_pw_9_relu/clip_by_value", "conv_pw_9"],
  ["fire5/concat", "fire5"],
  ["StatefulPartitionedCall/model_1/add_1/add", "add_1"],
  ["StatefulPartitionedCall/model_1/block1_conv1_act/Relu", "block1_conv1_act"],
  ["conv1_bn/batchnorm_1/mul_1", "conv1_bn"],
  ["StatefulPartitionedCall/model_1/conv2d_5/BiasAdd/unfused", "conv2d_5"],
  ["add_12", "add_12"]
])("readers read %s as %s", (name, title) => expect(layerTitle(name)).toBe(title));
