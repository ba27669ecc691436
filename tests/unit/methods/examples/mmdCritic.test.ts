import {expect, test} from "vitest";
import {grid} from "../../../../src/components/arrays/grid.js";
import {random} from "../../../../src/components/arrays/random.js";
import {mmdCritic} from "../../../../src/components/methods/examples/mmdCritic.js";

/** Three clusters of 30 around (0, 0), (10, 0), (0, 10), and one outlier, the last, at (8, 8). */
const points = (() => {
  const {normal} = random(2);
  const centres = [0, 0, 10, 0, 0, 10];
  const data = Array.from({length: 180}, (_, i) => centres[2 * Math.floor(i / 60) + (i % 2)] + 0.5 * normal());
  return grid([...data, 8, 8], [91, 2]);
})();

test("one prototype from each cluster, and the outlier as the first criticism", () => {
  const {prototypes, criticisms, discrepancy} = mmdCritic(points, {prototypes: 3, criticisms: 1, gamma: 0.5});
  expect([...prototypes].map((i) => Math.floor(i / 30)).sort()).toEqual([0, 1, 2]);
  expect(criticisms.length).toBe(1);
  expect(discrepancy[2]).toBeLessThan(discrepancy[1]);
  expect(discrepancy[1]).toBeLessThan(discrepancy[0]);
});

test("the discrepancy and the witness are what their definitions say", () => {
  const {prototypes, discrepancy, witness} = mmdCritic(points, {prototypes: 2, criticisms: 0, gamma: 0.1});
  const k = (i: number, j: number) =>
    Math.exp(
      -0.1 * ((points.data[2 * i] - points.data[2 * j]) ** 2 + (points.data[2 * i + 1] - points.data[2 * j + 1]) ** 2)
    );
  const all = Array.from({length: 91}, (_, i) => i);
  const mean = (a: number[], b: number[]) =>
    a.reduce((s, i) => s + b.reduce((t, j) => t + k(i, j), 0), 0) / a.length / b.length;
  const chosen = [...prototypes];
  expect(discrepancy[1]).toBeCloseTo(mean(all, all) - 2 * mean(all, chosen) + mean(chosen, chosen), 10);
  expect(witness[5]).toBeCloseTo(mean([5], all) - mean([5], chosen), 6);
});

test("each greedy choice is the best one", () => {
  const few = grid([0, 0.1, 0.2, 5, 5.3], [5, 1]);
  const k = (a: number, b: number) => Math.exp(-((few.data[a] - few.data[b]) ** 2));
  const all = [0, 1, 2, 3, 4];
  const gap = (chosen: number[]) => {
    const mean = (a: number[], b: number[]) =>
      a.flatMap((i) => b.map((j) => k(i, j))).reduce((s, v) => s + v, 0) / a.length / b.length;
    return mean(chosen, chosen) - 2 * mean(all, chosen);
  };
  const {prototypes} = mmdCritic(few, {prototypes: 2, criticisms: 1, gamma: 1});
  const best = (rest: number[]) =>
    all.filter((i) => !rest.includes(i)).sort((a, b) => gap([...rest, a]) - gap([...rest, b]))[0];
  const first = best([]);
  expect([...prototypes]).toEqual([first, best([first])]);
});

test("no more than there are", () => {
  expect(() => mmdCritic(grid([1, 2], [2, 1]), {prototypes: 2, criticisms: 1})).toThrow("out of 2 points");
});
