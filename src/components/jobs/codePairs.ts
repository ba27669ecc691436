import {bytePairs, PAIR_BINS, pairCounts, type BytePair} from "../arrays/bytePairs.js";
import {breathe, throwIfAborted} from "../lab/options.js";
import {evaluate} from "../lab/gradient.js";
import {classifyText, logOdds} from "./text.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";

/** One bin of the network's input, as a text fills it. */
export interface CountedPair {
  /** The pairs of characters that fall into it, as they stand in the text; the most frequent first. */
  spellings: string[];
  count: number;
  /** What the score loses when the bin is emptied. */
  value: number;
  places: Pick<BytePair, "start" | "end">[];
}

export interface CodePairs {
  answers: Answer[];
  target: Answer;
  /** All bins that the text fills, those that count most first. */
  pairs: CountedPair[];
  /** How many pairs there are, repeats included. */
  total: number;
}

/** Bins emptied at once. */
const BATCH = 64;

/** Which pairs of characters made the answer? Each bin of the network's own input is emptied in turn. */
export async function codePairs(
  {text, target: index}: {text: string; target: number | null},
  context: Context
): Promise<CodePairs> {
  const answers = await classifyText({text}, context);
  const target = index === null ? answers[0] : answers.find((answer) => answer.index === index)!;
  const model = await context.model("language-detection");
  const {data: counts} = pairCounts([text]);
  const all = bytePairs(text);
  const bins = grouped(all, ({bin}) => bin);
  const [score] = logOdds(await evaluate(model.raw.logits(), {data: counts, shape: [1, PAIR_BINS]}), target.index);
  const filled = [...bins];
  const pairs: CountedPair[] = [];
  for (let start = 0; start < filled.length; start += BATCH) {
    await breathe();
    throwIfAborted(context.signal);
    context.progress(start / filled.length, "emptying bins");
    const some = filled.slice(start, start + BATCH);
    const data = new Float32Array(some.length * PAIR_BINS);
    some.forEach(([bin], k) => {
      data.set(counts, k * PAIR_BINS);
      data[k * PAIR_BINS + bin] = 0;
    });
    const left = logOdds(await evaluate(model.raw.logits(), {data, shape: [some.length, PAIR_BINS]}), target.index);
    some.forEach(([, places], k) =>
      pairs.push({spellings: spellingsOf(text, places), count: places.length, value: score - left[k], places})
    );
  }
  pairs.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  return {answers, target, pairs, total: all.length};
}

function spellingsOf(text: string, places: readonly BytePair[]): string[] {
  const written = grouped(places, ({start, end}) => text.slice(start, end));
  return [...written].sort(([, a], [, b]) => b.length - a.length).map(([spelling]) => spelling);
}

function grouped<K, V>(items: readonly V[], key: (item: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
