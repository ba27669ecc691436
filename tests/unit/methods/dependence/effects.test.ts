import {describe, expect, test} from "vitest";
import {ale, aleOfLevels} from "../../../../src/components/methods/dependence/ale.js";
import {ale2d} from "../../../../src/components/methods/dependence/ale2d.js";
import {dependenceGrid} from "../../../../src/components/methods/dependence/dependenceGrid.js";
import {centredIce, ice} from "../../../../src/components/methods/dependence/ice.js";
import {partialDependence} from "../../../../src/components/methods/dependence/partialDependence.js";
import {partialDependence2d} from "../../../../src/components/methods/dependence/partialDependence2d.js";
import {formula, lattice, table, uniformRows} from "./tables.js";

const linear = formula((a, b) => 2 * a - 3 * b + 1);
const additive = formula((a, b) => a ** 2 + 3 * b);
const product = formula((a, b) => a * b);
const four = table([
  [0, 1],
  [1, 3],
  [2, 0],
  [3, 4]
]); // means 1.5 and 2

describe("where a column is set", () => {
  test("even places lie equally far apart, quantiles are values of the data, levels are all there are", () => {
    expect(dependenceGrid([4, 0, 1, 2], 3, "even")).toEqual([0, 2, 4]);
    expect(dependenceGrid([5, 1, 2, 3, 9, 8], 3, "quantile")).toEqual([1, 3, 9]);
    expect(dependenceGrid([2, 0, 2, 1, 0], 2, "levels")).toEqual([0, 1, 2]);
  });

  test("repeats leave fewer places, never the same twice", () => {
    expect(dependenceGrid([0, 0, 0, 0, 0, 1], 5, "quantile")).toEqual([0, 1]);
    expect(dependenceGrid([7, 7], 4, "even")).toEqual([7]);
  });

  test("quantile bins all hold rows", () => {
    const column = uniformRows(57, 1).data.map((v) => Math.round(20 * v ** 3));
    const edges = dependenceGrid(column, 11, "quantile");
    for (let k = 1; k < edges.length; ++k)
      expect(column.filter((v) => v <= edges[k] && v > edges[k - 1]).length, `bin ${k}`).toBeGreaterThan(0);
  });

  test("one point is no grid, and other spacings are unknown", () => {
    expect(() => dependenceGrid([1, 2], 1, "even")).toThrow(/at least 2/);
    expect(() => dependenceGrid([1, 2], 3, "log" as any)).toThrow(/unknown spacing: log/);
  });
});

describe("partial dependence, by hand", () => {
  test("of a linear model it is the line through the other columns' means", async () => {
    expect(Array.from(await partialDependence(linear, four, 0, [0, 1, 3]))).toEqual([-5, -3, 1]); // 2v − 3·2 + 1
    expect(Array.from(await partialDependence(linear, four, 1, [0, 2]))).toEqual([4, -2]); // 2·1.5 − 3v + 1
  });

  test("of an additive model it is the column's own part and a constant", async () => {
    // v² + 3·2, and mean(a²) + 3v with mean(a²) = 14/4
    expect(Array.from(await partialDependence(additive, four, 0, [0, 2, 3]))).toEqual([6, 10, 15]);
    expect(Array.from(await partialDependence(additive, four, 1, [0, 1]))).toEqual([3.5, 6.5]);
  });

  test("of a product it is the slope of the other column's mean", async () => {
    expect(Array.from(await partialDependence(product, four, 0, [0, 1, 5]))).toEqual([0, 2, 10]);
  });

  test("both columns set, nothing is left to average", async () => {
    const surface = await partialDependence2d(product, four, {
      a: {column: 0, values: [0, 1, 2]},
      b: {column: 1, values: [3, 5]}
    });
    expect(surface).toEqual({data: Float32Array.of(0, 0, 3, 5, 6, 10), shape: [3, 2]});
  });

  test("a third column is averaged over", async () => {
    const rows = table([
      [0, 0, 1],
      [1, 1, 5]
    ]);
    const surface = await partialDependence2d(
      formula((a, b, c) => a * b + c),
      rows,
      {a: {column: 0, values: [2]}, b: {column: 1, values: [3, 4]}}
    );
    expect(Array.from(surface.data)).toEqual([9, 11]); // 2·3 + 3, 2·4 + 3
  });
});

describe("individual curves", () => {
  test("are the model with one column set, and their mean is the partial dependence", async () => {
    const values = [0, 1, 3];
    const curves = await ice(product, four, 0, values);
    expect(curves.shape).toEqual([4, 3]);
    expect(Array.from(curves.data)).toEqual([0, 1, 3, 0, 3, 9, 0, 0, 0, 0, 4, 12]); // rows are b·v for b = 1, 3, 0, 4
    const pd = await partialDependence(product, four, 0, values);
    values.forEach((_, v) => {
      const column = [0, 1, 2, 3].map((i) => curves.data[i * 3 + v]);
      expect(column.reduce((s, c) => s + c) / 4).toBe(pd[v]);
    });
  });

  test("centred, fall together where nothing interacts, and only there", async () => {
    const spread = async (f: typeof linear) => {
      const {data} = centredIce(await ice(f, four, 0, [0, 1, 3]));
      expect([0, 3, 6, 9].map((i) => data[i])).toEqual([0, 0, 0, 0]);
      return Math.max(...[0, 1, 2, 3].map((i) => Math.abs(data[3 * i + 2] - data[2])));
    };
    expect(await spread(additive)).toBe(0);
    expect(await spread(product)).toBe(9);
  });

  test("can be centred at any place of theirs", async () => {
    const curves = await ice(linear, four, 0, [0, 1, 3]);
    expect(Array.from(centredIce(curves, 2).data.subarray(0, 3))).toEqual([-6, -4, 0]);
    expect(() => centredIce(curves, 3)).toThrow(/no place 3/);
  });
});

