import {full, grid, sliceOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {evaluate} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import {rankCorrelation} from "../methods/evaluation/rankCorrelation.js";
import {edgesInto, pathAttribution, scaleEdges, type ChannelEdge} from "../methods/mechanism/channelCircuits.js";
import type {Layer, Model} from "../models/model.js";
import {answersFrom, answersOf, batchOfOne, type Answer} from "./classify.js";
import type {Context} from "./context.js";
import {logitAround} from "./layerStops.js";

/** The first two convolutions of a network, and what the second one reads. */
export interface CircuitLayers {
  first: string;
  /** The first convolution after its ReLU. */
  firstOut: string;
  /** What the second convolution reads: the same, perhaps pooled. */
  read: string;
  second: string;
  /** The second convolution after its ReLU. */
  secondOut: string;
}

/** Layers that change no channel into another. */
const BETWEEN = new Set(["relu", "pool", "identity", "pad"]);

/** Which convolution reads the first one, with nothing but ReLU and pooling between? */
export function circuitLayers({layers, card}: Pick<Model, "layers" | "card">): CircuitLayers {
  const named = (name: string) => layers.find((layer) => layer.name === name)!;
  const first = layers.find(({kind}) => kind === "conv");
  const origin = (layer: Layer): Layer => (BETWEEN.has(layer.kind) ? origin(named(layer.inputs[0])) : layer);
  const second = layers.find(
    (layer) => layer.kind === "conv" && layer !== first && origin(named(layer.inputs[0])) === first
  );
  if (!first || !second)
    throw new RangeError(`in ${card.name} no convolution reads the first one directly (choose another network)`);
  const rectified = ({name}: Layer) =>
    layers.find(({kind, inputs}) => kind === "relu" && inputs.includes(name))?.name ?? name;
  return {
    first: first.name,
    firstOut: rectified(first),
    read: second.inputs[0],
    second: second.name,
    secondOut: rectified(second)
  };
}

export interface CircuitArgs {
  model: string;
  image: Image;
  /** A channel of the second convolution. */
  channel: number;
  /** What the edges into it are multiplied by, where not 1, by the channel they come from. */
  scales?: Record<number, number>;
  /** Pictures in which to look for what excites both ends of the edge that comes from this channel, and how large. */
  ends?: {album: readonly Image[]; side: number; from: number};
  /** An earlier reading of the same channel on the same picture: what its edges are worth is not asked again. */
  known?: Pick<CircuitReading, "edges" | "agreement">;
}

export interface CircuitEdge extends ChannelEdge {
  factor: number;
  /** Its first-layer kernel, as a picture of its weights [h, w, colours]. */
  kernel: Grid;
  /** The first layer's map on this picture. */
  map: Grid;
  /** What cutting this edge alone takes from the logit of the answer; null until it was tried. */
  effect: number | null;
  /** Activation × gradient along the path through this edge; null until it is known. */
  path: number | null;
}

export interface CircuitReading {
  step: number;
  steps: number;
  layers: CircuitLayers;
  /** Edges into the channel, the strongest first; when there are many, only the first few and those that are scaled. */
  edges: CircuitEdge[];
  /** How many there are, and how many channels the second layer has. */
  inputs: number;
  channels: number;
  /** The channel's map as the network has it, and with its edges scaled. */
  intact: Grid;
  scaled: Grid;
  answers: Answer[];
  answersScaled: Answer[];
  /** The patches that excite both ends of the edge asked for, the strongest first; null when no pictures were given. */
  ends: {lower: Image[]; upper: Image[]} | null;
  /** Do strong weights have strong effects? Rank correlation over the edges shown; null until all were tried. */
  agreement: number | null;
}

/** More edges than this are not shown. */
const SHOWN = 16;

/**
 * What feeds a channel, and what if an edge is cut? Reads the weights into one channel of the second convolution and
 * runs the network on a picture with some of them scaled; then cuts each edge alone, to see what it is worth. The
 * network itself is put back as it was.
 */
export async function* channelCircuit(
  {model: id, image, channel, scales = {}, ends: asked, known}: CircuitArgs,
  context: Context
): AsyncGenerator<CircuitReading, void, undefined> {
  const model = await context.model(id);
  await model.need(undefined, context.signal);
  const layers = circuitLayers(model);
  const kernel = await kernelOf(model, layers.second);
  const [, , inputs, channels] = kernel.shape;
  if (!(Number.isInteger(channel) && channel >= 0 && channel < channels))
    throw new RangeError(`unknown channel: ${channel} (${layers.second} has channels 0 to ${channels - 1})`);
  const x = batchOfOne(image);
  const first = await kernelOf(model, layers.first);
  const maps = await evaluate(model.tap(layers.firstOut), x);
  // All that an edge can change comes after what the second convolution reads.
  const read = await evaluate(model.tap(layers.read), x);
  const rest = model.from(layers.read);
  const mapNow = async () => channelOf(await evaluate(rest.tap(layers.secondOut), read), channel);
  const answersNow = async () => answersFrom(model, await evaluate(rest.logits(), read));
  const legal = Object.entries(scales)
    .map(([from, factor]) => ({from: Number(from), to: channel, factor}))
    .filter(({from}) => from >= 0 && from < inputs);
  const [intact, answers] = [await mapNow(), await answersNow()];
  const [scaled, answersScaled] = await withKernel(model, layers.second, scaleEdges(kernel, legal), async () => [
    await mapNow(),
    await answersNow()
  ]);
  const excite = async (layer: string, channel: number) =>
    (await excitingPatches({model: id, layer, channel, images: asked!.album, side: asked!.side}, context)).map(
      ({patch}) => patch
    );
  const ends = asked
    ? {
        lower: await excite(layers.firstOut, Math.min(asked.from, inputs - 1)),
        upper: await excite(layers.secondOut, channel)
      }
    : null;
  const worth = new Map(known?.edges.map((edge) => [edge.from, edge]));
  const edges: CircuitEdge[] = edgesInto(kernel, channel)
    .filter(({from}, i) => i < SHOWN || from in scales)
    .map((edge) => ({
      ...edge,
      factor: scales[edge.from] ?? 1,
      kernel: filterOf(first, edge.from, model.card.preprocess?.order === "bgr"),
      map: channelOf(maps, edge.from),
      effect: worth.get(edge.from)?.effect ?? null,
      path: worth.get(edge.from)?.path ?? null
    }));
  const untried = edges.filter(({effect}) => effect === null);
  const steps = untried.length ? 2 : 1;
  const reading = {steps, layers, inputs, channels, intact, scaled, answers, answersScaled, ends};
  yield {...reading, step: 1, edges, agreement: known?.agreement ?? null};
  if (!untried.length) return;

  const [{index: target, logit}] = answers;
  const paths = await pathsInto(model, layers, x, channel, target, context);
  for (const [i, edge] of untried.entries()) {
    context.signal.throwIfAborted();
    const cut = scaleEdges(kernel, [{from: edge.from, to: channel, factor: 0}]);
    const {data} = await withKernel(model, layers.second, cut, () => evaluate(rest.logit(target), read));
    worth.set(edge.from, {...edge, effect: logit - data[0], path: paths[edge.from]});
    context.progress((i + 1) / untried.length);
  }
  const tried = edges.map((edge) => ({
    ...edge,
    effect: worth.get(edge.from)!.effect,
    path: worth.get(edge.from)!.path
  }));
  const strengths = Float32Array.from(tried, ({strength}) => strength);
  const effects = Float32Array.from(tried, ({effect}) => Math.abs(effect!));
  yield {...reading, step: 2, edges: tried, agreement: rankCorrelation(strengths, effects)};
}

/** Activation × gradient along the paths from each first-layer channel through this one. */
async function pathsInto(
  model: Model,
  {read, secondOut}: CircuitLayers,
  x: Grid,
  channel: number,
  target: number,
  {signal}: Context
): Promise<Float32Array> {
  const activation = await evaluate(model.tap(read), x);
  const {paths} = await pathAttribution(
    activation,
    model.from(read).tap(secondOut),
    logitAround(model, x, secondOut, target),
    {into: [channel], signal}
  );
  return paths.data;
}

export interface PathTable {
  layers: CircuitLayers;
  answer: Answer;
  /** Activation × gradient along each path, [first-layer channels, second-layer channels shown]. */
  paths: Grid;
  /** The second-layer channels shown: those through which the most passes, in the order of their numbers. */
  into: number[];
  /** The first-layer channels shown. */
  from: number[];
}

/** Along which paths did the evidence come? From the first layer's channels through the second's to the answer. */
export async function circuitPaths(
  {model: id, image}: {model: string; image: Image},
  context: Context
): Promise<PathTable> {
  const model = await context.model(id);
  await model.need(undefined, context.signal);
  const layers = circuitLayers(model);
  const x = batchOfOne(image);
  const [answer] = await answersOf(model, x);
  const activation = await evaluate(model.tap(layers.read), x);
  const between = model.from(layers.read).tap(layers.secondOut);
  const score = logitAround(model, x, layers.secondOut, answer.index);
  // Each of the later layer's channels costs one pass back over a single layer, far less than asking twice.
  const {downstream, paths} = await pathAttribution(activation, between, score, {signal: context.signal});
  const [rows, width] = paths.shape;
  const into = largest(downstream, SHOWN);
  const credit = (i: number) => into.map((j) => paths.data[i * width + j]);
  const from = largest(
    Float32Array.from({length: rows}, (_, i) => credit(i).reduce((sum, v) => sum + Math.abs(v), 0)),
    SHOWN
  );
  const shown = from.flatMap(credit);
  return {layers, answer, paths: grid(shown, [from.length, into.length]), into, from};
}

/** The places of the largest magnitudes, in their own order. */
const largest = (values: Float32Array, most: number): number[] =>
  Array.from(values.keys())
    .sort((i, j) => Math.abs(values[j]) - Math.abs(values[i]))
    .slice(0, most)
    .sort((i, j) => i - j);

/** A convolution's kernel, [h, w, in, out]. */
async function kernelOf(model: Model, layer: string): Promise<Grid> {
  const tensor = model.network
    .parameters()
    .get(layer)
    ?.find(({rank}) => rank === 4);
  if (!tensor) throw new Error(`${layer} of ${model.card.name} holds no kernels`);
  return grid((await tensor.data()) as Float32Array, tensor.shape);
}

/** Runs something on the network with another kernel in one layer, and puts the old one back. */
async function withKernel<T>(model: Model, layer: string, kernel: Grid, run: () => Promise<T>): Promise<T> {
  const put = (from: (old: tf.Tensor) => tf.Tensor) => {
    const old = model.network.parameters().get(layer)!;
    model.network.replace(
      layer,
      old.map((tensor) => (tensor.rank === 4 ? from(tensor) : tensor))
    );
  };
  const before = await kernelOf(model, layer);
  put(() => tf.tensor(kernel.data, kernel.shape));
  try {
    return await run();
  } finally {
    put(() => tf.tensor(before.data, before.shape));
  }
}

/** One output channel of a kernel as a picture of weights, red first: [h, w, in, out] → [h, w, in]. */
function filterOf({data, shape: [height, width, inputs, outputs]}: Grid, channel: number, reversed: boolean): Grid {
  const out = full([height, width, inputs]);
  for (let i = 0; i < out.data.length; ++i) {
    const colour = i % inputs;
    const from = reversed ? i - colour + inputs - 1 - colour : i;
    out.data[i] = data[from * outputs + channel];
  }
  return out;
}

/** One channel of [1, h, w, c] as [h, w]. */
function channelOf(activation: Grid, channel: number): Grid {
  const {data, shape} = sliceOf(activation, 0);
  const [height, width, channels] = shape;
  return grid(
    Float32Array.from({length: height * width}, (_, i) => data[i * channels + channel]),
    [height, width]
  );
}

export interface ExcitingPatch {
  /** Which picture, and the corner of what the channel saw there. */
  picture: number;
  patch: Image;
  value: number;
}

/** Which patches of some pictures excite a channel most? One from each picture, the strongest first. */
export async function excitingPatches(
  {
    model: id,
    layer,
    channel,
    images,
    side
  }: {model: string; layer: string; channel: number; images: readonly Image[]; side: number},
  context: Context
): Promise<ExcitingPatch[]> {
  const model = await context.model(id);
  await model.need(layer, context.signal);
  const found: ExcitingPatch[] = [];
  for (const [picture, image] of images.entries()) {
    context.signal.throwIfAborted();
    const map = channelOf(await evaluate(model.tap(layer), batchOfOne(image)), channel);
    const at = map.data.indexOf(map.data.reduce((max, v) => Math.max(max, v), -Infinity));
    found.push({picture, value: map.data[at], patch: patchAround(image, map.shape, at, side)});
    context.progress((picture + 1) / images.length);
  }
  return found.sort((a, b) => b.value - a.value);
}

/** The square of the picture around a place of a map. */
function patchAround({data, shape: [height, width, channels]}: Image, map: number[], at: number, side: number): Image {
  const corner = (place: number, extent: number, cells: number) =>
    Math.min(Math.max(Math.round(((place + 0.5) / cells) * extent - side / 2), 0), extent - side);
  const [top, left] = [corner(Math.floor(at / map[1]), height, map[0]), corner(at % map[1], width, map[1])];
  const patch = new Float32Array(side * side * channels);
  for (let y = 0; y < side; ++y) {
    const start = ((top + y) * width + left) * channels;
    patch.set(data.subarray(start, start + side * channels), y * side * channels);
  }
  return {data: patch, shape: [side, side, channels]};
}
