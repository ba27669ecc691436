import {full, type Grid} from "../arrays/grid.js";

/** How each column of a table becomes a model's inputs. */
export type ColumnCode = {mean: number; scale: number} | {levels: number};

/**
 * Learns from some rows [n, d] how to feed them to a model: quantities get mean 0 and standard deviation 1 on these
 * rows; a column of k kinds (`levels[j] = k`) becomes k − 1 inputs, each 1 for one kind, the first kind having none.
 */
export function fitEncoding(x: Grid, levels: readonly (number | undefined)[]): ColumnCode[] {
  const [n, d] = x.shape;
  if (levels.length !== d) throw new RangeError(`${levels.length} columns described, and the rows have ${d}`);
  return levels.map((count, j) => {
    if (count) return {levels: count};
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; ++i) sum += x.data[i * d + j];
    const mean = sum / n;
    for (let i = 0; i < n; ++i) squares += (x.data[i * d + j] - mean) ** 2;
    return {mean, scale: Math.sqrt(squares / n) || 1};
  });
}

/** How many inputs does a row become? */
export const encodedWidth = (codes: readonly ColumnCode[]): number =>
  codes.reduce((sum, code) => sum + ("levels" in code ? code.levels - 1 : 1), 0);

/** Rows of a table as a model's inputs: [n, d] → [n, width]. */
export function encodeRows(codes: readonly ColumnCode[], x: Grid): Grid {
  const [n, d] = x.shape;
  if (codes.length !== d) throw new RangeError(`the model reads ${codes.length} columns, and the rows have ${d}`);
  const width = encodedWidth(codes);
  const out = full([n, width]);
  for (let i = 0; i < n; ++i) {
    let at = i * width;
    for (let j = 0; j < d; ++j) {
      const code = codes[j];
      const v = x.data[i * d + j];
      if ("levels" in code) {
        if (v > 0) out.data[at + v - 1] = 1;
        at += code.levels - 1;
      } else out.data[at++] = (v - code.mean) / code.scale;
    }
  }
  return out;
}
