/** A stretch of a text: `text.slice(start, end)`. */
export interface Piece {
  start: number;
  end: number;
}

export interface Token extends Piece {
  kind: "word" | "number" | "quotation" | "mark";
}

/**
 * A name with its digits and underscores; a number; a quotation on one line; or a run of marks that belong together.
 * Brackets, commas and semicolons stand alone. No language is known, so a comment is words and marks like any other.
 */
const TOKEN =
  /(?<word>[\p{L}_$][\p{L}\p{N}_$]*)|(?<number>\p{N}[\p{L}\p{N}_]*(?:\.\p{N}+)?)|(?<quotation>"[^"\n]*")|[()[\]{},;]|[^\s\p{L}\p{N}_$()[\]{},;"]+|"/gu;

/** Which words, numbers, quotations and marks is a program's text made of? White space between them is no token. */
export function tokenise(text: string): Token[] {
  return Array.from(text.matchAll(TOKEN), ({0: all, index, groups}) => {
    const kind = (["word", "number", "quotation"] as const).find((name) => groups![name] !== undefined) ?? "mark";
    return {start: index, end: index + all.length, kind};
  });
}

/** The lines of a text that are not blank, each with its line end. */
export function linesOf(text: string): Piece[] {
  return Array.from(text.matchAll(/[^\n]*(?:\n|$)/g), ({0: all, index}) => ({
    start: index,
    end: index + all.length
  })).filter(({start, end}) => /\S/.test(text.slice(start, end)));
}

/**
 * Joins neighbours until no more than `most` pieces are left, as evenly as possible; what lies between two joined
 * pieces goes with them.
 */
export function joinPieces(pieces: readonly Piece[], most: number): Piece[] {
  if (pieces.length <= most) return pieces.map(({start, end}) => ({start, end}));
  return Array.from({length: most}, (_, k) => {
    const first = Math.floor((k * pieces.length) / most);
    const last = Math.floor(((k + 1) * pieces.length) / most) - 1;
    return {start: pieces[first].start, end: pieces[last].end};
  });
}
