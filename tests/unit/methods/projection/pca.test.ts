import {expect, test} from "vitest";
import {grid} from "../../../../src/components/arrays/grid.js";
import {normals} from "../../../../src/components/arrays/random.js";
import {pca} from "../../../../src/components/methods/projection/pca.js";

/** Points with standard deviations 5, 4, 3, … along the axes, far from 0. */
const ellipsoid = (n: number, d: number) =>
  grid(
    normals(n * d, 2).map((v, i) => 100 + v * 5 * 0.8 ** (i % d)),
    [n, d]
  );

test("points on a line have one component, which explains all", async () => {
  const {explained, components, mean} = await pca(grid([0, 0, 3, 4, 6, 8], [3, 2]));
  expect(explained[0]).toBeCloseTo(1, 6);
  expect([...components.data.subarray(0, 2)].map((v) => +v.toFixed(5))).toEqual([0.6, 0.8]);
  expect([...mean]).toEqual([3, 4]);
});

test("exact from dimensions, exact from points and randomised agree", async () => {
  const x = ellipsoid(60, 40);
  const exact = await pca(x, {components: 5});
  const randomised = await pca(x, {components: 5, exactUpTo: 0, rounds: 12});
  for (const c of [0, 1, 2, 3, 4]) expect(randomised.variance[c] / exact.variance[c]).toBeCloseTo(1, 4);
  for (const i of exact.layout.data.keys()) expect(randomised.layout.data[i]).toBeCloseTo(exact.layout.data[i], 2);
  const wide = ellipsoid(30, 50);
  const fromPoints = await pca(wide, {components: 3});
  const iterated = await pca(wide, {components: 3, exactUpTo: 0, rounds: 12});
  for (const c of [0, 1, 2]) expect(iterated.variance[c] / fromPoints.variance[c]).toBeCloseTo(1, 4);
});

test("components are orthonormal and the layout is the data along them", async () => {
  const x = ellipsoid(80, 12);
  const {components, layout, mean, variance} = await pca(x, {components: 4});
  for (let a = 0; a < 4; ++a)
    for (let b = 0; b <= a; ++b) {
      let dot = 0;
      for (let i = 0; i < 12; ++i) dot += components.data[a * 12 + i] * components.data[b * 12 + i];
      expect(dot).toBeCloseTo(a === b ? 1 : 0, 5);
    }
  let score = 0;
  for (let i = 0; i < 12; ++i) score += (x.data[7 * 12 + i] - mean[i]) * components.data[12 + i];
  expect(layout.data[7 * 4 + 1]).toBeCloseTo(score, 3);
  let square = 0;
  for (let i = 0; i < 80; ++i) square += layout.data[i * 4] ** 2;
  expect(square / 79 / variance[0]).toBeCloseTo(1, 5);
});

test("too many components are refused", async () => {
  await expect(pca(grid([1, 2, 3, 4], [2, 2]), {components: 3})).rejects.toThrow("from 1 to min(n, d) = 2");
});
