import {sumChannels} from "../arrays/channels.js";
import {full, sliceOf, type Grid} from "../arrays/grid.js";
import type {Image, Rect} from "../arrays/image.js";
import {commonTenth} from "../arrays/strongest.js";
import {evaluate, valueAndGradient, type Scores} from "../lab/gradient.js";
import {batchFor} from "../methods/attribution/attribution.js";
import {baselineOf, type Baseline} from "../methods/attribution/baselines.js";
import {featureAblation} from "../methods/attribution/featureAblation.js";
import {channelSegments} from "../methods/attribution/game.js";
import {occlusion as occlude} from "../methods/attribution/occlusion.js";
import {answered, type Answered, type Question} from "./answered.js";
import {answersOf, type Answer} from "./classify.js";
import type {Context} from "./context.js";
import {isCut, knownStop, layerStops, logitAround, stopNamed, type LayerStop} from "./layerStops.js";

/** What a patch shows. */
export type Fill = {kind: "grey"} | Exclude<Baseline, {kind: "own"}>;

export interface OcclusionArgs extends Question {
  /** The side of the square patch and its step, in pixels of what the network sees. */
  patch: number;
  stride: number;
  fill: Fill;
}

export interface OcclusionFrame {
  step: number;
  steps: number;
  answers: Answer[];
  target: Answer;
  /** What the score loses under a patch there, [h, w]; null in the first frame, which has the answers alone. */
  map: Grid | null;
  /** The last patch laid, null before the first. */
  rect: Rect | null;
  /** The picture with that patch. */
  covered: Image;
  /** In the last frame: the patch over the strongest part of the map, and what the network answers under it. */
  worst: {rect: Rect; answers: Answer[]; target: Answer} | null;
  /** Is it still the first, coarse map? */
  coarse: boolean;
}

/** How many patches are laid between two frames. */
const BATCH = 16;

/** What if a part is covered? First a coarse map with three times the stride, then the fine one grows over it. */
export async function* occlusion(
  args: OcclusionArgs,
  context: Context
): AsyncGenerator<OcclusionFrame, void, undefined> {
  const question = await answered(args, context);
  const {answers, target, x} = question;
  const {patch, stride} = args;
  const filling = fillGrid(args.fill, x);
  const strides = stride * 3 <= patch * 2 ? [stride * 3, stride] : [stride];
  const passes = strides.map((s) => ({stride: s, rects: rectsOf(args.image, patch, s)}));
  const steps = passes.reduce((sum, {rects}) => sum + rects.length, 0);
  yield {step: 0, steps, answers, target, map: null, rect: null, covered: args.image, worst: null, coarse: true};
  let before: Grid | null = null;
  let laid = 0;
  for (const [i, pass] of passes.entries()) {
    const coarse = i < passes.length - 1;
    const options = {window: patch, stride: pass.stride, baseline: filling, batch: BATCH, signal: context.signal};
    for await (const {step, attribution} of occlude(question.model.logit(target.index), x, options)) {
      const done = sumOfOne(attribution);
      const map: Grid = before ? laidOver(before, done, pass.rects.slice(0, step)) : done;
      const rect = pass.rects[step - 1];
      const ended = laid + step === steps;
      const worst = ended ? await worstOf(question, filling, strongestPatch(map, pass.rects)) : null;
      yield {step: laid + step, steps, answers, target, map, rect, covered: cover(x, filling, rect), worst, coarse};
      if (step === pass.rects.length) before = map;
    }
    laid += pass.rects.length;
  }
}

/** What the network answers under one patch. */
async function worstOf({model, x, target: {index}}: Answered, filling: Grid, rect: Rect) {
  const answers = await answersOf(model, {data: cover(x, filling, rect).data, shape: x.shape});
  return {rect, answers, target: answers.find((answer) => answer.index === index)!};
}

/** All channels of a pixel lose the same, since one patch hides them all. */
const sumOfOne = (attribution: Grid): Grid => {
  const one = sliceOf(attribution, 0);
  const channels = one.shape[2];
  const {data, shape} = sumChannels(one);
  return {data: data.map((v) => v / channels), shape};
};

function fillGrid(fill: Fill, x: Grid): Grid {
  return fill.kind === "grey" ? full(x.shape, 0.5) : baselineOf(fill, x);
}

