import {grid, type Grid} from "../../../../src/components/arrays/grid.js";
import {random} from "../../../../src/components/arrays/random.js";
import type {Predict} from "../../../../src/components/methods/dependence/predict.js";

/** A model that is a formula of one row. */
export const formula =
  (f: (...row: number[]) => number): Predict =>
  ({data, shape: [n, d]}) =>
    Float64Array.from({length: n}, (_, i) => f(...data.subarray(i * d, (i + 1) * d)));

/** Rows as a table. */
export const table = (rows: number[][]): Grid => grid(rows.flat(), [rows.length, rows[0].length]);

/** Random rows with columns uniform on [0, 1], each on its own. */
export function uniformRows(n: number, d: number, seed = 3): Grid {
  const next = random(seed);
  return grid(
    Float32Array.from({length: n * d}, () => next()),
    [n, d]
  );
}

/** Every pair of some values: columns that have nothing to do with each other. */
export const lattice = (values: number[]): Grid => table(values.flatMap((a) => values.map((b) => [a, b])));
