import {expect, test} from "vitest";
import {quadrature, type QuadratureRule} from "../../../src/components/arrays/quadrature.js";

const integral = (rule: QuadratureRule, n: number, g: (t: number) => number) => {
  const {points, weights} = quadrature(rule, n);
  return points.reduce((sum, t, i) => sum + weights[i] * g(t), 0);
};

test.each(["trapezoid", "midpoint", "gaussLegendre"] as const)(
  "%s is exact for a straight line, points rising",
  (rule) => {
    expect(integral(rule, 7, (t) => 3 * t + 1)).toBeCloseTo(2.5, 14);
    const {points} = quadrature(rule, 9);
    points.slice(1).forEach((t, i) => expect(t).toBeGreaterThan(points[i]));
  }
);

test("Gauss–Legendre is exact to degree 2n − 1, and no further", () => {
  for (const n of [1, 2, 5, 16, 64])
    for (const degree of [2 * n - 2, 2 * n - 1])
      expect(integral("gaussLegendre", n, (t) => t ** degree)).toBeCloseTo(1 / (degree + 1), 13);
  expect(Math.abs(integral("gaussLegendre", 2, (t) => t ** 4) - 1 / 5)).toBeGreaterThan(1e-3);
});

test("the other rules gain two digits for ten times the points", () => {
  for (const rule of ["trapezoid", "midpoint"] as const) {
    const error = (n: number) => Math.abs(integral(rule, n, Math.exp) - (Math.E - 1));
    expect(error(10) / error(100)).toBeGreaterThan(80);
  }
});

test("wrong words and counts are errors", () => {
  expect(() => quadrature("simpson" as never, 3)).toThrow("trapezoid, midpoint, gaussLegendre");
  expect(() => quadrature("trapezoid", 1)).toThrow("from 2 up");
  expect(() => quadrature("midpoint", 1.5)).toThrow("1.5");
});
