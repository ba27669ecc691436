import type {Grid} from "../arrays/grid.js";
import {
  compositionScore,
  copyingScore,
  matrixProduct,
  outputValueCircuit,
  outputValueMatrix,
  queryKeyCircuit,
  type HeadWeights
} from "../methods/mechanism/headCircuits.js";
import {headWeights} from "../models/transformer.js";
import {transformerOf, type TransformerSource} from "./transformerSource.js";

/** What a head's weights say, whatever the sequence. */
export interface HeadMatrices {
  /** Token asks token: scores before the softmax, [vocabulary, vocabulary]. */
  tokens: Grid;
  /** Place asks place, [context, context]. */
  places: Grid;
  /** Token asks for the token that the earlier head wrote down, [vocabulary, vocabulary]; null in layer 0. */
  through: Grid | null;
  /** Attending to a token (row) raises each token's logit (column), [vocabulary, vocabulary]. */
  says: Grid;
  /** For how many tokens is the diagonal of `says` the largest of its row? 0…1; the same of `through`. */
  copies: number;
  matches: number | null;
  /** How strongly this head reads each head of the layer before, by query, key and value; empty in layer 0. */
  composition: {head: number; query: number; key: number; value: number}[];
}

/** What does a head look for, and what does it say when it finds it? Read off the weights alone. */
export async function headMatrices({
  network,
  layer,
  head,
  earlier = 0
}: {
  network: TransformerSource;
  layer: number;
  head: number;
  /** The head of the layer before whose words are looked for. */
  earlier?: number;
}): Promise<HeadMatrices> {
  const transformer = transformerOf(network);
  const {embed, position, unembed} = transformer.parameters;
  const weights = headWeights(transformer, layer, head);
  const says = outputValueCircuit(weights, embed, unembed);
  const before =
    layer > 0 ? Array.from({length: transformer.heads}, (_, i) => headWeights(transformer, layer - 1, i)) : [];
  const through =
    layer > 0 ? queryKeyCircuit(weights, embed, matrixProduct(embed, outputValueMatrix(before[earlier]))) : null;
  return {
    tokens: queryKeyCircuit(weights, embed, embed),
    places: queryKeyCircuit(weights, position, position),
    through,
    says,
    copies: copyingScore(says),
    matches: through && copyingScore(through),
    composition: before.map((one, i) => ({
      head: i,
      query: readBy(one, "query"),
      key: readBy(one, "key"),
      value: readBy(one, "value")
    }))
  };

  // A silent head's weights are all zero, and what writes nothing is not read.
  function readBy(one: HeadWeights, kind: "query" | "key" | "value"): number {
    const score = compositionScore(one, weights, kind);
    return Number.isNaN(score) ? 0 : score;
  }
}
