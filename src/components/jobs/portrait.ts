import type {Grid} from "../arrays/grid.js";
import {stack} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {evaluate} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import type {FeatureFrame, FeatureVisualisationOptions} from "../methods/visualisation/featureVisualisation.js";
import {objective} from "../methods/visualisation/objectives.js";
import type {PenaltySpec} from "../methods/visualisation/penalties.js";
import type {TransformSpec} from "../methods/visualisation/transforms.js";
import type {Model} from "../models/model.js";
import type {Context} from "./context.js";
import {featureVisualisation, gainOf, type ObjectiveRequest} from "./features.js";

/** What the picture should bring about: the whole map, its middle, less of it, or anything in the layer. */
export type Wish = "channel" | "neuron" | "opposite" | "layer";

export interface PortraitArgs {
  model: string;
  layer: string;
  unit: number;
  wish?: Wish;
  /** Another unit of the layer: the pictures then lead from the first to this one. */
  towards?: number | null;
  /** How many pictures, and how strongly they are to differ: a share of what a picture can gain. */
  count?: number;
  diversity?: number;
  basis?: FeatureVisualisationOptions["basis"];
  decorrelate?: boolean;
  /** What the picture must survive: moves and scaling by shares of its size, turns in degrees. */
  jitter?: number;
  zoom?: number;
  turn?: number;
  /**
   * Prices, as shares of what a picture can gain: of leaving the ground (black for digits, where ink costs ‖x‖₁; grey
   * for photos, L2), and of roughness (TV).
   */
  ground?: number;
  rough?: number;
  steps?: number;
  stepSize?: number;
  /** Steps between frames; the first and the last step always give one. */
  every?: number;
  /** Side of the pictures, for networks that take any. */
  size?: number;
  seed: number;
}

export interface PortraitFrame extends FeatureFrame {
  /**
   * How strongly the unit itself answers each picture, before any ReLU of its own: in a layer of maps the largest
   * number. In the last frame only, null before.
   */
  activations: Float32Array | null;
}

/** What does a unit look for? A picture made for it, every choice open to the reader. */
export async function* portrait(args: PortraitArgs, context: Context): AsyncGenerator<PortraitFrame, void, void> {
  const {layer, unit, basis = "fourier", decorrelate = true, steps = 96, stepSize = 0.05, every = 1, seed} = args;
  const model = await context.model(args.model);
  await model.need(layer, context.signal);
  const size = sizeFor(model, args.size);
  const {goal, gain} = await goalOf(args, model, size);
  const frames = featureVisualisation(
    {
      model: args.model,
      objective: goal,
      basis,
      decorrelate,
      steps,
      stepSize,
      seed,
      batch: countOf(args),
      channels: model.card.input.channels === 1 ? 1 : 3,
      transforms: transformsOf(args, model, Math.min(size.height, size.width)),
      penalties: penaltiesOf(args, model, gain),
      ...size
    },
    context
  );
  for await (const frame of frames) {
    const last = frame.step === frame.steps;
    if (frame.step % every && !last) continue;
    yield {...frame, activations: last ? await answers(model, layer, unit, frame.images) : null};
  }
}

export interface PortraitPairArgs extends Omit<PortraitArgs, "count" | "towards" | "diversity"> {
  /** What all prices and transforms of the second picture are multiplied by. */
  care: number;
}

/** A picture made with nothing to hold it, and one made with care, after as many steps. */
export interface PortraitPairFrame {
  step: number;
  steps: number;
  images: [bare: Image, careful: Image];
  activations: [bare: number, careful: number] | null;
}

/** What does a unit's picture owe to the means against noise? The same climb in bare pixels, and with care. */
export async function* portraitPair(
  {care, ...args}: PortraitPairArgs,
  context: Context
): AsyncGenerator<PortraitPairFrame, void, void> {
  const {jitter = 0, zoom = 0, turn = 0, ground = 0, rough = 0} = args;
  const none = {jitter: 0, zoom: 0, turn: 0, ground: 0, rough: 0};
  const some = {
    jitter: care * jitter,
    zoom: care * zoom,
    turn: care * turn,
    ground: care * ground,
    rough: care * rough
  };
  const bare = portrait({...args, ...none, basis: "pixel", decorrelate: false}, context);
  const careful = portrait({...args, ...some}, context);
  try {
    for (;;) {
      const [a, b] = [await bare.next(), await careful.next()];
      if (a.done || b.done) return;
      const {step, steps} = a.value;
      const activations = a.value.activations && b.value.activations;
      yield {
        step,
        steps,
        images: [a.value.image, b.value.image],
        activations: activations && [a.value.activations![0], b.value.activations![0]]
      };
    }
  } finally {
    await bare.return();
    await careful.return();
  }
}

