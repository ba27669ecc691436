import type {Image} from "../arrays/image.js";
import {createModel} from "../models/model.js";
import {rangesFor, type Range} from "../models/own/ranges.js";
import {answersOf, batchOfOne, type Answer} from "./classify.js";
import type {Context} from "./context.js";

/** What a network answers when it is given its numbers in one range. */
export interface RangeTrial {
  range: Pick<Range, "id" | "title" | "preprocess">;
  /** The most probable first. */
  answers: Answer[];
}

/** What would a network answer if it were given its numbers in another range? All the usual ranges in turn. */
export async function underRanges(
  {model: id, image}: {model: string; image: Image},
  context: Context
): Promise<RangeTrial[]> {
  const {card, network} = await context.model(id);
  await network.need(undefined, context.signal);
  const trials: RangeTrial[] = [];
  for (const {id, title, preprocess} of rangesFor(card.input.channels)) {
    context.signal.throwIfAborted();
    const answers = await answersOf(createModel({...card, preprocess}, network), batchOfOne(image));
    trials.push({range: {id, title, preprocess}, answers});
  }
  return trials;
}
