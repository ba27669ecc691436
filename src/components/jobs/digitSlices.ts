import {quantileOf} from "../arrays/grid.js";
import type {ErrorSlice, ErrorSlices} from "../arrays/errorSlices.js";
import {random} from "../arrays/random.js";
import {accuracyOf, type Accuracy} from "../methods/probes/interval.js";

/** What is known of some test digits. */
export interface DigitMarks {
  /** The digits themselves, one character each. */
  digits: string;
  /** The pen's width in hundredths of a pixel, and the lean to the right in tenths of a degree. */
  strokeWidth: readonly number[];
  slant: readonly number[];
  /** By network: "1" for each digit read rightly, "0" for the others. */
  right: Readonly<Record<string, string>>;
}

/** What the digits are divided by. "hand" is the half of the test set, whose writers differ; "chance" is a die. */
export type SliceBy = "stroke width" | "slant" | "digit" | "hand" | "chance";

export interface DigitSlicesArgs {
  marks: DigitMarks;
  model: string;
  by: SliceBy;
  /** How many groups; of like size for what is measured. Fixed for digits (10) and hands (2). */
  groups: number;
  /** Only so many digits, from the seed's shuffle. */
  count: number;
  seed: number;
}

/** MNIST's test set: the first half was written by census workers, the second by school pupils. */
const FIRST_HAND = 5000;

/** For whom does it fail? The share of misread digits in each group, with how sure one can be of it. */
export async function digitSlices({marks, model, by, groups, count, seed}: DigitSlicesArgs): Promise<ErrorSlices> {
  const right = marks.right[model];
  if (!right) throw new RangeError(`unknown network: ${model} (there are: ${Object.keys(marks.right).join(", ")})`);
  const rows = random(seed).permutation(marks.digits.length).subarray(0, Math.min(count, marks.digits.length));
  const {of, names} = grouping(marks, rows, by, groups, seed);
  const tally = names.map(() => ({n: 0, good: 0}));
  for (const i of rows) {
    const group = tally[of(i)];
    ++group.n;
    group.good += Number(right[i]);
  }
  const slices = names.map((name, k) => sliceFrom(name, tally[k])).filter(({n}) => n > 0);
  const sum = tally.reduce((all, {n, good}) => ({n: all.n + n, good: all.good + good}), {n: 0, good: 0});
  return {all: sliceFrom("all", sum), slices};
}

function sliceFrom(name: string, {n, good}: {n: number; good: number}): ErrorSlice {
  if (!n) return {name, error: NaN, low: 0, high: 1, n, wrong: 0};
  const {accuracy, low, high}: Accuracy = accuracyOf(good, n);
  return {name, error: 1 - accuracy, low: 1 - high, high: 1 - low, n, wrong: n - good};
}

interface Grouping {
  of(row: number): number;
  names: string[];
}

function grouping(marks: DigitMarks, rows: Int32Array, by: SliceBy, groups: number, seed: number): Grouping {
  switch (by) {
    case "digit":
      return {of: (i) => Number(marks.digits[i]), names: Array.from("0123456789")};
    case "hand":
      return {of: (i) => (i < FIRST_HAND ? 0 : 1), names: ["census workers", "school pupils"]};
    case "chance": {
      const next = random(seed + 1);
      const dealt = Int32Array.from({length: marks.digits.length}, () => next.integer(groups));
      return {of: (i) => dealt[i], names: Array.from({length: groups}, (_, k) => `group ${k + 1}`)};
    }
    case "stroke width":
      return byMeasure(marks.strokeWidth, rows, groups, (v) => `${(v / 100).toFixed(1)} px`);
    case "slant":
      return byMeasure(marks.slant, rows, groups, (v) => `${(v / 10).toFixed(0).replace("-", "−")}°`);
    default:
      throw new RangeError(`unknown grouping: ${by as string} (there are: stroke width, slant, digit, hand, chance)`);
  }
}

/** Groups of like size, from the smallest measure to the largest. */
function byMeasure(
  measure: readonly number[],
  rows: Int32Array,
  groups: number,
  write: (v: number) => string
): Grouping {
  const values = Array.from(rows, (i) => measure[i]);
  const edges = Array.from({length: groups + 1}, (_, k) => quantileOf(values, k / groups));
  const inner = edges.slice(1, -1);
  return {
    of: (i) => inner.filter((edge) => measure[i] > edge).length,
    names: Array.from({length: groups}, (_, k) => `${write(edges[k])} to ${write(edges[k + 1])}`)
  };
}
