import type {Image} from "../arrays/image.js";
import {changePhoto, type PhotoChange} from "../arrays/changePhoto.js";
import {throwIfAborted} from "../lab/options.js";
import {answersOf, batchOfOne, type Answer} from "./classify.js";
import type {Context} from "./context.js";

export interface FaceUnderArgs {
  /** A square cut, wider than the face in its middle (arrays/photoChange.ts). */
  image: Image;
  change: PhotoChange;
  amounts: readonly number[];
  /** The network asked: expressions, or apparent age and sex. */
  model: "emotion-xception" | "mobilenet-vggface2";
}

/** What a network says of a face under one amount of a change. */
export interface FaceReading {
  amount: number;
  /** What the network saw. */
  seen: Image;
  /** Expressions, the most probable first; null where the network names none. */
  emotions: Answer[] | null;
  /** The mean of its distribution over ages in years, and the probability it gives to its label “male”. */
  age: number | null;
  male: number | null;
}

export interface FaceUnderFrame {
  step: number;
  steps: number;
  /** Of the photo as it is. */
  plain: FaceReading;
  /** One for each amount so far, from −1 up. */
  readings: FaceReading[];
}

/** Does the same face get the same answers? A frame for each amount of a change, weakest changes first. */
export async function* faceUnder(
  {image, change, amounts, model: id}: FaceUnderArgs,
  context: Context
): AsyncGenerator<FaceUnderFrame, void, undefined> {
  const model = await context.model(id);
  await model.need(undefined, context.signal);
  const read = async (change: PhotoChange, amount: number): Promise<FaceReading> => {
    throwIfAborted(context.signal);
    const seen = changePhoto(image, change, amount, model.card.input.height);
    const x = batchOfOne(seen);
    if (id === "emotion-xception") return {amount, seen, emotions: await answersOf(model, x), age: null, male: null};
    const ages = await answersOf(model, x, "age");
    const [{probability: male}] = await answersOf(model, x, "gender");
    const age = ages.reduce((sum, {index, probability}) => sum + index * probability, 0);
    return {amount, seen, emotions: null, age, male};
  };
  const plain = await read("crop", 0);
  const readings: FaceReading[] = [];
  for (const amount of amounts.toSorted((a, b) => Math.abs(a) - Math.abs(b))) {
    // Only a cover changes something at 0.
    readings.push(amount === 0 && change !== "cover" ? plain : await read(change, amount));
    yield {
      step: readings.length,
      steps: amounts.length,
      plain,
      readings: readings.toSorted((a, b) => a.amount - b.amount)
    };
  }
}
