import {sliceOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {evaluate} from "../lab/gradient.js";
import type {Model} from "../models/model.js";
import type {Context} from "./context.js";

/** One of a network's answers. */
export interface Answer {
  /** The class's number. */
  index: number;
  name: string;
  logit: number;
  probability: number;
}

/** What does a network say of a picture? All its answers, the most probable first. */
export async function classify(
  {model: id, image, head}: {model: string; image: Image; head?: string},
  context: Context
): Promise<Answer[]> {
  const model = await context.model(id);
  await model.need(undefined, context.signal);
  return answersOf(model, batchOfOne(image), head);
}

/** The answers for a batch of one, the most probable first. */
export async function answersOf(model: Model, x: Grid, head?: string): Promise<Answer[]> {
  return answersFrom(model, await evaluate(model.logits(head), x), head);
}

/** The answers that one row of logits stands for, the most probable first. */
export function answersFrom(model: Model, logits: Grid, head?: string): Answer[] {
  const {data: probabilities} = sliceOf(model.probabilities(logits, head), 0);
  const {classes} = model.card.heads.find((h) => h.name === head) ?? model.card.heads[0];
  return classes
    .map((name, index) => ({index, name, logit: logits.data[index], probability: probabilities[index]}))
    .sort((a, b) => b.logit - a.logit);
}

/** [h, w, c] → [1, h, w, c]. */
export const batchOfOne = (image: Image): Grid => ({data: image.data, shape: [1, ...image.shape]});
