import {expect, test} from "vitest";
import {grid} from "../../../../src/components/arrays/grid.js";
import type {Image} from "../../../../src/components/arrays/image.js";
import {mergeSegments} from "../../../../src/components/methods/segmentation/mergeSegments.js";

// Four columns of grey: two dark ones, two light ones.
const image = grid([0, 0.1, 0.9, 1, 0, 0.1, 0.9, 1], [2, 4, 1]) as Image;
const columns = grid([0, 1, 2, 3, 0, 1, 2, 3], [2, 4]);

test("the most alike neighbours join first", () => {
  expect([...mergeSegments(image, columns, 2).data]).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
});

test("as many segments are left as asked for, numbered without gaps", () => {
  for (const count of [1, 2, 3, 4]) expect(new Set(mergeSegments(image, columns, count).data).size).toBe(count);
  expect(Math.max(...mergeSegments(image, columns, 3).data)).toBe(2);
});

test("alike segments that do not touch stay apart", () => {
  const striped = grid([0, 1, 0, 1], [1, 4, 1]) as Image;
  expect([...mergeSegments(striped, grid([0, 1, 2, 3], [1, 4]), 3).data].filter((v) => v === 0).length).toBe(2);
  expect(() => mergeSegments(image, columns, 5)).toThrow(/1 to 4/);
});

test("nearness makes pieces compact where colour alone would not", () => {
  const flat = grid([0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.52], [1, 8, 1]) as Image;
  const pixels = grid([0, 1, 2, 3, 4, 5, 6, 7], [1, 8]);
  expect([...mergeSegments(flat, pixels, 2).data]).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  expect([...mergeSegments(flat, pixels, 2, 1).data]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
});
