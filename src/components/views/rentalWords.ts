import {CATEGORIES} from "./colour.js";

/** A column of the table of days, as views need it. */
export interface DayColumn {
  name: string;
  label: string;
  unit: string;
  /** The words for 0, 1, 2 … when the column holds kinds. */
  levels?: readonly string[];
  values: readonly number[];
}

/** The models of the page, each with its name and its one colour. */
export const rentalModels = {
  network: {name: "Network", the: "the network", colour: CATEGORIES[0]},
  forest: {name: "Forest", the: "the forest", colour: CATEGORIES[2]},
  linear: {name: "Linear model", the: "the linear model", colour: CATEGORIES[4]}
} as const;

export type RentalModelKey = keyof typeof rentalModels;

/** Each method's one colour: the mean curve, accumulated effects, single days, and the truth where it is known. */
export const PDP = CATEGORIES[3];
export const ALE = CATEGORIES[7];
export const SINGLE = "var(--ink-3)";
export const TRUTH = "var(--ink)";

/** A number of bikes, no finer than is meant: 5,430. */
export const bikes = (n: number): string => {
  const tens = Math.round(Math.abs(n) / 10) * 10;
  return `${n < 0 && tens ? "−" : ""}${tens.toLocaleString("en-GB")}`;
};

/** The same with its sign: +310, −90. */
export const moreBikes = (n: number): string => (Math.round(n / 10) > 0 ? `+${bikes(n)}` : bikes(n));

/** What a column's number means: "21 °C", "Saturday". */
export function inUnit({levels, unit, values}: DayColumn, value: number): string {
  if (levels) return levels[Math.round(value)] ?? String(value);
  const [low, high] = ends(values);
  const text = value.toFixed(high - low > 15 ? 0 : 1).replace("-", "−");
  return unit ? `${text.replace(/^−0$/, "0")} ${unit}` : text;
}

/** The smallest and the largest value. */
export const ends = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];

/** A column with its unit, for an axis: "temperature, °C". */
export const axisName = (column: DayColumn): string =>
  unitApart(column) ? `${column.label}, ${column.unit}` : column.label;

/** Has it a unit that its label does not name already? */
const unitApart = ({label, unit}: DayColumn): boolean => unit !== "" && !label.includes(unit);

/** A column and what it is there: "temperature: 21 °C", "days since the start: 518". */
export const columnAt = (column: DayColumn, value: number): string =>
  `${column.label}: ${inUnit(unitApart(column) ? column : {...column, unit: ""}, value)}`;

/** The same within a sentence: "temperature 21 °C", "holiday no". */
export const columnWith = (column: DayColumn, value: number): string => columnAt(column, value).replace(": ", " ");

/** A date as people say it, and whether that day never was: "Saturday, 2 June 2012". */
export function dayInWords(date: string, madeUp = false): string {
  const said = new Date(`${date}T00:00Z`).toLocaleDateString("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC"
  });
  return madeUp ? `${said} (made up)` : said;
}

/** The names of levels as far as there is room for each. */
export function levelNames(levels: readonly string[], room: number): string[] {
  const letters = Math.max(1, Math.floor(room / 7));
  if (levels.every((name) => name.length <= letters)) return [...levels];
  const short = letters >= 3 ? 3 : 1;
  return levels.map((name) => name.slice(0, short));
}

/** The value of a curve over rising places, straight between two of them. */
export function heightAt(places: readonly number[], curve: ArrayLike<number>, x: number): number {
  const next = places.findIndex((place) => place >= x);
  if (next === 0) return curve[0];
  if (next < 0) return curve[places.length - 1];
  const share = (x - places[next - 1]) / (places[next] - places[next - 1]);
  return curve[next - 1] + share * (curve[next] - curve[next - 1]);
}

/** The scale of a dial over a column, at rest where a day has it. */
export function dialOver(column: DayColumn, day: number) {
  const [low, high] = ends(column.values);
  const step = column.levels || high - low > 15 ? 1 : 0.1;
  return {low, high, step, rest: column.values[day], format: (value: number) => inUnit(column, value)};
}
