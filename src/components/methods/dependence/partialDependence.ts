import type {Grid} from "../../arrays/grid.js";
import {withDefaults} from "../../lab/options.js";
import {answersOf, columnOf, meanOf, withColumns, type Abortable, type Predict} from "./predict.js";

/**
 * What does a model say on average when a column is set to a value in every row? PD(v) = mean over i of
 * f(v, xᵢ without the column), at each of `values`; for quantities as well as kinds. The mean of the ICE curves. Where
 * columns go together it asks about rows that could not be: compare it with `ale`.
 * @see Friedman (2001), "Greedy function approximation", section 8.2, https://doi.org/10.1214/aos/1013203451
 */
export async function partialDependence(
  predict: Predict,
  x: Grid,
  column: number,
  values: readonly number[],
  options?: Abortable
): Promise<Float64Array> {
  const {signal} = withDefaults<Abortable>("partialDependence", options, {signal: undefined});
  columnOf(x, column);
  const effect = new Float64Array(values.length);
  for (const [v, value] of values.entries())
    effect[v] = meanOf(await answersOf(predict, withColumns(x, [[column, value]]), signal));
  return effect;
}
