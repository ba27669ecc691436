import {maxMagnitude} from "../arrays/channels.js";
import {sliceOf, type Grid} from "../arrays/grid.js";
import {cropResize, type Image} from "../arrays/image.js";
import {jpeg} from "../arrays/jpeg.js";
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
}

/** What one reader of the picture says, of the untouched one and of the attacked one. */
export interface Reading {
  name: "same" | "blurred" | "jpeg" | "other";
  before: Answer;
  after: Answer;
  /** The attacked picture as it was given to this reader. */
  seen: Image;
}

export interface Aftermath {
  /** The network itself, then behind two defences, then another network. */
  readings: Reading[];
  /** How strongly the first answer depends on each pixel, before and after, [h, w]. */
  maps: [Grid, Grid];
  /** Spearman's rank correlation of the two. */
  correlation: number;
}

/** What does an attack leave behind? Tries it on weak defences and on another network, and compares the gradients. */
export async function aftermath(args: AftermathArgs, context: Context): Promise<Aftermath> {
  const {image, adversarial, sigma, quality} = args;
  const {signal} = context;
  const {model, answers, x} = await answered({model: args.model, image, target: null}, context);
  const defences: [Reading["name"], (image: Image) => Image][] = [
    ["same", (image) => image],
    ["blurred", (image) => sliceOf(blur(batchOfOne(image), sigma), 0) as Image],
    ["jpeg", (image) => jpeg(image, quality)]
  ];
  const readings: Reading[] = [];
  for (const [name, defence] of defences) {
    const seen = defence(adversarial);
    const [before] = await answersOf(model, batchOfOne(defence(image)));
    const [after] = await answersOf(model, batchOfOne(seen));
    readings.push({name, before, after, seen});
  }
  const map = async (x: Grid) =>
    maxMagnitude(sliceOf((await gradient(model.logit(answers[0].index), x, {signal})).attribution, 0));
  const maps: [Grid, Grid] = [await map(x), await map(batchOfOne(adversarial))];
  if (args.other) readings.push(await readByOther(args.other, args, context));
  return {readings, maps, correlation: rankCorrelation(maps[0].data, maps[1].data)};
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
