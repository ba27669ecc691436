import {expect, test} from "vitest";
import {grid} from "../../../src/components/arrays/grid.js";
import {adam} from "../../../src/components/lab/adam.js";
import {descend} from "../../../src/components/lab/descend.js";
import * as tf from "../../../src/components/lab/tf.js";

const bowl = ({x}: Record<string, tf.Tensor>) => tf.sum(tf.square(tf.sub(x, tf.tensor1d([3, -2]))));

test("the first steps are those of the paper's algorithm", async () => {
  const optimiser = adam({x: grid([0, 0], [2])});
  const x = [0, 0];
  const m = [0, 0];
  const v = [0, 0];
  for (let t = 1; t <= 3; ++t) {
    optimiser.step(bowl, 0.1).dispose();
    [3, -2].forEach((target, i) => {
      const g = 2 * (x[i] - target);
      m[i] = 0.9 * m[i] + 0.1 * g;
      v[i] = 0.999 * v[i] + 0.001 * g * g;
      x[i] -= (0.1 * (m[i] / (1 - 0.9 ** t))) / (Math.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-8);
    });
  }
  const got = (await optimiser.read()).x.data;
  optimiser.dispose();
  got.forEach((value, i) => expect(value).toBeCloseTo(x[i], 5));
});

test("decay shrinks what has no gradient", async () => {
  const optimiser = adam({x: grid([1], [1])}, {decay: 0.5});
  optimiser.step(({x}) => tf.sum(tf.mul(x, 0)), 0.1).dispose();
  const got = (await optimiser.read()).x.data[0];
  optimiser.dispose();
  expect(got).toBeCloseTo(0.95, 6);
});

test("forgetting resets the moments it is asked to, and only those", async () => {
  const optimiser = adam({x: grid([0, 0], [2])});
  for (let t = 0; t < 5; ++t) optimiser.step(bowl, 0.1).dispose();
  const mask = tf.tensor1d([0, 1]);
  optimiser.forget("x", mask);
  mask.dispose();
  const before = (await optimiser.read()).x.data;
  optimiser.step(({x}) => tf.sum(tf.mul(x, 0)), 0.1).dispose();
  const after = (await optimiser.read()).x.data;
  optimiser.dispose();
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});

test("descent reaches the minimum, yields on the way, and leaves nothing behind", async () => {
  const tensors = tf.memory().numTensors;
  const seen: number[] = [];
  let x = new Float32Array();
  for await (const frame of descend({x: grid([0, 0], [2])}, bowl, {steps: 250, stepSize: 0.1, every: 100})) {
    seen.push(frame.step);
    x = frame.parameters.x.data as typeof x;
  }
  expect(seen).toEqual([100, 200, 250]);
  expect(x[0]).toBeCloseTo(3, 2);
  expect(x[1]).toBeCloseTo(-2, 2);
  for await (const frame of descend({x: grid([0, 0], [2])}, bowl, {every: 1})) if (frame.step === 2) break;
  expect(tf.memory().numTensors).toBe(tensors);
});

test("a clipped gradient keeps its direction: Adam's moments see a vector of the limit's length", async () => {
  const free = adam({x: grid([0, 0], [2])}, {epsilon: 1});
  const clipped = adam({x: grid([0, 0], [2])}, {epsilon: 1, clip: 0.1});
  for (const optimiser of [free, clipped]) optimiser.step(bowl, 1).dispose();
  const [a, b] = [(await free.read()).x.data, (await clipped.read()).x.data];
  free.dispose();
  clipped.dispose();
  // The gradient (−6, 4) has length √52; after clipping g = .1·(−6, 4)/√52, and the first step is −g/(|g| + 1).
  [-6, 4].forEach((g, i) => {
    const short = (0.1 * g) / Math.sqrt(52);
    expect(a[i]).toBeCloseTo(-g / (Math.abs(g) + 1), 4);
    expect(b[i]).toBeCloseTo(-short / (Math.abs(short) + 1), 4);
  });
});
