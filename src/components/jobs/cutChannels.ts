import {full, sliceOf, type Grid} from "../arrays/grid.js";
import {random} from "../arrays/random.js";
import {evaluate, valueAndGradient} from "../lab/gradient.js";
import {throwIfAborted} from "../lab/options.js";
import {batchFor} from "../methods/attribution/attribution.js";
import type {Model} from "../models/model.js";
import {answered, type Answered, type Question} from "./answered.js";
import {answersFrom, type Answer} from "./classify.js";
import type {Context} from "./context.js";
import {isCut, layerStops, type LayerStop} from "./layerStops.js";

export interface CutArgs extends Question {
  /** A layer of feature maps through which everything passes; null for the last one before the answers. */
  layer: string | null;
  /** How many channels are chosen, and which: those that carry the most, or any. */
  count: number;
  order: "strongest" | "random";
  /** Of the random choice. */
  seed: number;
  /** Silence the chosen channels, or all others? */
  keep: boolean;
}

/** A channel, and what the answer loses when it alone is silent. */
export interface Carrier {
  channel: number;
  loss: number;
  /** Its map on this picture, [h, w]. */
  map: Grid;
}

export interface CutReading {
  layers: LayerStop[];
  layer: LayerStop;
  /** The layer that null stands for. */
  usual: string;
  target: Answer;
  /** Those tried, the one that carries the most first; when there are many, those with the largest gradient × activation. */
  carriers: Carrier[];
  /** How many channels the layer has. */
  all: number;
  /** The channels that were chosen. */
  chosen: number[];
  before: Answer[];
  after: Answer[];
}

/** More channels than this are not tried one by one. */
const TRIED = 32;

/**
 * Which channels carry the answer, and what is it without them? Each channel of a layer is silenced alone (its map is
 * put to zero) and what the answer's score loses is ranked; then the first `count` of them, or as many at random, are
 * silenced together, or everything but them.
 */
export async function cutChannels(args: CutArgs, context: Context): Promise<CutReading> {
  const question = await answered(args, context);
  const {model, x, answers, target} = question;
  const {layers, layer, usual} = cuttable(model, args.layer);
  const activation = await evaluate(model.tap(layer.name), x);
  const all = activation.shape[3];
  const carriers = await carriersOf(question, layer.name, activation, context);
  const count = Math.min(Math.max(Math.round(args.count), 0), all);
  const chosen =
    args.order === "random"
      ? shuffled(all, args.seed).slice(0, count)
      : carriers.slice(0, count).map(({channel}) => channel);
  const silent = args.keep ? range(all).filter((channel) => !chosen.includes(channel)) : chosen;
  const logits = await evaluate(model.from(layer.name).logits(), silenced(activation, [silent]));
  return {
    layers,
    layer,
    usual: usual.name,
    target,
    carriers,
    all,
    chosen,
    before: answers,
    after: answersFrom(model, logits)
  };
}

/**
 * The layers of feature maps through which everything passes, the one asked for, and the usual one: the last, unless
 * that has one map for each class, where everything is decided.
 */
export function cuttable(model: Model, name: string | null = null) {
  const layers = layerStops(model).filter((stop) => isCut(model, stop.name));
  const last = layers[layers.length - 1];
  const decided = last.shape[2] === model.card.heads[0].classes.length;
  const usual = decided && layers.length > 1 ? layers[layers.length - 2] : last;
  const layer = layers.find((stop) => stop.name === (name ?? usual.name));
  if (layer) return {layers, layer, usual};
  throw new RangeError(`unknown layer: ${name} (channels can be cut in: ${layers.map(({title}) => title).join(", ")})`);
}

/** The channels by what the answer loses without each, the most first. */
export async function carriersOf(
  {model, target}: Pick<Answered, "model" | "target">,
  layer: string,
  activation: Grid,
  {signal, progress}: Pick<Context, "signal" | "progress">
): Promise<Carrier[]> {
  const head = model.from(layer).logit(target.index);
  const tried = await likeliest(head, activation);
  const batch = batchFor(activation.data.length);
  const carriers: Carrier[] = [];
  for (let start = 0; start < tried.length; start += batch) {
    throwIfAborted(signal);
    const some = tried.slice(start, start + batch);
    const scores = await evaluate(
      head,
      silenced(
        activation,
        some.map((channel) => [channel])
      )
    );
    some.forEach((channel, i) =>
      carriers.push({channel, loss: target.logit - scores.data[i], map: channelOf(activation, channel)})
    );
    progress((start + some.length) / tried.length);
  }
  return carriers.sort((a, b) => b.loss - a.loss || a.channel - b.channel);
}

/** The channels with the largest sums of gradient × activation by magnitude. */
async function likeliest(head: ReturnType<Model["logit"]>, activation: Grid): Promise<number[]> {
  const all = activation.shape[3];
  if (all <= TRIED) return range(all);
  const {gradient} = await valueAndGradient(head, activation);
  const sums = new Float64Array(all);
  gradient.data.forEach((g, i) => (sums[i % all] += g * activation.data[i]));
  return range(all)
    .sort((i, j) => Math.abs(sums[j]) - Math.abs(sums[i]))
    .slice(0, TRIED);
}

/** Copies of an activation [1, h, w, c], each with some of its channels put to zero. */
function silenced(activation: Grid, choices: readonly (readonly number[])[]): Grid {
  const channels = activation.shape[3];
  const size = activation.data.length;
  const out = full([choices.length, ...activation.shape.slice(1)]);
  choices.forEach((choice, n) => {
    const silent = new Uint8Array(channels);
    for (const channel of choice) silent[channel] = 1;
    for (let i = 0; i < size; ++i) out.data[n * size + i] = silent[i % channels] ? 0 : activation.data[i];
  });
  return out;
}

/** One channel of [1, h, w, c] as a map [h, w]. */
function channelOf(activation: Grid, channel: number): Grid {
  const {data, shape} = sliceOf(activation, 0);
  const [height, width, channels] = shape;
  return {
    data: Float32Array.from({length: height * width}, (_, i) => data[i * channels + channel]),
    shape: [height, width]
  };
}

function shuffled(n: number, seed: number): number[] {
  const next = random(seed);
  const order = range(n);
  for (let i = n - 1; i > 0; --i) {
    const j = next.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

const range = (n: number): number[] => Array.from({length: n}, (_, i) => i);
