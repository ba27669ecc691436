import {maxMagnitude, sumChannels} from "../arrays/channels.js";
import {full, sliceOf, stack, type Grid} from "../arrays/grid.js";
import {cropResize, type Image} from "../arrays/image.js";
import {quadrature, type QuadratureRule} from "../arrays/quadrature.js";
import {weightOnDark} from "../arrays/weightIn.js";
import {last} from "../lab/frames.js";
import {baselineOf, type Baseline} from "../methods/attribution/baselines.js";
import {expectedGradients} from "../methods/attribution/expectedGradients.js";
import {integratedGradients as integrate, type Stretch} from "../methods/attribution/integratedGradients.js";
import {answered, type Answered, type Question} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";

/** Where a path starts, as a page asks for it: one of the usual places, a picture, or many pictures. */
export type PathBaseline =
  | Exclude<Baseline, {kind: "own"}>
  | {kind: "photo"; image: Image}
  | {kind: "many"; images: readonly Image[]; seed: number};

export interface PathArgs extends Question {
  baseline: PathBaseline;
  steps: number;
  rule: QuadratureRule;
}

export interface PathFrame {
  step: number;
  steps: number;
  answers: Answer[];
  target: Answer;
  /** The sum so far, signed, [h, w]; null in the first frame, which has the answers alone. */
  map: Grid | null;
  /** The map's sum − (f(x) − f(baseline)). */
  delta: number;
  value: number;
  baselineValue: number;
  /** Where the path starts; the mean picture when it starts in many. */
  baseline: Image;
  /** Position of each point so far, 0 … 1; of expected gradients the share of samples drawn. */
  alphas: number[];
  /** f at each point so far. Empty for expected gradients, which follow no single path. */
  values: number[];
  /** The sum of the attribution after each point; for expected gradients, the estimate after so many samples. */
  sums: number[];
  /** Points at which the maps below are kept, at most 64, as indices into alphas. */
  kept: number[];
  /** The gradient's size at a kept point, [h, w], at most 64 cells a side. */
  slopes: Grid[];
  /** The sum up to a kept point, signed, in the same form. */
  soFar: Grid[];
}

/** Sides of the maps kept along the path. */
const SIDE = 64;

/** How much of the change from a baseline to the picture does each pixel account for? A frame after each few points. */
export async function* integratedGradients(
  args: PathArgs,
  context: Context
): AsyncGenerator<PathFrame, void, undefined> {
  const question = await answered(args, context);
  const {answers, target, x} = question;
  const start = args.baseline.kind === "many" ? meanOf(args.baseline.images) : baselineGridOf(args.baseline, x);
  const common = {answers, target, baseline: sliceOf(start, 0) as Image};
  const nothing = {alphas: [], values: [], sums: [], kept: [], slopes: [], soFar: []};
  yield {...common, ...nothing, step: 0, steps: args.steps, map: null, delta: NaN, value: NaN, baselineValue: NaN};
  const frames =
    args.baseline.kind === "many"
      ? overMany(question, args.baseline, args.steps, context.signal)
      : alongPath(question, start, args, context.signal);
  for await (const frame of frames) yield {...common, ...frame};
}

type Progress = Omit<PathFrame, "answers" | "target" | "baseline">;

async function* alongPath(
  {model, x, target}: Answered,
  baseline: Grid,
  {steps, rule}: PathArgs,
  signal: AbortSignal
): AsyncGenerator<Progress, void, undefined> {
  const {weights} = quadrature(rule, steps);
  const change = x.data.map((v, i) => v - baseline.data[i]);
  const every = Math.ceil(steps / SIDE);
  const total = new Float64Array(x.data.length);
  const told = {alphas: [], values: [], sums: [], kept: [], slopes: [], soFar: []} as Pick<
    PathFrame,
    "alphas" | "values" | "sums" | "kept" | "slopes" | "soFar"
  >;
  const add = ({alphas, values, gradients}: Stretch) =>
    alphas.forEach((alpha, k) => {
      const at = told.alphas.length;
      const gradient = sliceOf(gradients, k);
      let sum = 0;
      gradient.data.forEach((g, i) => {
        total[i] += weights[at] * g * change[i];
        sum += weights[at] * g * change[i];
      });
      told.alphas.push(alpha);
      told.values.push(values[k]);
      told.sums.push((told.sums[at - 1] ?? 0) + sum);
      if (at % every && at !== steps - 1) return;
      told.kept.push(at);
      told.slopes.push(coarse(maxMagnitude(gradient)));
      told.soFar.push(coarse(sumChannels({data: Float32Array.from(total), shape: gradient.shape})));
    });
  const options = {baseline, steps, rule, path: true, signal};
  for await (const {path, attribution, ...frame} of integrate(model.logit(target.index), x, options)) {
    add(path!);
    const {step, delta, value, baselineValue} = frame;
    yield {step, steps, delta, value, baselineValue, map: sumChannels(sliceOf(attribution, 0)), ...told};
  }
}

