import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {sliceOf} from "../../../src/components/arrays/grid.js";
import {centreSquare, cropResize, inColour, type Image} from "../../../src/components/arrays/image.js";
import {bothEnds} from "../../../src/components/jobs/bothEnds.js";
import {
  channelCircuit,
  circuitLayers,
  circuitPaths,
  excitingPatches,
  type CircuitArgs,
  type CircuitReading
} from "../../../src/components/jobs/channelCircuit.js";
import {answersOf, batchOfOne} from "../../../src/components/jobs/classify.js";
import type {Context} from "../../../src/components/jobs/context.js";
import * as tf from "../../../src/components/lab/tf.js";
import type {Model} from "../../../src/components/models/model.js";
import {readPhoto} from "../../../src/data/photo.js";
import {readMnist} from "../../../src/data/mnist.js";
import {openNode} from "../../../src/data/source.js";

let model: Model;
let context: Context;
let image: Image;
beforeAll(async () => {
  model = await openNode("mnist-cnn");
  context = {signal: new AbortController().signal, progress() {}, model: async () => model} as unknown as Context;
  image = inColour(sliceOf((await readMnist("test", 1)).images, 0) as Image);
});
afterAll(() => model.dispose());

/** The last frame: every edge was cut. */
async function read(args: CircuitArgs, context: Context): Promise<CircuitReading> {
  const frames: CircuitReading[] = [];
  for await (const frame of channelCircuit(args, context)) frames.push(frame);
  expect(frames.map(({edges}) => edges.every(({effect}) => effect !== null))).toEqual([false, true]);
  expect(frames.map(({step, steps}) => [step, steps])).toEqual([
    [1, 2],
    [2, 2]
  ]);
  return frames[1];
}

test("the second convolution is the one that reads the first", async () => {
  expect(circuitLayers(model)).toEqual({
    first: "conv1",
    firstOut: "relu1",
    read: "pool1",
    second: "conv2",
    secondOut: "relu2"
  });
  const faces = await openNode("emotion-xception");
  const {first, second} = circuitLayers(faces);
  faces.dispose();
  expect([first, second].map((name) => name.split("/").at(-2))).toEqual(["block1_conv1_act", "block1_conv2_act"]);
});

describe("edges into a channel", () => {
  test("a factor of one changes nothing; the network is left as it was", async () => {
    const before = tf.memory().numTensors;
    const plain = await answersOf(model, batchOfOne(image));
    const one = await read({model: "mnist-cnn", image, channel: 4, scales: {0: 0}}, context);
    expect(tf.memory().numTensors).toBe(before);
    expect(await answersOf(model, batchOfOne(image))).toEqual(plain);
    expect(one.answers).toEqual(plain);
    expect(one.edges).toHaveLength(8);
    for (let i = 1; i < 8; ++i) expect(one.edges[i].strength).toBeLessThanOrEqual(one.edges[i - 1].strength);
    const same = await read({model: "mnist-cnn", image, channel: 4, scales: {0: 1}}, context);
    expect(same.answersScaled).toEqual(plain);
    expect(same.scaled).toEqual(same.intact);
  });

  test("cutting one edge by the slider costs what the list says", async () => {
    const {edges} = await read({model: "mnist-cnn", image, channel: 4}, context);
    for (const {from, effect} of edges.slice(0, 3)) {
      const cut = await read({model: "mnist-cnn", image, channel: 4, scales: {[from]: 0}}, context);
      const [first] = cut.answers;
      const after = cut.answersScaled.find(({index}) => index === first.index)!;
      expect(first.logit - after.logit).toBeCloseTo(effect!, 3);
    }
  });

  test("an unknown channel is refused", async () => {
    await expect(read({model: "mnist-cnn", image, channel: 16}, context)).rejects.toThrow(/0 to 15/);
  });
});

test("the table of paths agrees with the paths into one channel", async () => {
  const {paths, from, into} = await circuitPaths({model: "mnist-cnn", image}, context);
  expect(paths.shape).toEqual([8, 16]);
  const {edges} = await read({model: "mnist-cnn", image, channel: 4}, context);
  for (const edge of edges)
    expect(paths.data[from.indexOf(edge.from) * into.length + into.indexOf(4)]).toBeCloseTo(edge.path!, 4);
});

