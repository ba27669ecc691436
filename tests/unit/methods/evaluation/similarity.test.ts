import {expect, test} from "vitest";
import {full, grid, mapGrid} from "../../../../src/components/arrays/grid.js";
import {random} from "../../../../src/components/arrays/random.js";
import {agreement} from "../../../../src/components/methods/evaluation/agreement.js";
import {rankCorrelation, ranks} from "../../../../src/components/methods/evaluation/rankCorrelation.js";
import {ssim} from "../../../../src/components/methods/evaluation/ssim.js";

const noise = (seed: number) => {
  const {normal} = random(seed);
  return mapGrid(full([32, 32]), () => normal());
};

test("ranks share ties", () => {
  expect([...ranks([10, 5, 10, 7])]).toEqual([2.5, 0, 2.5, 1]);
});

test("rank correlation sees order only", () => {
  const a = [1, 2, 3, 4, 5];
  expect(rankCorrelation(a, a.map(Math.exp))).toBeCloseTo(1, 12);
  expect(
    rankCorrelation(
      a,
      a.map((v) => -(v ** 3))
    )
  ).toBeCloseTo(-1, 12);
  expect(rankCorrelation([1, 2, 3, 4], [2, 1, 4, 3])).toBeCloseTo(0.6, 12); // 1 − 6·4 / (4·15)
  expect(rankCorrelation(a, [1, 1, 1, 1, 1])).toBeNaN();
  expect(() => rankCorrelation(a, [1])).toThrow("5 and 1");
});

test("a map is like itself, less like itself with noise, and unlike noise", () => {
  const map = mapGrid(full([32, 32]), (_, p) => Math.exp(-Math.hypot(Math.floor(p / 32) - 12, (p % 32) - 20) / 5));
  const noisy = {...map, data: map.data.map((v, i) => v + 0.1 * noise(1).data[i])};
  expect(ssim(map, map)).toBeCloseTo(1, 5);
  expect(ssim(map, noisy)).toBeCloseTo(ssim(noisy, map), 6);
  expect(ssim(map, noisy)).toBeLessThan(0.9);
  expect(ssim(map, noisy)).toBeGreaterThan(ssim(map, noise(2)));
  expect(Math.abs(ssim(noise(3), noise(4)))).toBeLessThan(0.4);
});

test("two flat maps: luminance alone", () => {
  const value = ssim(full([8, 8], 0), full([8, 8], 1));
  expect(value).toBeCloseTo(1e-4 / (1 + 1e-4), 6);
  expect(ssim(full([8, 8], 3), full([8, 8], 3))).toBe(1);
  expect(() => ssim(full([8, 8]), full([8, 7]))).toThrow("[8, 7]");
});

test("agreement of each pair of maps", () => {
  const maps = [grid([1, 2, 3, 4], [4]), grid([10, 20, 30, 40], [4]), grid([4, 3, 2, 1], [4])];
  expect(agreement(maps)).toEqual({data: Float32Array.of(1, 1, -1, 1, 1, -1, -1, -1, 1), shape: [3, 3]});
  expect([...agreement(maps, {measure: "top", share: 0.5}).data]).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 1]);
  expect(() => agreement([maps[0], grid([1], [1])])).toThrow("4, 1");
});
