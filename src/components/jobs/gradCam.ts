import {sumChannels} from "../arrays/channels.js";
import {sliceOf, type Grid} from "../arrays/grid.js";
import * as tf from "../lab/tf.js";
import {averagingKeeps, gradCam as cam, gradCamOf, layerGradient} from "../methods/attribution/gradCam.js";
import {gradCamPlusPlus} from "../methods/attribution/gradCamPlusPlus.js";
import {guidedGradCam, upsample} from "../methods/attribution/guidedGradCam.js";
import {rankCorrelation} from "../methods/evaluation/rankCorrelation.js";
import {answered, type Answered, type Question} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";
import {knownStop, layerStops, logitAround, stopNamed, type LayerStop} from "./layerStops.js";

export type CamMethod = "gradCam" | "gradCamPlusPlus" | "guidedGradCam";

export interface CamArgs extends Question {
  /** A layer of feature maps; null, or one that the network lacks, for the last one. */
  layer: string | null;
  method: CamMethod;
  /** Keep only what speaks for the class? Grad-CAM++ always does. */
  relu?: boolean;
}

export interface CamFrame {
  step: number;
  steps: number;
  answers: Answer[];
  target: Answer;
  /** Where one can stop, from input to output. */
  layers: LayerStop[];
  layer: LayerStop;
  /** The layer that null stands for. */
  usual: string;
  /** The map as the layer has it, [h, w]; null in the first frame, which has the answers alone. */
  cells: Grid | null;
  /** The map at the picture's size, [h, w]. */
  map: Grid | null;
}

/** Where does a layer see an answer? First the answers, then the map. */
export async function* gradCam(args: CamArgs, context: Context): AsyncGenerator<CamFrame, void, undefined> {
  const question = await answered(args, context);
  const {answers, target} = question;
  const layers = layerStops(question.model);
  const layer = stopNamed(question.model, layers, knownStop(layers, args.layer));
  const common = {steps: 1, answers, target, layers, layer, usual: stopNamed(question.model, layers, null).name};
  yield {...common, step: 0, cells: null, map: null};
  yield {...common, step: 1, ...(await mapsOf(question, layer, args, context))};
}

/** The maps of one class at one layer. */
async function mapsOf(
  {model, x, target}: Answered,
  layer: LayerStop,
  {method, relu = true}: Pick<CamArgs, "method" | "relu">,
  {signal}: Context
): Promise<{cells: Grid; map: Grid}> {
  const tap = model.tap(layer.name);
  const head = logitAround(model, x, layer.name, target.index);
  const [, height, width] = x.shape;
  if (method === "gradCamPlusPlus") {
    const {attribution} = await gradCamPlusPlus(tap, head, x, {signal});
    return {cells: sliceOf(attribution, 0), map: sliceOf(upsample(attribution, height, width), 0)};
  }
  if (method !== "gradCam" && method !== "guidedGradCam")
    throw new RangeError(`unknown method: ${method} (there are: gradCam, gradCamPlusPlus, guidedGradCam)`);
  const {attribution} = await cam(tap, head, x, {relu, signal});
  const cells = sliceOf(attribution, 0);
  if (method === "gradCam") return {cells, map: sliceOf(upsample(attribution, height, width), 0)};
  const {attribution: strokes} = await guidedGradCam(tap, head, x, {relu, signal});
  return {cells, map: sumChannels(sliceOf(strokes, 0))};
}

export interface CamPair {
  maps: {answer: Answer; cells: Grid; map: Grid}[];
  layer: LayerStop;
  /** Spearman's rank correlation of the two maps; NaN when one is flat. */
  correlation: number;
}

/** Where does one layer see two answers? The one explained against the one at `rank` (or its opposite). */
export async function gradCamPair(
  {rank, ...args}: Omit<CamArgs, "target"> & {rank: number},
  context: Context
): Promise<CamPair> {
  const first = await answered({...args, target: null}, context);
  const layers = layerStops(first.model);
  const layer = stopNamed(first.model, layers, knownStop(layers, args.layer));
  const {answers} = first;
  const other = answers[Math.min(rank, answers.length) - 1];
  const a = await mapsOf(first, layer, args, context);
  // A network with one answer has one other: that it is not so.
  const b =
    other === first.target
      ? await oppositeOf(first, layer, args, context)
      : {answer: other, ...(await mapsOf({...first, target: other}, layer, args, context))};
  return {
    maps: [{answer: first.target, ...a}, b],
    layer,
    correlation: rankCorrelation(a.map.data, b.map.data)
  };
}

async function oppositeOf(
  {model, x, target}: Answered,
  layer: LayerStop,
  {relu = true}: Pick<CamArgs, "relu">,
  {signal}: Context
) {
  const score = logitAround(model, x, layer.name, target.index);
  const {attribution} = await cam(model.tap(layer.name), (a) => tf.neg(score(a)), x, {relu, signal});
  const answer = {...target, name: `not ${target.name}`, logit: -target.logit, probability: 1 - target.probability};
  return {
    answer,
    cells: sliceOf(attribution, 0),
    map: sliceOf(upsample(attribution, x.shape[1], x.shape[2]), 0)
  };
}

export interface Depth {
  layer: LayerStop;
  cells: Grid;
  map: Grid;
  /** Share of the gradient that survives the average over positions, 0 … 1. */
  keeps: number;
}

export interface DepthFrame {
  step: number;
  steps: number;
  target: Answer;
  /** From input to output, as many as are ready. */
  depths: Depth[];
}

/** What does Grad-CAM draw at each depth? The network's landmarks, the last one first, since it is the quickest. */
export async function* gradCamByDepth(
  question: Question,
  context: Context
): AsyncGenerator<DepthFrame, void, undefined> {
  const {model, x, target} = await answered(question, context);
  const stops = layerStops(model);
  stopNamed(model, stops, null);
  const landmarks = stops.filter(({name}) => model.card.landmarks.includes(name));
  const [, height, width] = x.shape;
  const depths: Depth[] = [];
  for (const layer of landmarks.reverse()) {
    const head = logitAround(model, x, layer.name, target.index);
    const found = await layerGradient(model.tap(layer.name), head, x, context.signal);
    const cells = gradCamOf(found);
    depths.unshift({
      layer,
      cells: sliceOf(cells, 0),
      map: sliceOf(upsample(cells, height, width), 0),
      keeps: averagingKeeps(found)
    });
    yield {step: depths.length, steps: landmarks.length, target, depths: [...depths]};
  }
}
