import {afterAll, beforeAll, expect, test} from "vitest";
import {sliceOf} from "../../../src/components/arrays/grid.js";
import {random} from "../../../src/components/arrays/random.js";
import type {Image} from "../../../src/components/arrays/image.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {slopeCheck, slopeErrors} from "../../../src/components/jobs/slopeCheck.js";
import {last} from "../../../src/components/lab/frames.js";
import * as tf from "../../../src/components/lab/tf.js";
import type {Model} from "../../../src/components/models/model.js";
import {readMnist} from "../../../src/data/mnist.js";
import {openNode} from "../../../src/data/source.js";

let models: Record<string, Model>;
let context: Context;
let args: {model: string; image: Image; target: null; pixels: number; seed: number};
beforeAll(async () => {
  models = {plain: await openNode("mnist-mlp"), pooling: await openNode("mnist-cnn")};
  context = {signal: new AbortController().signal, model: async (id) => models[id], progress() {}};
  const image = sliceOf((await readMnist("test", 1)).images, 0) as Image;
  args = {model: "plain", image, target: null, pixels: 24, seed: 1};
});
afterAll(() => Object.values(models).forEach((model) => model.dispose()));

test("a trained network's gradient is what trying says, to a thousandth", async () => {
  const before = tf.memory().numTensors;
  const {slopes, error, step} = await last(slopeCheck({...args, h: 0.01}, context));
  expect(step).toBe(24);
  expect(slopes.some(({gradient}) => Math.abs(gradient) > 0.1)).toBe(true);
  expect(error).toBeLessThan(0.001);
  expect(tf.memory().numTensors).toBe(before);
});

test("the seed decides which numbers are tried", async () => {
  const run = (seed: number) => last(slopeCheck({...args, h: 0.01, seed}, context));
  expect((await run(1)).slopes).toEqual((await run(1)).slopes);
  expect((await run(2)).slopes).not.toEqual((await run(1)).slopes);
});

test("short and long ways are worse than middling ones: rounding, then kinks", async () => {
  const ways = [1e-5, 0.01, 0.3];
  const {curves, step, steps} = await last(slopeErrors({...args, models: ["plain", "pooling"], ways}, context));
  expect([step, steps]).toEqual([6, 6]);
  expect(curves.map(({model, errors}) => [model, errors.length])).toEqual([
    ["plain", 3],
    ["pooling", 3]
  ]);
  const [{errors}] = curves;
  expect(errors.map(([h]) => h)).toEqual(ways);
  expect(errors[0][1]).toBeGreaterThan(100 * errors[1][1]);
  expect(errors[2][1]).toBeGreaterThan(100 * errors[1][1]);
});

test("where max pooling meets a tie, as on black paper, there is no one slope; grain on the paper mends it", async () => {
  const pooling = {...args, model: "pooling", h: 0.001};
  const {normal} = random(5);
  const grain = {...args.image, data: args.image.data.map((v) => v + 0.05 * normal())};
  const [black, grainy] = [args.image, grain].map((image) => last(slopeCheck({...pooling, image}, context)));
  expect((await black).error).toBeGreaterThan(0.3);
  expect((await grainy).error).toBeLessThan((await black).error / 3);
});
