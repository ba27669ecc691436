import {full, type Grid} from "../../arrays/grid.js";
import {withDefaults} from "../../lab/options.js";
import {binOf, withEach, type AleOptions} from "./ale.js";
import {dependenceGrid} from "./dependenceGrid.js";
import {answersOf, columnOf, type Predict} from "./predict.js";

/** What two columns do together beyond what each does alone, at the corners of bins. */
export interface JointEffect {
  a: number[];
  b: number[];
  /** [edges of a, edges of b]; mean zero over the rows, and no effect of either column alone is left in it. */
  effect: Grid;
  /** Rows in each bin, [edges of a − 1, edges of b − 1]. Where there are none, the nearest bin's change stands in. */
  counts: Grid;
}

/**
 * Do two columns do together, among rows that exist, more than each alone? Second-order accumulated local effects: the
 * mean of [f(a_k, b_l) − f(a₍k−1₎, b_l)] − [f(a_k, b₍l−1₎) − f(a₍k−1₎, b₍l−1₎)] over the rows of each bin, summed up
 * both ways; then what it holds of either column alone is taken off, and its mean. 0 for effects that add up. Bins are
 * cut at quantiles, `bins` along each column.
 * @see Apley & Zhu (2020), equations 17 to 20, https://doi.org/10.1111/rssb.12377
 */
export async function ale2d(
  predict: Predict,
  x: Grid,
  columns: readonly [number, number],
  options?: Partial<AleOptions>
): Promise<JointEffect> {
  const {bins, signal} = withDefaults<AleOptions>("ale2d", options, {bins: 10, signal: undefined});
  const [a, b] = columns.map((j) => dependenceGrid(columnOf(x, j), bins + 1, "quantile"));
  if (a.length < 2 || b.length < 2 || columns[0] === columns[1])
    throw new RangeError(`second-order effects need two different columns that vary, not ${columns.join(" and ")}`);
  const k = Array.from(columnOf(x, columns[0]), (v) => binOf(a, v));
  const l = Array.from(columnOf(x, columns[1]), (v) => binOf(b, v));
  const corner = (downA: number, downB: number) => {
    const moved = withEach(
      x,
      columns[0],
      k.map((bin) => a[bin - downA])
    );
    const rows = withEach(
      moved,
      columns[1],
      l.map((bin) => b[bin - downB])
    );
    return answersOf(predict, rows, signal);
  };
  const [both, lowA, lowB, low] = [await corner(0, 0), await corner(1, 0), await corner(0, 1), await corner(1, 1)];
  const counts = full([a.length - 1, b.length - 1]);
  const change = new Float64Array(counts.data.length);
  k.forEach((bin, i) => {
    const cell = (bin - 1) * (b.length - 1) + l[i] - 1;
    ++counts.data[cell];
    change[cell] += both[i] - lowA[i] - lowB[i] + low[i];
  });
  change.forEach((sum, cell) => (change[cell] = sum / counts.data[cell])); // NaN where no row is
  const joint = summed(withNeighbours(change, counts), counts.shape);
  return {a, b, effect: withoutMains(joint, counts), counts};
}

/** Each empty bin gets the change of the bin that is fewest bins away. */
function withNeighbours(change: Float64Array, {data, shape: [, width]}: Grid): Float64Array {
  const there = Array.from(data.keys()).filter((cell) => data[cell]);
  const away = (p: number, q: number) =>
    (Math.floor(p / width) - Math.floor(q / width)) ** 2 + ((p % width) - (q % width)) ** 2;
  return change.map((v, cell) =>
    data[cell] ? v : change[there.reduce((best, other) => (away(other, cell) < away(best, cell) ? other : best))]
  );
}

/** Sums changes up along both axes, from 0 at the first edges: [k, l] → [k + 1, l + 1]. */
function summed(change: Float64Array, [rows, columns]: number[]): Float64Array {
  const width = columns + 1;
  const sums = new Float64Array((rows + 1) * width);
  for (let k = 1; k <= rows; ++k)
    for (let l = 1; l <= columns; ++l)
      sums[k * width + l] =
        change[(k - 1) * columns + l - 1] +
        sums[(k - 1) * width + l] +
        sums[k * width + l - 1] -
        sums[(k - 1) * width + l - 1];
  return sums;
}

/** Takes off what a surface over bins holds of either column alone, and its mean over the rows. */
function withoutMains(joint: Float64Array, {data, shape: [rows, columns]}: Grid): Grid {
  const width = columns + 1;
  const at = (k: number, l: number) => joint[k * width + l];
  const alongA = new Float64Array(rows + 1);
  const alongB = new Float64Array(columns + 1);
  for (let k = 1; k <= rows; ++k)
    alongA[k] =
      alongA[k - 1] +
      weighted(columns, (l) => [
        data[(k - 1) * columns + l],
        at(k, l) - at(k - 1, l) + at(k, l + 1) - at(k - 1, l + 1)
      ]);
  for (let l = 1; l <= columns; ++l)
    alongB[l] =
      alongB[l - 1] +
      weighted(rows, (k) => [data[k * columns + l - 1], at(k, l) - at(k, l - 1) + at(k + 1, l) - at(k + 1, l - 1)]);
  const left = (k: number, l: number) => at(k, l) - alongA[k] - alongB[l];
  const middle = weighted(rows * columns, (cell) => {
    const [k, l] = [Math.floor(cell / columns), cell % columns];
    return [data[cell], (left(k, l) + left(k + 1, l) + left(k, l + 1) + left(k + 1, l + 1)) / 2];
  });
  const effect = full([rows + 1, width]);
  effect.data.forEach((_, i) => (effect.data[i] = left(Math.floor(i / width), i % width) - middle));
  return effect;
}

/** Half the weighted mean of sums over two edges; 0 when nothing weighs. */
function weighted(n: number, term: (i: number) => [weight: number, value: number]): number {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < n; ++i) {
    const [weight, value] = term(i);
    total += weight;
    sum += (weight * value) / 2;
  }
  return total ? sum / total : 0;
}
