import {expect, test} from "vitest";
import {grid} from "../../../../src/components/arrays/grid.js";
import {kNearest} from "../../../../src/components/methods/examples/kNearest.js";

const points = grid([0, 0, 3, 4, 0, 2, 10, 0, 0, -2], [5, 2]);

test("the nearest first, the lower row of equals first", () => {
  const {indices, distances} = kNearest([0, 0], points, {k: 4});
  expect([...indices]).toEqual([0, 2, 4, 1]);
  expect([...distances]).toEqual([0, 2, 2, 5]);
  expect([...kNearest([0, 0], points, {k: 2, except: 0}).indices]).toEqual([2, 4]);
  expect(kNearest([0, 0], points, {k: 99}).indices.length).toBe(5);
});

test("the cosine looks at directions only, and nothing points nowhere", () => {
  const {indices, distances} = kNearest([0, 5], points, {k: 5, metric: "cosine"});
  expect([...indices]).toEqual([2, 1, 0, 3, 4]);
  [0, 0.2, 1, 1, 2].forEach((d, i) => expect(distances[i]).toBeCloseTo(d, 6));
});

test("what does not fit is told", () => {
  expect(() => kNearest([1, 2, 3], points)).toThrow("3 numbers, and each point 2");
  expect(() => kNearest([1, 2], points, {metric: "taxi" as never})).toThrow("euclidean, cosine");
});
