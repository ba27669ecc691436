import {maxMagnitude} from "../arrays/channels.js";
import type {Grid} from "../arrays/grid.js";
import {rankCorrelation} from "../methods/evaluation/rankCorrelation.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";
import {saliency, type SaliencyArgs} from "./saliency.js";

export interface TwoClasses {
  /** The maps of the first answer and of the other one, signed, [h, w, 3]. */
  maps: {answer: Answer; attribution: Grid}[];
  /** Spearman's rank correlation of the two maps' magnitudes. */
  correlation: number;
}

/** Does a method draw another map when another class is asked for? The first answer against the one at `rank`. */
export async function twoClasses(
  {rank, ...args}: Omit<SaliencyArgs, "target"> & {rank: number},
  context: Context
): Promise<TwoClasses> {
  const first = await mapOf({...args, target: null}, context);
  const index = first.answers[Math.min(rank, first.answers.length) - 1].index;
  const second = await mapOf({...args, target: index}, context);
  const [a, b] = [first, second].map(({attribution}) => maxMagnitude(attribution).data);
  return {
    maps: [first, second].map(({target, attribution}) => ({answer: target, attribution})),
    correlation: rankCorrelation(a, b)
  };
}

async function mapOf(args: SaliencyArgs, context: Context) {
  let last;
  for await (last of saliency(args, context));
  return {...last!, attribution: last!.attribution!};
}
