import {alterPicture, type Alteration} from "../arrays/alterPicture.js";
import {sliceOf, stack} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {evaluate} from "../lab/gradient.js";
import {throwIfAborted} from "../lab/options.js";
import {batchFor} from "../methods/attribution/attribution.js";
import {answered, type Question} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";

export interface AnswersUnderArgs extends Question {
  alteration: Alteration;
  /** −1 … 1, in the order in which they are to be shown. */
  amounts: readonly number[];
}

/** What a network says of an altered picture. */
export interface AlteredReading {
  amount: number;
  /** What the network saw. */
  seen: Image;
  /** Of each class, by its number. */
  probabilities: Float32Array;
}

export interface AnswersUnderFrame {
  step: number;
  steps: number;
  /** Of the picture as it is, the most probable first. */
  answers: Answer[];
  target: Answer;
  readings: AlteredReading[];
}

/** Does the answer hold when the picture is altered a little? First the picture as it is, then a frame for each batch. */
export async function* answersUnder(
  {alteration, amounts, ...question}: AnswersUnderArgs,
  context: Context
): AsyncGenerator<AnswersUnderFrame, void, undefined> {
  const {model, answers, target, x} = await answered(question, context);
  const readings: AlteredReading[] = [];
  const frame = () => ({step: readings.length, steps: amounts.length, answers, target, readings: [...readings]});
  yield frame();
  const batch = batchFor(x.data.length);
  for (let start = 0; start < amounts.length; start += batch) {
    throwIfAborted(context.signal);
    const some = amounts.slice(start, start + batch);
    const seen = some.map((amount) => alterPicture(question.image, alteration, amount));
    const probabilities = model.probabilities(await evaluate(model.logits(), stack(seen)));
    some.forEach((amount, i) =>
      readings.push({amount, seen: seen[i], probabilities: sliceOf(probabilities, i).data.slice()})
    );
    yield frame();
  }
}
