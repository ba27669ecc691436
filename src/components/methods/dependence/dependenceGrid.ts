import {extentOf} from "../../arrays/grid.js";

/** quantile: as many rows between any two places; even: equally far apart; levels: every value that occurs. */
export type GridSpacing = "quantile" | "even" | "levels";

/**
 * Where should a column be set to see its effect? At most `points` rising values of those it takes, without repeats.
 * The ends are its smallest and largest value. Quantiles are values of the data (the inverse of its distribution).
 */
export function dependenceGrid(column: ArrayLike<number>, points: number, spacing: GridSpacing): number[] {
  if (!(Number.isInteger(points) && points >= 2)) throw new RangeError(`a grid needs at least 2 points, not ${points}`);
  const sorted = Float32Array.from(column).sort();
  switch (spacing) {
    case "levels":
      return [...new Set(sorted)];
    case "even": {
      const [low, high] = extentOf(sorted);
      return [...new Set(Array.from({length: points}, (_, i) => low + ((high - low) * i) / (points - 1)))];
    }
    case "quantile": {
      const last = sorted.length - 1;
      const at = (i: number) => sorted[Math.max(0, Math.ceil((i * (last + 1)) / (points - 1)) - 1)];
      return [...new Set(Array.from({length: points}, (_, i) => at(i)))];
    }
    default:
      throw new RangeError(`unknown spacing: ${spacing} (there are: quantile, even, levels)`);
  }
}
