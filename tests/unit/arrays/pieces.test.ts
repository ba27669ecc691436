import {expect, test} from "vitest";
import type {Image} from "../../../src/components/arrays/image.js";
import {indexUpTo} from "../../../src/components/arrays/indexUpTo.js";
import {randomCrops} from "../../../src/components/arrays/randomCrops.js";
import {shrunken} from "../../../src/components/arrays/shrunken.js";
import {commonTenth, strongest} from "../../../src/components/arrays/strongest.js";
import {weightInside, weightOnDark} from "../../../src/components/arrays/weightIn.js";

const ramp = (height: number, width: number): Image => ({
  data: Float32Array.from({length: height * width * 3}, (_, i) => Math.floor(i / 3) / (height * width)),
  shape: [height, width, 3]
});

test("the strongest go by magnitude, at least one of them", () => {
  expect([...strongest([1, -5, 3, 0], 0.5)].sort()).toEqual([1, 2]);
  expect(strongest([1, 2, 3], 0.01).size).toBe(1);
});

test("two maps share all, none or a part of their strongest tenths", () => {
  const a = Float32Array.from({length: 100}, (_, i) => i);
  expect(commonTenth(a, a)).toBe(1);
  expect(commonTenth(a, a.toReversed())).toBe(0);
  const half = a.map((v, i) => (i >= 95 ? 0 : v));
  expect(commonTenth(a, half)).toBeCloseTo(0.5);
  expect(() => commonTenth(a, a.subarray(1))).toThrow(/100 and 99/);
});

test("a map's weight is counted whatever its sign, inside a rectangle and on the dark", () => {
  const map = {data: Float32Array.of(1, -3, 0, 4), shape: [2, 2]};
  expect(weightInside(map, {x: 0, y: 0, width: 2, height: 1})).toBe(0.5);
  expect(weightInside({data: new Float32Array(4), shape: [2, 2]}, {x: 0, y: 0, width: 2, height: 2})).toBe(0);
  const even = {data: new Float32Array(50).fill(2), shape: [5, 10]};
  expect(weightOnDark(even, ramp(5, 10))).toBeCloseTo(0.2);
  const dark = {data: Float32Array.from({length: 50}, (_, i) => (i < 10 ? -1 : 0)), shape: [5, 10]};
  expect(weightOnDark(dark, ramp(5, 10))).toBe(1);
});

test("a shrunken picture lies in the middle of grey, with its mean kept", () => {
  const {image, rect} = shrunken(ramp(20, 20), 0.5);
  expect(rect).toEqual({x: 5, y: 5, width: 10, height: 10});
  expect(image.data[0]).toBe(0.5);
  let inside = 0;
  for (let y = 5; y < 15; ++y) for (let x = 5; x < 15; ++x) inside += image.data[(y * 20 + x) * 3] / 100;
  const mean = ramp(20, 20).data.reduce((s, v) => s + v, 0) / 1200;
  expect(inside).toBeCloseTo(mean, 2);
  expect(shrunken(ramp(8, 8), 1).image.data).toEqual(ramp(8, 8).data);
});

test("random pieces go by their seed and take every picture in turn", () => {
  const flat = [0.2, 0.8].map((v) => ({data: new Float32Array(300).fill(v), shape: [10, 10, 3]}) as Image);
  const pieces = randomCrops(flat, 4, 7, 5);
  expect(pieces.map(({data}) => Number(data[0].toFixed(3)))).toEqual([0.2, 0.8, 0.2, 0.8]);
  expect(pieces[0].shape).toEqual([5, 5, 3]);
  expect(randomCrops([ramp(9, 9)], 2, 7, 5)).toEqual(randomCrops([ramp(9, 9)], 2, 7, 5));
  expect(randomCrops([ramp(9, 9)], 2, 7, 5)).not.toEqual(randomCrops([ramp(9, 9)], 2, 8, 5));
});

test("the position reached last", () => {
  expect([0, 0.2, 0.5, 0.99, 1].map((at) => indexUpTo([0.1, 0.5, 1], at))).toEqual([0, 0, 1, 1, 2]);
  expect(indexUpTo([], 0.5)).toBe(0);
});
