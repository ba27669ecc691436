import {concentration} from "../arrays/concentration.js";
import type {Grid} from "../arrays/grid.js";
import {formatPercent} from "./format.js";

/** What a heat map [h, w] shows, in a sentence: where its weight lies, how tightly, and with which sign. */
export function mapInWords(map: Grid, signed: boolean): string {
  const {topTenth, where, positive} = concentration(map);
  if (where === "nowhere") return "The map is zero everywhere: nothing in the picture moves this answer.";
  const tight = topTenth > 0.6 ? "tightly" : topTenth > 0.35 ? "loosely" : "hardly";
  const spread = `The strongest tenth of the pixels holds ${formatPercent(topTenth)} of the map, ${tight} gathered around the ${where}.`;
  return signed
    ? `${spread} Of its weight, ${formatPercent(positive)} speaks for the answer, the rest against.`
    : spread;
}

/** The first few answers in a sentence. */
export const answersInWords = (answers: readonly {name: string; probability: number}[], n = 3): string =>
  answers
    .slice(0, n)
    .map(({name, probability}) => `${name} (${formatPercent(probability)})`)
    .join(", ");

/** A digit with its article: “a 4”, “an 8”. */
export const aDigit = (digit: number | string): string => `${String(digit).startsWith("8") ? "an" : "a"} ${digit}`;

/** What became of an answer under a patch, in a sentence. */
export function underPatchInWords(
  explained: {index: number; name: string},
  {answer, probability}: {answer: {index: number; name: string; probability: number}; probability: number}
): string {
  if (answer.index === explained.index) return `Still ${answer.name}, ${formatPercent(probability)}.`;
  return `Now ${answer.name}, ${formatPercent(answer.probability)}; ${explained.name} has ${formatPercent(probability)}.`;
}
