import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {sliceOf} from "../../../src/components/arrays/grid.js";
import type {Image} from "../../../src/components/arrays/image.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {
  activations,
  deepDream,
  featureVisualisation,
  type ObjectiveRequest
} from "../../../src/components/jobs/features.js";
import {inversionLadder} from "../../../src/components/jobs/inversionLadder.js";
import {evaluate} from "../../../src/components/lab/gradient.js";
import type {Model} from "../../../src/components/models/model.js";
import {frequencies, waves} from "../../../src/components/methods/visualisation/waves.js";
import {readMnist} from "../../../src/data/mnist.js";
import {openNode} from "../../../src/data/source.js";
import {leaked} from "../methods/visualisation/net.js";

let model: Model;
let digit: Image;
let context: Context;
beforeAll(async () => {
  model = await openNode("mnist-mlp");
  context = {signal: new AbortController().signal, model: async () => model, progress() {}};
  digit = inColour(sliceOf((await readMnist("test", 1)).images, 0) as Image);
});
afterAll(() => model.dispose());

const inColour = ({data}: Image): Image => ({
  data: Float32Array.from({length: 28 * 28 * 3}, (_, i) => data[Math.floor(i / 3)]),
  shape: [28, 28, 3]
});
async function last<T>(frames: AsyncIterable<T>): Promise<T> {
  let frame: T;
  for await (frame of frames);
  return frame!;
}

/** The share of a picture's variance in waves slower than a quarter cycle a pixel; white noise has a fifth. */
function slowShare({data}: Image): number {
  const [b, f] = [waves("fourier", 28), frequencies("fourier", 28)];
  let [slow, all] = [0, 0];
  for (let k = 0; k < 28; ++k)
    for (let l = 0; l < 28; ++l) {
      if (k + l === 0) continue;
      let amplitude = 0;
      for (let i = 0; i < 28; ++i)
        for (let j = 0; j < 28; ++j) amplitude += b[k * 28 + i] * b[l * 28 + j] * data[(i * 28 + j) * 3];
      all += amplitude ** 2;
      if (Math.hypot(f[k], f[l]) < 0.25) slow += amplitude ** 2;
    }
  return slow / all;
}

describe("pictures of a digit network's units", () => {
  test.each<[string, ObjectiveRequest]>([
    ["unit 32 of the first layer", {kind: "channel", layer: "dense1", channel: 32}],
    ["unit 5 of the second layer", {kind: "channel", layer: "dense2", channel: 5}],
    ["the logit of 3", {kind: "logit", layer: "logits", target: 3}]
  ])("%s: excited more than by any of 1,000 test digits, and drawn in strokes", async (_, objective) => {
    const {image, value} = await last(featureVisualisation({model: "mnist-mlp", objective, seed: 1}, context));
    const {layer} = objective as {layer: string};
    const unit = "channel" in objective ? objective.channel : (objective as {target: number}).target;
    const digits = await readMnist("test", 1000);
    const colour = new Float32Array(1000 * 784 * 3).map((_, i) => digits.images.data[Math.floor(i / 3)]);
    const {data, shape} = await evaluate(model.tap(layer), {data: colour, shape: [1000, 28, 28, 3]});
    const best = Math.max(...Array.from({length: 1000}, (_, i) => data[i * shape[1] + unit]));
    expect(value).toBeGreaterThan(best);
    expect(slowShare(image)).toBeGreaterThan(0.85);
    const ink = image.data.reduce((s, v) => s + v, 0) / image.data.length;
    expect(ink).toBeLessThan(0.45);
  });
});

test("activations come with their channels by response", async () => {
  const {activation, order, mean} = await activations({model: "mnist-mlp", layer: "relu1", image: digit}, context);
  expect(order.length).toBe(activation.data.length);
  expect(mean).toEqual(activation.data);
  for (let i = 1; i < order.length; ++i) expect(mean[order[i - 1]]).toBeGreaterThanOrEqual(mean[order[i]]);
});

test("a network of one size dreams at that size; a guide may be a picture", async () => {
  const objective: ObjectiveRequest = {kind: "cosine", layer: "dense2", image: digit};
  const {image, octaves, step, steps} = await last(
    deepDream({model: "mnist-mlp", objective, steps: 10, height: 60}, context)
  );
  expect([octaves, step, steps]).toEqual([1, 10, 10]);
  expect(image.shape).toEqual([28, 28, 3]);
});

test("a ladder finds a picture with the digit's representation, from each seed another", async () => {
  const rungs = [3, 4].map((seed) => ({layer: "relu1", seed}));
  const args = {model: "mnist-mlp", image: digit, rungs, steps: 60};
  const frames = [];
  for await (const frame of inversionLadder(args, context)) frames.push(frame.rungs);
  const [first, end] = [frames[0], frames.at(-1)!];
  for (const i of [0, 1]) expect(end[i].error).toBeLessThan(0.4 * first[i].error);
  expect(end[0].image.data).not.toEqual(end[1].image.data);
});

test("a run that is stopped leaves no tensor", async () => {
  const run = async () => {
    const objective: ObjectiveRequest = {kind: "guide", layer: "dense2", image: digit};
    const frames = featureVisualisation({model: "mnist-mlp", objective}, context);
    await frames.next();
    await frames.return();
  };
  expect(await leaked(run)).toBe(0);
});
