import {expect, test} from "vitest";
import {grid} from "../../../src/components/arrays/grid.js";
import {jointPart, pairInWords, strengthOf} from "../../../src/components/views/pairView.js";
import {explorerRows} from "../../../src/components/views/rentalExplorer.js";
import {daysTable, groupDays, keepDays, spanOf} from "../../../src/components/views/rentalTable.js";
import {bikes, dialOver, heightAt, inUnit, levelNames, moreBikes} from "../../../src/components/views/rentalWords.js";

const temp = {name: "temp", label: "temperature", unit: "°C", values: [-3.2, 12, 30.4, 18]};
const season = {name: "season", label: "season", unit: "", levels: ["winter", "summer"], values: [0, 0, 1, 1]};
const days = {
  dates: ["2011-01-01", "2011-12-31", "2012-01-01", "2012-07-01"],
  columns: [temp, season],
  counts: [100, 300, 500, 900]
};

/** A surface a(x) + b(y) + c · x y over a lattice, with days where the weights say. */
const surface = (c: number, near: number[]) => {
  const [xs, ys] = [
    [0, 1, 3],
    [0, 2]
  ];
  return {
    a: {values: xs},
    b: {values: ys},
    pd: grid(Float32Array.from(xs.flatMap((x) => ys.map((y) => x * x + 5 * y + c * x * y))), [3, 2]),
    near: grid(Float32Array.from(near), [3, 2])
  };
};

test("a sum of two effects leaves no joint part, wherever the days are", () => {
  for (const near of [
    [1, 1, 1, 1, 1, 1],
    [5, 0, 2, 1, 0, 3]
  ]) {
    expect(Math.max(...jointPart(surface(0, near)).data.map(Math.abs))).toBeLessThan(1e-5);
    expect(strengthOf(surface(0, near))).toBeLessThan(1e-5);
  }
});

test("the joint part of a product is the product of the centred parts, and its strength their share", () => {
  const {data} = jointPart(surface(1, [1, 1, 1, 1, 1, 1]));
  const [mx, my] = [4 / 3, 1];
  [0, 1, 3].forEach((x, i) => [0, 2].forEach((y, j) => expect(data[2 * i + j]).toBeCloseTo((x - mx) * (y - my), 4)));
  const whole = surface(1, [1, 1, 1, 1, 1, 1]).pd.data;
  const mean = whole.reduce((s, v) => s + v, 0) / 6;
  const share = data.reduce((s, v) => s + v * v, 0) / whole.reduce((s, v) => s + (v - mean) ** 2, 0);
  expect(strengthOf(surface(1, [1, 1, 1, 1, 1, 1]))).toBeCloseTo(Math.sqrt(share), 5);
});

test("days are kept by kind, by year and by brush, and counted by kind", async () => {
  const table = await daysTable(days);
  const numbers = async (filter: Parameters<typeof keepDays>[1]) =>
    Array.from((await keepDays(table, filter)).array("day") as Iterable<number>);
  expect(await numbers({})).toEqual([0, 1, 2, 3]);
  expect(await numbers({intervals: spanOf("2011")})).toEqual([0, 1]);
  expect(await numbers({intervals: spanOf("both"), kinds: {season: 1}})).toEqual([2, 3]);
  expect(await numbers({kinds: {season: null}, intervals: {temp: [10, 20], count: undefined}})).toEqual([1, 3]);
  expect(await groupDays(table, season)).toEqual([
    {level: "winter", days: 2, mean: 200},
    {level: "summer", days: 2, mean: 700}
  ]);
});

test("the explorer's rows hold each kept day once, and curves of no more days than asked", () => {
  const effect = {values: [0, 10], ice: grid(Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8]), [4, 2]), shown: [0, 1, 2, 3]};
  const kept = [1, 2, 3].map((day) => ({day, date: day, count: days.counts[day]}));
  const options = {column: temp, grouped: season, chosen: 2, effect, most: 2, dates: days.dates, counts: days.counts};
  const {days: rows, points} = explorerRows(kept, options);
  expect(rows.map(({day, x, kind, chosen}) => [day, x, kind, chosen])).toEqual([
    [1, 12, "winter", false],
    [2, 30.4, "summer", true],
    [3, 18, "summer", false]
  ]);
  expect(rows[1].title).toBe("Sunday, 1 January 2012: 500 bikes, 30 °C");
  expect(points.map(({day, at, says}) => [day, at, says])).toEqual([
    [1, 0, 3],
    [1, 10, 4],
    [3, 0, 7],
    [3, 10, 8]
  ]);
});

test("numbers are said as they are meant", () => {
  expect([5434, -76, 3].map(bikes)).toEqual(["5,430", "−80", "0"]);
  expect([312, -88, 2, -2].map(moreBikes)).toEqual(["+310", "−90", "0", "0"]);
  expect(inUnit(temp, -3.2)).toBe("−3 °C");
  expect(inUnit(season, 1)).toBe("summer");
  expect(levelNames(["winter", "summer"], 24)).toEqual(["win", "sum"]);
  expect(levelNames(["winter", "summer"], 60)).toEqual(["winter", "summer"]);
  expect([-9, 0, 1, 2.5, 9].map((x) => heightAt([0, 1, 3], [10, 20, 40], x))).toEqual([10, 10, 20, 35, 40]);
  expect(dialOver(temp, 1)).toMatchObject({low: -3.2, high: 30.4, step: 1, rest: 12});
});

test("a pair is told by its names, as it is shown, and by the method that found what is joint", () => {
  const holiday = {name: "holiday", label: "holiday", unit: "", levels: ["no", "", "yes"], values: [0, 0, 2, 0]};
  const far = surface(40, [4, 2, 3, 1, 1, 0]);
  const ale = {
    a: [0, 1],
    b: [0, 2],
    effect: grid(new Float32Array(4), [2, 2]),
    counts: grid(Float32Array.of(5), [1, 1])
  };
  const said = (real: boolean, joint: "pd" | "ale") =>
    pairInWords({columns: [temp, holiday], surface: {...far, ale}, real, joint});
  expect(said(false, "pd")).toMatch(/^Most bikes are said at temperature 3 °C and holiday yes: 260, where no day/);
  expect(said(true, "pd")).toMatch(
    /^Most bikes are said at temperature 1 °C and holiday yes: 90, where 1 day is near\./
  );
  expect(said(true, "pd")).toMatch(/by PDP, the pair adds or takes up to (?!0)\d+ where/);
  expect(said(true, "ale")).toMatch(/by ALE, the pair adds or takes up to 0 where/);
});

test("what rounds to nothing has no sign", () => {
  expect([bikes(-3), moreBikes(-3), moreBikes(4), bikes(-12), moreBikes(12)]).toEqual(["0", "0", "0", "−10", "+10"]);
});
