import {grid, sliceOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {activationPatching, logitDifference, type Hooked} from "../methods/mechanism/patching.js";
import {patchTogether} from "../methods/mechanism/patchTogether.js";
import {evaluate} from "../lab/gradient.js";
import type {Model} from "../models/model.js";
import {answersOf, batchOfOne, type Answer} from "./classify.js";
import type {Context} from "./context.js";
import {isCut} from "./layerStops.js";

export interface ChannelArgs {
  model: string;
  layer: string;
  /** Two pictures of the network's size. */
  clean: Image;
  corrupted: Image;
}

/** One channel in both runs, and what it does when it alone is carried over. */
export interface CarriedChannel {
  channel: number;
  clean: Grid;
  corrupted: Grid;
  /** Share of the logit difference restored. */
  restored: number;
}

export interface ChannelMap {
  answer: Answer;
  instead: Answer;
  /** The logit difference in both runs. */
  clean: number;
  corrupted: number;
  channels: CarriedChannel[];
  /** How many channels the layer has; those that differ least were left out when there are many. */
  all: number;
}

/** More channels than this are not tried: those whose maps differ most are. */
const MOST = 24;

/** Which channels make the difference between two pictures? Each is carried from the clean run to the corrupted. */
export async function channelPatching(args: ChannelArgs, context: Context): Promise<ChannelMap> {
  const {model, source, base, answer, instead, metric, run} = await opened(args, context);
  const [a, b] = [await evaluate(model.tap(args.layer), source), await evaluate(model.tap(args.layer), base)];
  const order = mostDifferent(a, b).slice(0, MOST);
  const sites = order.map((channel) => siteOf(args.layer, a, channel));
  const patched = await activationPatching(run, {source, base}, metric, sites, {
    batch: Math.max(1, Math.min(MOST, Math.floor(2e6 / a.data.length))),
    progress: (fraction) => context.progress(fraction),
    signal: context.signal
  });
  return {
    answer,
    instead,
    clean: patched.source,
    corrupted: patched.base,
    all: a.shape[a.shape.length - 1],
    channels: order.map((channel, i) => ({
      channel,
      clean: channelMap(a, channel),
      corrupted: channelMap(b, channel),
      restored: patched.restored[i]
    }))
  };
}

/** What does the corrupted run answer with these channels taken from the clean one? */
export async function carriedChannels(
  {channels, ...args}: ChannelArgs & {channels: readonly number[]},
  context: Context
): Promise<{difference: number; probabilities: {clean: number; corrupted: number}}> {
  const {model, source, base, answer, instead, run} = await opened(args, context);
  const a = await evaluate(model.tap(args.layer), source);
  const known = channels.filter((channel) => channel < a.shape[a.shape.length - 1]);
  const logits = await patchTogether(
    run,
    {source, base},
    known.map((channel) => siteOf(args.layer, a, channel))
  );
  const odds = model.probabilities(logits).data;
  return {
    difference: logits.data[answer.index] - logits.data[instead.index],
    probabilities: {clean: odds[answer.index], corrupted: odds[instead.index]}
  };
}

async function opened({model: id, layer, clean, corrupted}: ChannelArgs, context: Context) {
  const model = await context.model(id);
  await model.need(undefined, context.signal);
  if (!isCut(model, layer))
    throw new RangeError(`${layer} has a bypass: what flows around it would undo the patch. Choose another layer`);
  const [source, base] = [batchOfOne(clean), batchOfOne(corrupted)];
  const [[answer], [instead]] = [await answersOf(model, source), await answersOf(model, base)];
  if (answer.index === instead.index)
    throw new RangeError(`the network calls both pictures ${answer.name}: choose two that it tells apart`);
  return {
    model,
    source,
    base,
    answer,
    instead,
    run: hooked(model, layer),
    metric: logitDifference(answer.index, instead.index)
  };
}

/** A picture network cut at one layer, with that layer in view. */
function hooked(model: Model, layer: string): Hooked {
  const [before, after] = [model.tap(layer), model.from(layer).logits()];
  return (x, hook) => {
    const activation = before(x);
    return after(hook ? hook(layer, activation) : activation);
  };
}

const siteOf = (name: string, {shape}: Grid, channel: number) => ({
  name,
  index: [...shape.slice(1, -1).map(() => null), channel]
});

/** One channel of [1, h, w, c] as [h, w]; of [1, c] as a single cell. */
function channelMap(activation: Grid, channel: number): Grid {
  const {data, shape} = sliceOf(activation, 0);
  const channels = shape[shape.length - 1];
  const [height, width] = shape.length === 3 ? shape : [1, 1];
  return grid(
    Float32Array.from({length: height * width}, (_, i) => data[i * channels + channel]),
    [height, width]
  );
}

/** Channels by how much they differ between the runs, the most first. */
function mostDifferent(a: Grid, b: Grid): number[] {
  const channels = a.shape[a.shape.length - 1];
  const sums = new Float64Array(channels);
  a.data.forEach((v, i) => (sums[i % channels] += Math.abs(v - b.data[i])));
  return Array.from(sums.keys()).sort((i, j) => sums[j] - sums[i] || i - j);
}