/** Where the patches lie, in the order in which `occlusion` lays them: row by row, cut off at the edges. */
export function rectsOf({shape: [height, width]}: {shape: readonly number[]}, patch: number, stride: number): Rect[] {
  const starts = (length: number) =>
    Array.from({length: Math.max(0, Math.ceil((length - patch) / stride)) + 1}, (_, k) => k * stride);
  return starts(height).flatMap((y) =>
    starts(width).map((x) => ({x, y, width: Math.min(patch, width - x), height: Math.min(patch, height - y)}))
  );
}

/** The new map where patches were laid, and the older one elsewhere. */
function laidOver(before: Grid, after: Grid, rects: Rect[]): Grid {
  const data = before.data.slice();
  const [, width] = before.shape;
  for (const r of rects)
    for (let y = r.y; y < r.y + r.height; ++y)
      for (let x = r.x; x < r.x + r.width; ++x) data[y * width + x] = after.data[y * width + x];
  return {data, shape: [...before.shape]};
}

/** The patch under which the map is the highest on average: the one that hides the most of the evidence. */
function strongestPatch({data, shape: [, width]}: Grid, rects: Rect[]): Rect {
  let best = {rect: rects[0], loss: -Infinity};
  for (const rect of rects) {
    let sum = 0;
    for (let y = rect.y; y < rect.y + rect.height; ++y)
      for (let x = rect.x; x < rect.x + rect.width; ++x) sum += data[y * width + x];
    const loss = sum / (rect.width * rect.height);
    if (loss > best.loss) best = {rect, loss};
  }
  return best.rect;
}

/** The picture with a patch on it. */
function cover(x: Grid, filling: Grid, rect: Rect): Image {
  const [, height, width, channels] = x.shape;
  const data = x.data.slice();
  for (let row = rect.y; row < rect.y + rect.height; ++row) {
    const [from, to] = [rect.x, rect.x + rect.width].map((column) => (row * width + column) * channels);
    data.set(filling.data.subarray(from, to), from);
  }
  return {data, shape: [height, width, channels]};
}

/** One way of covering, and what came of it. */
export interface Covering {
  patch: number;
  fill: string;
  map: Grid;
  /** The picture under the patch that costs the most, and what the network then answers. */
  covered: Image;
  answer: Answer;
  /** Of the class explained, under that patch. */
  probability: number;
  /** What its strongest tenth has in common with the first map's, 0 … 1; chance is .1. */
  common: number;
}

export interface CoveringsFrame {
  step: number;
  steps: number;
  target: Answer;
  coverings: Covering[];
}

/** How much does the map owe to the patch itself? The same question with several patches, a frame for each. */
export async function* occlusionCompared(
  {ways, ...question}: Question & {ways: readonly {patch: number; fill: Fill}[]},
  context: Context
): AsyncGenerator<CoveringsFrame, void, undefined> {
  const {model, x, target} = await answered(question, context);
  const coverings: Covering[] = [];
  for (const {patch, fill} of ways) {
    const filling = fillGrid(fill, x);
    // Half a patch keeps the cost of a comparison low; finer steps hardly move the map.
    const stride = Math.max(1, Math.round(patch / 2));
    const options = {window: patch, stride, baseline: filling, batch: BATCH, signal: context.signal};
    let map: Grid;
    for await (const {attribution} of occlude(model.logit(target.index), x, options)) map = sumOfOne(attribution);
    const rect = strongestPatch(map!, rectsOf(question.image, patch, stride));
    const covered = cover(x, filling, rect);
    const answers = await answersOf(model, {data: covered.data, shape: x.shape});
    const {probability} = answers.find(({index}) => index === target.index)!;
    const common = commonTenth(coverings[0]?.map.data ?? map!.data, map!.data);
    coverings.push({patch, fill: fill.kind, map: map!, covered, answer: answers[0], probability, common});
    yield {step: coverings.length, steps: ways.length, target, coverings: [...coverings]};
  }
}

