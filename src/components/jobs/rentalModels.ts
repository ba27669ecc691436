import type {Grid} from "../arrays/grid.js";
import type {RentalDays} from "../arrays/rentalDays.js";
import {fitSurrogate} from "../methods/attribution/surrogate.js";
import type {Predict} from "../methods/dependence/predict.js";
import {predictForest, type Forest} from "../models/forest.js";
import {encodeRows, fitEncoding, type ColumnCode} from "../models/tableEncoding.js";
import {predictTableNet, type TableNet} from "../models/tableNet.js";

export type RentalModelName = "linear" | "network" | "forest";

/** A weight for each input, an intercept, and nothing else. */
export interface LinearModel {
  codes: ColumnCode[];
  weights: Float64Array;
  intercept: number;
}

/** What a model of a table learnt, in plain arrays: hand it on as it is. */
export type RentalModel =
  {kind: "linear"; linear: LinearModel} | {kind: "network"; net: TableNet} | {kind: "forest"; forest: Forest};

/** How wrong a model is on rows it has never seen, in bikes. r2 is 1 for a perfect model, 0 for the rows' own mean. */
export interface RentalError {
  mae: number;
  rmse: number;
  r2: number;
}

/** Fits a line in every column at once, by least squares. */
export function trainLinear(x: Grid, y: ArrayLike<number>, levels: readonly (number | undefined)[]): LinearModel {
  const codes = fitEncoding(x, levels);
  const ones = new Float64Array(y.length).fill(1);
  const {weights, intercept} = fitSurrogate(encodeRows(codes, x).data, y, ones, "ridge", 0);
  return {codes, weights, intercept};
}

/** What a model says, as a function of rows. */
export function predictorOf(model: RentalModel): Predict {
  switch (model.kind) {
    case "linear":
      return (rows) => predictLinear(model.linear, rows);
    case "network":
      return (rows) => predictTableNet(model.net, rows);
    case "forest":
      return (rows) => predictForest(model.forest, rows);
  }
}

function predictLinear({codes, weights, intercept}: LinearModel, rows: Grid): Float64Array {
  const {data, shape} = encodeRows(codes, rows);
  const [n, width] = shape;
  const said = new Float64Array(n).fill(intercept);
  for (let i = 0, at = 0; i < n; ++i) for (let j = 0; j < width; ++j, ++at) said[i] += weights[j] * data[at];
  return said;
}

/** Some days as rows, with some columns in the order given. Throws when the table has no such column. */
export function rowsOf(days: RentalDays, columns: readonly string[], which?: readonly number[]): Grid {
  const picked = columns.map((name) => columnNamed(days, name).values);
  const rows = which ?? days.counts.map((_, i) => i);
  const data = new Float32Array(rows.length * columns.length);
  rows.forEach((i, r) => picked.forEach((values, j) => (data[r * columns.length + j] = values[i])));
  return {data, shape: [rows.length, columns.length]};
}

/** A column by its name. */
export function columnNamed({columns}: RentalDays, name: string) {
  const found = columns.find((column) => column.name === name);
  if (!found) throw new RangeError(`unknown column: ${name} (the days have: ${columns.map((c) => c.name).join(", ")})`);
  return found;
}

/** How far off are some predictions? */
export function errorOf(said: ArrayLike<number>, y: readonly number[]): RentalError {
  const mean = y.reduce((sum, v) => sum + v, 0) / y.length;
  const sumOver = (f: (v: number, i: number) => number) => y.reduce((sum, v, i) => sum + f(v, i), 0);
  const squares = sumOver((v, i) => (said[i] - v) ** 2);
  return {
    mae: sumOver((v, i) => Math.abs(said[i] - v)) / y.length,
    rmse: Math.sqrt(squares / y.length),
    r2: 1 - squares / sumOver((v) => (v - mean) ** 2)
  };
}
