import type {Grid} from "../../arrays/grid.js";
import {evaluate, type Scores, type TensorMap} from "../../lab/gradient.js";
import {withDefaults} from "../../lab/options.js";
import {baselineGrid, batchFor, gradientAt, oneExample, type CompletenessFrame} from "./attribution.js";

export interface LayerConductanceOptions {
  /** Where the path starts; of x's shape, or one number for all. Zeros when left out. */
  baseline?: Grid | number;
  /** How many points of the path to look at, both ends among them. */
  steps: number;
  /** Points computed at once. Chosen by the input's size when left out. */
  batch: number;
  signal?: AbortSignal;
}

/**
 * How much of f(x) − f(baseline) flows through each unit of a layer? Integrated gradients' path, each unit credited
 * with its own part: ∫ ∂f/∂A(α) · dA(α)/dα dα. Computed as Σ ½ (gᵢ + gᵢ₊₁)(Aᵢ₊₁ − Aᵢ) over the points of the path, g
 * the gradient of `head` at the layer's activation A = tap(point): no derivative of A is needed. Signed, of the layer's
 * shape [1, …]; raise `steps` when `delta` is large.
 * @see Dhamdhere, Sundararajan & Yan (2019), "How important is a neuron?", equation 2,
 * https://arxiv.org/abs/1805.12233
 */
export async function* layerConductance(
  tap: TensorMap,
  head: Scores,
  x: Grid,
  options?: Partial<LayerConductanceOptions>
): AsyncGenerator<CompletenessFrame, void, undefined> {
  const given = withDefaults<LayerConductanceOptions>("layerConductance", options, {
    baseline: undefined,
    steps: 64,
    batch: batchFor(x.data.length),
    signal: undefined
  });
  const {steps, batch, signal} = given;
  oneExample("layerConductance", x);
  const baseline = baselineGrid(x, given.baseline);
  if (!(Number.isInteger(steps) && steps >= 2))
    throw new RangeError(`layerConductance needs 2 steps or more, not ${steps}`);
  const whole = async (x: Grid) => (await evaluate((x) => head(tap(x)), x)).data[0];
  const value = await whole(x);
  const baselineValue = await whole(baseline);
  const flow = new Flow();
  for (let step = 0; step < steps;) {
    const end = Math.min(step + batch, steps);
    const activation = await evaluate(tap, pathPoints(baseline, x, step, end, steps));
    const {gradient} = await gradientAt(head, activation, signal);
    flow.add(activation, gradient);
    step = end;
    const attribution = flow.tell();
    yield {step, steps, attribution, delta: flow.sum() - (value - baselineValue), value, baselineValue};
  }
}

/** Points start … end − 1 of `steps` on the straight path from a to b: [end − start, …]. */
function pathPoints(a: Grid, b: Grid, start: number, end: number, steps: number): Grid {
  const size = a.data.length;
  const data = new Float32Array((end - start) * size);
  for (let k = start, at = 0; k < end; ++k)
    for (let i = 0; i < size; ++i) data[at++] = a.data[i] + (k / (steps - 1)) * (b.data[i] - a.data[i]);
  return {data, shape: [end - start, ...a.shape.slice(1)]};
}

/** The sum over neighbouring points of mean gradient × change of activation, in double precision. */
class Flow {
  private shape: number[] = [];
  private total = new Float64Array();
  private before?: {a: Float32Array; g: Float32Array};

  add({data, shape}: Grid, gradient: Grid) {
    const size = data.length / shape[0];
    if (!this.before) [this.shape, this.total] = [shape.slice(1), new Float64Array(size)];
    for (let start = 0; start < data.length; start += size) {
      const a = data.subarray(start, start + size);
      const g = gradient.data.subarray(start, start + size);
      const {before, total} = this;
      if (before) for (let i = 0; i < size; ++i) total[i] += 0.5 * (g[i] + before.g[i]) * (a[i] - before.a[i]);
      this.before = {a, g};
    }
  }

  tell(): Grid {
    return {data: Float32Array.from(this.total), shape: [1, ...this.shape]};
  }

  sum(): number {
    return this.total.reduce((sum, v) => sum + v, 0);
  }
}
