import {sizeOf, type Grid} from "../../arrays/grid.js";
import {evaluate, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {batchFor, oneExample, baselineGrid} from "./attribution.js";

export interface OcclusionOptions {
  /** The patch: its size in pixels, or [height, width]; of plain features, how many neighbours. */
  window: number | readonly number[];
  /** How far the patch moves each time, in the same form. */
  stride: number | readonly number[];
  /** What the patch shows; of x's shape, or one number for all. Zeros when left out. */
  baseline?: Grid | number;
  /** What a pixel gets from the patches that cover it: their mean, or their sum. */
  aggregate: "mean" | "sum";
  /** Patches computed at once. Chosen by the input's size when left out. */
  batch: number;
  signal?: AbortSignal;
}

export interface OcclusionFrame {
  step: number;
  steps: number;
  /** Of x's shape; 0 where no patch has been yet. */
  attribution: Grid;
  /** f(x). */
  value: number;
}

/**
 * What does f lose when a patch hides part of the input? f(x) − f(x under the patch), given to every feature the patch
 * hides, all channels together, and averaged over the patches that hide it. The last patch of a row is cut off at the
 * edge. x is [1, h, w, c] or, with a patch of one dimension, [1, d]. The map grows from the top, a frame after each
 * batch of patches. Departure from the paper: no grey square but any baseline.
 * @see Zeiler & Fergus (2014), "Visualizing and understanding convolutional networks", section 4.2,
 * https://arxiv.org/abs/1311.2901
 */
export async function* occlusion(
  f: Scores,
  x: Grid,
  options?: Partial<OcclusionOptions>
): AsyncGenerator<OcclusionFrame, void, undefined> {
  const given = withDefaults<OcclusionOptions>("occlusion", options, {
    window: 1,
    stride: 1,
    baseline: undefined,
    aggregate: "mean",
    batch: batchFor(x.data.length),
    signal: undefined
  });
  const {batch, signal, aggregate} = given;
  oneExample("occlusion", x);
  const baseline = baselineGrid(x, given.baseline);
  if (aggregate !== "mean" && aggregate !== "sum")
    throw new RangeError(`unknown aggregate: ${aggregate} (there are: mean, sum)`);
  const patches = patchesOf(x, given.window, given.stride);
  const [value] = (await evaluate(f, x)).data;
  const sums = new Float64Array(x.data.length);
  const cover = new Uint32Array(x.data.length);
  for (let step = 0; step < patches.length;) {
    await breathe();
    throwIfAborted(signal);
    const some = patches.slice(step, step + batch);
    const left = (await evaluate(f, hidden(x, baseline, some))).data;
    some.forEach((patch, k) =>
      patch.forEach((i) => {
        sums[i] += value - left[k];
        cover[i] += 1;
      })
    );
    step += some.length;
    const data = Float32Array.from(sums, (sum, i) => (aggregate === "sum" || !cover[i] ? sum : sum / cover[i]));
    yield {step, steps: patches.length, attribution: {data, shape: [...x.shape]}, value};
  }
}

/** The features that each patch hides. */
function patchesOf({shape}: Grid, window: number | readonly number[], stride: number | readonly number[]): number[][] {
  const axes = shape.length === 2 ? shape.slice(1) : shape.slice(1, -1);
  const inner = sizeOf(shape.slice(1 + axes.length));
  const windows = perAxis("window", window, axes);
  const strides = perAxis("stride", stride, axes);
  const spans = axes.map((length, a) => {
    const count = Math.max(0, Math.ceil((length - windows[a]) / strides[a])) + 1;
    return Array.from({length: count}, (_, k) => {
      const start = k * strides[a];
      return Array.from({length: Math.min(windows[a], length - start)}, (_, i) => start + i);
    });
  });
  // All combinations of one span per axis, each as flat positions.
  const positions = spans.reduce<number[][]>(
    (patches, spans, a) =>
      patches.flatMap((patch) => spans.map((span) => patch.flatMap((p) => span.map((i) => p * axes[a] + i)))),
    [[0]]
  );
  return positions.map((patch) => patch.flatMap((p) => Array.from({length: inner}, (_, c) => p * inner + c)));
}

function perAxis(what: string, given: number | readonly number[], axes: number[]): number[] {
  const sizes = typeof given === "number" ? axes.map(() => given) : [...given];
  if (sizes.length !== axes.length || !sizes.every((n) => Number.isInteger(n) && n > 0))
    throw new RangeError(`occlusion's ${what} must be whole numbers from 1 up, one or ${axes.length}, and is ${given}`);
  return sizes;
}

/** One copy of x for each patch, with the baseline under it. */
function hidden(x: Grid, baseline: Grid, patches: number[][]): Grid {
  const size = x.data.length;
  const data = new Float32Array(patches.length * size);
  patches.forEach((patch, k) => {
    data.set(x.data, k * size);
    for (const i of patch) data[k * size + i] = baseline.data[i];
  });
  return {data, shape: [patches.length, ...x.shape.slice(1)]};
}
