import {expect, test} from "vitest";
import {disagreement} from "../../../src/components/arrays/disagreement.js";
import {fitWithin, type Image} from "../../../src/components/arrays/image.js";

const image = (data: number[], shape: Image["shape"]): Image => ({data: Float32Array.from(data), shape});

test("pictures disagree by their standard deviation, averaged over colours", () => {
  const a = image([0, 0, 0, 0.5, 0.5, 0.5], [1, 2, 3]);
  const b = image([1, 0, 0, 0.5, 0.5, 0.5], [1, 2, 3]);
  const {data, shape} = disagreement([a, b]);
  expect(shape).toEqual([1, 2, 1]);
  expect(data[0]).toBeCloseTo(0.5 / 3, 6);
  expect(data[1]).toBe(0);
  expect(() => disagreement([])).toThrow(/at least one/);
});

test("fitting keeps proportions and brightness", () => {
  const wide = image(new Array(30 * 60 * 3).fill(0.25), [30, 60, 3]);
  const fitted = fitWithin(wide, 20);
  expect(fitted.shape).toEqual([10, 20, 3]);
  for (const v of fitted.data) expect(v).toBeCloseTo(0.25, 6);
});
