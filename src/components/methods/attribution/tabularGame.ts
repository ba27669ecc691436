import type {Grid} from "../../arrays/grid.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import type {Game} from "./game.js";

export interface TabularOptions {
  /** Coalitions whose rows are made at once. */
  batch: number;
}

/**
 * What would a model say of a row if it knew only some columns? A game whose players are the columns of a table: those
 * absent take the values of other rows, one background row after another, and the answers are averaged. The columns are
 * treated as if they were free of each other, so some of the rows asked about could not be.
 * `row` is [1, d], `background` [m, d].
 * @see Lundberg & Lee (2017), "A unified approach to interpreting model predictions", section 4,
 * https://arxiv.org/abs/1705.07874; Janzing, Minorics & Blöbaum (2020), "Feature relevance quantification in explainable
 * AI: a causal problem", https://arxiv.org/abs/1910.13413
 */
export function tabularGame(
  predict: (rows: Grid) => ArrayLike<number> | Promise<ArrayLike<number>>,
  row: Grid,
  background: Grid,
  options?: Partial<TabularOptions>
): Game {
  const {batch} = withDefaults<TabularOptions>("tabularGame", options, {batch: 128});
  const [m, d] = background.shape;
  if (row.data.length !== d || !m)
    throw new RangeError(`a row of ${row.data.length} columns does not fit a background of [${m}, ${d}]`);
  /** Every background row with the coalition's columns taken from the row: [coalitions · m, d]. */
  const mixed = (coalitions: Uint8Array): Grid => {
    const n = coalitions.length / d;
    const data = new Float32Array(n * m * d);
    for (let s = 0, at = 0; s < n; ++s)
      for (let i = 0; i < background.data.length; ++i, ++at)
        data[at] = coalitions[s * d + (i % d)] ? row.data[i % d] : background.data[i];
    return {data, shape: [n * m, d]};
  };
  return {
    players: d,
    async play(coalitions, signal) {
      const values = new Float32Array(coalitions.length / d);
      for (let start = 0; start < values.length; start += batch) {
        await breathe();
        throwIfAborted(signal);
        const said = await predict(mixed(coalitions.subarray(start * d, (start + batch) * d)));
        for (let s = 0; s < said.length / m; ++s) {
          let sum = 0;
          for (let k = 0; k < m; ++k) sum += said[s * m + k];
          values[start + s] = sum / m;
        }
      }
      return values;
    }
  };
}