export interface AblationArgs extends Question {
  /** null, or one that the network lacks, for the last landmark but one. */
  layer: string | null;
  /** What goes missing at once: a whole channel, a place in all channels, or one unit (a neuron) of a channel. */
  of: "channels" | "places" | "units";
  /** The channel whose units are tried; null, or one beyond the last, for what gradient × activation puts first. */
  channel?: number | null;
  /** What takes its place: nothing, or the channel's mean over the picture. */
  fill: "zero" | "mean";
}

export interface AblationFrame {
  step: number;
  steps: number;
  target: Answer;
  layers: LayerStop[];
  layer: LayerStop;
  /** The layer that null stands for. */
  usual: string;
  /** The channel whose units are tried. */
  channel: number;
  /** What the score loses without each part; 0 where it was not tried yet. By channel: in the layer's order. */
  values: Float32Array;
  /** The layer's own numbers, [h, w, c]. */
  activation: Grid;
  /** By place or unit, as a map [h, w]; null by channel. */
  map: Grid | null;
}

/** More places than this are tried in square groups. */
const MOST_PLACES = 196;

/** What does the answer lose without one part of a layer? A frame after each few parts. */
export async function* layerAblation(
  args: AblationArgs,
  context: Context
): AsyncGenerator<AblationFrame, void, undefined> {
  const {model, x, target} = await answered(args, context);
  const layers = layerStops(model);
  // The last landmark is often one map for each answer, where there is little to find: the one before it is usual.
  const landmarks = layers.filter(({name}) => model.card.landmarks.includes(name));
  const usual = (landmarks.at(-2) ?? stopNamed(model, layers, null)).name;
  const layer = stopNamed(model, layers, knownStop(layers, args.layer) ?? usual);
  const activation = await evaluate(model.tap(layer.name), x);
  const channels = activation.shape[3];
  const head = logitAround(model, x, layer.name, target.index);
  const asked = args.channel ?? -1;
  const known = Number.isInteger(asked) && asked >= 0 && asked < channels;
  const channel = args.of !== "units" ? 0 : known ? asked : await strongestChannel(head, activation);
  const options = {
    segments: partsOf(args.of, activation, channel),
    baseline: args.fill === "zero" ? 0 : baselineOf({kind: "mean"}, activation),
    // Around a layer with a bypass each copy of the picture is computed again.
    batch: isCut(model, layer.name) ? undefined : batchFor(x.data.length),
    signal: context.signal
  };
  for await (const {step, steps, values, attribution} of featureAblation(head, activation, options)) {
    const common = {step, steps, target, layers, layer, usual, channel, activation: sliceOf(activation, 0)};
    if (args.of === "channels") yield {...common, values, map: null};
    else yield {...common, values, map: channelOf(attribution, channel)};
  }
}

/** The channel whose gradient × activation is the largest in sum. */
async function strongestChannel(head: Scores, activation: Grid): Promise<number> {
  const {gradient} = await valueAndGradient(head, activation);
  const sums = new Float64Array(activation.shape[3]);
  gradient.data.forEach((g, i) => (sums[i % sums.length] += g * activation.data[i]));
  return sums.reduce((best, sum, k) => (Math.abs(sum) > Math.abs(sums[best]) ? k : best), 0);
}

/** Which numbers of an activation [1, h, w, c] go missing together. Units leave all other channels in one part, −1. */
function partsOf(of: AblationArgs["of"], activation: Grid, channel: number): Grid {
  if (of === "channels") return channelSegments(activation);
  const [, height, width, channels] = activation.shape;
  const block = Math.ceil(Math.sqrt((height * width) / MOST_PLACES));
  const place = (i: number) =>
    Math.floor(Math.floor(i / width) / block) * Math.ceil(width / block) + Math.floor((i % width) / block);
  const places = full([height, width]);
  places.data.forEach((_, i) => (places.data[i] = place(i)));
  if (of === "places") return places;
  if (of !== "units") throw new RangeError(`unknown parts: ${of} (there are: channels, places, units)`);
  const units = full([height, width, channels], -1);
  places.data.forEach((id, i) => (units.data[i * channels + channel] = id));
  return units;
}

/** One channel of [1, h, w, c] as a map [h, w]. */
function channelOf({data, shape: [, height, width, channels]}: Grid, channel: number): Grid {
  return {
    data: Float32Array.from({length: height * width}, (_, i) => data[i * channels + channel]),
    shape: [height, width]
  };
}
