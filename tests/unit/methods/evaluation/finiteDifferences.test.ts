import {expect, test} from "vitest";
import {grid} from "../../../../src/components/arrays/grid.js";
import {last} from "../../../../src/components/lab/frames.js";
import {valueAndGradient, type Scores} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {finiteDifferences} from "../../../../src/components/methods/evaluation/finiteDifferences.js";

const squares: Scores = (x) => tf.sum(tf.square(x), 1);
const cubes: Scores = (x) => tf.sum(tf.mul(x, tf.square(x)), 1);
const x = grid([1, -2, 0.5, 3], [1, 4]);

test("closed form: central differences of a sum of squares are 2x for any h", async () => {
  for (const h of [0.5, 0.0625]) {
    const {slopes} = await last(finiteDifferences(squares, x, [0, 1, 2, 3], {h}));
    slopes.forEach((slope, i) => expect(slope).toBeCloseTo(2 * x.data[i], 4));
  }
});

test("closed form: of cubes they are 3x² + h²", async () => {
  const {slopes} = await last(finiteDifferences(cubes, x, [0, 2], {h: 0.25}));
  expect([...slopes]).toEqual([3 + 0.0625, 0.75 + 0.0625]);
});

test("reference: they agree with the gradient of a smooth function", async () => {
  const f: Scores = (x) => tf.sum(tf.tanh(x), 1);
  const {gradient} = await valueAndGradient(f, x);
  const {slopes} = await last(finiteDifferences(f, x, [3, 1, 0], {h: 0.03}));
  [3, 1, 0].forEach((i, k) => expect(Math.abs(slopes[k] - gradient.data[i])).toBeLessThan(1e-3));
});

test("property: the batch changes nothing, and a kink gives the mean of its two slopes", async () => {
  const all = [0, 1, 2, 3];
  const [one, many] = [{batch: 1}, {batch: 3}].map((o) => last(finiteDifferences(cubes, x, all, o)));
  expect((await one).slopes).toEqual((await many).slopes);
  const kink = await last(finiteDifferences((x) => tf.sum(tf.relu(x), 1), grid([0], [1, 1]), [0], {h: 0.25}));
  expect(kink.slopes[0]).toBe(0.5);
});

test("a reader who leaves early leaves no tensor, and an aborted run stops", async () => {
  const before = tf.memory().numTensors;
  for await (const {step} of finiteDifferences(squares, x, [0, 1, 2, 3], {batch: 1})) if (step === 2) break;
  expect(tf.memory().numTensors).toBe(before);
  const controller = new AbortController();
  controller.abort();
  await expect(last(finiteDifferences(squares, x, [0], {signal: controller.signal}))).rejects.toThrow("abort");
  expect(tf.memory().numTensors).toBe(before);
});

test("wrong words are errors that say what is legal", async () => {
  await expect(last(finiteDifferences(squares, x, [9]))).rejects.toThrow("x has 0 to 3");
  await expect(last(finiteDifferences(squares, x, [0], {h: 0}))).rejects.toThrow("above 0");
  await expect(last(finiteDifferences(squares, x, [0], {step: 1} as object))).rejects.toThrow("it takes: h, batch");
});
