import type {Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import type {Model} from "../models/model.js";
import {answersOf, batchOfOne, type Answer} from "./classify.js";
import type {Context} from "./context.js";

/** What every question about an answer starts from. */
export interface Question {
  model: string;
  /** Of the size the network is to see. */
  image: Image;
  /** The class to explain; null for the network's first answer. */
  target: number | null;
}

export interface Answered {
  model: Model;
  /** The image as a batch of one. */
  x: Grid;
  /** All answers, the most probable first. */
  answers: Answer[];
  target: Answer;
}

/** Opens a network whole, lets it answer, and finds the answer asked about. */
export async function answered({model: id, image, target: index}: Question, context: Context): Promise<Answered> {
  const model = await context.model(id);
  await model.need(undefined, context.signal);
  const x = batchOfOne(image);
  const answers = await answersOf(model, x);
  const target = index === null ? answers[0] : answers.find((answer) => answer.index === index);
  if (!target) throw new RangeError(`unknown class: ${index} (${id} has classes 0 to ${answers.length - 1})`);
  return {model, x, answers, target};
}