describe("accumulated local effects, by hand", () => {
  test("of a linear model rise by its slope and have mean zero", async () => {
    const {values, effect, counts} = await ale(linear, four, 0, {bins: 2});
    // edges 0, 1, 3 with rows {0, 1} and {2, 3}: effects 0, 2, 6 less the mean (2·1 + 2·4)/4
    expect(values).toEqual([0, 1, 3]);
    expect(counts).toEqual([0, 2, 2]);
    expect(Array.from(effect)).toEqual([-2.5, -0.5, 3.5]);
  });

  test("of an additive model are its own part", async () => {
    const {values, effect} = await ale(additive, uniformRows(400, 2), 0, {bins: 16});
    values.forEach((v, k) => expect(effect[k] - effect[0]).toBeCloseTo(v ** 2 - values[0] ** 2, 5));
  });

  test("of a product follow the other column's local mean", async () => {
    // Bins {0, 1} and {2, 3} of column 0 hold b = 1, 3 and 0, 4: slopes 2 and 2 by widths 1 and 2.
    const {effect} = await ale(product, four, 0, {bins: 2});
    expect(effect[1] - effect[0]).toBe(2);
    expect(effect[2] - effect[1]).toBe(4);
  });

  test("of kinds accumulate over the order given", async () => {
    const kinds = table([
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 4]
    ]);
    const f = formula((k, b) => [10, 30, 20][k] + b);
    // steps +20 and −10; the mean over the rows (0·2 + 20 + 10)/4
    const rising = await aleOfLevels(f, kinds, 0);
    expect(rising.values).toEqual([0, 1, 2]);
    expect(rising.counts).toEqual([2, 1, 1]);
    expect(Array.from(rising.effect)).toEqual([-7.5, 12.5, 2.5]);
    const turned = await aleOfLevels(f, kinds, 0, {order: [2, 0, 1]});
    expect(Array.from(turned.effect)).toEqual([2.5, -7.5, 12.5]);
    await expect(aleOfLevels(f, kinds, 0, {order: [0, 1]})).rejects.toThrow(/leaves out levels/);
  });

  test("of a column that never changes are nothing", async () => {
    const still = table([
      [7, 1],
      [7, 2]
    ]);
    const {values, effect} = await ale(linear, still, 0);
    expect([values, Array.from(effect)]).toEqual([[7], [0]]);
  });
});

describe("second-order effects, by hand", () => {
  const places = Array.from({length: 9}, (_, i) => i);

  test("are nothing where effects add up", async () => {
    const {effect} = await ale2d(additive, uniformRows(300, 2), [0, 1], {bins: 5});
    for (const v of effect.data) expect(Math.abs(v)).toBeLessThan(1e-5);
  });

  test("of a product on a lattice are the product of the deviations", async () => {
    const {a, b, effect, counts} = await ale2d(product, lattice(places), [0, 1], {bins: 4});
    expect(counts.data.reduce((s, v) => s + v)).toBe(81);
    const [middleA, middleB] = [a, b].map((edges) => {
      const rows = (k: number) => places.filter((v) => v <= edges[k] && (k === 1 || v > edges[k - 1])).length;
      return edges.slice(1).reduce((sum, v, k) => sum + (rows(k + 1) * (v + edges[k])) / 2 / 9, 0);
    });
    a.forEach((u, k) =>
      b.forEach((v, l) => expect(effect.data[k * b.length + l]).toBeCloseTo((u - middleA) * (v - middleB), 4))
    );
  });

  test("bins without rows take their neighbour's change", async () => {
    const diagonal = table(places.map((v) => [v, v]));
    const {effect, counts} = await ale2d(product, diagonal, [0, 1], {bins: 4});
    expect(counts.data.filter((n) => !n)).toHaveLength(12);
    for (const v of effect.data) expect(Number.isFinite(v)).toBe(true);
  });

  test("one column twice is no pair", async () => {
    await expect(ale2d(product, four, [1, 1])).rejects.toThrow(/two different columns/);
  });
});

describe("every effect", () => {
  const stopped = AbortSignal.abort(new Error("enough"));

  test("stops when told to", async () => {
    const options = {signal: stopped};
    const pair = {a: {column: 0, values: [1]}, b: {column: 1, values: [1]}};
    await expect(partialDependence(linear, four, 0, [1], options)).rejects.toThrow("enough");
    await expect(partialDependence2d(linear, four, pair, options)).rejects.toThrow("enough");
    await expect(ice(linear, four, 0, [1], options)).rejects.toThrow("enough");
    await expect(ale(linear, four, 0, options)).rejects.toThrow("enough");
    await expect(ale2d(linear, four, [0, 1], options)).rejects.toThrow("enough");
  });

  test("names a column that is not there, and an option it does not know", async () => {
    await expect(partialDependence(linear, four, 2, [1])).rejects.toThrow(/unknown column: 2 .*0 to 1/);
    await expect(ale(linear, four, 0, {edges: 3} as any)).rejects.toThrow(/unknown option edges/);
  });

  test("leaves the table as it was, and waits for a model that takes its time", async () => {
    const before = Array.from(four.data);
    const slow = async (rows: typeof four) => linear(rows);
    expect(Array.from(await partialDependence(slow, four, 0, [0]))).toEqual([-5]);
    await ale(slow, four, 0, {bins: 2});
    expect(Array.from(four.data)).toEqual(before);
  });

  test("says so when the model's answers do not fit the rows", async () => {
    await expect(partialDependence(() => [1], four, 0, [0])).rejects.toThrow(/1 answers for 4 rows/);
  });
});
