import {sliceOf, stack, type Grid} from "../../arrays/grid.js";
import {evaluate, valueAndGradient, type TensorMap} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";
import {batchFor, oneExample} from "../attribution/attribution.js";
import {distances} from "./budget.js";

export interface DeepFoolOptions {
  /** Steps at most; it ends as soon as the answer changes. */
  steps: number;
  /** How much further than the boundary, as a share of the way. */
  overshoot: number;
  /** How many of the best classes are tried. */
  candidates: number;
  /** The range of legal pixels. */
  range: readonly [number, number];
  signal: AbortSignal | undefined;
}

export interface DeepFoolFrame {
  step: number;
  steps: number;
  /** [1, …] */
  adversarial: Grid;
  /** The class answered before, and after this step. */
  from: number;
  to: number;
  /** The perturbation's Euclidean length so far. */
  length: number;
}

/**
 * How little is enough to change the answer? Takes the network for a linear one where x is, steps just over the
 * nearest of its boundaries, and repeats until the answer is another: with wₖ = ∂(fₖ − f₀)/∂x and gₖ = fₖ − f₀ for the
 * answer 0, the step is |gₖ| wₖ / |wₖ|² for the k with the least |gₖ|/|wₖ|. An L2 attack without a budget; for an
 * affine classifier one step reaches the true nearest boundary. `logits` maps [n, …] to [n, classes]; x is [1, …].
 * Departs from the paper in that pixels are kept in their range after each step.
 * @see Moosavi-Dezfooli, Fawzi & Frossard (2016), "DeepFool: a simple and accurate method to fool deep neural
 * networks", algorithm 2, https://arxiv.org/abs/1511.04599
 */
export async function* deepFool(
  logits: TensorMap,
  x: Grid,
  options?: Partial<DeepFoolOptions>
): AsyncGenerator<DeepFoolFrame, void, undefined> {
  const o = withDefaults<DeepFoolOptions>("deepFool", options, {
    steps: 20,
    overshoot: 0.02,
    candidates: 10,
    range: [0, 1],
    signal: undefined
  });
  oneExample("deepFool", x);
  const first = (await evaluate(logits, x)).data;
  const order = Array.from(first.keys()).sort((a, b) => first[b] - first[a]);
  const classes = order.slice(0, Math.min(o.candidates + 1, order.length));
  const total = new Float64Array(x.data.length);
  let adversarial: Grid = {data: x.data.slice(), shape: [...x.shape]};
  for (let step = 1; step <= o.steps; ++step) {
    const {values, gradients} = await classGradients(logits, adversarial, classes, o.signal);
    const move = nearestBoundary(values, gradients);
    const [low, high] = o.range;
    const data = x.data.map((v, i) => {
      total[i] += move[i];
      return Math.min(Math.max(v + (1 + o.overshoot) * total[i], low), high);
    });
    adversarial = {data, shape: [...x.shape]};
    const now = (await evaluate(logits, adversarial)).data;
    const to = now.indexOf(now.reduce((m, v) => Math.max(m, v), -Infinity));
    yield {step, steps: o.steps, adversarial, from: classes[0], to, length: distances(x, adversarial, "l2")[0]};
    if (to !== classes[0]) return;
  }
}

/** Each class's logit at x and its gradient there, some classes at a time. */
async function classGradients(logits: TensorMap, x: Grid, classes: number[], signal?: AbortSignal) {
  const values: number[] = [];
  const gradients: Float32Array[] = [];
  const batch = batchFor(x.data.length);
  for (let start = 0; start < classes.length; start += batch) {
    await breathe();
    throwIfAborted(signal);
    const some = classes.slice(start, start + batch);
    // One copy of x for each class, each asked for its own logit.
    const copies = stack(some.map(() => sliceOf(x, 0)));
    const {value, gradient} = await valueAndGradient((t) => {
      const all = logits(t);
      return tf.sum(tf.mul(all, tf.cast(tf.oneHot(tf.tensor1d(some, "int32"), all.shape[1]!), "float32")), 1);
    }, copies);
    values.push(...value);
    some.forEach((_, i) => gradients.push(sliceOf(gradient, i).data));
  }
  return {values, gradients};
}

/** The shortest way to a boundary between the first class and another, for a linear classifier. */
function nearestBoundary(values: number[], gradients: Float32Array[]): Float64Array {
  let best = {distance: Infinity, step: new Float64Array(gradients[0].length)};
  for (let k = 1; k < values.length; ++k) {
    const w = Float64Array.from(gradients[k], (g, i) => g - gradients[0][i]);
    const square = w.reduce((sum, v) => sum + v * v, 0);
    const gap = Math.abs(values[k] - values[0]);
    if (!(square > 0) || gap / Math.sqrt(square) >= best.distance) continue;
    // On the boundary itself a step of nothing would never end.
    const scale = (gap + 1e-4) / square;
    best = {distance: gap / Math.sqrt(square), step: w.map((v) => v * scale)};
  }
  return best.step;
}
