import type {Grid} from "../../arrays/grid.js";
import {breathe, throwIfAborted} from "../../lab/options.js";

/** What does a model say of each row of a table? [n, d] → n numbers. */
export type Predict = (rows: Grid) => ArrayLike<number> | Promise<ArrayLike<number>>;

export interface Abortable {
  signal?: AbortSignal;
}

/** Sets some columns of every row to one value each: [column, value] pairs. The rows given stay as they are. */
export function withColumns({data, shape}: Grid, set: readonly (readonly [column: number, value: number])[]): Grid {
  const d = shape[1];
  const changed = data.slice();
  for (const [column, value] of set) for (let at = column; at < changed.length; at += d) changed[at] = value;
  return {data: changed, shape};
}

/** The model's answers, after waiting messages had their turn to stop it. Throws when they are not one a row. */
export async function answersOf(predict: Predict, rows: Grid, signal?: AbortSignal): Promise<ArrayLike<number>> {
  await breathe();
  throwIfAborted(signal);
  const said = await predict(rows);
  if (said.length !== rows.shape[0])
    throw new RangeError(`the model gave ${said.length} answers for ${rows.shape[0]} rows`);
  return said;
}

/** One column of a table. Throws when there is no such column. */
export function columnOf({data, shape}: Grid, column: number): Float32Array {
  const [n, d] = shape;
  if (shape.length !== 2 || !n) throw new RangeError(`a table is [rows, columns], and this is [${shape.join(", ")}]`);
  if (!(Number.isInteger(column) && column >= 0 && column < d))
    throw new RangeError(`unknown column: ${column} (the table has columns 0 to ${d - 1})`);
  return Float32Array.from({length: n}, (_, i) => data[i * d + column]);
}

/** The mean, in double precision. */
export const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; ++i) sum += values[i];
  return sum / values.length;
};
