import {beforeAll, describe, expect, test} from "vitest";
import type {Context} from "../../../src/components/jobs/context.js";
import {
  correlatedEffects,
  type CorrelatedArgs,
  type CorrelatedEffects
} from "../../../src/components/jobs/correlatedEffects.js";
import {predictorOf, rowsOf} from "../../../src/components/jobs/rentalModels.js";
import {
  rentalDay,
  rentalEffects,
  rentalImportance,
  rentalInteraction,
  rentalSurface,
  type RentalQuestion
} from "../../../src/components/jobs/rentals.js";
import {trainRentals, type TrainedRentals, type TrainRentalsFrame} from "../../../src/components/jobs/trainRentals.js";
import {last} from "../../../src/components/lab/frames.js";
import {syntheticRentals} from "../../../src/data/decisions/syntheticRentals.js";
import {leaked} from "../methods/visualisation/net.js";

const context = {signal: new AbortController().signal, progress() {}} as unknown as Context;
const days = syntheticRentals();
const MODELS = ["linear", "network", "forest"] as const;
let frames: TrainRentalsFrame[];
let trained: TrainedRentals;
let question: (model: RentalQuestion["model"]) => RentalQuestion;
beforeAll(async () => {
  frames = [];
  for await (const frame of trainRentals({days, seed: 1}, context)) frames.push(frame);
  ({trained} = frames.at(-1)!);
  question = (model) => ({days, trained, model});
}, 60_000);

describe("made-up days", () => {
  test("say that they are, and have every column for every day", () => {
    expect(days.synthetic).toBe(true);
    expect(days.source).toMatch(/made up/);
    expect(days.counts).toHaveLength(731);
    expect([days.dates[0], days.dates[730]]).toEqual(["2011-01-01", "2012-12-31"]);
    for (const {values, levels, name} of days.columns) {
      expect(values, name).toHaveLength(731);
      if (levels) expect(new Set(values), name).toEqual(new Set(levels.keys()));
    }
  });

  test("are the same each time, and have seasons where the calendar has them", () => {
    expect(syntheticRentals()).toEqual(days);
    const season = days.columns.find(({name}) => name === "season")!;
    const on = (date: string) => season.levels![season.values[days.dates.indexOf(date)]];
    expect(["2011-02-01", "2011-05-01", "2012-08-01", "2012-11-01"].map(on)).toEqual([
      "winter",
      "spring",
      "summer",
      "autumn"
    ]);
  });
});

describe("training", () => {
  test("gives the line at once, then the network, then the forest", () => {
    expect(Object.keys(frames[0].trained.models)).toEqual(["linear"]);
    expect(Object.keys(frames.find(({doing}) => doing === "forest")!.trained.models)).toEqual(["linear", "network"]);
    expect(Object.keys(trained.models)).toEqual([...MODELS]);
    expect(frames.at(-1)).toMatchObject({doing: "done", step: frames[0].steps, trees: frames[0].allTrees});
    frames.slice(1).forEach(({step}, i) => expect(step).toBeGreaterThan(frames[i].step));
  });

  test("keeps the network that erred least on the days it was stopped by", () => {
    const {curve, best} = frames.at(-1)!;
    expect(best).toBe(curve.reduce((a, b) => (b.valid < a.valid ? b : a)).step);
  });

  test("judges on days that no model has seen, against what it says of them", async () => {
    const {train, valid, test: held} = trained.split;
    expect(new Set([...train, ...valid, ...held]).size).toBe(731);
    for (const model of MODELS) {
      const said = await predictorOf(trained.models[model]!)(rowsOf(days, trained.columns, held));
      const misses = held.map((i, k) => said[k] - days.counts[i]);
      const mae = misses.reduce((sum, v) => sum + Math.abs(v), 0) / held.length;
      expect(trained.errors[model]!.mae).toBeCloseTo(mae, 6);
      expect(trained.errors[model]!.r2, model).toBeGreaterThan(0.7);
    }
  });

  test("may read other columns, and names one that is not there", async () => {
    const first = await trainRentals({days, columns: ["temp", "atemp"], seed: 1}, context).next();
    expect((first.value as TrainRentalsFrame).trained.columns).toEqual(["temp", "atemp"]);
    await expect(trainRentals({days, columns: ["rain"], seed: 1}, context).next()).rejects.toThrow(
      /unknown column: rain .*season/
    );
  });

  test("left early leaves no tensor", async () => {
    expect(
      await leaked(async () => {
        const course = trainRentals({days, seed: 2}, context);
        await course.next();
        await course.next();
        await course.return();
      })
    ).toBe(0);
  });
});

