import {expect, test} from "vitest";
import {full, grid} from "../../../../src/components/arrays/grid.js";
import {baselineOf} from "../../../../src/components/methods/attribution/baselines.js";

const photo = grid([0, 1, 0.5, 0, 1, 0, 0, 0], [1, 2, 2, 2]);

test("black, white and the mean colour", () => {
  expect([...baselineOf({kind: "black"}, photo).data]).toEqual(Array(8).fill(0));
  expect([...baselineOf({kind: "white"}, photo).data]).toEqual(Array(8).fill(1));
  expect([...baselineOf({kind: "black"}, photo, [-1, 1]).data]).toEqual(Array(8).fill(-1));
  expect([...baselineOf({kind: "mean"}, photo).data]).toEqual([0.375, 0.25, 0.375, 0.25, 0.375, 0.25, 0.375, 0.25]);
});

test("a blur keeps flat pictures and the mass of a dot far from the edges, and is symmetric", () => {
  const flat = baselineOf({kind: "blur", sigma: 2}, full([1, 5, 7, 3], 0.25));
  flat.data.forEach((v) => expect(v).toBeCloseTo(0.25, 6));
  const dot = full([1, 21, 21, 1]);
  dot.data[10 * 21 + 10] = 1;
  const {data} = baselineOf({kind: "blur", sigma: 1.5}, dot);
  expect(data.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  expect(data[10 * 21 + 12]).toBeCloseTo(data[12 * 21 + 10], 7);
  expect(data[10 * 21 + 12] / data[10 * 21 + 10]).toBeCloseTo(Math.exp(-4 / (2 * 1.5 ** 2)), 5);
});

test("noise is seeded and stays in the range", () => {
  const a = baselineOf({kind: "noise", seed: 1}, photo, [-2, 3]);
  expect(baselineOf({kind: "noise", seed: 1}, photo, [-2, 3])).toEqual(a);
  expect(baselineOf({kind: "noise", seed: 2}, photo, [-2, 3])).not.toEqual(a);
  a.data.forEach((v) => expect(v >= -2 && v < 3).toBe(true));
});

test("one's own must fit; unknown ones are told the legal", () => {
  expect(() => baselineOf({kind: "own", grid: full([1, 2])}, photo)).toThrow("[1, 2]");
  expect(() => baselineOf({kind: "pink"} as never, photo)).toThrow("black, white, mean, blur, noise, own");
});
