import {alterPicture, type Alteration} from "../arrays/alterPicture.js";
import {maxMagnitude} from "../arrays/channels.js";
import {cosine} from "../arrays/cosine.js";
import {sliceOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {evaluate, valueAndGradient} from "../lab/gradient.js";
import {throwIfAborted} from "../lab/options.js";
import {rankCorrelation} from "../methods/evaluation/rankCorrelation.js";
import type {Model} from "../models/model.js";
import {answered, type Question} from "./answered.js";
import {answersFrom} from "./classify.js";
import type {Context} from "./context.js";
import {carriersOf, cuttable} from "./cutChannels.js";

export interface LevelsUnderArgs extends Question {
  alteration: Alteration;
  amounts: readonly number[];
}

/** How much of what each level said of the picture it still says of the altered one. */
export interface LevelsReading {
  amount: number;
  seen: Image;
  /** The probability of the answer asked about. */
  answer: number;
  /** Rank correlation of the two gradient maps, −1 … 1. */
  importance: number;
  /** Cosine of the two activations that the answer is computed from; of maps, each channel by its mean. */
  representation: number;
  /** The share of the channels that carried the most which still do. */
  mechanism: number;
}

export interface LevelsFrame {
  step: number;
  steps: number;
  target: string;
  layer: string;
  /** How many channels are compared. */
  compared: number;
  readings: LevelsReading[];
}

/** How many of the strongest channels are compared. */
const COMPARED = 5;

/** Do the four levels notice the same changes? A frame for each amount of an alteration. */
export async function* levelsUnder(
  {alteration, amounts, ...question}: LevelsUnderArgs,
  context: Context
): AsyncGenerator<LevelsFrame, void, undefined> {
  const {model, target, x} = await answered(question, context);
  const {layer} = cuttable(model);
  const last = lastHidden(model) ?? layer.name;
  const look = async (image: Grid) => {
    const activation = await evaluate(model.tap(layer.name), image);
    const answer = answersFrom(model, await evaluate(model.from(layer.name).logits(), activation)).find(
      ({index}) => index === target.index
    )!;
    const {gradient} = await valueAndGradient(model.logit(target.index), image);
    const carriers = await carriersOf({model, target: answer}, layer.name, activation, {
      signal: context.signal,
      progress() {}
    });
    return {
      answer: answer.probability,
      map: maxMagnitude(sliceOf(gradient, 0)).data,
      means: meansOf(await evaluate(model.tap(last), image)),
      carriers: carriers.slice(0, COMPARED).map(({channel}) => channel)
    };
  };
  const plain = await look(x);
  const readings: LevelsReading[] = [];
  for (const amount of amounts) {
    throwIfAborted(context.signal);
    const seen = alterPicture(question.image, alteration, amount);
    const now = await look({data: seen.data, shape: x.shape});
    readings.push({
      amount,
      seen,
      answer: now.answer,
      importance: rankCorrelation(plain.map, now.map),
      representation: cosine(plain.means, now.means),
      mechanism: now.carriers.filter((channel) => plain.carriers.includes(channel)).length / plain.carriers.length
    });
    yield {
      step: readings.length,
      steps: amounts.length,
      target: target.name,
      layer: layer.title,
      compared: plain.carriers.length,
      readings: [...readings]
    };
  }
}

/** The row of numbers that the scores are computed from, where there is one. */
function lastHidden({layers, card}: Model): string | null {
  const named = (name: string) => layers.find((layer) => layer.name === name);
  const before = named(named(card.heads[0].layer)?.inputs[0] ?? "");
  return before?.shape.length === 1 ? before.name : null;
}

function meansOf({data, shape}: Grid): Float64Array {
  const means = new Float64Array(shape[shape.length - 1]);
  data.forEach((v, i) => (means[i % means.length] += v));
  return means;
}