describe("effects of a column", () => {
  test("on the linear model are its weight, whichever way they are taken", async () => {
    const {values, pd, centred, ale, average} = await rentalEffects({...question("linear"), feature: "temp"}, context);
    const slope = (pd.at(-1)! - pd[0]) / (values.at(-1)! - values[0]);
    values.forEach((v, k) => expect(pd[k]).toBeCloseTo(pd[0] + slope * (v - values[0]), 1));
    ale.values.forEach((v, k) => expect(ale.effect[k] - ale.effect[0]).toBeCloseTo(slope * (v - ale.values[0]), 0));
    const points = values.length;
    centred.data.forEach((v, i) => expect(v).toBeCloseTo(pd[i % points] - pd[0], 1));
    expect(average).toBeCloseTo(days.counts.reduce((sum, v) => sum + v) / 731, -2);
  });

  test("are one curve a day with the day's own prediction on it, for every model", async () => {
    for (const model of MODELS) {
      const effects = await rentalEffects({...question(model), feature: "season", curves: 9}, context);
      expect(effects.values).toEqual([0, 1, 2, 3]);
      expect(effects.ice.shape).toEqual([9, 4]);
      const season = days.columns.find(({name}) => name === "season")!.values;
      const said = await predictorOf(trained.models[model]!)(rowsOf(days, trained.columns, effects.shown));
      effects.shown.forEach((day, i) => expect(effects.ice.data[4 * i + season[day]]).toBeCloseTo(said[i], 2));
      expect(effects.ale.counts.reduce((sum, v) => sum + v)).toBe(731);
    }
  });

  test("with every day shown, the partial dependence is the curves' mean", async () => {
    const {pd, ice, shown} = await rentalEffects({...question("forest"), feature: "hum", curves: 731}, context);
    expect(shown).toHaveLength(731);
    const column = Array.from({length: 731}, (_, i) => ice.data[i * pd.length + 3]);
    expect(column.reduce((sum, v) => sum + v) / 731).toBeCloseTo(pd[3], 4);
  });

  test("name a column the models do not read, and a model that is not ready", async () => {
    await expect(rentalEffects({...question("linear"), feature: "atemp"}, context)).rejects.toThrow(
      /do not read atemp .*season/
    );
    const early = {...question("forest"), trained: frames[0].trained};
    await expect(rentalEffects({...early, feature: "temp"}, context)).rejects.toThrow(
      /no trained model: forest \(trained: linear\)/
    );
  });
});

test("a surface counts every day once, and asks about days that never were", async () => {
  const surface = await rentalSurface({...question("forest"), a: "temp", b: "season"}, context);
  expect(surface.pd.shape).toEqual([14, 4]);
  expect(surface.near.data.reduce((sum, v) => sum + v)).toBe(731);
  // the warmest days and winter
  expect(surface.near.data[13 * 4]).toBe(0);
  expect(surface.ale).toBeNull();
  const two = await rentalSurface({...question("linear"), a: "temp", b: "hum"}, context);
  expect(two.ale!.counts.data.reduce((sum, v) => sum + v)).toBe(731);
  for (const v of two.ale!.effect.data) expect(Math.abs(v)).toBeLessThan(0.1); // bikes: a line has no interaction
});

test("importance finds the trend and the temperature, and nothing in a column that was not read", async () => {
  for (const model of MODELS) {
    const {error, columns} = await rentalImportance({...question(model)}, context);
    expect(error).toBeCloseTo(trained.errors[model]!.rmse, 3);
    const ranked = [...columns].sort((a, b) => b.mean - a.mean).map(({name}) => name);
    expect(new Set(ranked.slice(0, 2)), model).toEqual(new Set(["trend", "temp"]));
  }
  // With working days in it the line need not read holidays: its weight for one kind of column only.
  const linear = trained.models.linear!;
  if (linear.kind !== "linear") throw new Error("not the line");
  const deaf = {...linear, linear: {...linear.linear, weights: linear.linear.weights.map((w, i) => (i === 3 ? 0 : w))}};
  const heard = {...trained, models: {...trained.models, linear: deaf}};
  const {columns} = await rentalImportance({days, trained: heard, model: "linear"}, context);
  expect(columns[1]).toMatchObject({name: "holiday", mean: 0, sd: 0});
});

