import {expect, test} from "vitest";
import {grid, type Grid} from "../../../../src/components/arrays/grid.js";
import {normals} from "../../../../src/components/arrays/random.js";
import {evaluate, valueAndGradient} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {
  edgesInto,
  edgeWeights,
  expandedWeights,
  pathAttribution,
  scaleEdges
} from "../../../../src/components/methods/mechanism/channelCircuits.js";

const randomGrid = (shape: number[], seed: number): Grid =>
  grid(
    normals(
      shape.reduce((n, d) => n * d, 1),
      seed
    ),
    shape
  );

test("edges into a channel come strongest first, with their pictures", () => {
  const kernel = grid([1, 9, -5, 9, 2, 9, 3, 9], [1, 2, 2, 2]);
  const edges = edgesInto(kernel, 0);
  expect(edges.map(({from, strength, sum}) => [from, strength, sum])).toEqual([
    [1, 8, -2],
    [0, 3, 3]
  ]);
  expect(Array.from(edges[0].weights.data)).toEqual([-5, 3]);
  expect(() => edgeWeights(kernel, 2, 0)).toThrow(/2 inputs and 2 outputs/);
});

test.each([1, 2])(
  "expanded weights of two linear convolutions are one convolution, first stride %i",
  async (stride) => {
    const first = randomGrid([3, 3, 2, 4], 1);
    const second = randomGrid([2, 2, 4, 3], 2);
    const both = expandedWeights(first, second, stride);
    const side = both.shape[0];
    const image = randomGrid([1, side, side, 2], 3);
    const conv = (x: tf.Tensor, k: Grid, s: number) =>
      tf.conv2d(x as tf.Tensor4D, tf.tensor4d(k.data, k.shape as any), s, "valid");
    const two = await evaluate((x) => conv(conv(x, first, stride), second, 1), image);
    const one = await evaluate((x) => conv(x, both, 1), image);
    expect(two.shape).toEqual([1, 1, 1, 3]);
    one.data.forEach((v, i) => expect(v).toBeCloseTo(two.data[i], 4));
  }
);

test("a scaled edge changes only its own weights", () => {
  const kernel = randomGrid([3, 3, 4, 5], 4);
  const cut = scaleEdges(kernel, [{from: 1, to: 2, factor: 0}]);
  expect(edgeWeights(cut, 1, 2).data.every((v) => v === 0)).toBe(true);
  const changed = cut.data.filter((v, i) => v !== kernel.data[i]).length;
  expect(changed).toBe(9);
});

test("paths add up to each channel's own activation × gradient", async () => {
  const a = randomGrid([1, 4, 4, 3], 5);
  const kernel = randomGrid([3, 3, 3, 4], 6);
  const weights = randomGrid([1, 4, 4, 4], 7);
  const between = (x: tf.Tensor) =>
    tf.relu(tf.conv2d(x as tf.Tensor4D, tf.tensor4d(kernel.data, [3, 3, 3, 4]), 1, "same"));
  const score = (b: tf.Tensor) => tf.sum(tf.mul(tf.square(b), tf.tensor(weights.data, weights.shape)), [1, 2, 3]);
  const before = tf.memory().numTensors;
  const {upstream, downstream, into, paths} = await pathAttribution(a, between, score);
  expect(tf.memory().numTensors).toBe(before);
  expect(into).toEqual([0, 1, 2, 3]);
  const whole = await valueAndGradient((x) => score(between(x)), a);
  for (let i = 0; i < 3; ++i) {
    const through = paths.data.slice(i * 4, i * 4 + 4).reduce((sum, v) => sum + v, 0);
    let own = 0;
    a.data.forEach((v, at) => (own += at % 3 === i ? v * whole.gradient.data[at] : 0));
    expect(through).toBeCloseTo(own, 2);
    expect(upstream[i]).toBeCloseTo(own, 2);
  }
  // A ReLU without bias is homogeneous: what flows into each downstream channel is its own credit.
  for (let j = 0; j < 4; ++j) {
    const arriving = [0, 1, 2].reduce((sum, i) => sum + paths.data[i * 4 + j], 0);
    expect(arriving).toBeCloseTo(downstream[j], 2);
  }
  const some = await pathAttribution(a, between, score, {into: [2]});
  expect(some.paths.data[1]).toBeCloseTo(paths.data[6], 3);
});
