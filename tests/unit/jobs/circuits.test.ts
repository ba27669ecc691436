import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {sliceOf} from "../../../src/components/arrays/grid.js";
import {inColour, type Image} from "../../../src/components/arrays/image.js";
import {bothEnds} from "../../../src/components/jobs/bothEnds.js";
import {
  channelCircuit,
  circuitLayers,
  circuitPaths,
  excitingPatches
} from "../../../src/components/jobs/channelCircuit.js";
import {answersOf, batchOfOne} from "../../../src/components/jobs/classify.js";
import type {Context} from "../../../src/components/jobs/context.js";
import * as tf from "../../../src/components/lab/tf.js";
import type {Model} from "../../../src/components/models/model.js";
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
    const read = await channelCircuit({model: "mnist-cnn", image, channel: 4, scales: {0: 0}}, context);
    expect(tf.memory().numTensors).toBe(before);
    expect(await answersOf(model, batchOfOne(image))).toEqual(plain);
    expect(read.answers).toEqual(plain);
    expect(read.edges).toHaveLength(8);
    for (let i = 1; i < 8; ++i) expect(read.edges[i].strength).toBeLessThanOrEqual(read.edges[i - 1].strength);
    const same = await channelCircuit({model: "mnist-cnn", image, channel: 4, scales: {0: 1}}, context);
    expect(same.answersScaled).toEqual(plain);
    expect(same.scaled).toEqual(same.intact);
  });

  test("cutting one edge by the slider costs what the list says", async () => {
    const {edges} = await channelCircuit({model: "mnist-cnn", image, channel: 4}, context);
    for (const {from, effect} of edges.slice(0, 3)) {
      const cut = await channelCircuit({model: "mnist-cnn", image, channel: 4, scales: {[from]: 0}}, context);
      const [first] = cut.answers;
      const after = cut.answersScaled.find(({index}) => index === first.index)!;
      expect(first.logit - after.logit).toBeCloseTo(effect, 3);
    }
  });

  test("an unknown channel is refused", async () => {
    await expect(channelCircuit({model: "mnist-cnn", image, channel: 16}, context)).rejects.toThrow(/0 to 15/);
  });
});

test("the table of paths agrees with the paths into one channel", async () => {
  const {paths, from, into} = await circuitPaths({model: "mnist-cnn", image}, context);
  expect(paths.shape).toEqual([8, 16]);
  const {edges} = await channelCircuit({model: "mnist-cnn", image, channel: 4}, context);
  for (const edge of edges)
    expect(paths.data[from.indexOf(edge.from) * into.length + into.indexOf(4)]).toBeCloseTo(edge.path, 4);
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
  const end = (layer: string) => ({
    model: "mnist-cnn",
    objective: {kind: "channel" as const, layer, channel: 1},
    steps: 4,
    seed: 1
  });
  const frames = bothEnds({lower: end("conv1"), upper: end("conv2")}, context);
  const {value} = await frames.next();
  expect(value!.images).toHaveLength(2);
  await frames.return();
  expect(tf.memory().numTensors).toBe(before);
});
