import {expect, test} from "vitest";
import {grid} from "../../../../src/components/arrays/grid.js";
import {normals, random} from "../../../../src/components/arrays/random.js";
import {fewerNeighbours, nearestNeighbours} from "../../../../src/components/methods/projection/neighbours.js";
import {
  neighbourAccuracy,
  prepareQuality,
  trustworthiness
} from "../../../../src/components/methods/projection/quality.js";

test("neighbours are those of a plain sort, nearest first", async () => {
  const n = 211;
  const d = 7;
  const x = grid(normals(n * d, 3), [n, d]);
  const {indices, distances, k} = await nearestNeighbours(x, {k: 12});
  expect(k).toBe(12);
  for (let i = 0; i < n; ++i) {
    const away = Float64Array.from({length: n}, (_, j) => {
      let square = 0;
      for (let c = 0; c < d; ++c) square += (x.data[i * d + c] - x.data[j * d + c]) ** 2;
      return Math.sqrt(square);
    });
    const order = [...Array(n).keys()].filter((j) => j !== i).sort((a, b) => away[a] - away[b]);
    expect([...indices.subarray(i * k, (i + 1) * k)]).toEqual(order.slice(0, k));
    expect(distances[i * k + 3]).toBeCloseTo(away[order[3]], 4);
  }
});

test("ties go to the lower index; k is cut to the points there are", async () => {
  const {indices, k} = await nearestNeighbours(grid([0, 1, 2, 3, 4], [5, 1]), {k: 99});
  expect(k).toBe(4);
  expect([...indices.subarray(8, 12)]).toEqual([1, 3, 0, 4]);
  await expect(nearestNeighbours(grid([1], [1, 1]))).rejects.toThrow("at least 2 points");
});

test("among many points too, with copies of one another and far from the origin", async () => {
  const n = 1500;
  const d = 5;
  const data = normals(n * d, 9).map((v) => v + 30);
  data.copyWithin(700 * d, 20 * d, 320 * d);
  const x = grid(data, [n, d]);
  const near = await nearestNeighbours(x, {k: 40});
  const square = (i: number, j: number) => {
    let s = 0;
    for (let c = 0; c < d; ++c) s += (data[i * d + c] - data[j * d + c]) ** 2;
    return s;
  };
  for (const i of [0, 20, 25, 700, 1499]) {
    const away = Float64Array.from({length: n}, (_, j) => square(i, j));
    const order = [...Array(n).keys()].filter((j) => j !== i).sort((a, b) => away[a] - away[b]);
    const found = near.indices.subarray(i * 40, (i + 1) * 40);
    expect(new Set(found).size).toBe(40);
    found.forEach((j, m) => expect(Math.sqrt(away[j])).toBeCloseTo(Math.sqrt(away[order[m]]), 3));
  }
  expect(near.indices[20 * 40]).toBe(700);
});

test("the first neighbours of a longer list", async () => {
  const x = grid(normals(60, 1), [20, 3]);
  expect(fewerNeighbours(await nearestNeighbours(x, {k: 9}), 4)).toEqual(await nearestNeighbours(x, {k: 4}));
});

test("a search for neighbours can be aborted", async () => {
  const x = grid(normals(600, 1), [200, 3]);
  await expect(nearestNeighbours(x, {signal: AbortSignal.abort(new Error("stop"))})).rejects.toThrow("stop");
});

test("trustworthiness has its closed form, and is 1 for an affine copy", async () => {
  const x = grid([0, 1, 2, 3, 4], [5, 1]);
  expect(await trustworthiness(x, grid([0, 2, 4, 1, 3], [5, 1]), 1)).toBeCloseTo(0.2, 12);
  expect(await trustworthiness(x, grid([5, 7, 9, 11, 13], [5, 1]), 1)).toBe(1);
});

test("continuity is trustworthiness with data and layout exchanged", async () => {
  const x = grid(normals(120 * 4, 5), [120, 4]);
  const y = grid(normals(120 * 2, 6), [120, 2]);
  const one = (await prepareQuality(x, {k: 8}))(y);
  const other = (await prepareQuality(y, {k: 8}))(x);
  expect(one.continuity).toBeCloseTo(other.trustworthiness, 12);
  expect(one.trustworthiness).toBeCloseTo(other.continuity, 12);
});

test("a sample's quality is near that of all points", async () => {
  const n = 600;
  const x = grid(normals(n * 5, 7), [n, 5]);
  const y = grid(
    Float32Array.from({length: 2 * n}, (_, i) => x.data[(i >> 1) * 5 + (i & 1)]),
    [n, 2]
  );
  const all = (await prepareQuality(x))(y);
  const some = (await prepareQuality(x, {sample: 300}))(y);
  expect(Math.abs(all.trustworthiness - some.trustworthiness)).toBeLessThan(0.02);
  expect(Math.abs(all.continuity - some.continuity)).toBeLessThan(0.02);
});

test("separate classes are told apart; random labels are not", () => {
  const n = 300;
  const next = random(4);
  const labels = Int32Array.from({length: n}, (_, i) => i % 3);
  const layout = grid(
    Float32Array.from({length: 2 * n}, (_, c) => next.normal() + (c & 1 ? 0 : 20 * labels[c >> 1])),
    [n, 2]
  );
  expect(neighbourAccuracy(layout, labels)).toBe(1);
  const accuracy = neighbourAccuracy(
    layout,
    Int32Array.from({length: n}, () => next.integer(3))
  );
  expect(accuracy).toBeGreaterThan(0.2);
  expect(accuracy).toBeLessThan(0.47);
});
