import {describe, expect, test} from "vitest";
import {full, grid, type Grid} from "../../../../src/components/arrays/grid.js";
import {normals, random} from "../../../../src/components/arrays/random.js";
import {evaluate, valueAndGradient} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {resample} from "../../../../src/components/methods/visualisation/resample.js";
import {
  standardTransforms,
  transform,
  type TransformSpec
} from "../../../../src/components/methods/visualisation/transforms.js";
import {leaked} from "./net.js";

const apply = (specs: readonly TransformSpec[], image: Grid, seed = 1) => {
  const change = transform(specs);
  return evaluate((x) => tf.clone(change(x as tf.Tensor4D, random(seed))), image);
};
const noise = (shape: number[], seed = 3) =>
  grid(
    normals(
      shape.reduce((a, b) => a * b),
      seed
    ),
    shape
  );

/** A black 128 × 128 picture with one white pixel, and where the white went: its centre of mass and its spread. */
const DOT = (() => {
  const image = full([1, 128, 128, 1]);
  image.data[32 * 128 + 32] = 1;
  return image;
})();
function dotOf({data, shape: [, , width]}: Grid) {
  const white = [...data.keys()].filter((i) => data[i] > 0.02);
  const rows = white.map((i) => Math.floor(i / width));
  const columns = white.map((i) => i % width);
  const total = white.reduce((s, i) => s + data[i], 0);
  return {
    y: white.reduce((s, i, k) => s + data[i] * rows[k], 0) / total,
    x: white.reduce((s, i, k) => s + data[i] * columns[k], 0) / total,
    spread: Math.max(Math.max(...rows) - Math.min(...rows), Math.max(...columns) - Math.min(...columns))
  };
}

describe("a single dot at (32, 32), as in Lucid's tests: moved, by less than 15 pixels, spread over less than 3", () => {
  const cases: [string, TransformSpec][] = [
    ["rotate", {kind: "rotate", degrees: [-10, -7, -3, 2, 5, 9], fill: 0}],
    ["scale", {kind: "scale", factors: [0.95, 1.05], fill: 0}],
    ["jitter", {kind: "jitter", pixels: 3}]
  ];
  test.each(cases)("%s", async (_, spec) => {
    const moves: number[] = [];
    for (let seed = 0; seed < 6; ++seed) {
      const {y, x, spread} = dotOf(await apply([spec], DOT, seed));
      expect(spread).toBeLessThan(3);
      moves.push(Math.hypot(y - 32, x - 32));
    }
    expect(Math.max(...moves)).toBeGreaterThan(0);
    expect(Math.max(...moves)).toBeLessThan(15);
  });
});

test("padding by 4 turns 4 × 6 into 12 × 14 and keeps the middle", async () => {
  const image = noise([1, 4, 6, 3]);
  const padded = await apply([{kind: "pad", width: 4}], image);
  expect(padded.shape).toEqual([1, 12, 14, 3]);
  expect(padded.data[0]).toBe(0.5);
  expect(padded.data[(4 * 14 + 4) * 3]).toBe(image.data[0]);
});

test.each([
  [128, 128],
  [224, 224],
  [224, 196],
  [64, 64],
  [64, 32],
  [200, 100]
])("fit gives %i × %i whatever came in", async (height, width) => {
  const fitted = await apply([{kind: "fit", height, width}], full([2, 128, 128, 3], 1));
  expect(fitted.shape).toEqual([2, height, width, 3]);
  const kept = fitted.data.filter((v) => v === 1).length;
  expect(kept).toBe(2 * 3 * Math.min(height, 128) * Math.min(width, 128));
});

describe("identity", () => {
  const image = noise([2, 7, 9, 3]);
  test.each<[string, TransformSpec]>([
    ["no turn", {kind: "rotate", degrees: [0]}],
    ["a full turn", {kind: "rotate", degrees: [360]}],
    ["scale 1", {kind: "scale", factors: [1]}],
    ["no jitter", {kind: "jitter", pixels: 0}],
    ["no padding", {kind: "pad", width: 0}]
  ])("%s leaves the picture as it is", async (_, spec) => {
    expect([...(await apply([spec], image)).data]).toEqual([...image.data]);
  });
});

test("a quarter turn moves pixels exactly, anticlockwise", async () => {
  const turned = await apply([{kind: "rotate", degrees: [90]}], grid([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]));
  expect([...turned.data]).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7]);
});

