import {expect, test} from "vitest";
import {full, grid, type Grid} from "../../../../src/components/arrays/grid.js";
import {evaluate, valueAndGradient} from "../../../../src/components/lab/gradient.js";
import type * as tf from "../../../../src/components/lab/tf.js";
import {penalty, type PenaltySpec} from "../../../../src/components/methods/visualisation/penalties.js";

const cost = async (specs: PenaltySpec[], images: Grid) =>
  Array.from((await evaluate((x) => penalty(specs)(x as tf.Tensor4D), images)).data);

test("L2 is the mean squared distance from grey", async () => {
  const [grey, white] = await cost([{kind: "l2", weight: 2}], grid([0.5, 0.5, 1, 1], [2, 1, 2, 1]));
  expect(grey).toBe(0);
  expect(white).toBe(0.5);
});

test("L1 is the mean ink", async () => {
  expect((await cost([{kind: "l1", weight: 2}], grid([0, 1, 0.5, 0.5], [1, 2, 2, 1])))[0]).toBe(1);
});

test("the α-norm is 0 for grey, 1 for black and white, 2⁻⁶ half way", async () => {
  const values = await cost([{kind: "alpha", weight: 1}], grid([0.5, 0.5, 0, 1, 0.75, 0.25], [3, 1, 2, 1]));
  expect(values[0]).toBe(0);
  expect(values[1]).toBeCloseTo(1, 6);
  expect(values[2]).toBeCloseTo(1 / 64, 6);
});

test("TV of a ramp is its slope to the power β, of a flat picture 0", async () => {
  // rises by .3 down and .4 across: gradient length .5
  const ramp = grid(
    Array.from({length: 12}, (_, i) => 0.3 * Math.floor(i / 4) + 0.4 * (i % 4)),
    [1, 3, 4, 1]
  );
  for (const [beta, expected] of [
    [1, 0.5],
    [2, 0.25],
    [3, 0.125]
  ])
    expect((await cost([{kind: "tv", weight: 1, beta}], ramp))[0]).toBeCloseTo(expected, 5);
  expect((await cost([{kind: "tv", weight: 1, beta: 2}], full([1, 3, 3, 3], 0.7)))[0]).toBe(0);
});

test("TV has a finite gradient on a flat picture, for every β", async () => {
  for (const beta of [1, 1.5, 2]) {
    const {gradient} = await valueAndGradient(
      (x) => penalty([{kind: "tv", weight: 1, beta}])(x as tf.Tensor4D),
      full([1, 4, 4, 1], 0.2)
    );
    gradient.data.forEach((g) => expect(Math.abs(g)).toBe(0));
  }
});

test("penalties add up; none cost nothing; unknown ones are errors", async () => {
  const white = full([2, 3, 3, 1], 1);
  const both: PenaltySpec[] = [
    {kind: "alpha", weight: 3},
    {kind: "l2", weight: 4}
  ];
  expect(await cost(both, white)).toEqual([4, 4]);
  expect(await cost([], white)).toEqual([0, 0]);
  expect(() => penalty([{kind: "taste", weight: 1} as never])).toThrow(/known: l1, l2, tv, alpha/);
  expect(() => penalty([{kind: "alpha", weight: 1, alpha: 1}])).toThrow(/α of 2 or more/);
});
