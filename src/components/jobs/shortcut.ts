import {full, sliceOf, stack, type Grid} from "../arrays/grid.js";
import {cropResize, type Image} from "../arrays/image.js";
import {random} from "../arrays/random.js";
import {otherTag, TAG, tagFor, tagged} from "../arrays/tags.js";
import {weightInside} from "../arrays/weightIn.js";
import type {Parameters} from "../lab/adam.js";
import {descend} from "../lab/descend.js";
import {evaluate} from "../lab/gradient.js";
import {throwIfAborted} from "../lab/options.js";
import * as tf from "../lab/tf.js";
import {initialTagNet, openTagNet, tagNetHalves, type OpenTagNet, type TagNet} from "../models/tagNet.js";
import type {Context} from "./context.js";
import {explainSubject, type MethodName, type OptionValue, type Subject} from "./explain.js";

/** Grey digits, [n, 28, 28, 1], and what they show. */
export interface TagDigits {
  images: Grid;
  labels: ArrayLike<number>;
}

export interface ShortcutArgs {
  train: TagDigits;
  test: TagDigits;
  /** The share of training digits whose tag is their own; the others get any other digit's. */
  reliable: number;
  /** What the twin sees in the corner: nothing, or tags that mean nothing. */
  twin: "none" | "random";
  steps: number;
  seed: number;
}

/** The share of test digits read rightly, by what is in their corner. */
export interface TagScores {
  /** The digit's own tag, another digit's, none. */
  own: number;
  swapped: number;
  none: number;
}

export interface TrainedTagNet {
  /** Was it trained with tags that tell? */
  tags: boolean;
  loss: number;
  net: TagNet;
  scores: TagScores;
}

export interface ShortcutFrame {
  step: number;
  steps: number;
  networks: [TrainedTagNet, TrainedTagNet];
}

const BATCH = 32;
const EVERY = 20;
/** Test digits looked at in each frame but the last, which looks at all. */
const GLANCE = 100;

/** Does a network learn the digit, or the tag beside it? Trains one with tags and its twin without, side by side. */
export async function* trainShortcut(
  {train, test, reliable, twin, steps, seed}: ShortcutArgs,
  {signal}: Context
): AsyncGenerator<ShortcutFrame, void, undefined> {
  const runs = [true, false].map((tags) => {
    const next = random(seed + 1);
    const draw = () =>
      batchOf(train, BATCH, next, (label) =>
        tags ? tagFor(label, reliable, next) : twin === "random" ? next.integer(10) : null
      );
    const options = {steps, stepSize: 3e-3, decay: 1, every: EVERY, signal};
    return {tags, course: descend(initialTagNet(seed), (p) => lossOf(p, draw()), options)};
  });
  try {
    for (;;) {
      const networks: TrainedTagNet[] = [];
      let at = {step: 0, steps};
      for (const {tags, course} of runs) {
        const {done, value} = await course.next();
        if (done) return;
        const {step, loss, parameters: net} = value;
        at = {step, steps};
        networks.push({tags, loss, net, scores: await scoresOf(net, test, step === steps ? Infinity : GLANCE, signal)});
      }
      yield {...at, networks: networks as [TrainedTagNet, TrainedTagNet]};
    }
  } finally {
    for (const {course} of runs) await course.return();
  }
}

interface Batch {
  images: Grid;
  labels: number[];
}

function batchOf(
  {images, labels}: TagDigits,
  size: number,
  next: ReturnType<typeof random>,
  tag: (label: number) => number | null
): Batch {
  const rows = Array.from({length: size}, () => next.integer(labels.length));
  return {
    images: stack(rows.map((i) => tagged(sliceOf(images, i) as Image, tag(labels[i])))),
    labels: rows.map((i) => labels[i])
  };
}

function lossOf(p: Parameters, {images, labels}: Batch): tf.Tensor {
  const {features, logitsOf} = tagNetHalves(p);
  const said = tf.logSoftmax(logitsOf(features(tf.tensor(images.data, images.shape))));
  const truth = tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), 10), "float32");
  return tf.neg(tf.mean(tf.sum(tf.mul(said, truth), 1)));
}

/** How many of the first test digits are read rightly with their own tag, with another's, and with none? */
async function scoresOf(net: TagNet, test: TagDigits, most: number, signal: AbortSignal): Promise<TagScores> {
  const next = random(7);
  const open = openTagNet(net);
  const count = Math.min(most, test.labels.length);
  const share = async (tag: (label: number) => number | null) => {
    let right = 0;
    for (let start = 0; start < count; start += 100) {
      throwIfAborted(signal);
      const rows = Array.from({length: Math.min(100, count - start)}, (_, i) => start + i);
      const images = stack(rows.map((i) => tagged(sliceOf(test.images, i) as Image, tag(test.labels[i]))));
      const said = await answers(open, images);
      right += rows.filter((i, k) => said[k] === test.labels[i]).length;
    }
    return right / count;
  };
  try {
    return {
      own: await share((label) => label),
      swapped: await share((label) => otherTag(label, next)),
      none: await share(() => null)
    };
  } finally {
    open.dispose();
  }
}

async function answers({logits}: OpenTagNet, images: Grid): Promise<number[]> {
  const all = await evaluate(logits, images);
  return Array.from({length: images.shape[0]}, (_, i) => {
    const {data} = sliceOf(all, i);
    return data.indexOf(data.reduce((m, v) => Math.max(m, v), -Infinity));
  });
}

