import {full, type Grid} from "../../arrays/grid.js";
import {valueAndGradient, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted} from "../../lab/options.js";

/** What every one-shot attribution answers. */
export interface Attribution {
  /** Which number of the input counts how much. */
  attribution: Grid;
  /** f at each example, [n]. */
  value: Float32Array;
  /** The completeness gap of each example, [n], where the method promises completeness. */
  delta?: Float32Array;
}

/** What a method that promises completeness tells on its way. */
export interface CompletenessFrame {
  step: number;
  steps: number;
  /** The sum so far; the attribution itself in the last frame. */
  attribution: Grid;
  /** The completeness gap: the attribution's sum − (value − baselineValue). */
  delta: number;
  /** f at the input, and at what it is compared with. */
  value: number;
  baselineValue: number;
}

export interface Abortable {
  signal?: AbortSignal;
}

/** The gradient, after waiting messages had their turn to stop it. */
export async function gradientAt(f: Scores, x: Grid, signal?: AbortSignal) {
  await breathe();
  throwIfAborted(signal);
  return valueAndGradient(f, x);
}

/** The sum over each example: [n, …] → [n]. */
export function sumEach({data, shape: [n]}: Grid): Float32Array {
  const size = data.length / n;
  return Float32Array.from({length: n}, (_, i) => {
    let sum = 0;
    for (let j = i * size; j < (i + 1) * size; ++j) sum += data[j];
    return sum;
  });
}

/** How many examples of this size to compute at once: about two photos of 224 × 224, at most 64. */
export const batchFor = (size: number): number => Math.max(1, Math.min(64, Math.round(320_000 / size)));

/** The sum of all numbers, in double precision. */
export const sumOf = ({data}: Grid): number => data.reduce((sum, v) => sum + v, 0);

/** Throws unless x is a batch of one. */
export function oneExample(method: string, x: Grid): void {
  if (x.shape[0] !== 1) throw new RangeError(`${method} takes one example, [1, …], and got [${x.shape.join(", ")}]`);
}

/** Throws unless a grid has the shape of the input. */
export function sameShape(what: string, a: Grid, x: Grid): void {
  if (a.shape.join() !== x.shape.join())
    throw new RangeError(
      `${what} must have the input's shape, [${x.shape.join(", ")}], and has [${a.shape.join(", ")}]`
    );
}

/** A baseline as a grid of x's shape: one given, or every number the same; zeros when left out. */
export function baselineGrid(x: Grid, baseline: Grid | number = 0): Grid {
  if (typeof baseline === "number") return full(x.shape, baseline);
  sameShape("the baseline", baseline, x);
  return baseline;
}

/** Throws unless a grid is a batch of examples like x. */
export function sameExamples(what: string, a: Grid, x: Grid): void {
  if (!a.shape[0] || a.shape.slice(1).join() !== x.shape.slice(1).join())
    throw new RangeError(
      `${what} must be a batch of inputs, [m, ${x.shape.slice(1).join(", ")}], and has the shape [${a.shape.join(", ")}]`
    );
}
