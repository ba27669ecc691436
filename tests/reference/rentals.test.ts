/** The real table of daily rentals against published least-squares numbers, where a copy of it is at hand. */
import {beforeAll, describe, expect, test} from "vitest";
import {REMOTE, remoteFile} from "../../scripts/remote.js";
import {grid} from "../../src/components/arrays/grid.js";
import type {RentalDays} from "../../src/components/arrays/rentalDays.js";
import type {Context} from "../../src/components/jobs/context.js";
import {trainLinear} from "../../src/components/jobs/rentalModels.js";
import {trainRentals} from "../../src/components/jobs/trainRentals.js";
import {last} from "../../src/components/lab/frames.js";
import {fitSurrogate} from "../../src/components/methods/attribution/surrogate.js";
import {ale} from "../../src/components/methods/dependence/ale.js";
import {partialDependence} from "../../src/components/methods/dependence/partialDependence.js";
import type {Predict} from "../../src/components/methods/dependence/predict.js";
import {readRentals, rentalDays, type RentalFile} from "../../src/data/decisions/rentals.js";
import {useMirror} from "../helpers/mirror.js";

describe.skipIf(!useMirror())("the real days", () => {
  let file: RentalFile;
  let days: RentalDays;
  beforeAll(async () => {
    file = readRentals((await remoteFile(REMOTE.bike)).toString());
    days = rentalDays(file);
  });

  test("are 731, with the known mean", () => {
    expect(file.dates).toHaveLength(731);
    expect(days.counts.reduce((sum, v) => sum + v) / 731).toBeCloseTo(4504.349, 3);
    expect(days.synthetic).toBe(false);
  });

  test("come in a reader's units: the coldest and warmest day, kinds by their names", () => {
    const column = (name: string) => days.columns.find((c) => c.name === name)!;
    expect(Math.min(...column("temp").values)).toBeCloseTo(-5.221, 3);
    expect(Math.max(...column("temp").values)).toBeCloseTo(32.498, 3);
    const season = column("season");
    expect(season.levels![season.values[days.dates.indexOf("2011-07-04")]]).toBe("summer");
    for (const {values, levels, name} of days.columns)
      if (levels) expect(new Set(values), name).toEqual(new Set(levels.keys()));
  });

  // Least squares on the file's own numbers. The published figures have three places; columns are float32 here.
  test("least squares on temp, hum and windspeed, and its partial dependence", async () => {
    const names = ["temp", "hum", "windspeed"];
    const x = grid(
      file.columns.cnt.flatMap((_, i) => names.map((name) => file.columns[name][i])),
      [731, 3]
    );
    const {weights, intercept} = fitSurrogate(x.data, days.counts, new Float64Array(731).fill(1), "ridge", 0);
    const expected = [6625.533, -3100.123, -4806.929];
    expect(Math.abs(intercept - 4084.363)).toBeLessThan(2e-3);
    weights.forEach((w, j) => expect(Math.abs(w - expected[j])).toBeLessThan(2e-3));
    const line: Predict = ({data, shape: [n]}) =>
      Float64Array.from({length: n}, (_, i) => weights.reduce((sum, w, j) => sum + w * data[3 * i + j], intercept));
    const pd = await partialDependence(line, x, 0, [0.2, 0.5, 0.8]);
    [2547.27, 4534.93, 6522.59].forEach((v, k) => expect(Math.abs(pd[k] - v)).toBeLessThan(0.01));
    const local = await ale(line, x, 0, {bins: 10});
    local.values.forEach((v, k) =>
      expect(Math.abs(local.effect[k] - local.effect[0] - weights[0] * (v - local.values[0]))).toBeLessThan(0.01)
    );
  });

  test("the same line in a reader's units says the same of every day", () => {
    const names = ["temp", "hum", "windspeed"];
    const rows = (from: (name: string) => number[]) =>
      grid(
        days.counts.flatMap((_, i) => names.map((name) => from(name)[i])),
        [731, 3]
      );
    const levels = [undefined, undefined, undefined];
    const raw = trainLinear(
      rows((name) => file.columns[name]),
      days.counts,
      levels
    );
    const ours = trainLinear(
      rows((name) => days.columns.find((c) => c.name === name)!.values),
      days.counts,
      levels
    );
    expect(Math.abs(ours.intercept - raw.intercept)).toBeLessThan(0.01); // standardised: both are the mean count
    raw.weights.forEach((w, j) => expect(Math.abs(ours.weights[j] - w)).toBeLessThan(0.01));
  });

  test("network and forest foretell unseen days better than the line", async () => {
    const context = {signal: new AbortController().signal, progress() {}} as unknown as Context;
    const {trained} = await last(trainRentals({days, seed: 0}, context));
    const {linear, network, forest} = trained.errors;
    expect(linear!.r2).toBeGreaterThan(0.75);
    expect(network!.rmse).toBeLessThan(0.9 * linear!.rmse);
    expect(forest!.rmse).toBeLessThan(0.9 * linear!.rmse);
  });
});
