import type {Grid} from "../../arrays/grid.js";
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