test("interaction is none on the line, and some on the forest", async () => {
  const ends = [];
  for (const model of ["linear", "forest"] as const)
    ends.push(await last(rentalInteraction({...question(model), rows: 20}, context)));
  const [line, forest] = ends;
  expect([line.step, line.total.length, line.pairs.length]).toEqual([line.steps, 9, 36]);
  for (const {size} of [...line.total, ...line.pairs]) expect(size).toBeLessThan(0.01); // bikes
  expect(Math.max(...forest.pairs.map(({size}) => size))).toBeGreaterThan(30);
});

describe("one day", () => {
  test("its Shapley values sum to its prediction less the baseline, for every model", async () => {
    for (const model of MODELS) {
      const day = await rentalDay({...question(model), day: 200, background: 20}, context);
      const sum = day.columns.reduce((total, {shapley}) => total + shapley, 0);
      expect(Math.abs(sum - (day.prediction - day.baseline))).toBeLessThan(0.01); // of thousands, in float32
      expect(day.count).toBe(days.counts[200]);
      expect(day.r2).toBeGreaterThan(0.8);
      expect(day.columns.map(({name}) => name)).toEqual(trained.columns);
    }
  });

  test("on the line, LIME and Shapley say the same", async () => {
    const {columns, r2} = await rentalDay({...question("linear"), day: 30, background: 20}, context);
    expect(r2).toBeGreaterThan(0.999);
    const most = Math.max(...columns.map(({shapley}) => Math.abs(shapley)));
    for (const {lime, shapley} of columns) expect(Math.abs(lime - shapley)).toBeLessThan(0.03 * most); // LIME's ridge
  });

  test("repeats by its seed, and names a day that is not there", async () => {
    const ask = (seed: number) => rentalDay({...question("network"), day: 5, background: 10, seed}, context);
    expect(await ask(1)).toEqual(await ask(1));
    expect((await ask(2)).baseline).not.toBe((await ask(1)).baseline);
    await expect(rentalDay({...question("linear"), day: 731}, context)).rejects.toThrow(/no day 731.*0 to 730/);
  });
});

describe("columns that go together", () => {
  const mean = async (model: CorrelatedArgs["model"], rho: number) => {
    const runs: CorrelatedEffects[] = [];
    for (const seed of [0, 1, 2, 3, 4, 5]) runs.push(await correlatedEffects({rho, seed, model}, context));
    const over = (f: (run: CorrelatedEffects) => number) => runs.reduce((sum, run) => sum + f(run), 0) / runs.length;
    return {
      pd: over(({effects}) => (effects[0].pdError + effects[1].pdError) / 2),
      ale: over(({effects}) => (effects[0].aleError + effects[1].aleError) / 2),
      fit: over(({testError}) => testError)
    };
  };

  test("mislead nobody where the model is right everywhere", async () => {
    const {pd, ale, fit} = await mean("exact", 0.95);
    expect([pd, ale].every((v) => v < 1e-6)).toBe(true);
    expect(fit).toBeCloseTo(0.1, 2); // the noise
  });

  test("mislead partial dependence where the model was never tested, and not the local effects", async () => {
    const far = await mean("extrapolating", 0.98);
    expect(far.fit).toBeLessThan(0.105);
    expect(far.pd).toBeGreaterThan(0.15);
    expect(far.ale).toBeLessThan(0.02);
    const forest = await mean("forest", 0.99);
    expect(forest.pd).toBeGreaterThan(1.2 * forest.ale);
    const apart = await mean("forest", 0);
    expect(forest.pd).toBeGreaterThan(2 * apart.pd);
  });

  test("the network learns them too, repeats by its seed, and leaves no tensor", async () => {
    expect(
      await leaked(async () => {
        const ask = () => correlatedEffects({rho: 0.5, seed: 2, model: "network", count: 120}, context);
        const answer = await ask();
        expect(answer.testError).toBeLessThan(0.2); // y varies by 0.4
        expect(await ask()).toEqual(answer);
        expect(answer.error.shape).toEqual([24, 24]);
      })
    ).toBe(0);
    await expect(correlatedEffects({rho: 0, seed: 0, model: "tree" as any}, context)).rejects.toThrow(/unknown model/);
  });
});
