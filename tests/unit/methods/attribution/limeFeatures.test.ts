import {expect, test} from "vitest";
import {grid} from "../../../../src/components/arrays/grid.js";
import {last} from "../../../../src/components/lab/frames.js";
import type {Scores} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {limeFeatures} from "../../../../src/components/methods/attribution/limeFeatures.js";

const x = grid([1, -1, 2], [1, 3]);

test("of a linear function it finds the slope per standard deviation", async () => {
  const f: Scores = (x) => tf.add(tf.sum(tf.mul(x, tf.tensor1d([2, 0, -3])), 1), 7);
  const {values, predicted, all, r2} = await last(limeFeatures(f, x, {scale: [1, 5, 0.5], alpha: 0}));
  [2, 0, -1.5].forEach((v, i) => expect(values[i]).toBeCloseTo(v, 4));
  expect(predicted).toBeCloseTo(3, 4);
  expect(all).toBeCloseTo(3, 5);
  expect(r2).toBeCloseTo(1, 5);
});

test("a narrow kernel sees the local slope, a wide one the global bend", async () => {
  const f: Scores = (x) => tf.sum(tf.sin(tf.mul(x, tf.tensor1d([3, 0, 0]))), 1);
  const local = await last(limeFeatures(f, x, {kernelWidth: 0.15, samples: 20_000, batch: 20_000, alpha: 1e-3}));
  expect(local.values[0]).toBeCloseTo(3 * Math.cos(3), 0);
  const wide = await last(limeFeatures(f, x, {kernelWidth: 100, samples: 20_000, batch: 20_000}));
  expect(Math.abs(wide.values[0])).toBeLessThan(0.2);
  expect(wide.r2).toBeLessThan(0.05);
});

test("as many scales as features", async () => {
  await expect(last(limeFeatures((x) => tf.sum(x, 1), x, {scale: [1]}))).rejects.toThrow("1 scales for 3 features");
});