test("ResNet-50's second layer has a bypass: paths hold what flows around, and nothing is left changed", async () => {
  const resnet = await openNode("resnet50-imagenet");
  const {first, read: between, second, secondOut} = circuitLayers(resnet);
  expect([first, between, second, secondOut]).toEqual(["conv1", "max_pooling2d", "res2a_branch2a", "activation_1"]);
  const photo = await readPhoto("src/photos/chelsea.png");
  const args = {model: "resnet50-imagenet", image: cropResize(photo, centreSquare(photo), 64, 64)};
  const own = {...context, model: async () => resnet} as Context;
  const before = tf.memory().numTensors;
  const frames = channelCircuit({...args, channel: 2, scales: {0: 0}}, own);
  const {value} = await frames.next();
  await frames.return();
  expect(tf.memory().numTensors).toBe(before);
  expect([value!.inputs, value!.channels, value!.edges[0].kernel.shape]).toEqual([64, 64, [7, 7, 3]]);
  expect(value!.answers).toEqual(await answersOf(resnet, batchOfOne(args.image)));
  // A weak edge is shown because it is scaled; it alone has not been tried.
  const strong = new Set(value!.edges.map((edge) => edge.from));
  const weak = Array.from({length: 64}, (_, i) => i).find((i) => !strong.has(i))!;
  const known = {edges: value!.edges.map((edge) => ({...edge, effect: 0.5})), agreement: 0.5};
  const scaled: CircuitReading[] = [];
  for await (const frame of channelCircuit({...args, channel: 2, scales: {[weak]: 0}, known}, own)) scaled.push(frame);
  expect(scaled.map(({step, steps}) => [step, steps])).toEqual([
    [1, 2],
    [2, 2]
  ]);
  expect(scaled[1].edges.at(-1)!.from).toBe(weak);
  expect(scaled[1].edges.at(-1)!.effect).toBeCloseTo(
    scaled[1].answers[0].logit - scaled[1].answersScaled.find(({index}) => index === scaled[1].answers[0].index)!.logit,
    4
  );
  expect(new Set(scaled[1].edges.slice(0, 16).map(({effect}) => effect))).toEqual(new Set([0.5]));
  const {paths, from, into} = await circuitPaths(args, own);
  expect(tf.memory().numTensors).toBe(before);
  // Along one path by finite differences: the start's map is scaled up a little, for this one channel alone.
  // Larger steps cross the kinks of many ReLUs, smaller ones drown in rounding.
  const step = 3e-4;
  const strongest = paths.data.reduce((best, v, i, all) => (Math.abs(v) > Math.abs(all[best]) ? i : best), 0);
  const [source, target] = [from[Math.floor(strongest / into.length)], into[strongest % into.length]];
  const logits = async (factor: number) => {
    const {answers, answersScaled} = (
      await channelCircuit({...args, channel: target, scales: {[source]: factor}}, own).next()
    ).value!;
    return answersScaled.find(({index}) => index === answers[0].index)!.logit;
  };
  const slope = ((await logits(1 + step)) - (await logits(1 - step))) / (2 * step);
  expect(Math.abs(paths.data[strongest] / slope - 1)).toBeLessThan(0.05);
  resnet.dispose();
});

test("what excites both ends comes with the first picture, and what is known of the edges is not asked again", async () => {
  const dark: Image = {data: new Float32Array(28 * 28 * 3), shape: [28, 28, 3]};
  const ends = {album: [dark, image], side: 8, from: 3};
  const args = {model: "mnist-cnn", image, channel: 4, ends};
  const whole = await read(args, context);
  const lower = await excitingPatches(
    {model: "mnist-cnn", layer: "relu1", channel: 3, images: ends.album, side: 8},
    context
  );
  expect(whole.ends!.lower).toEqual(lower.map(({patch}) => patch));
  expect(whole.ends!.upper).toHaveLength(2);
  const again: CircuitReading[] = [];
  for await (const frame of channelCircuit({...args, scales: {3: 0}, known: whole}, context)) again.push(frame);
  expect(again).toHaveLength(1);
  expect(again[0].edges.map(({effect}) => effect)).toEqual(whole.edges.map(({effect}) => effect));
  expect(again[0].edges.find(({from}) => from === 3)!.factor).toBe(0);
  expect(again[0].agreement).toBe(whole.agreement);
  expect(again[0].answersScaled).not.toEqual(whole.answersScaled);
});

test("the most exciting patch comes first, and is of the size asked for", async () => {
  const dark: Image = {data: new Float32Array(28 * 28 * 3), shape: [28, 28, 3]};
  const args = {model: "mnist-cnn", layer: "relu2", channel: 4, images: [dark, image], side: 8};
  const [first, second] = await excitingPatches(args, context);
  expect(first.value).toBeGreaterThanOrEqual(second.value);
  expect(first.patch.shape).toEqual([8, 8, 3]);
});

test("both ends are painted in step, and stopping leaves nothing behind", async () => {
  const before = tf.memory().numTensors;
  const frames = bothEnds({model: "mnist-cnn", from: 1, channel: 1, steps: 4, seed: 1}, context);
  const {value} = await frames.next();
  expect(value!.images).toHaveLength(2);
  expect([value!.layers.first, value!.layers.second]).toEqual(["conv1", "conv2"]);
  await frames.return();
  expect(tf.memory().numTensors).toBe(before);
});
