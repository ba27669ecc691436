import {full, type Grid} from "../../arrays/grid.js";
import {withDefaults} from "../../lab/options.js";
import {answersOf, columnOf, withColumns, type Abortable, type Predict} from "./predict.js";

/**
 * How would each row's prediction change if only one column did? Individual conditional expectation: row i's curve is
 * f(v, xᵢ without the column) at each value v. x is [n, d]; the answer is [n, values].
 * @see Goldstein, Kapelner, Bleich & Pitkin (2015), "Peeking inside the black box", section 3,
 * https://doi.org/10.1080/10618600.2014.907095
 */
export async function ice(
  predict: Predict,
  x: Grid,
  column: number,
  values: readonly number[],
  options?: Abortable
): Promise<Grid> {
  const {signal} = withDefaults<Abortable>("ice", options, {signal: undefined});
  columnOf(x, column);
  const n = x.shape[0];
  const curves = full([n, values.length]);
  for (const [v, value] of values.entries()) {
    const said = await answersOf(predict, withColumns(x, [[column, value]]), signal);
    for (let i = 0; i < n; ++i) curves.data[i * values.length + v] = said[i];
  }
  return curves;
}

/**
 * Do the curves only start apart, or do they also bend differently? Centred ICE: each curve less its own value at one
 * place, the first when left out. Curves that then fall together have no interaction with the other columns.
 * @see Goldstein et al. (2015), section 3.2
 */
export function centredIce({data, shape}: Grid, place = 0): Grid {
  const points = shape[1];
  if (!(place >= 0 && place < points)) throw new RangeError(`no place ${place} on curves of ${points} points`);
  return {data: data.map((v, i) => v - data[i - (i % points) + place]), shape: [...shape]};
}
