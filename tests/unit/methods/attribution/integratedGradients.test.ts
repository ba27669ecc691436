import {expect, test} from "vitest";
import {full, grid, sliceOf, stack} from "../../../../src/components/arrays/grid.js";
import {last} from "../../../../src/components/lab/frames.js";
import type {Scores} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {expectedGradients} from "../../../../src/components/methods/attribution/expectedGradients.js";
import {integratedGradients} from "../../../../src/components/methods/attribution/integratedGradients.js";
import {layerConductance} from "../../../../src/components/methods/attribution/layerConductance.js";
import {deepLift} from "../../../../src/components/methods/attribution/deepLift.js";

/** x₀² + x₀x₁: from b = 0 integrated gradients are (x₀² + x₀x₁/2, x₀x₁/2). */
const f: Scores = (x) => {
  const [a, b] = tf.split(x, 2, 1);
  return tf.squeeze(tf.add(tf.square(a), tf.mul(a, b)), [1]);
};
const x = grid([2, 3], [1, 2]);

test("the path's points, values and gradients are told in order", async () => {
  const frames = [];
  for await (const frame of integratedGradients(f, x, {steps: 5, batch: 2, path: true})) frames.push(frame);
  expect(frames.map(({step}) => step)).toEqual([2, 4, 5]);
  expect(frames.flatMap(({path}) => [...path!.alphas])).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(frames.flatMap(({path}) => [...path!.values])).toEqual([0, 0.625, 2.5, 5.625, 10]);
  expect([...frames[2].path!.points.data]).toEqual([2, 3]);
  expect([...frames[2].path!.gradients.data]).toEqual([7, 2]);
  const {attribution, delta, value, baselineValue} = frames[2];
  expect([...attribution.data]).toEqual([7, 3]);
  expect([delta, value, baselineValue]).toEqual([0, 10, 0]);
  expect("path" in (await last(integratedGradients(f, x, {steps: 5})))).toBe(false);
});

test("the batch changes nothing, and any baseline is complete", async () => {
  const baseline = grid([-1, 0.5], [1, 2]);
  const a = await last(integratedGradients(f, x, {baseline, steps: 9, batch: 1}));
  const b = await last(integratedGradients(f, x, {baseline, steps: 9, batch: 4}));
  a.attribution.data.forEach((v, i) => expect(v).toBeCloseTo(b.attribution.data[i], 5));
  expect(a.delta).toBeCloseTo(0, 5);
});

test("expected gradients approach the mean over baselines", async () => {
  const baselines = stack([grid([0, 0], [2]), grid([1, 1], [2])]);
  const exact = [0, 1].map((i) => last(integratedGradients(f, x, {baseline: stack([sliceOf(baselines, i)])})));
  const [zero, one] = await Promise.all(exact);
  const {attribution, delta} = await last(expectedGradients(f, x, {baselines, samples: 20_000, batch: 2000}));
  attribution.data.forEach((v, i) =>
    expect(Math.abs(v - (zero.attribution.data[i] + one.attribution.data[i]) / 2)).toBeLessThan(0.06)
  );
  expect(Math.abs(delta)).toBeLessThan(0.1);
  const again = () => last(expectedGradients(f, x, {baselines, samples: 5, seed: 7}));
  expect(await again()).toEqual(await again());
});

test("DeepLIFT of several references is the mean of each", async () => {
  const baselines = stack([grid([0, 0], [2]), grid([1, -1], [2])]);
  const g: Scores = (x) => tf.sum(tf.tanh(x), 1);
  const both = await deepLift(g, x, {baseline: baselines});
  const each = await Promise.all([0, 1].map((i) => deepLift(g, x, {baseline: stack([sliceOf(baselines, i)])})));
  both.attribution.data.forEach((v, i) =>
    expect(v).toBeCloseTo((each[0].attribution.data[i] + each[1].attribution.data[i]) / 2, 6)
  );
  expect(both.delta![0]).toBeCloseTo(0, 6);
});

test("leaving early, or being stopped, leaves no tensor", async () => {
  const before = tf.memory().numTensors;
  const tap = (x: tf.Tensor) => tf.mul(x, 2);
  const runs = [
    (signal?: AbortSignal) => integratedGradients(f, x, {batch: 2, signal}),
    (signal?: AbortSignal) => integratedGradients(f, x, {batch: 2, path: true, signal}),
    (signal?: AbortSignal) => expectedGradients(f, x, {batch: 2, signal}),
    (signal?: AbortSignal) => layerConductance(tap, f, x, {batch: 2, signal})
  ];
  for (const run of runs) {
    for await (const {step} of run()) if (step >= 6) break;
    expect(tf.memory().numTensors).toBe(before);
    const controller = new AbortController();
    const stopped = async () => {
      for await (const _ of run(controller.signal)) controller.abort();
    };
    await expect(stopped()).rejects.toThrow("abort");
    expect(tf.memory().numTensors).toBe(before);
  }
});

test("shapes that do not fit are told", async () => {
  await expect(last(integratedGradients(f, full([2, 2])))).rejects.toThrow("one example");
  await expect(last(integratedGradients(f, x, {baseline: full([1, 3])}))).rejects.toThrow("[1, 3]");
  await expect(last(expectedGradients(f, x, {baselines: full([4, 3])}))).rejects.toThrow("[4, 3]");
});
