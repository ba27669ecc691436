import type {Piece} from "./tokenise.js";

/**
 * Where are the pieces of a text after somebody typed into it? Those before the change stay, those after it move, and
 * one that was typed into, not at its edge, grows or shrinks. Pieces of which nothing is left are gone.
 */
export function shiftPieces<P extends Piece>(pieces: readonly P[], before: string, after: string): P[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) ++head;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) ++tail;
  const end = before.length - tail;
  const by = after.length - before.length;
  const moved = (at: number, stay: boolean) => (at < head || (stay && at === head) ? at : at >= end ? at + by : head);
  return pieces
    .map((piece) => ({...piece, start: moved(piece.start, false), end: moved(piece.end, true)}))
    .filter(({start, end}) => end > start);
}