const sizeFor = ({card}: Model, size = 128) =>
  card.resizable ? {height: size, width: size} : {height: card.input.height, width: card.input.width};

const countOf = ({count = 1, towards = null}: PortraitArgs) => (towards === null ? count : Math.max(count, 2));

/** The objective, and how much a picture can gain by it. */
async function goalOf(args: PortraitArgs, model: Model, size: {height: number; width: number}) {
  const {layer, unit, wish = "channel", towards = null, diversity = 0} = args;
  const one = (channel: number) => wished(wish, layer, channel);
  const wanted: ObjectiveRequest = towards === null ? one(unit) : {kind: "between", from: one(unit), to: one(towards)};
  // Objectives without pictures in them are plain descriptions.
  const gain = await gainOf(model, objective(wanted as never), size);
  if (!diversity || countOf(args) < 2) return {goal: wanted, gain};
  const terms = [
    {weight: 1, objective: wanted},
    {weight: diversity * gain, objective: {kind: "diversity" as const, layer}}
  ];
  return {goal: {kind: "sum" as const, terms}, gain};
}

function wished(wish: Wish, layer: string, channel: number): ObjectiveRequest {
  switch (wish) {
    case "channel":
      return {kind: "channel", layer, channel};
    case "neuron":
      return {kind: "neuron", layer, channel};
    case "opposite":
      return {kind: "sum", terms: [{weight: -1, objective: {kind: "channel", layer, channel}}]};
    case "layer":
      return {kind: "layer", layer};
    default:
      throw new RangeError(`unknown wish: ${wish} (there are: channel, neuron, opposite, layer)`);
  }
}

function transformsOf({jitter = 0, zoom = 0, turn = 0}: PortraitArgs, {card}: Model, side: number): TransformSpec[] {
  const fill = card.subject === "digits" ? 0 : 0.5;
  const spread = (n: number) => Array.from({length: 11}, (_, i) => (n * (i - 5)) / 5);
  const pixels = Math.round(jitter * side);
  const moves = [pixels, pixels >> 1].filter(Boolean);
  const {height, width} = card.input;
  const specs: TransformSpec[] = [
    ...moves.map((pixels) => ({kind: "jitter" as const, pixels})),
    ...(zoom ? [{kind: "scale" as const, factors: spread(zoom).map((v) => 1 + v), fill}] : []),
    ...(turn ? [{kind: "rotate" as const, degrees: spread(turn), fill}] : [])
  ];
  if (!specs.length) return [];
  const room = moves.reduce((sum, n) => sum + n, 0);
  return [
    {kind: "pad", width: Math.ceil(room / 2), fill},
    ...specs,
    ...(card.resizable ? [] : [{kind: "fit" as const, height, width, fill}])
  ];
}

function penaltiesOf({ground = 0, rough = 0}: PortraitArgs, {card}: Model, gain: number): PenaltySpec[] {
  const specs: PenaltySpec[] = [
    {kind: card.subject === "digits" ? "l1" : "l2", weight: ground * gain},
    {kind: "tv", weight: rough * gain}
  ];
  return specs.filter(({weight}) => weight > 0);
}

/** The unit's largest number for each picture. */
async function answers(model: Model, layer: string, unit: number, images: Image[]): Promise<Float32Array> {
  const batch: Grid = stack(images);
  const strongest = (x: tf.Tensor) => {
    const a = model.tap(layer)(x);
    const [n, channels] = [a.shape[0], a.shape[a.rank - 1]!];
    // [n, …, c] → [n, positions] of the unit
    const maps = tf.slice(tf.reshape(a, [n, -1, channels]), [0, 0, unit], [-1, -1, 1]);
    return tf.max(tf.reshape(maps, [n, -1]), 1);
  };
  return (await evaluate(strongest, batch)).data;
}
