import type {Grid} from "../../arrays/grid.js";
import {throwIfAborted, withDefaults} from "../../lab/options.js";
import {answersOf, columnOf, meanOf, withColumns, type Abortable, type Predict} from "./predict.js";

/** How much two columns, or one with all others, do together. */
export interface Interaction {
  /** √ of the share of their joint effect's variance that comes of neither alone: 0 none, 1 all. */
  h: number;
  /** The same not divided by the joint effect: root mean square, in the prediction's unit. */
  size: number;
}

export interface HStatisticFrame {
  step: number;
  steps: number;
  /** Each column with all others together; as many as are known. */
  total: Interaction[];
  /** Each pair a < b known so far. */
  pairs: (Interaction & {a: number; b: number})[];
}

/**
 * Which columns work together? Friedman and Popescu's H: for a pair, H² = Σ (PD₁₂ − PD₁ − PD₂)² / Σ PD₁₂² over the rows
 * of x [n, d], all with mean zero; for one column with all others, Σ (f − PD_j − PD_rest)² / Σ f². 0 for effects that
 * add up; 1 when neither does anything alone. h is large too where a small effect is all interaction: look at `size`
 * beside it. A frame after each column, then after each pair. About n² predictions for each.
 * @see Friedman & Popescu (2008), "Predictive learning via rule ensembles", equations 44 and 45,
 * https://doi.org/10.1214/07-AOAS148; Inglis, Parnell & Hurley (2022), "Visualizing variable importance and variable
 * interaction effects in machine learning models", https://arxiv.org/abs/2108.04310 (for the size not divided)
 */
export async function* hStatistic(
  predict: Predict,
  x: Grid,
  options?: Abortable
): AsyncGenerator<HStatisticFrame, void, undefined> {
  const {signal} = withDefaults<Abortable>("hStatistic", options, {signal: undefined});
  const d = x.shape[1];
  const steps = d + (d * (d - 1)) / 2;
  let step = 0;
  const f = centre(Float64Array.from(await answersOf(predict, x, signal)));
  const alone: Float64Array[] = [];
  const total: Interaction[] = [];
  const pairs: HStatisticFrame["pairs"] = [];
  for (let j = 0; j < d; ++j) {
    throwIfAborted(signal);
    alone.push(await dependenceAtRows(predict, x, [j], signal));
    const rest = await dependenceAtRows(predict, x, others(d, j), signal);
    total.push(interaction(f, alone[j], rest));
    yield {step: ++step, steps, total: [...total], pairs: []};
  }
  for (let a = 0; a < d; ++a)
    for (let b = a + 1; b < d; ++b) {
      const joint = await dependenceAtRows(predict, x, [a, b], signal);
      pairs.push({a, b, ...interaction(joint, alone[a], alone[b])});
      yield {step: ++step, steps, total, pairs: [...pairs]};
    }
}

/** The partial dependence on some columns at each row's own values, with mean zero. The same values are asked once. */
async function dependenceAtRows(
  predict: Predict,
  x: Grid,
  columns: readonly number[],
  signal?: AbortSignal
): Promise<Float64Array> {
  const own = columns.map((j) => columnOf(x, j));
  const known = new Map<string, number>();
  const effect = new Float64Array(x.shape[0]);
  for (let i = 0; i < effect.length; ++i) {
    const values = own.map((column) => column[i]);
    const key = values.join();
    if (!known.has(key)) {
      const rows = withColumns(
        x,
        columns.map((j, k) => [j, values[k]])
      );
      known.set(key, meanOf(await answersOf(predict, rows, signal)));
    }
    effect[i] = known.get(key)!;
  }
  return centre(effect);
}

const others = (d: number, j: number) => Array.from({length: d}, (_, k) => k).filter((k) => k !== j);

function centre(values: Float64Array): Float64Array {
  const mean = meanOf(values);
  return values.map((v) => v - mean);
}

function interaction(joint: Float64Array, one: Float64Array, other: Float64Array): Interaction {
  const left = meanOf(joint.map((v, i) => (v - one[i] - other[i]) ** 2));
  const all = meanOf(joint.map((v) => v * v));
  return {h: all ? Math.sqrt(left / all) : 0, size: Math.sqrt(left)};
}
