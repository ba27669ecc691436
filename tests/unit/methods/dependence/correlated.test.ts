import {describe, expect, test} from "vitest";
import {normalCdf} from "../../../../src/components/arrays/normalCdf.js";
import {ale} from "../../../../src/components/methods/dependence/ale.js";
import {
  correlatedPoints,
  correlatedTruth,
  trueEffect
} from "../../../../src/components/methods/dependence/correlatedPoints.js";
import {partialDependence} from "../../../../src/components/methods/dependence/partialDependence.js";
import {formula} from "./tables.js";

test("the normal's distribution function, against tabled values", () => {
  const tabled = [
    [0, 0.5],
    [1, 0.8413447461],
    [-1.959963985, 0.025],
    [3, 0.998650102],
    [-5, 2.8665157e-7]
  ];
  for (const [z, p] of tabled) expect(Math.abs(normalCdf(z) - p)).toBeLessThan(1e-7);
});

describe("points whose columns go together", () => {
  test("have the correlation that a normal copula gives uniform columns, 6/π · asin(ρ/2)", () => {
    for (const rho of [0, 0.5, 0.95]) {
      const {correlation} = correlatedPoints(20_000, rho, 5);
      // about three standard errors at ρ = 0, more elsewhere
      expect(Math.abs(correlation - (6 / Math.PI) * Math.asin(rho / 2))).toBeLessThan(0.02);
    }
  });

  test("have uniform columns whatever the correlation", () => {
    const {x} = correlatedPoints(20_000, 0.9, 2);
    for (const j of [0, 1]) {
      const column = Array.from({length: 20_000}, (_, i) => x.data[2 * i + j]);
      for (const q of [0.1, 0.5, 0.9]) {
        const share = column.filter((v) => v < q).length / column.length;
        expect(Math.abs(share - q)).toBeLessThan(0.015); // four standard errors
      }
    }
  });

  test("come again by their seed", () => {
    expect(correlatedPoints(10, 0.5, 3)).toEqual(correlatedPoints(10, 0.5, 3));
    expect(correlatedPoints(10, 0.5, 3).y).not.toEqual(correlatedPoints(10, 0.5, 4).y);
    expect(() => correlatedPoints(10, 1, 3)).toThrow(/between −1 and 1/);
  });
});

describe("a model that is wrong only where no points are", () => {
  const wild = formula((a, b) => correlatedTruth(a, b) + 2 * (a - b) ** 2);
  const {x} = correlatedPoints(4000, 0.995, 1);

  test("partial dependence believes it, by its closed form", async () => {
    const values = [0.1, 0.5, 0.9];
    const pd = await partialDependence(wild, x, 0, values);
    // v + E b² + 2 E (v − b)², b uniform: v + 1/3 + 2 ((v − ½)² + 1/12)
    values.forEach((v, k) => expect(Math.abs(pd[k] - (v + 1 / 3 + 2 * ((v - 0.5) ** 2 + 1 / 12)))).toBeLessThan(0.04));
  });

  test("accumulated local effects do not", async () => {
    for (const column of [0, 1]) {
      const {values, effect} = await ale(wild, x, column, {bins: 20});
      values.forEach((v, k) => expect(Math.abs(effect[k] - trueEffect(column, v))).toBeLessThan(0.02));
    }
  });
});
