import type {Grid} from "../arrays/grid.js";
import {formatPercent} from "./format.js";

/** What a head may be asked to look for: what an earlier head wrote, the letter itself, or the place. */
export type Asked = "through" | "tokens" | "places";

export interface HeadInWords {
  /** The head's name, "1.0", and the earlier head's. */
  name: string;
  earlier: string;
  asked: Asked;
  tokens: Grid;
  places: Grid;
  through: Grid | null;
  says: Grid;
  copies: number;
  matches: number | null;
  composition: readonly {head: number; query: number; key: number}[];
}

const isZero = ({data}: Grid): boolean => data.every((v) => v === 0);

/** What a head's two circuits say, and whom it reads, each in a sentence; a head without weights says nothing. */
export function headInWords(head: HeadInWords): {asks: string; says: string; reads: string} {
  return {asks: asksInWords(head), says: saysInWords(head), reads: readsInWords(head)};
}

function asksInWords({asked, earlier, matches, tokens, ...head}: HeadInWords): string {
  if (isZero(tokens)) return "It asks for nothing: all its weights are zero.";
  if (asked === "tokens") return "How much each letter wants to look at each other letter, before the softmax.";
  if (asked === "places") return "How much each place wants to look at each other place, before the softmax.";
  if (head.through && isZero(head.through))
    return `Head ${earlier} is silent: it wrote nothing that could be asked for.`;
  return `Each letter asks for places where head ${earlier} wrote down that same letter as the one it saw: for ${formatPercent(matches ?? 0)} of tokens the diagonal wins.`;
}

function saysInWords({says, copies}: HeadInWords): string {
  if (isZero(says)) return "It says nothing: all its weights are zero.";
  return `For ${formatPercent(copies)} of tokens, seeing it raises that same token the most: that is copying.`;
}

function readsInWords({name, tokens, says, composition}: HeadInWords): string {
  if (isZero(tokens) && isZero(says)) return `Head ${name} is silent: the training brought all its weights to zero.`;
  if (!composition.length) return `Head ${name} reads letters and places directly: there is no layer before it.`;
  const by = (side: "key" | "query") => composition.map((one) => `0.${one.head} ${one[side].toFixed(2)}`).join(", ");
  return `How strongly head ${name} reads the heads of layer 0 by its keys: ${by("key")}. By its queries: ${by("query")}.`;
}
