import {full, type Grid} from "../../arrays/grid.js";
import {withDefaults} from "../../lab/options.js";
import {answersOf, columnOf, meanOf, withColumns, type Abortable, type Predict} from "./predict.js";

/** Two columns, and where each is set. */
export interface ColumnPair {
  a: {column: number; values: readonly number[]};
  b: {column: number; values: readonly number[]};
}

/**
 * What do two columns do together? The mean prediction with both set in every row, at each pair of values:
 * [values of a, values of b].
 * @see Friedman (2001), "Greedy function approximation", section 8.2, https://doi.org/10.1214/aos/1013203451
 */
export async function partialDependence2d(
  predict: Predict,
  x: Grid,
  {a, b}: ColumnPair,
  options?: Abortable
): Promise<Grid> {
  const {signal} = withDefaults<Abortable>("partialDependence2d", options, {signal: undefined});
  columnOf(x, a.column);
  columnOf(x, b.column);
  if (a.column === b.column) throw new RangeError(`a surface needs two different columns, not ${a.column} twice`);
  const surface = full([a.values.length, b.values.length]);
  let at = 0;
  for (const u of a.values)
    for (const v of b.values) {
      const rows = withColumns(x, [
        [a.column, u],
        [b.column, v]
      ]);
      surface.data[at++] = meanOf(await answersOf(predict, rows, signal));
    }
  return surface;
}
