import {describe, expect, test} from "vitest";
import {grid, type Grid} from "../../../../src/components/arrays/grid.js";
import {normals} from "../../../../src/components/arrays/random.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {
  empiricalReceptiveField,
  receptiveField,
  samePadding,
  type SlidingLayer
} from "../../../../src/components/methods/visualisation/receptiveField.js";
import {
  extremes,
  histogramOf,
  unitStatistics
} from "../../../../src/components/methods/visualisation/unitStatistics.js";
import {leaked} from "./net.js";

describe("unit statistics", () => {
  const activations = grid([0, 1, 2, 0, 2, -1, 0, 3, 0, 0, 4, 5], [4, 3]);
  test("dead and always-on units are told apart from live ones", () => {
    const [dead, on, live] = unitStatistics(activations, {bins: 3});
    expect([dead.dead, on.dead, live.dead]).toEqual([true, false, false]);
    expect([dead.alwaysOn, on.alwaysOn, live.alwaysOn]).toEqual([false, true, false]);
    expect(live.active).toBe(0.5);
    expect(on).toMatchObject({mean: 2.5, min: 1, max: 4});
    expect(on.sd).toBeCloseTo(Math.sqrt(1.25), 6);
    expect(live.histogram).toEqual([2, 1, 1]);
    expect(dead.histogram).toEqual([4, 0, 0]);
  });
  test("positions of a map count as examples of its channel", () => {
    const [first] = unitStatistics(grid([1, 9, 0, 9, 0, 9, 3, 9], [1, 2, 2, 2]));
    expect(first).toMatchObject({mean: 1, active: 0.5});
  });
  test("a histogram counts what is inside its domain, both ends included", () => {
    expect(histogramOf([0, 0.1, 0.5, 1, 1.1, -0.1], 2, [0, 1])).toEqual([2, 2]);
  });
  test("the most and the least exciting examples, in order", () => {
    expect(extremes(activations, 2, 2)).toEqual({top: [3, 0], bottom: [1, 2]});
    expect(() => extremes(activations, 3, 2)).toThrow(/0 to 2/);
  });
});

/** A convolution as both its arithmetic and its tensor. */
const conv = (name: string, input: string, k: number, s: number, size: number): SlidingLayer => ({
  name,
  inputs: [input],
  kernel: [k, k],
  strides: [s, s],
  padding: [samePadding(size, k, s), samePadding(size, k, s)]
});

describe("receptive fields", () => {
  test("textbook cases: sizes multiply with strides", () => {
    const layers: SlidingLayer[] = [
      {name: "image", inputs: []},
      {name: "conv", inputs: ["image"], kernel: [7, 7], strides: [2, 2], padding: [3, 3]},
      {name: "pool", inputs: ["conv"], kernel: [3, 3], strides: [2, 2], padding: [1, 1]},
      {name: "next", inputs: ["pool"], kernel: [3, 3], padding: [1, 1]}
    ];
    expect(receptiveField(layers, "conv", 0, 0)).toEqual({x: -3, y: -3, width: 7, height: 7});
    expect(receptiveField(layers, "pool", 1, 2)).toEqual({x: 3, y: -1, width: 11, height: 11});
    expect(receptiveField(layers, "next", 5, 5)).toMatchObject({width: 19, height: 19});
    expect(receptiveField(layers, "image", 4, 6)).toEqual({x: 6, y: 4, width: 1, height: 1});
  });
  test("branches give the hull; dense layers see everything; dilation widens", () => {
    const layers: SlidingLayer[] = [
      {name: "image", inputs: []},
      {name: "wide", inputs: ["image"], kernel: [3, 3], dilations: [4, 4], padding: [4, 4]},
      {name: "sum", inputs: ["image", "wide"]},
      {name: "dense", inputs: ["sum"], global: true}
    ];
    expect(receptiveField(layers, "sum", 10, 10)).toEqual({x: 6, y: 6, width: 9, height: 9});
    expect(receptiveField(layers, "dense", 0, 0).width).toBe(Infinity);
    expect(() => receptiveField(layers, "lost", 0, 0)).toThrow(/this model has: image, wide/);
  });

  const kernelOf = (k: number, from: number, to: number, seed: number) =>
    tf.tensor4d(normals(k * k * from * to, seed), [k, k, from, to]);

  test.each([
    [21, 6, 6],
    [24, 5, 7]
  ])("arithmetic and gradient agree on a %i-pixel picture", async (size, y, x) => {
    const [k1, k2] = [kernelOf(5, 3, 4, 1), kernelOf(3, 4, 2, 2)];
    const tap = (t: tf.Tensor) =>
      tf.conv2d(tf.tanh(tf.conv2d(t as tf.Tensor4D, k1, 2, "same")) as tf.Tensor4D, k2, 1, "same");
    const layers = [{name: "image", inputs: []}, conv("a", "image", 5, 2, size), conv("b", "a", 3, 1, 0)];
    layers[2] = {...conv("b", "a", 3, 1, Math.ceil(size / 2))};
    try {
      const options = {height: size, width: size, samples: 2};
      const {map, rect} = await empiricalReceptiveField(tap, y, x, options);
      const exact = receptiveField(layers, "b", y, x);
      expect(rect).toEqual(clip(exact, size));
      expect(map.shape).toEqual([size, size]);
      expect(await leaked(async () => void (await empiricalReceptiveField(tap, y, x, options)))).toBe(0);
    } finally {
      tf.dispose([k1, k2]);
    }
  });
});

function clip(r: {x: number; y: number; width: number; height: number}, size: number) {
  const [x, y] = [Math.max(0, r.x), Math.max(0, r.y)];
  return {x, y, width: Math.min(size, r.x + r.width) - x, height: Math.min(size, r.y + r.height) - y};
}

test("the effective field is strongest in the middle of what a position can see", async () => {
  const k = tf.tensor4d(normals(9 * 3 * 3, 4), [3, 3, 3, 3]);
  const tap = (t: tf.Tensor) => {
    let a = t as tf.Tensor4D;
    for (let i = 0; i < 4; ++i) a = tf.relu(tf.conv2d(a, k, 1, "same"));
    return a;
  };
  const {map, rect} = await empiricalReceptiveField(tap, 10, 10, {height: 21, width: 21, samples: 4});
  k.dispose();
  expect(rect.width).toBeLessThanOrEqual(9);
  const at = ({data}: Grid, y: number, x: number) => data[y * 21 + x];
  expect(at(map, 10, 10)).toBeGreaterThan(5 * at(map, 6, 6));
});
