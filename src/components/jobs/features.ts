import {full, sliceOf, type Grid} from "../arrays/grid.js";
import type {Image, Rect} from "../arrays/image.js";
import {evaluate, valueAndGradient} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import {deepDream as dream, type DeepDreamOptions, type DreamFrame} from "../methods/visualisation/deepDream.js";
import {dreamZoom as zoom, type DreamZoomOptions, type ZoomFrame} from "../methods/visualisation/dreamZoom.js";
import {
  featureVisualisation as visualise,
  type FeatureFrame,
  type FeatureVisualisationOptions
} from "../methods/visualisation/featureVisualisation.js";
import {objective, reader, type Objective, type ObjectiveSpec} from "../methods/visualisation/objectives.js";
import type {PenaltySpec} from "../methods/visualisation/penalties.js";
import {empiricalReceptiveField} from "../methods/visualisation/receptiveField.js";
import {standardTransforms} from "../methods/visualisation/transforms.js";
import type {Card} from "../models/card.js";
import type {Model} from "../models/model.js";
import {batchOfOne} from "./classify.js";
import type {Context} from "./context.js";

/** An objective as a page asks for it: targets may be pictures, whose activations the job computes. */
export type ObjectiveRequest =
  | Exclude<ObjectiveSpec, {kind: "sum" | "between"}>
  | {kind: "cosine" | "match" | "guide"; layer: string; image: Image}
  | {kind: "sum"; terms: {weight: number; objective: ObjectiveRequest}[]}
  | {kind: "between"; from: ObjectiveRequest; to: ObjectiveRequest};

type Free<Options> = Partial<Omit<Options, "signal">>;

export interface FeatureVisualisationArgs extends Free<FeatureVisualisationOptions> {
  model: string;
  objective: ObjectiveRequest;
}

/**
 * What does a unit of a network look for? Digit networks get their own size, grey pictures, a black surround and
 * a price on ink; other sizes and all else are the method's defaults unless given.
 */
export async function* featureVisualisation(
  {model: id, objective: request, ...options}: FeatureVisualisationArgs,
  context: Context
): AsyncGenerator<FeatureFrame, void, void> {
  const model = await context.model(id);
  const goal = await resolve(request, model, context);
  const own = pictureOf(model.card);
  const size = {height: options.height ?? own.height, width: options.width ?? own.width};
  const transforms = standardTransforms(Math.min(size.height, size.width), {
    fixed: model.card.resizable ? undefined : own,
    fill: model.card.subject === "digits" ? 0 : 0.5
  });
  const drawn = model.card.subject === "digits" ? await strokes(model, goal, size) : {};
  yield* visualise(model.tap, goal, {transforms, ...drawn, ...size, ...options, signal: context.signal});
}

/**
 * Digits are few strokes on black, so ink has a price: half of what a pixel of it brings on average; so has roughness,
 * a fifth. Both follow the unit's own scale.
 */
async function strokes(model: Model, goal: Objective, size: {height: number; width: number}) {
  const gain = await gainOf(model, goal, size);
  const penalties: PenaltySpec[] = [
    {kind: "l1", weight: 0.5 * gain},
    {kind: "tv", weight: 0.2 * gain}
  ];
  return {channels: 1 as const, steps: 96, penalties};
}

/**
 * How much would an objective gain if every pixel moved by one the best way? Measured by the gradient at a grey
 * picture: the scale on which penalties are priced.
 */
export async function gainOf(
  model: Model,
  goal: Objective,
  {height, width}: {height: number; width: number}
): Promise<number> {
  const grey = full([1, height, width, 3], 0.5);
  const {gradient} = await valueAndGradient((x) => goal.score(reader(model.tap, x)), grey);
  return gradient.data.reduce((sum, g) => sum + Math.abs(g), 0);
}

/** Pixels by which small pictures of one fixed size are shifted: a digit that jumps further is another digit. */
export const SLIGHT = 2;

export interface DeepDreamArgs extends Free<DeepDreamOptions> {
  model: string;
  objective: ObjectiveRequest;
}

/** What does a network see in a picture? Networks of one fixed size dream at that size, in a single octave. */
export async function* deepDream(
  {model: id, objective: request, ...options}: DeepDreamArgs,
  context: Context
): AsyncGenerator<DreamFrame, void, void> {
  const model = await context.model(id);
  const goal = await resolve(request, model, context);
  const fixed = model.card.resizable ? {} : {...pictureOf(model.card), octaves: 1, jitter: SLIGHT};
  yield* dream(greyIfBlind(model), goal, {...options, ...fixed, signal: context.signal});
}

