import {sliceOf, stack, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {random} from "../arrays/random.js";
import {TAG, TAG_COLOURS, tagged} from "../arrays/tags.js";
import {weightInside} from "../arrays/weightIn.js";
import {last} from "../lab/frames.js";
import * as tf from "../lab/tf.js";
import type {Accuracy} from "../methods/probes/interval.js";
import {trainProbe} from "../methods/probes/probe.js";
import {featureVisualisation} from "../methods/visualisation/featureVisualisation.js";
import type {Objective} from "../methods/visualisation/objectives.js";
import {openTagNet, type OpenTagNet, type TagNet} from "../models/tagNet.js";
import type {Context} from "./context.js";
import {rowsThrough} from "./probing.js";
import type {TagDigits} from "./shortcut.js";

/** How well one layer tells the tag and the digit, on digits kept apart, when neither gives the other away. */
export interface LayerReading {
  layer: string;
  tag: Accuracy;
  digit: Accuracy;
}

export interface ReadingFrame {
  step: number;
  steps: number;
  /** In the order of the networks given, layer by layer. */
  readings: LayerReading[][];
}

const LAYERS = ["conv1", "conv2", "dense", "logits"] as const;
const STEPS = 60;

/**
 * Does a probe notice the shortcut? On digits with any tag, trains for every layer of each network one linear probe
 * that reads the tag and one that reads the digit. Where the digit fades and the tag stays, the network has thrown
 * away what it was asked for.
 */
export async function* tagProbes(
  {nets, digits, seed}: {nets: readonly TagNet[]; digits: TagDigits; seed: number},
  {signal}: Context
): AsyncGenerator<ReadingFrame, void, undefined> {
  const next = random(seed);
  const tags = Array.from(digits.labels, () => next.integer(10));
  const cards = stack(tags.map((tag, i) => tagged(sliceOf(digits.images, i) as Image, tag)));
  const truths = {tag: tags, digit: Array.from(digits.labels)};
  const opened = nets.map(openTagNet);
  const readings: LayerReading[][] = nets.map(() => []);
  const steps = LAYERS.length * nets.length;
  let step = 0;
  try {
    for (const layer of LAYERS)
      for (const [n, {layers}] of opened.entries()) {
        const rows = await rowsThrough(layers[layer], cards, signal);
        const read = async (what: keyof typeof truths) =>
          (
            await last(
              trainProbe(rows, truths[what], {classes: 10, batch: 128, steps: STEPS, every: STEPS, seed, signal})
            )
          ).validation;
        readings[n].push({layer, tag: await read("tag"), digit: await read("digit")});
        yield {step: ++step, steps, readings: readings.map((list) => [...list])};
      }
  } finally {
    for (const open of opened) open.dispose();
  }
}

/** What one network has painted for the ten digits. */
export interface Paintings {
  images: Image[];
  /** The digit whose tag is nearest in colour to the corner of each picture. */
  corners: number[];
  /** The share of each picture's ink that lies on the tag's place. */
  shares: number[];
}

export interface PaintingFrame {
  step: number;
  steps: number;
  /** In the order of the networks given. */
  paintings: Paintings[];
}

/** The logit of the first digit for the first picture, of the second for the second, and so on. */
const ownLogits: Objective = {
  layers: ["logits"],
  score: (read) => tf.sum(tf.mul(read("logits"), tf.eye(10)), 1)
};

/** What ink costs: enough to leave black what no logit asks for. */
const INK = 40;

/**
 * Does a picture painted for each answer give the shortcut away? For each network ten pictures [28, 28, 3], one for
 * each digit's logit, made by feature visualisation with a price on ink.
 */
export async function* tagPaintings(
  {nets, steps, seed}: {nets: readonly TagNet[]; steps: number; seed: number},
  {signal}: Context
): AsyncGenerator<PaintingFrame, void, undefined> {
  const opened = nets.map(openTagNet);
  const climbs = opened.map((open) => paint(open, steps, seed, signal));
  try {
    for (;;) {
      const paintings: Paintings[] = [];
      let step = 0;
      for (const climb of climbs) {
        const {done, value} = await climb.next();
        if (done) return;
        step = value.step;
        paintings.push(judged(value.images));
      }
      if (step % 4 === 0 || step === steps) yield {step, steps, paintings};
    }
  } finally {
    for (const climb of climbs) await climb.return();
    for (const open of opened) open.dispose();
  }
}

const paint = ({layers}: OpenTagNet, steps: number, seed: number, signal: AbortSignal) =>
  featureVisualisation((layer) => layers[layer as keyof typeof layers], ownLogits, {
    width: 28,
    height: 28,
    batch: 10,
    basis: "fourier",
    decorrelate: false,
    steps,
    // A tag has a place: a picture that must survive being moved could not show it.
    transforms: [{kind: "jitter", pixels: 1}],
    penalties: [
      {kind: "l1", weight: INK},
      {kind: "tv", weight: INK}
    ],
    seed,
    signal
  });

const judged = (images: Image[]): Paintings => ({
  images,
  corners: images.map(cornerTag),
  shares: images.map((image) => weightInside(inkOf(image), TAG))
});

/** The digit whose tag points most nearly in the direction of the corner's mean colour. */
function cornerTag({data, shape: [, width]}: Image): number {
  const mean = [0, 0, 0];
  for (let y = TAG.y; y < TAG.y + TAG.height; ++y)
    for (let x = TAG.x; x < TAG.x + TAG.width; ++x)
      for (let c = 0; c < 3; ++c) mean[c] += data[3 * (y * width + x) + c];
  const nearness = TAG_COLOURS.map(({rgb}) => rgb.reduce((sum, v, c) => sum + v * mean[c], 0) / Math.hypot(...rgb));
  return nearness.indexOf(Math.max(...nearness));
}

const inkOf = ({data, shape: [height, width]}: Image): Grid => ({
  data: Float32Array.from({length: height * width}, (_, i) => data[3 * i] + data[3 * i + 1] + data[3 * i + 2]),
  shape: [height, width]
});
