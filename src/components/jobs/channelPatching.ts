import {grid, sliceOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {activationPatching, logitDifference, type Hooked} from "../methods/mechanism/patching.js";
import {patchTogether} from "../methods/mechanism/patchTogether.js";
import {evaluate, type Scores} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import {answersFrom, batchOfOne, type Answer} from "./classify.js";
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
  /** Share of the logit difference restored; null until it was tried. */
  restored: number | null;
}

export interface ChannelMap {
  /** The logit difference in both runs. */
  clean: number;
  corrupted: number;
  channels: CarriedChannel[];
  /** How many channels the layer has; when there are many, the ones that promise least are left out. */
  all: number;
}

export interface ChannelFrame extends ChannelMap {
  step: number;
  steps: number;
  answer: Answer;
  instead: Answer;
  /** The logit difference with the channels asked for carried over. */
  difference: number;
}

/** More channels than this are not tried. */
const MOST = 24;

/**
 * Which channels make the difference between two pictures? First what the corrupted run answers with some channels
 * taken from the clean one, then what each channel restores alone. Of many channels only those are tried that by a
 * linear estimate, (clean − corrupted) · ∂difference/∂activation in the corrupted run, restore the most. `map` is an earlier
 * answer to the second, so that it need not be asked again.
 *
 * @see Nanda (2023), Attribution Patching, https://www.neelnanda.io/mechanistic-interpretability/attribution-patching
 */
export async function* channelBoard(
  {channels, map, ...args}: ChannelArgs & {channels: readonly number[]; map?: ChannelMap},
  context: Context
): AsyncGenerator<ChannelFrame, void, undefined> {
  const o = await opened(args, context);
  const known = channels.filter((channel) => channel < o.width);
  const sites = (some: readonly number[]) => some.map((channel) => siteOf(args.layer, o.source, channel));
  const {data} = await patchTogether(o.run, o, sites(known));
  const {answer, instead} = o;
  const difference = data[answer.index] - data[instead.index];
  if (map) return yield {...map, answer, instead, difference, step: 1, steps: 1};
  const order = await promising(o);
  const found: ChannelMap = {
    clean: o.clean,
    corrupted: o.corrupted,
    all: o.width,
    channels: order.map((channel) => ({
      channel,
      clean: channelMap(o.source, channel),
      corrupted: channelMap(o.base, channel),
      restored: null
    }))
  };
  yield {...found, answer, instead, difference, step: 1, steps: 2};
  const {restored} = await activationPatching(o.run, o, o.metric, sites(order), {
    batch: Math.max(1, Math.min(MOST, Math.floor(1e6 / o.source.data.length))),
    progress: (fraction) => context.progress(fraction),
    signal: context.signal
  });
  const tried = found.channels.map((one, i) => ({...one, restored: restored[i]}));
  tried.sort((a, b) => b.restored - a.restored);
  yield {...found, channels: tried, answer, instead, difference, step: 2, steps: 2};
}

interface Opened {
  /** The layer in both runs, and the network from there on. */
  source: Grid;
  base: Grid;
  run: Hooked;
  metric: Scores;
  width: number;
  answer: Answer;
  instead: Answer;
  clean: number;
  corrupted: number;
}

async function opened({model: id, layer, clean, corrupted}: ChannelArgs, context: Context): Promise<Opened> {
  const model = await context.model(id);
  await model.need(undefined, context.signal);
  if (!isCut(model, layer))
    throw new RangeError(`${layer} has a bypass: what flows around it would undo the patch. Choose another layer`);
  const source = await evaluate(model.tap(layer), batchOfOne(clean));
  const base = await evaluate(model.tap(layer), batchOfOne(corrupted));
  const rest = model.from(layer).logits();
  const [said, other] = [await evaluate(rest, source), await evaluate(rest, base)];
  const [[answer], [instead]] = [answersFrom(model, said), answersFrom(model, other)];
  if (answer.index === instead.index)
    throw new RangeError(`the network calls both pictures ${answer.name}: choose two that it tells apart`);
  const difference = ({data}: Grid) => data[answer.index] - data[instead.index];
  return {
    source,
    base,
    // What is read here outlives the run, its input does not.
    run: (activation, hook) => rest(hook ? hook(layer, tf.clone(activation)) : activation),
    metric: logitDifference(answer.index, instead.index),
    width: source.shape[source.shape.length - 1],
    answer,
    instead,
    clean: difference(said),
    corrupted: difference(other)
  };
}

/** The channels to try: all when they are few, else those that by a linear estimate restore the most. */
async function promising({source, base, run, metric, width}: Opened): Promise<number[]> {
  const every = Array.from({length: width}, (_, channel) => channel);
  if (width <= MOST) return every;
  const slope = await evaluate((x) => tf.grad((b: tf.Tensor) => tf.sum(metric(run(b))))(x), base);
  const estimate = new Float64Array(width);
  slope.data.forEach((g, i) => (estimate[i % width] += g * (source.data[i] - base.data[i])));
  return every.sort((i, j) => estimate[j] - estimate[i] || i - j).slice(0, MOST);
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