/** What does each of some networks say of one picture? Probabilities by digit. */
export async function readTagged({nets, image}: {nets: readonly TagNet[]; image: Image}): Promise<number[][]> {
  const all: number[][] = [];
  for (const net of nets) {
    const open = openTagNet(net);
    try {
      const said = await evaluate((x) => tf.softmax(open.logits(x)), {data: image.data, shape: [1, ...image.shape]});
      all.push(Array.from(said.data));
    } finally {
      open.dispose();
    }
  }
  return all;
}

/** The methods tried, and what each is given beside its defaults, so that all of them together take seconds. */
const TRIED: Partial<Record<MethodName, Record<string, OptionValue>>> = {
  gradient: {},
  inputXGradient: {},
  smoothGrad: {samples: 16},
  guidedBackprop: {},
  deconvNet: {},
  integratedGradients: {steps: 32},
  expectedGradients: {samples: 64},
  deepLift: {},
  lrp: {},
  gradCam: {},
  gradCamPlusPlus: {},
  guidedGradCam: {},
  occlusion: {window: 6, stride: 2},
  featureAblation: {},
  lime: {samples: 200},
  shapleySampling: {permutations: 4},
  kernelShap: {samples: 256}
};

/** Share of a map's weight on the tag from which a method counts as having caught it. */
export const CAUGHT = 0.5;

/** What one method made of one network's answers. */
export interface TagVerdict {
  method: MethodName;
  /** The share of the map's weight that lies on the tag: the mean over the digits, and for each. */
  share: number;
  shares: number[];
  /** Of the first digit: how much each pixel counts, [28, 28]. */
  map: Grid;
}

export interface VerdictFrame {
  step: number;
  steps: number;
  /** In the order of the networks given. */
  verdicts: TagVerdict[][];
}

/**
 * Which methods point at the tag? Explains the answers of each network to the same tagged digits by every method, and
 * weighs how much of its map lies on the tag. The tag covers 5 % of the picture.
 */
export async function* tagVerdicts(
  {nets, digits}: {nets: readonly TagNet[]; digits: TagDigits},
  {signal}: Context
): AsyncGenerator<VerdictFrame, void, undefined> {
  const opened = nets.map(openTagNet);
  const verdicts: TagVerdict[][] = nets.map(() => []);
  const names = Object.keys(TRIED) as MethodName[];
  // The baselines of methods that average over them: the same digits without their tags.
  const plain = stack(Array.from(digits.labels, (_, i) => tagged(sliceOf(digits.images, i) as Image, null)));
  try {
    for (const [i, method] of names.entries()) {
      for (const [n, open] of opened.entries()) {
        const maps: Grid[] = [];
        for (let k = 0; k < digits.labels.length; ++k) {
          const image = tagged(sliceOf(digits.images, k) as Image, digits.labels[k]);
          maps.push(await mapOf(method, open, image, plain, signal));
        }
        const shares = maps.map((map) => weightInside(map, TAG));
        const share = shares.reduce((sum, v) => sum + v, 0) / shares.length;
        verdicts[n].push({method, share, shares, map: maps[0]});
      }
      yield {step: i + 1, steps: names.length, verdicts: verdicts.map((list) => [...list])};
    }
  } finally {
    for (const open of opened) open.dispose();
  }
}

/** One method's map of a network's first answer, [28, 28]; each pixel has the weight of its colours together. */
async function mapOf(
  method: MethodName,
  open: OpenTagNet,
  image: Image,
  plain: Grid,
  signal: AbortSignal
): Promise<Grid> {
  const x = {data: image.data, shape: [1, ...image.shape]};
  const [target] = await answers(open, x);
  const one = (logits: tf.Tensor) => tf.squeeze(tf.slice(logits, [0, target], [-1, 1]), [1]);
  const subject: Subject = {
    f: (t) => one(open.logits(t)),
    x,
    baseline: method === "expectedGradients" ? plain : full(x.shape),
    tap: open.features,
    head: (a) => one(open.logitsOf(a)),
    segments: BLOCKS
  };
  let attribution: Grid | undefined;
  for await (const frame of explainSubject(method, subject, TRIED[method], signal)) {
    throwIfAborted(signal);
    ({attribution} = frame);
  }
  const map = sliceOf(attribution!, 0);
  if (map.shape.length === 3) return weightOf(map);
  const [height, width] = map.shape;
  const layer: Image = {data: map.data, shape: [height, width, 1]};
  return {data: cropResize(layer, {x: 0, y: 0, width, height}, 28).data, shape: [28, 28]};
}

/** Blocks of 6 × 6, the tag one of them, for methods that hide pieces; those at the right and lower edge are cut off. */
const BLOCKS: Grid = {
  data: Float32Array.from({length: 784}, (_, i) => 5 * Math.floor(i / 28 / 6) + Math.floor((i % 28) / 6)),
  shape: [28, 28]
};

/** The magnitudes of a pixel's colours together: [h, w, 3] → [h, w]. */
function weightOf({data, shape: [height, width, channels]}: Grid): Grid {
  const out = new Float32Array(height * width);
  data.forEach((v, i) => (out[Math.floor(i / channels)] += Math.abs(v)));
  return {data: out, shape: [height, width]};
}
