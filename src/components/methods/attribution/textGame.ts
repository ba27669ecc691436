import type {Piece} from "../../arrays/tokenise.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import type {Game} from "./game.js";

/** A function of texts: one number for each. */
export type TextScores = (texts: readonly string[]) => Promise<Float32Array>;

/** What stands where a piece of text is absent: nothing at all, or as many spaces (line ends stay). */
export type Absent = "removed" | "blank";

export interface TextGameOptions {
  absent: Absent;
  /** Texts computed at once. */
  batch: number;
}

/**
 * What does f say of a text when only some of its pieces are there? A game whose players are lines or tokens; what
 * belongs to no piece is always there. Pieces must not overlap, and must come in order.
 */
export function textGame(
  f: TextScores,
  text: string,
  pieces: readonly Piece[],
  options?: Partial<TextGameOptions>
): Game {
  const {absent, batch} = withDefaults<TextGameOptions>("textGame", options, {absent: "removed", batch: 64});
  const players = pieces.length;
  pieces.forEach(({start, end}, i) => {
    if (!(start >= (i ? pieces[i - 1].end : 0) && end > start && end <= text.length))
      throw new RangeError(`piece ${i} (${start} to ${end}) overlaps another, is empty, or lies outside the text`);
  });
  return {
    players,
    async play(coalitions, signal) {
      const values = new Float32Array(players ? coalitions.length / players : 0);
      for (let start = 0; start < values.length; start += batch) {
        await breathe();
        throwIfAborted(signal);
        const count = Math.min(batch, values.length - start);
        const texts = Array.from({length: count}, (_, k) =>
          withPieces(text, pieces, coalitions.subarray((start + k) * players, (start + k + 1) * players), absent)
        );
        values.set(await f(texts), start);
      }
      return values;
    }
  };
}

/** The text with those pieces alone whose flag is 1. */
export function withPieces(text: string, pieces: readonly Piece[], present: ArrayLike<number>, absent: Absent): string {
  if (absent !== "removed" && absent !== "blank")
    throw new RangeError(`unknown absence: ${absent} (there are: removed, blank)`);
  let left = "";
  let at = 0;
  pieces.forEach(({start, end}, i) => {
    left += text.slice(at, start);
    const piece = text.slice(start, end);
    if (present[i]) left += piece;
    else if (absent === "blank") left += piece.replace(/[^\n]/g, " ");
    at = end;
  });
  return left + text.slice(at);
}
