import type {Grid} from "./grid.js";
import {letterOf} from "./letters.js";

/** A place in a sequence of letters, with what stands around it. */
export interface LetterContext {
  before: string;
  letter: string;
  after: string;
}

/**
 * The place that a row of residual-stream activations stands for. `tokens` [sequences, T]; rows leave out each
 * sequence's opening token: row i belongs to sequence ⌊i / (T − 1)⌋, place 1 + i mod (T − 1).
 */
export function contextOf({data, shape: [, length]}: Grid, row: number): LetterContext {
  const sequence = Math.floor(row / (length - 1));
  const place = 1 + (row % (length - 1));
  const letters = Array.from(data.subarray(sequence * length, (sequence + 1) * length), letterOf);
  return {
    before: letters.slice(0, place).join(""),
    letter: letters[place],
    after: letters.slice(place + 1).join("")
  };
}

/** What the places that excite a feature have in common. */
export interface Gist {
  /** The letter stands at the place itself, or right after it. */
  where: "here" | "next";
  letter: string;
  /** How many of the places agree. */
  agree: number;
  of: number;
}

/** What do places have in common: the letter there, or the one that comes next? null when no two agree. */
export function gistOf(contexts: readonly LetterContext[]): Gist | null {
  const most = (where: Gist["where"], letters: readonly string[]): Gist | null => {
    const counts = new Map<string, number>();
    for (const letter of letters) if (letter) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    const [letter, agree] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0]);
    return agree > 1 ? {where, letter, agree, of: contexts.length} : null;
  };
  const here = most(
    "here",
    contexts.map(({letter}) => letter)
  );
  const next = most(
    "next",
    contexts.map(({after}) => after.slice(0, 1))
  );
  return !next || (here && here.agree >= next.agree) ? here : next;
}