test("scaling a ramp by 2 halves its slope about the centre", async () => {
  const ramp = grid(
    Array.from({length: 25}, (_, i) => i % 5),
    [1, 5, 5, 1]
  );
  const scaled = await apply([{kind: "scale", factors: [2]}], ramp);
  expect([...scaled.data.slice(10, 15)]).toEqual([1, 1.5, 2, 2.5, 3]);
});

test("lengths follow the picture's size, and a fixed size comes back", async () => {
  const specs = standardTransforms(28, {fixed: {height: 28, width: 28}, fill: 0});
  expect(specs[0]).toEqual({kind: "pad", width: 2, fill: 0});
  expect((await apply(specs, noise([1, 28, 28, 1]))).shape).toEqual([1, 28, 28, 1]);
});

test("what comes in from outside is grey", async () => {
  const small = await apply([{kind: "scale", factors: [0.5]}], full([1, 8, 8, 3], 1));
  expect(small.data[0]).toBe(0.5);
  expect(small.data[(4 * 8 + 4) * 3]).toBe(1);
});

test("the same seed draws the same change, another seed another", async () => {
  const image = noise([1, 40, 40, 3]);
  const [a, b, c] = [1, 1, 2].map((seed) => apply(standardTransforms(), image, seed));
  expect((await a).data).toEqual((await b).data);
  expect((await a).data).not.toEqual((await c).data);
  expect((await a).shape).toEqual([1, 52, 52, 3]);
});

describe("gradients agree with finite differences", () => {
  test.each<[string, readonly TransformSpec[]]>([
    ["pad", [{kind: "pad", width: 2}]],
    ["jitter", [{kind: "jitter", pixels: 3}]],
    ["scale up", [{kind: "scale", factors: [1.13]}]],
    ["scale down", [{kind: "scale", factors: [0.71]}]],
    ["rotate", [{kind: "rotate", degrees: [17]}]],
    ["fit", [{kind: "fit", height: 6, width: 14}]],
    ["all of Lucid's", standardTransforms()]
  ])("%s", async (_, specs) => {
    const image = noise([2, 16, 15, 3], 5);
    const change = transform(specs);
    const weights = noise((await apply(specs, image)).shape, 11);
    const f = (x: tf.Tensor) =>
      tf.sum(tf.mul(change(x as tf.Tensor4D, random(1)), tf.tensor(weights.data, weights.shape)), [1, 2, 3]);
    const {gradient} = await valueAndGradient(f, image);
    const total = async (x: Grid) => (await evaluate(f, x)).data.reduce((s, v) => s + v, 0);
    // The transforms are affine in the picture, so a step of any length gives the derivative along it.
    for (const seed of [20, 21, 22]) {
      const along = noise(image.shape, seed);
      const moved = grid(
        image.data.map((v, i) => v + along.data[i]),
        image.shape
      );
      const slope = (await total(moved)) - (await total(image));
      const expected = along.data.reduce((s, v, i) => s + v * gradient.data[i], 0);
      expect(Math.abs(slope - expected)).toBeLessThan(1e-3);
    }
  });
});

test("resampling is the same in memory and on the device, and so is its gradient", async () => {
  const image = noise([2, 11, 14, 3], 8);
  const weights = noise([2, 11, 14, 3], 9);
  const [memory, device] = await Promise.all(
    [false, true].map(async (onDevice) => {
      const turn = (x: tf.Tensor) => resample(x as tf.Tensor4D, [0.9, 0.4, -0.3, 1.2], 0.5, onDevice);
      const f = (x: tf.Tensor) => tf.sum(tf.mul(turn(x), tf.tensor(weights.data, weights.shape)), [1, 2, 3]);
      return {picture: (await evaluate(turn, image)).data, gradient: (await valueAndGradient(f, image)).gradient.data};
    })
  );
  memory.picture.forEach((v, i) => expect(v).toBeCloseTo(device.picture[i], 5));
  memory.gradient.forEach((v, i) => expect(v).toBeCloseTo(device.gradient[i], 5));
});

test("transforms and their gradients leave no tensor behind", async () => {
  const image = noise([1, 20, 20, 3]);
  const change = transform(standardTransforms());
  expect(
    await leaked(async () => {
      await valueAndGradient((x) => tf.sum(change(x as tf.Tensor4D, random(3)), [1, 2, 3]), image);
    })
  ).toBe(0);
});
