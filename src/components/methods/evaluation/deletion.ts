import type {Grid} from "../../arrays/grid.js";
import {evaluate, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {baselineGrid, batchFor, oneExample} from "../attribution/attribution.js";

export interface DeletionOptions {
  /** deletion: from x, the most important first, to the baseline. insertion: from the baseline to x. */
  kind: "deletion" | "insertion";
  /** What a missing feature shows; of x's shape, or one number for all. Zeros when left out. */
  baseline?: Grid | number;
  /** How many points the curve has after its first. */
  steps: number;
  /** Points computed at once. Chosen by the input's size when left out. */
  batch: number;
  signal?: AbortSignal;
}

export interface DeletionFrame {
  step: number;
  steps: number;
  /** The share of places changed, from 0, as far as the curve has come. */
  fractions: Float32Array;
  /** f there. */
  scores: Float32Array;
  /** The area under the curve so far, by the trapezoid rule; of the last frame, over all of 0 … 1. */
  area: number;
}

/**
 * Does f follow the map? Features are taken away from x [1, …], the most important first (deletion), or put into the
 * baseline (insertion), and f is watched: a faithful map makes deletion fall fast (a small area) and insertion rise fast
 * (a large one). `importance` has the shape of one example, or of its leading axes ([h, w]: all channels of a pixel
 * together); equals go in reading order. Let f be a probability to compare areas between pictures. What is taken away
 * leaves inputs no network has seen: part of the fall is surprise, and the baseline matters.
 * @see Petsiuk, Das & Saenko (2018), "RISE", section 4.3, https://arxiv.org/abs/1806.07421
 */
export async function* deletion(
  f: Scores,
  x: Grid,
  importance: Grid,
  options?: Partial<DeletionOptions>
): AsyncGenerator<DeletionFrame, void, undefined> {
  const given = withDefaults<DeletionOptions>("deletion", options, {
    kind: "deletion",
    baseline: undefined,
    steps: 50,
    batch: batchFor(x.data.length),
    signal: undefined
  });
  const {kind, steps, batch, signal} = given;
  oneExample("deletion", x);
  if (kind !== "deletion" && kind !== "insertion")
    throw new RangeError(`unknown kind: ${kind} (there are: deletion, insertion)`);
  if (x.shape.slice(1, 1 + importance.shape.length).join() !== importance.shape.join())
    throw new RangeError(`the map [${importance.shape.join(", ")}] does not fit the input [${x.shape.join(", ")}]`);
  const baseline = baselineGrid(x, given.baseline);
  const [from, to] = kind === "deletion" ? [x, baseline] : [baseline, x];
  const places = importance.data.length;
  const order = Uint32Array.from(importance.data, (_, i) => i).sort((i, j) => importance.data[j] - importance.data[i]);
  const counts = Array.from({length: steps + 1}, (_, k) => Math.round((k * places) / steps));
  const scores: number[] = [];
  for (let step = 0; step <= steps; step += batch) {
    await breathe();
    throwIfAborted(signal);
    const mixtures = mixed(from, to, order, counts.slice(step, step + batch));
    scores.push(...(await evaluate(f, mixtures)).data);
    const fractions = Float32Array.from(scores, (_, k) => counts[k] / places);
    yield {
      step: scores.length - 1,
      steps,
      fractions,
      scores: Float32Array.from(scores),
      area: areaUnder(fractions, scores)
    };
  }
}

/** For each count, `from` with its first places in the order taken from `to`. */
function mixed(from: Grid, to: Grid, order: Uint32Array, counts: number[]): Grid {
  const size = from.data.length;
  const each = size / order.length; // numbers at one place: its channels
  const data = new Float32Array(counts.length * size);
  counts.forEach((count, k) => {
    data.set(from.data, k * size);
    for (const place of order.subarray(0, count))
      for (let c = place * each; c < (place + 1) * each; ++c) data[k * size + c] = to.data[c];
  });
  return {data, shape: [counts.length, ...from.shape.slice(1)]};
}

function areaUnder(at: Float32Array, scores: number[]): number {
  let area = 0;
  for (let k = 1; k < scores.length; ++k) area += ((at[k] - at[k - 1]) * (scores[k] + scores[k - 1])) / 2;
  return area;
}
