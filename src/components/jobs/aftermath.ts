import {maxMagnitude} from "../arrays/channels.js";
import {sliceOf, type Grid} from "../arrays/grid.js";
import {cropResize, type Image} from "../arrays/image.js";
import {jpeg} from "../arrays/jpeg.js";
import {random} from "../arrays/random.js";
import {throwIfAborted} from "../lab/options.js";
import {blur} from "../methods/attribution/baselines.js";
import {gradient} from "../methods/attribution/gradient.js";
import {rankCorrelation} from "../methods/evaluation/rankCorrelation.js";
import {answered} from "./answered.js";
import {answersOf, batchOfOne, type Answer} from "./classify.js";
import type {Context} from "./context.js";

export interface AftermathArgs {
  model: string;
  image: Image;
  adversarial: Image;
  /** Another network that answers the same question; null when there is none. */
  other: string | null;
  /** The blur's reach in pixels, and the JPEG's quality, 1 … 100. */
  sigma: number;
  quality: number;
  /** Of the order in which the change is dealt out at random. */
  seed?: number;
}

/** What one reader of the picture says, of the untouched one and of the attacked one. */
export interface Reading {
  name: "same" | "shuffled" | "blurred" | "jpeg" | "other";
  before: Answer;
  after: Answer;
  /** The picture as it was given to this reader: the attacked one, or the one with the change shuffled. */
  seen: Image;
}

export interface Aftermath {
  /** The network itself, then with the change shuffled, behind two defences, and another network. */
  readings: Reading[];
  /** How strongly the first answer depends on each pixel, [h, w]: before, after, and with the change shuffled. */
  maps: [before: Grid, after: Grid, shuffled: Grid];
  /** Spearman's rank correlation of the second and of the third map with the first. */
  correlations: [after: number, shuffled: number];
}

/**
 * What does an attack leave behind? Tries it on weak defences and on another network, and compares the gradients: with
 * those before, and with those under a change of the same size that means nothing.
 */
export async function aftermath(args: AftermathArgs, context: Context): Promise<Aftermath> {
  const {image, adversarial, sigma, quality, seed = 1} = args;
  const {signal} = context;
  const {model, answers, x} = await answered({model: args.model, image, target: null}, context);
  const blurred = (picture: Image) => sliceOf(blur(batchOfOne(picture), sigma), 0) as Image;
  const shuffled = shuffle(image, adversarial, seed);
  const looks: [name: Reading["name"], before: Image, seen: Image][] = [
    ["same", image, adversarial],
    ["shuffled", image, shuffled],
    ["blurred", blurred(image), blurred(adversarial)],
    ["jpeg", jpeg(image, quality), jpeg(adversarial, quality)]
  ];
  const readings: Reading[] = [];
  for (const [name, untouched, seen] of looks) {
    throwIfAborted(signal);
    const [before] = await answersOf(model, batchOfOne(untouched));
    const [after] = await answersOf(model, batchOfOne(seen));
    readings.push({name, before, after, seen});
  }
  const map = async (x: Grid) =>
    maxMagnitude(sliceOf((await gradient(model.logit(answers[0].index), x, {signal})).attribution, 0));
  const before = await map(x);
  const after = await map(batchOfOne(adversarial));
  const under = await map(batchOfOne(shuffled));
  if (args.other) readings.push(await readByOther(args.other, args, context));
  return {
    readings,
    maps: [before, after, under],
    correlations: [rankCorrelation(before.data, after.data), rankCorrelation(before.data, under.data)]
  };
}

/** The same numbers added to the picture, each somewhere else. */
function shuffle({data, shape}: Image, adversarial: Image, seed: number): Image {
  const order = random(seed).permutation(data.length);
  const dealt = (v: number, i: number) => v + adversarial.data[order[i]] - data[order[i]];
  return {data: data.map((v, i) => Math.min(Math.max(dealt(v, i), 0), 1)), shape};
}

/** What another network says, each picture brought to its size. */
async function readByOther(id: string, {image, adversarial}: AftermathArgs, context: Context): Promise<Reading> {
  const other = await context.model(id);
  await other.need(undefined, context.signal);
  const {height, width} = other.card.input;
  const look = (picture: Image): Image => {
    const [h, w] = picture.shape;
    return h === height && w === width
      ? picture
      : cropResize(picture, {x: 0, y: 0, width: w, height: h}, height, width);
  };
  const [before] = await answersOf(other, batchOfOne(look(image)));
  const [after] = await answersOf(other, batchOfOne(look(adversarial)));
  return {name: "other", before, after, seen: look(adversarial)};
}
