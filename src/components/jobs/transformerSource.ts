import {grid, type Grid} from "../arrays/grid.js";
import {tokensOf} from "../arrays/letters.js";
import {readCheckpoint, type Transformer} from "../models/transformer.js";
import type {StoredTransformer} from "../models/transformerFiles.js";

/** The network a job is to look into: a stored one at its last checkpoint, or one that was just trained. */
export type TransformerSource = StoredTransformer | Transformer;

export const transformerOf = (source: TransformerSource): Transformer =>
  "bytes" in source ? readCheckpoint(source.json, source.bytes) : source;

/** Letters as one sequence that the network can take: [1, T]. */
export function sequenceOf(letters: string, {context}: Transformer): Grid {
  const tokens = tokensOf(letters);
  if (tokens.length > context)
    throw new RangeError(`${letters.length} letters given, this transformer takes at most ${context - 1}`);
  return grid(tokens, [1, tokens.length]);
}
