import {full, type Grid} from "../../arrays/grid.js";

/** The weights of one attention head: query, key, value [width, headWidth], output [headWidth, width]. */
export interface HeadWeights {
  query: Grid;
  key: Grid;
  value: Grid;
  output: Grid;
}

/** a·b, or a·bᵀ, of two matrices. */
export function matrixProduct(a: Grid, b: Grid, transposeB = false): Grid {
  const [rows, inner] = a.shape;
  const [bRows, bColumns] = b.shape;
  if (inner !== (transposeB ? bColumns : bRows))
    throw new RangeError(`no product of [${a.shape.join(", ")}] and [${b.shape.join(", ")}]${transposeB ? "ᵀ" : ""}`);
  const columns = transposeB ? bRows : bColumns;
  const out = full([rows, columns]);
  for (let i = 0; i < rows; ++i)
    for (let j = 0; j < columns; ++j) {
      let sum = 0;
      for (let k = 0; k < inner; ++k)
        sum += a.data[i * inner + k] * b.data[transposeB ? j * inner + k : k * columns + j];
      out.data[i * columns + j] = sum;
    }
  return out;
}

/** What does a head look for? W_Q W_Kᵀ [width, width], scaled as the attention scores are: by 1/√headWidth. */
export function queryKeyMatrix({query, key}: HeadWeights): Grid {
  const product = matrixProduct(query, key, true);
  const scale = query.shape[1] ** -0.5;
  return {...product, data: product.data.map((v) => v * scale)};
}

/** What does a head say of what it looks at? W_V W_O [width, width]. */
export const outputValueMatrix = ({value, output}: HeadWeights): Grid => matrixProduct(value, output);

/**
 * The query–key circuit on the ends of the network: from [a, width] asks, to [b, width] is asked, → [a, b] scores
 * before the softmax. With the embedding for both it tells which token attends to which; with positions, which place.
 *
 * @see Elhage et al. (2021), A Mathematical Framework for Transformer Circuits, "Splitting Attention Head terms into
 * Query-Key and Output-Value Circuits", https://transformer-circuits.pub/2021/framework
 */
export const queryKeyCircuit = (head: HeadWeights, from: Grid, to: Grid): Grid =>
  matrixProduct(matrixProduct(from, queryKeyMatrix(head)), to, true);

/**
 * The output–value circuit: attending to token i (embed [vocabulary, width]), how much does the head raise the logit
 * of token j (unembed [width, vocabulary])? A copying head has a strong diagonal.
 */
export const outputValueCircuit = (head: HeadWeights, embed: Grid, unembed: Grid): Grid =>
  matrixProduct(matrixProduct(embed, outputValueMatrix(head)), unembed);

/** What share of tokens does a head copy: for how many is the circuit's diagonal alone the largest of its row? 0…1. */
export function copyingScore({data, shape: [rows, columns]}: Grid): number {
  let copied = 0;
  for (let i = 0; i < rows; ++i) {
    const row = data.subarray(i * columns, (i + 1) * columns);
    copied += Number(row.every((v, j) => j === i || v < row[i]));
  }
  return copied / rows;
}

/**
 * Does a later head read what an earlier one writes? ‖W_OV(earlier) · M‖ / (‖W_OV(earlier)‖ ‖M‖), Frobenius norms,
 * where M is the later head's query side W_QK (Q-composition), its key side W_QKᵀ (K-composition: an induction head
 * reading a previous-token head) or its W_OV (V-composition).
 *
 * @see Elhage et al. (2021), A Mathematical Framework for Transformer Circuits, "Two-Layer Attention-Only
 * Transformers", https://transformer-circuits.pub/2021/framework
 */
export function compositionScore(earlier: HeadWeights, later: HeadWeights, kind: "query" | "key" | "value"): number {
  const writes = outputValueMatrix(earlier);
  const reads = kind === "value" ? outputValueMatrix(later) : queryKeyMatrix(later);
  const product = matrixProduct(writes, reads, kind === "key");
  return norm(product) / (norm(writes) * norm(reads));
}

const norm = ({data}: Grid) => Math.sqrt(data.reduce((sum, v) => sum + v * v, 0));