async function* overMany(
  {model, x, target}: Answered,
  {images, seed}: PathBaseline & {kind: "many"},
  samples: number,
  signal: AbortSignal
): AsyncGenerator<Progress, void, undefined> {
  const alphas: number[] = [];
  const sums: number[] = [];
  const options = {baselines: stack(images), samples, seed, signal};
  for await (const frame of expectedGradients(model.logit(target.index), x, options)) {
    const {step, steps, attribution, delta, value, baselineValue} = frame;
    alphas.push(step / steps);
    sums.push(delta + value - baselineValue);
    const map = sumChannels(sliceOf(attribution, 0));
    yield {step, steps, delta, value, baselineValue, map, alphas, sums, values: [], kept: [], slopes: [], soFar: []};
  }
}

function baselineGridOf(baseline: Exclude<PathBaseline, {kind: "many"}>, x: Grid): Grid {
  if (baseline.kind !== "photo") return baselineOf(baseline, x);
  return baselineOf({kind: "own", grid: stack([baseline.image])}, x);
}

function meanOf(images: readonly Image[]): Grid {
  const mean = full([1, ...images[0].shape]);
  for (const {data} of images) data.forEach((v, i) => (mean.data[i] += v / images.length));
  return mean;
}

/** A map [h, w] with at most SIDE cells a side. */
function coarse(map: Grid): Grid {
  const [height, width] = map.shape;
  if (Math.max(height, width) <= SIDE) return map;
  const factor = Math.ceil(Math.max(height, width) / SIDE);
  const image: Image = {data: map.data, shape: [height, width, 1]};
  const [h, w] = [height, width].map((n) => Math.round(n / factor));
  return {data: cropResize(image, {x: 0, y: 0, width, height}, h, w).data, shape: [h, w]};
}

export interface BaselineView {
  /** The kind of baseline. */
  kind: string;
  baseline: Image;
  map: Grid;
  /** Share of the map on the darkest fifth of the picture: .2 when darkness does not matter. */
  dark: number;
  /** The completeness gap as a share of f(x) − f(baseline). */
  gap: number;
}

export interface BaselinesFrame {
  step: number;
  steps: number;
  target: Answer;
  views: BaselineView[];
}

/** What does one picture look like from several baselines? Gauss–Legendre with few points each; a frame for each. */
export async function* baselinesCompared(
  {baselines, steps, ...question}: Question & {baselines: readonly PathBaseline[]; steps: number},
  context: Context
): AsyncGenerator<BaselinesFrame, void, undefined> {
  const {model, x, target} = await answered(question, context);
  const f = model.logit(target.index);
  const views: BaselineView[] = [];
  for (const kind of baselines) {
    if (kind.kind === "many") throw new RangeError("baselines to compare must be single pictures, and one is many");
    const baseline = baselineGridOf(kind, x);
    const run = integrate(f, x, {baseline, steps, rule: "gaussLegendre", signal: context.signal});
    const {attribution, delta, value, baselineValue} = await last(run);
    const map = sumChannels(sliceOf(attribution, 0));
    const dark = weightOnDark(map, question.image);
    const gap = Math.abs(delta / (value - baselineValue));
    views.push({kind: kind.kind, baseline: sliceOf(baseline, 0) as Image, map, dark, gap});
    yield {step: views.length, steps: baselines.length, target, views: [...views]};
  }
}
