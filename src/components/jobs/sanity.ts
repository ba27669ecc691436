import {maxMagnitude, sumChannels} from "../arrays/channels.js";
import {mapGrid, sliceOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {random} from "../arrays/random.js";
import {last} from "../lab/frames.js";
import type {Scores} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import {baselineOf, type Baseline} from "../methods/attribution/baselines.js";
import {upsample} from "../methods/attribution/guidedGradCam.js";
import {agreement, type AgreementOptions} from "../methods/evaluation/agreement.js";
import {
  cascadingRandomisation,
  stopsOf,
  type RandomisationOptions
} from "../methods/evaluation/cascadingRandomisation.js";
import {deletion} from "../methods/evaluation/deletion.js";
import {slic} from "../methods/segmentation/slic.js";
import {forgettable} from "../models/forget.js";
import {answered, type Answered, type Question} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";
import {explainSubject, subjectOf, type MethodName, type OptionValue} from "./explain.js";

/** Options that make a method quick enough to be asked many times. */
const QUICK: Partial<Record<MethodName, (x: Grid) => Record<string, OptionValue>>> = {
  smoothGrad: () => ({samples: 8}),
  integratedGradients: () => ({steps: 16}),
  expectedGradients: () => ({samples: 16}),
  occlusion: ({shape: [, height]}) => ({window: Math.ceil(height / 6), stride: Math.ceil(height / 9)}),
  lime: () => ({samples: 100}),
  kernelShap: () => ({samples: 100})
};

/** Methods that ask about whole pieces of a picture, and into how many it is cut for them. */
const BY_PIECES = new Set<MethodName>(["lime", "kernelShap"]);
const PIECES = 24;

/** Methods whose numbers have a sign that says for or against; of the others only the size tells. */
const SIGNED = new Set<MethodName>([
  "inputXGradient",
  "integratedGradients",
  "expectedGradients",
  "deepLift",
  "occlusion",
  "lime",
  "kernelShap"
]);

/** A method's map of an answer at the picture's size, [h, w]: what speaks for it, or how much each pixel matters. */
export async function mapOf(method: MethodName, {model, x, target}: Answered, signal: AbortSignal): Promise<Grid> {
  const baseline = baselineOf({kind: "mean"}, x);
  const segments = BY_PIECES.has(method) ? slic(sliceOf(x, 0) as Image, {segments: PIECES}) : undefined;
  const subject = subjectOf(model, {x, baseline, segments, target: target.index});
  const {attribution} = await last(explainSubject(method, subject, QUICK[method]?.(x), signal));
  const [, height, width] = x.shape;
  // Grad-CAM's map has the layer's size and no channels, the others the picture's.
  if (attribution.shape.length === 3) return sliceOf(upsample(attribution, height, width), 0);
  const whole = sliceOf(attribution, 0);
  return SIGNED.has(method) ? sumChannels(whole) : maxMagnitude(whole);
}

export interface RandomisationArgs extends Question, Partial<Omit<RandomisationOptions, "signal">> {
  methods: readonly MethodName[];
  seed: number;
}

/** One method's maps, from the trained network's on, with their likeness to it. */
export interface MethodCourse {
  method: MethodName;
  maps: Grid[];
  rank: number[];
  ssim: number[];
}

export interface SanityFrame {
  step: number;
  steps: number;
  answers: Answer[];
  target: Answer;
  /** The layer reached at each stop after the trained network, from the output back. */
  layers: string[];
  courses: MethodCourse[];
}

/** Which maps survive when the network forgets? Every method's map at every stop; a frame for each stop. */
export async function* randomisation(
  {methods, seed, stages = 7, order = "cascading", ...question}: RandomisationArgs,
  context: Context
): AsyncGenerator<SanityFrame, void, undefined> {
  const asked = await answered(question, context);
  const {signal} = context;
  const network = forgettable(asked.model.network, seed);
  const layers = stopsOf(network.layers.length, stages).map((i) => network.layers[i]);
  const courses: MethodCourse[] = methods.map((method) => ({method, maps: [], rank: [], ssim: []}));
  const runs = methods.map((method) =>
    cascadingRandomisation(async () => mapGrid(await mapOf(method, asked, signal), Math.abs), network, {
      stages,
      order,
      signal
    })
  );
  const {answers, target} = asked;
  for (let step = 0; step <= layers.length; ++step) {
    for (const [i, run] of runs.entries()) {
      const {value: frame} = await run.next();
      courses[i].maps.push(frame!.map);
      courses[i].rank.push(frame!.rank);
      courses[i].ssim.push(frame!.ssim);
    }
    yield {step, steps: layers.length, answers, target, layers, courses: structuredClone(courses)};
  }
}

export interface FaithfulnessArgs extends Question {
  methods: readonly MethodName[];
  baseline: Baseline;
  /** Points of each curve after its first. */
  points: number;
  seed: number;
}

/** Curves of one order in which pixels go or come. */
export interface Faithfulness {
  /** A method, or "random": pixels in random order, which knows nothing. */
  name: MethodName | "random";
  fractions: number[];
  deletion: number[];
  insertion: number[];
  /** Areas under them; low is good for deletion, high for insertion. */
  deletionArea: number;
  insertionArea: number;
}

export interface FaithfulnessFrame {
  step: number;
  steps: number;
  target: Answer;
  /** As many as are ready. */
  curves: Faithfulness[];
}

/** Does the answer follow the map? Deletion and insertion curves of each method, and of a random order beside them. */
export async function* faithfulness(
  {methods, baseline: kind, points, seed, ...question}: FaithfulnessArgs,
  context: Context
): AsyncGenerator<FaithfulnessFrame, void, undefined> {
  const asked = await answered(question, context);
  const {x, target} = asked;
  const {signal} = context;
  const baseline = baselineOf(kind, x);
  const f = probabilityOf(asked);
  const curves: Faithfulness[] = [];
  const names = ["random" as const, ...methods];
  for (const name of names) {
    const map = name === "random" ? randomMap(x, seed) : await mapOf(name, asked, signal);
    const course = (way: "deletion" | "insertion") =>
      last(deletion(f, x, map, {kind: way, baseline, steps: points, signal}));
    const [away, back] = [await course("deletion"), await course("insertion")];
    curves.push({
      name,
      fractions: Array.from(away.fractions),
      deletion: Array.from(away.scores),
      insertion: Array.from(back.scores),
      deletionArea: away.area,
      insertionArea: back.area
    });
    yield {step: curves.length, steps: names.length, target, curves: [...curves]};
  }
}

function probabilityOf({model, target}: Answered): Scores {
  const {activation} = model.card.heads[0];
  const logits = model.logits();
  return (x) => {
    const all = logits(x);
    const probabilities = activation === "sigmoid" ? tf.sigmoid(all) : tf.softmax(all as tf.Tensor2D);
    return tf.squeeze(tf.slice(probabilities, [0, target.index], [-1, 1]), [1]);
  };
}

function randomMap({shape: [, height, width]}: Grid, seed: number): Grid {
  const next = random(seed);
  return {data: Float32Array.from({length: height * width}, () => next()), shape: [height, width]};
}

export interface AgreementFrame {
  step: number;
  steps: number;
  target: Answer;
  methods: MethodName[];
  maps: Grid[];
  /** [n, n] of the methods that are ready. */
  matrix: Grid;
}

/** Do the methods point at the same places? A frame for each method that joins the comparison. */
export async function* methodAgreement(
  {methods, measure, share, ...question}: Question & {methods: readonly MethodName[]} & Partial<AgreementOptions>,
  context: Context
): AsyncGenerator<AgreementFrame, void, undefined> {
  const asked = await answered(question, context);
  const maps: Grid[] = [];
  const ready: MethodName[] = [];
  for (const method of methods) {
    maps.push(mapGrid(await mapOf(method, asked, context.signal), Math.abs));
    ready.push(method);
    yield {
      step: maps.length,
      steps: methods.length,
      target: asked.target,
      methods: [...ready],
      maps: [...maps],
      matrix: agreement(maps, {measure, share})
    };
  }
}
