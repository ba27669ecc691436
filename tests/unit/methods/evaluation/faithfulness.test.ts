import {expect, test} from "vitest";
import {full, grid, zipGrids} from "../../../../src/components/arrays/grid.js";
import {last} from "../../../../src/components/lab/frames.js";
import type {Scores} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {deletion} from "../../../../src/components/methods/evaluation/deletion.js";
import {infidelity} from "../../../../src/components/methods/evaluation/infidelity.js";
import {sensitivityN} from "../../../../src/components/methods/evaluation/sensitivityN.js";

const slopes = grid([4, 3, 2, 1], [1, 4]);
const linear: Scores = (x) => tf.sum(tf.mul(x, tf.tensor1d([4, 3, 2, 1])), 1);
const ones = full([1, 4], 1);
const importance = grid([4, 3, 2, 1], [4]);

test("deletion and insertion of a linear function, by the map that is right", async () => {
  const fall = await last(deletion(linear, ones, importance, {steps: 4}));
  expect([...fall.fractions]).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect([...fall.scores]).toEqual([10, 6, 3, 1, 0]);
  expect(fall.area).toBeCloseTo((5 + 6 + 3 + 1) / 4, 6);
  const rise = await last(deletion(linear, ones, importance, {steps: 4, kind: "insertion"}));
  expect([...rise.scores]).toEqual([0, 4, 7, 9, 10]);
  const wrong = await last(deletion(linear, ones, grid([1, 2, 3, 4], [4]), {steps: 4}));
  expect(wrong.area).toBeGreaterThan(fall.area);
});

test("pixels go with all their channels, towards any baseline, in steps of any size", async () => {
  const f: Scores = (x) => tf.sum(x, [1, 2, 3]);
  const {scores, fractions} = await last(
    deletion(f, full([1, 1, 3, 2], 1), grid([0, 2, 1], [1, 3]), {steps: 3, baseline: -1, batch: 2})
  );
  expect([...scores]).toEqual([6, 2, -2, -6]);
  expect(fractions.length).toBe(4);
});

test("infidelity: none for the gradient of a linear function, all for a map at right angles", async () => {
  expect(await infidelity(linear, ones, slopes, {sigma: 1, samples: 50})).toBe(0); // ones have no range
  const x = grid([0, 1, 0, 1], [1, 4]);
  expect(await infidelity(linear, x, slopes)).toBeCloseTo(0, 5);
  expect(await infidelity(linear, x, grid([1, -1, -1, 1], [1, 4]), {samples: 4000})).toBeGreaterThan(0.99);
  const half = await infidelity(linear, x, grid([4, 3, 0, 0], [1, 4]), {samples: 20_000});
  expect(half).toBeCloseTo(5 / 30, 1);
});

test("sensitivity-n is 1 for a linear function at every n, and falls with noise", async () => {
  const x = grid([1, -2, 3, 0.5], [1, 4]);
  const exact = zipGrids(slopes, x, (a, b) => a * b);
  for (const n of [1, 2, 3]) expect(await sensitivityN(linear, x, exact, {n})).toBeCloseTo(1, 5);
  expect(await sensitivityN(linear, x, slopes, {n: 2})).toBeLessThan(0.99);
  await expect(sensitivityN(linear, x, exact, {n: 4})).rejects.toThrow("1 to 3");
});

test("leaving early leaves no tensor; wrong words are told", async () => {
  const before = tf.memory().numTensors;
  for await (const _ of deletion(linear, ones, importance, {batch: 1})) break;
  expect(tf.memory().numTensors).toBe(before);
  await expect(last(deletion(linear, ones, full([3])))).rejects.toThrow("[3]");
  await expect(last(deletion(linear, ones, importance, {kind: "both" as never}))).rejects.toThrow(
    "deletion, insertion"
  );
});