export interface DreamZoomArgs extends Free<DreamZoomOptions> {
  model: string;
  objective: ObjectiveRequest;
  image: Image;
}

/** Where does a dream lead? The pictures of a film into the middle of one. */
export async function* dreamZoom(
  {model: id, objective: request, image, ...options}: DreamZoomArgs,
  context: Context
): AsyncGenerator<ZoomFrame, void, void> {
  const model = await context.model(id);
  const goal = await resolve(request, model, context);
  const fixed = model.card.resizable ? {} : {jitter: SLIGHT};
  yield* zoom(greyIfBlind(model), goal, image, {...options, ...fixed, signal: context.signal});
}

export interface Activations {
  layer: string;
  /** [h, w, c], or [c] in a dense layer. */
  activation: Grid;
  /** The mean of each channel over its positions. */
  mean: Float32Array;
  /** The largest number of each channel. */
  max: Float32Array;
  /** Channels by response, the strongest first. */
  order: number[];
  /** Bytes of weights fetched to get here, of the network's all. */
  fetched: number;
  bytes: number;
}

/** What does a layer make of a picture? All its maps, and which channels respond most (by mean, or by peak). */
export async function activations(
  {model: id, layer, image, by = "mean"}: {model: string; layer: string; image: Image; by?: "mean" | "max"},
  context: Context
): Promise<Activations> {
  const model = await context.model(id);
  await model.need(layer, context.signal);
  const activation = sliceOf(await evaluate(model.tap(layer), batchOfOne(image)), 0);
  const channels = activation.shape[activation.shape.length - 1];
  const positions = activation.data.length / channels;
  const mean = new Float32Array(channels);
  const max = new Float32Array(channels).fill(-Infinity);
  activation.data.forEach((v, i) => {
    mean[i % channels] += v / positions;
    max[i % channels] = Math.max(max[i % channels], v);
  });
  const response = by === "max" ? max : mean;
  const order = Array.from(response.keys()).sort((a, b) => response[b] - response[a] || a - b);
  const {bytes: fetched} = model.network;
  return {layer, activation, mean, max, order, fetched, bytes: model.card.bytes};
}

/** Which part of a picture does one position of a layer look at? Measured by gradient at the picture's size. */
export async function receptiveField(
  {model: id, layer, y, x, height, width}: ReceptiveFieldArgs,
  context: Context
): Promise<{map: Grid; rect: Rect}> {
  const model = await context.model(id);
  await model.need(layer, context.signal);
  return empiricalReceptiveField(model.tap(layer), y, x, {height, width, signal: context.signal});
}

export interface ReceptiveFieldArgs {
  model: string;
  layer: string;
  /** A position of the layer. */
  y: number;
  x: number;
  /** Size of the picture. */
  height: number;
  width: number;
}

/** Makes a network ready for an objective, and its picture targets into activations. */
async function resolve(request: ObjectiveRequest, model: Model, context: Context): Promise<Objective> {
  const goal = objective(await specOf(request, model, context));
  for (const layer of goal.layers) await model.need(layer, context.signal);
  return goal;
}

async function specOf(request: ObjectiveRequest, model: Model, context: Context): Promise<ObjectiveSpec> {
  if (request.kind === "sum") {
    const terms = request.terms.map(async ({weight, objective}) => ({
      weight,
      objective: await specOf(objective, model, context)
    }));
    return {kind: "sum", terms: await Promise.all(terms)};
  }
  if (request.kind === "between")
    return {
      kind: "between",
      from: await specOf(request.from, model, context),
      to: await specOf(request.to, model, context)
    };
  if (!("image" in request)) return request;
  const {kind, layer, image} = request;
  await model.need(layer, context.signal);
  return {kind, layer, target: sliceOf(await evaluate(model.tap(layer), batchOfOne(image)), 0)};
}

const pictureOf = ({input: {height, width}}: Card) => ({height, width});

/** Networks that see grey cannot tell colours apart: pictures made for them are grey. */
export const pictureChannels = ({input}: Card): 1 | 3 => (input.channels === 1 ? 1 : 3);

/**
 * A network's taps for pictures that are climbed pixel by pixel. One that sees the luma alone would push green most
 * and blue least, which says nothing of what it sees; here all three colours move alike.
 */
export function greyIfBlind(model: Model): Model["tap"] {
  if (model.card.input.channels !== 1) return model.tap;
  return (layer) => (x) => model.tap(layer)(tf.tile(tf.mean(x, -1, true), [1, 1, 1, 3]));
}
