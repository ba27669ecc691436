import {sliceOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {normals} from "../arrays/random.js";
import {evaluate, valueAndGradient, type TensorMap} from "../lab/gradient.js";
import {throwIfAborted} from "../lab/options.js";
import * as tf from "../lab/tf.js";
import {aboveMedian, CONCEPTS} from "../methods/probes/concepts.js";
import {along, conceptDirection} from "../methods/probes/direction.js";
import type {Accuracy} from "../methods/probes/interval.js";
import {
  controlLabels,
  probeLogits,
  trainProbe,
  trainRidgeProbe,
  type Probe,
  type ProbeFrame
} from "../methods/probes/probe.js";
import type {Model} from "../models/model.js";
import {batchOfOne} from "./classify.js";
import type {Context} from "./context.js";

/** Pictures of digits with what they show, and the layer and concept that are asked about. */
export interface ProbedDigits {
  model: string;
  /** [n, 28, 28, 1] */
  images: Grid;
  digits: ArrayLike<number>;
  /** A layer's name, or "pixels". */
  layer: string;
  /** One of CONCEPTS. */
  concept: string;
  seed: number;
}

export type ProbeKind = "softmax" | "ridge" | "hidden";

/** A moment of training: the curves so far, of the task and of its control. */
export interface ProbingFrame {
  step: number;
  steps: number;
  classes: string[];
  curves: CurvePoint[];
  task: Accuracy;
  control: Accuracy;
  /** The probe as it is now, for the reader's own drawing. */
  probe: Probe;
}

/** A point of a validation curve. */
export interface CurvePoint {
  step: number;
  of: "task" | "control";
  on: "learnt" | "kept apart";
  accuracy: number;
  low: number;
  high: number;
  loss: number;
}

const BATCH = 250;
const STEPS = 300;
const EVERY = 10;
const HIDDEN = 32;

/** What each picture is labelled with for a concept, and the names of the classes; measures are cut at their median. */
export function conceptLabels(
  concept: string,
  images: Grid,
  digits: ArrayLike<number>
): {labels: Int32Array; classes: string[]} {
  const found = CONCEPTS.find(({name}) => name === concept);
  if (!found)
    throw new RangeError(`unknown concept: ${concept} (there are: ${CONCEPTS.map(({name}) => name).join(", ")})`);
  const values = Float64Array.from({length: images.shape[0]}, (_, i) => found.of(sliceOf(images, i), digits[i]));
  if (found.classes) return {labels: Int32Array.from(values), classes: found.classes};
  return {labels: aboveMedian(values), classes: [`${concept}: low half`, `${concept}: high half`]};
}

/** What a layer says of pictures, [n, d]; the pixels themselves where the layer is "pixels". */
export async function layerRows(model: Model, layer: string, images: Grid, signal: AbortSignal): Promise<Grid> {
  const n = images.shape[0];
  if (layer === "pixels") return {data: images.data, shape: [n, images.data.length / n]};
  return rowsThrough(model.raw.tap(layer), images, signal);
}

/** What a map makes of inputs, a batch at a time, each answer laid out flat: [n, …] → [n, d]. */
export async function rowsThrough(tap: TensorMap, images: Grid, signal: AbortSignal): Promise<Grid> {
  const n = images.shape[0];
  const size = images.data.length / n;
  let data = new Float32Array(0);
  for (let from = 0; from < n; from += BATCH) {
    throwIfAborted(signal);
    const to = Math.min(n, from + BATCH);
    const part = {data: images.data.subarray(from * size, to * size), shape: [to - from, ...images.shape.slice(1)]};
    const rows = await evaluate((x) => tf.reshape(tap(x), [to - from, -1]), part);
    if (!data.length) data = new Float32Array(n * rows.shape[1]);
    data.set(rows.data, from * rows.shape[1]);
  }
  return {data, shape: [n, data.length / n]};
}

const learn = (
  kind: ProbeKind,
  x: Grid,
  labels: ArrayLike<number>,
  o: {classes: number; seed: number; signal: AbortSignal}
): AsyncGenerator<ProbeFrame> =>
  kind === "ridge"
    ? trainRidgeProbe(x, labels, {...o, steps: 60, every: 2})
    : trainProbe(x, labels, {...o, steps: STEPS, every: EVERY, hidden: kind === "hidden" ? HIDDEN : 0});

/**
 * Can a concept be read off a layer, and is it the layer or the probe that is clever? A probe learns the concept while
 * its twin learns the control task, the same labels dealt out at random; both are judged on digits kept apart.
 */
export async function* probing(
  {kind, ...args}: ProbedDigits & {kind: ProbeKind},
  context: Context
): AsyncGenerator<ProbingFrame> {
  const {signal} = context;
  const model = await opened(args, context);
  const {labels, classes} = conceptLabels(args.concept, args.images, args.digits);
  context.progress(NaN, "asking the layer");
  const x = await layerRows(model, args.layer, args.images, signal);
  const o = {classes: classes.length, seed: args.seed, signal};
  const runs = {task: learn(kind, x, labels, o), control: learn(kind, x, controlLabels(labels, args.seed), o)};
  const curves: CurvePoint[] = [];
  const newest: Partial<Record<"task" | "control", ProbeFrame>> = {};
  const over = {task: false, control: false};
  try {
    while (!over.task || !over.control) {
      for (const of of ["task", "control"] as const) {
        if (over[of]) continue;
        const {done, value: frame} = await runs[of].next();
        over[of] = Boolean(done) || (frame && frame.step === frame.steps) || false;
        if (!frame) continue;
        newest[of] = frame;
        const {step, loss} = frame;
        for (const [on, {accuracy, low, high}] of [
          ["learnt", frame.train],
          ["kept apart", frame.validation]
        ] as const)
          curves.push({step, of, on, accuracy, low, high, loss});
      }
      const {task, control} = newest as Record<"task" | "control", ProbeFrame>;
      const step = Math.max(task.step, control.step);
      yield {
        step,
        steps: over.task && over.control ? step : Math.max(task.steps, control.steps, step + 1),
        classes,
        curves: [...curves],
        task: task.validation,
        control: control.validation,
        probe: task.probe
      };
    }
  } finally {
    await Promise.all([runs.task.return(undefined), runs.control.return(undefined)]);
  }
}

/** How well a concept and its control are read off one layer. */
export interface DepthRow {
  layer: string;
  task: Accuracy;
  control: Accuracy;
}

export interface DepthFrame {
  step: number;
  steps: number;
  rows: DepthRow[];
  /** What always naming the most frequent class would score. */
  chance: number;
}

/** At which depth does a concept become easy to read? A ridge probe and its control on each layer in turn. */
export async function* probeDepth(
  {layers, ...args}: Omit<ProbedDigits, "layer"> & {layers: string[]},
  context: Context
): AsyncGenerator<DepthFrame> {
  const model = await opened(args, context);
  const {labels, classes} = conceptLabels(args.concept, args.images, args.digits);
  const counts = classes.map((_, c) => labels.filter((label) => label === c).length);
  const chance = Math.max(...counts) / labels.length;
  const rows: DepthRow[] = [];
  for (const layer of layers) {
    const x = await layerRows(model, layer, args.images, context.signal);
    const o = {classes: classes.length, seed: args.seed, signal: context.signal, steps: 30, every: 30};
    const judged = async (own: ArrayLike<number>) => {
      let last: ProbeFrame | undefined;
      for await (last of trainRidgeProbe(x, own, o));
      return last!.validation;
    };
    rows.push({layer, task: await judged(labels), control: await judged(controlLabels(labels, args.seed))});
    yield {step: rows.length, steps: layers.length, rows: [...rows], chance};
  }
}

/** What a probe makes of one picture, and what the network would if the concept were stronger in it. */
export interface ConceptOnPicture {
  /** The probe's scores, one a class. */
  scores: number[];
  /** How far along the concept's direction the picture lies, in standard deviations of the examples from their mean. */
  place: number;
  /** The same for the examples that have the concept and for those that do not. */
  examples: {place: number; has: boolean}[];
  /** The network's own probabilities after moving its layer along the direction by so many standard deviations. */
  moved: {by: number; probabilities: number[]}[];
  /** The slope of each class's score along the direction at this picture, per standard deviation. */
  slopes: number[];
}

/** Far enough for an answer to tip over, and farther than any real digit lies. */
const MOVES = Array.from({length: 25}, (_, i) => i - 12);
const EXAMPLES = 400;

/**
 * Where does the reader's own picture lie along a concept, and does the network act on it? The layer's activation is
 * moved along the probe's direction, and the rest of the network answers.
 */
export async function conceptOnPicture(
  {probe, target, image, ...args}: ProbedDigits & {probe: Probe; target: number; image: Image},
  context: Context
): Promise<ConceptOnPicture> {
  const {signal} = context;
  const model = await opened(args, context);
  const direction = conceptDirection(probe, target);
  const {labels} = conceptLabels(args.concept, args.images, args.digits);
  const some = firstOf(args.images, EXAMPLES);
  const places = along(await layerRows(model, args.layer, some, signal), direction);
  const mean = places.reduce((s, v) => s + v, 0) / places.length;
  const sd = Math.sqrt(places.reduce((s, v) => s + (v - mean) ** 2, 0) / places.length) || 1;
  const own = await layerRows(model, args.layer, batchOfOne(image), signal);
  const shape = args.layer === "pixels" ? image.shape : shapeOf(model, args.layer);
  const rest = args.layer === "pixels" ? model.raw : model.from(args.layer);
  const data = Float32Array.from(MOVES.flatMap((by) => Array.from(own.data, (v, c) => v + by * sd * direction[c])));
  const logits = await evaluate(rest.logits(), {data, shape: [MOVES.length, ...shape]});
  const probabilities = model.probabilities(logits);
  const slopes: number[] = [];
  for (let c = 0; c < logits.shape[1]; ++c) {
    const {gradient} = await valueAndGradient(rest.logit(c), {data: own.data, shape: [1, ...shape]});
    slopes.push(along(gradient, direction)[0] * sd);
  }
  return {
    scores: Array.from((await probeLogits(probe, own)).data),
    place: (along(own, direction)[0] - mean) / sd,
    examples: Array.from(places, (v, i) => ({place: (v - mean) / sd, has: labels[i] === target})),
    moved: MOVES.map((by, i) => ({by, probabilities: Array.from(sliceOf(probabilities, i).data)})),
    slopes
  };
}

/** How much a class's score depends on a concept, against random directions. */
export interface ConceptUse {
  digit: number;
  /** The TCAV score: the share of its examples whose score rises along the concept. */
  score: number;
  /** The mean slope of its score along the concept, for one step of length 1. */
  slope: number;
  /** The same for random directions: the 5th and the 95th of a hundred. */
  random: [low: number, high: number];
  /** How often a random direction has as steep a mean slope. */
  p: number;
}

const TESTED = 60;
const DIRECTIONS = 100;

/**
 * For which digits does the network use a concept? The slope of each digit's own score along the concept, averaged over
 * its examples, beside random directions; and the TCAV score. Where the rest of the network is a plain sum, all
 * examples have one slope and the score can only be 0 or 1: the mean slope still compares.
 * @see Kim et al., "Interpretability beyond feature attribution: TCAV" (2018), section 3
 */
export async function* conceptUse(
  {probe, target, ...args}: ProbedDigits & {probe: Probe; target: number},
  context: Context
): AsyncGenerator<{step: number; steps: number; uses: ConceptUse[]}> {
  const model = await opened(args, context);
  const direction = conceptDirection(probe, target);
  const rest = args.layer === "pixels" ? model.raw : model.from(args.layer);
  const shape = args.layer === "pixels" ? args.images.shape.slice(1) : shapeOf(model, args.layer);
  const strange = Array.from({length: DIRECTIONS}, (_, r) => unitVector(normals(direction.length, args.seed + r)));
  const uses: ConceptUse[] = [];
  for (let digit = 0; digit < 10; ++digit) {
    throwIfAborted(context.signal);
    const own = pick(args.images, (i) => args.digits[i] === digit, TESTED);
    const rows = await layerRows(model, args.layer, own, context.signal);
    const at = {data: rows.data, shape: [rows.shape[0], ...shape]};
    const {gradient} = await valueAndGradient(rest.logit(digit), at);
    const slopes = along(gradient, direction);
    const slope = meanOf(slopes);
    const others = strange.map((v) => meanOf(along(gradient, v))).sort((a, b) => a - b);
    uses.push({
      digit,
      score: slopes.filter((v) => v > 0).length / slopes.length,
      slope,
      random: [others[Math.round(0.05 * (DIRECTIONS - 1))], others[Math.round(0.95 * (DIRECTIONS - 1))]],
      p: (1 + others.filter((v) => Math.abs(v) >= Math.abs(slope)).length) / (1 + DIRECTIONS)
    });
    yield {step: digit + 1, steps: 10, uses: [...uses]};
  }
}

const meanOf = (values: Float32Array) => values.reduce((s, v) => s + v, 0) / values.length;

function unitVector(v: Float32Array): Float32Array {
  const length = Math.sqrt(v.reduce((s, c) => s + c * c, 0));
  return v.map((c) => c / length);
}

async function opened(
  {model: id, images, digits}: Pick<ProbedDigits, "model" | "images" | "digits">,
  context: Context
) {
  if (images.shape[0] !== digits.length)
    throw new RangeError(`${digits.length} labels for ${images.shape[0]} pictures`);
  const model = await context.model(id);
  await model.need(undefined, context.signal);
  return model;
}

const shapeOf = (model: Model, layer: string) => model.layers.find(({name}) => name === layer)!.shape as number[];

const firstOf = (images: Grid, n: number): Grid => pick(images, () => true, n);

/** The first `most` pictures of which something is true. */
function pick(images: Grid, keep: (index: number) => boolean, most: number): Grid {
  const kept: number[] = [];
  for (let i = 0; i < images.shape[0] && kept.length < most; ++i) if (keep(i)) kept.push(i);
  const size = images.data.length / images.shape[0];
  const data = new Float32Array(kept.length * size);
  kept.forEach((i, k) => data.set(images.data.subarray(i * size, (i + 1) * size), k * size));
  return {data, shape: [kept.length, ...images.shape.slice(1)]};
}
