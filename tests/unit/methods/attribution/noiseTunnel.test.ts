import {expect, test} from "vitest";
import {grid, type Grid} from "../../../../src/components/arrays/grid.js";
import type {Scores} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {noiseTunnel} from "../../../../src/components/methods/attribution/noiseTunnel.js";
import {smoothGrad} from "../../../../src/components/methods/attribution/smoothGrad.js";

const squares: Scores = (x) => tf.sum(tf.square(x), 1);
const x = grid([0, 1, 2], [1, 3]);

async function last<T>(frames: AsyncGenerator<T>): Promise<T> {
  let frame!: T;
  for await (frame of frames);
  return frame;
}

test("SmoothGrad of a linear function is its gradient, whatever the noise", async () => {
  const linear: Scores = (x) => tf.sum(tf.mul(x, tf.tensor1d([1, -2, 3])), 1);
  const frame = await last(smoothGrad(linear, x, {samples: 7, sigma: 3}));
  expect([...frame.attribution.data]).toEqual([1, -2, 3]);
});

test("of a sum of squares it is 2x within the standard error, and VarGrad is 4σ²", async () => {
  const options = {samples: 4000, sigma: 0.25, batch: 1000}; // the range is 2, so σ is 0.5
  const mean = await last(smoothGrad(squares, x, options));
  mean.attribution.data.forEach((v, i) => expect(Math.abs(v - 2 * x.data[i])).toBeLessThan(4 / Math.sqrt(4000)));
  const variance = await last(smoothGrad(squares, x, {...options, statistic: "variance"}));
  variance.attribution.data.forEach((v) => expect(Math.abs(v - 1)).toBeLessThan(0.1));
  const square = await last(smoothGrad(squares, x, {...options, statistic: "square"}));
  square.attribution.data.forEach((v, i) =>
    expect(v).toBeCloseTo(mean.attribution.data[i] ** 2 + variance.attribution.data[i], 4)
  );
});

test("the seed decides, the batch does not", async () => {
  const run = (options: object) => last(smoothGrad(squares, x, {samples: 10, ...options}));
  const a = await run({seed: 3});
  expect(await run({seed: 3, batch: 3})).toEqual(a);
  expect((await run({seed: 4})).attribution).not.toEqual(a.attribution);
});

test("a reader who leaves early leaves no tensor, and an aborted run stops at the next step", async () => {
  const before = tf.memory().numTensors;
  for await (const {step} of smoothGrad(squares, x, {samples: 100, batch: 2})) if (step >= 4) break;
  expect(tf.memory().numTensors).toBe(before);
  const controller = new AbortController();
  const steps: number[] = [];
  const run = async () => {
    for await (const {step} of smoothGrad(squares, x, {samples: 100, batch: 2, signal: controller.signal})) {
      steps.push(step);
      if (step === 6) controller.abort();
    }
  };
  await expect(run()).rejects.toThrow("abort");
  expect(steps).toEqual([2, 4, 6]);
  expect(tf.memory().numTensors).toBe(before);
});

test("wrong words are errors that say what is legal", async () => {
  await expect(last(smoothGrad(squares, x, {sample: 3} as object))).rejects.toThrow("it takes: samples");
  await expect(last(smoothGrad(squares, x, {statistic: "median"} as object))).rejects.toThrow("mean, square, variance");
  const attribute = async (attribution: Grid) => ({attribution});
  await expect(last(noiseTunnel(attribute, grid([1, 2], [2, 1])))).rejects.toThrow("one example");
});
