import {expect, test} from "vitest";
import {rankCorrelation, ranks} from "../../../../src/components/methods/evaluation/rankCorrelation.js";

test("ties share their mean rank", () => {
  expect([...ranks([10, 20, 20, 5])]).toEqual([1, 2.5, 2.5, 0]);
});

test("any rising copy has correlation 1, any falling one −1, a constant 0", () => {
  const a = [3, 1, 4, 1.5, 9];
  expect(rankCorrelation(a, a.map(Math.exp))).toBeCloseTo(1, 12);
  expect(
    rankCorrelation(
      a,
      a.map((v) => -v)
    )
  ).toBeCloseTo(-1, 12);
  expect(rankCorrelation(a, [2, 2, 2, 2, 2])).toBe(0);
});

test("without ties it is 1 − 6 Σ d² / (n (n² − 1)) (Spearman 1904)", () => {
  const a = [1, 2, 3, 4, 5, 6];
  const b = [2, 1, 4, 6, 3, 5];
  const d2 = a.reduce((sum, v, i) => sum + (v - b[i]) ** 2, 0);
  expect(rankCorrelation(a, b)).toBeCloseTo(1 - (6 * d2) / (6 * 35), 12);
});
