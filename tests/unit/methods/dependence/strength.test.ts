import {describe, expect, test} from "vitest";
import {last} from "../../../../src/components/lab/frames.js";
import {hStatistic} from "../../../../src/components/methods/dependence/hStatistic.js";
import {permutationImportance} from "../../../../src/components/methods/dependence/permutationImportance.js";
import {formula, lattice, table, uniformRows} from "./tables.js";

describe("Friedman and Popescu's H", () => {
  test("is nothing where effects add up", async () => {
    const f = formula((a, b, c) => 2 * a - 3 * b ** 2 + Math.sin(4 * c));
    const {pairs, total, step, steps} = await last(hStatistic(f, uniformRows(30, 3)));
    expect([step, steps, pairs.length, total.length]).toEqual([6, 6, 3, 3]);
    for (const {h} of [...pairs, ...total]) expect(h).toBeLessThan(1e-6);
  });

  test("of a product is all there is when both columns have mean zero", async () => {
    const {pairs, total} = await last(
      hStatistic(
        formula((a, b) => a * b),
        lattice([-1, 1])
      )
    );
    expect(pairs).toEqual([{a: 0, b: 1, h: 1, size: 1}]);
    expect(total[0].h).toBe(1);
  });

  test("of a product of columns that are 0 or 1 is √⅓, by hand", async () => {
    // PD₁₂ = ab − ¼ has mean square 3/16; what is left, (a − ½)(b − ½), has 1/16.
    const {pairs} = await last(
      hStatistic(
        formula((a, b) => a * b),
        lattice([0, 1])
      )
    );
    expect(pairs[0].h).toBeCloseTo(Math.sqrt(1 / 3), 12);
    expect(pairs[0].size).toBeCloseTo(1 / 4, 12);
  });

  test("finds the pair that interacts among those that do not", async () => {
    const f = formula((a, b, c, d) => a * c + b + d);
    const {pairs, total} = await last(hStatistic(f, uniformRows(25, 4)));
    for (const {a, b, size} of pairs)
      if (a === 0 && b === 2) expect(size).toBeGreaterThan(0.05);
      else expect(size).toBeLessThan(1e-6);
    expect(total[0].h).toBeGreaterThan(0.1);
    expect(total[1].h).toBeLessThan(1e-6);
  });

  test("a model that says always the same has none", async () => {
    const {pairs} = await last(
      hStatistic(
        formula(() => 4),
        lattice([0, 1])
      )
    );
    expect(pairs[0]).toEqual({a: 0, b: 1, h: 0, size: 0});
  });

  test("can be stopped between frames", async () => {
    let asked = 0;
    const counted = formula((a, b) => {
      ++asked;
      return a * b;
    });
    const course = hStatistic(counted, lattice([0, 1]));
    await course.next();
    await course.return();
    const before = asked;
    expect((await course.next()).done).toBe(true);
    expect(asked).toBe(before);
    const stop = new AbortController();
    const other = hStatistic(counted, lattice([0, 1]), {signal: stop.signal});
    await other.next();
    stop.abort(new Error("enough"));
    await expect(other.next()).rejects.toThrow("enough");
  });
});

describe("permutation importance", () => {
  const x = uniformRows(200, 3);
  const f = formula((a, b) => 2 * a - b);
  const y = Array.from(f(x) as Float64Array);

  test("of a column the model does not read is exactly 0", async () => {
    const {error, columns} = await permutationImportance(f, x, y, {seed: 1});
    expect(error).toBe(0);
    expect(columns[2]).toEqual({rises: [0, 0, 0, 0, 0], mean: 0, sd: 0});
    expect(columns[0].mean).toBeGreaterThan(columns[1].mean);
    expect(columns[1].mean).toBeGreaterThan(0.3);
  });

  test("of a right linear model is twice its part's variance, by mean squared error", async () => {
    // E (w·(a − a′))² = 2 w² Var a, with a′ drawn anew; Var = 1/12 of a uniform column
    const many = uniformRows(4000, 2, 8);
    const truth = Array.from(f(many) as Float64Array);
    const {columns} = await permutationImportance(f, many, truth, {loss: "mse", repeats: 8});
    expect(columns[0].mean).toBeCloseTo((2 * 4) / 12, 1);
    expect(columns[1].mean).toBeCloseTo(2 / 12, 1);
  });

  test("repeats by its seed, and not by another", async () => {
    const rises = async (seed: number) => (await permutationImportance(f, x, y, {seed})).columns[0].rises;
    expect(await rises(4)).toEqual(await rises(4));
    expect(await rises(4)).not.toEqual(await rises(5));
  });

  test("by hand, where every shuffle of a column is a swap or none", async () => {
    const two = table([
      [0, 5],
      [1, 5]
    ]);
    const {columns} = await permutationImportance(
      formula((a) => a),
      two,
      [0, 1],
      {loss: "mae", repeats: 20}
    );
    expect(new Set(columns[0].rises)).toEqual(new Set([0, 1]));
    expect(columns[1].mean).toBe(0);
  });

  test("names a loss it does not know, and rows that do not fit", async () => {
    await expect(permutationImportance(f, x, y, {loss: "r2" as any})).rejects.toThrow(/unknown loss: r2/);
    await expect(permutationImportance(f, x, [1])).rejects.toThrow(/1 answers for 200 rows/);
  });
});
