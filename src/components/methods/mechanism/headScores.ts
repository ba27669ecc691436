import type {Grid} from "../../arrays/grid.js";

/**
 * Which heads look for what followed the same token before? For each head the attention that a token pays to the
 * tokens right after its own earlier occurrences, averaged over the tokens that have occurred before (0…1).
 * `pattern` [n, heads, T, T], `tokens` [n, T] → [heads].
 *
 * @see Olsson et al. (2022), In-context Learning and Induction Heads, "prefix matching score",
 * https://transformer-circuits.pub/2022/in-context-learning-and-induction-heads
 */
export const inductionScore = (pattern: Grid, tokens: Grid): Float32Array =>
  attentionTo(pattern, (n, t, s) => s > 0 && sameToken(tokens, n, t, s - 1) && s - 1 < t);

/** Which heads look at the token before? Mean attention from each token but the first to its left neighbour; [heads]. */
export const previousTokenScore = (pattern: Grid): Float32Array => attentionTo(pattern, (_, t, s) => s === t - 1);

/** Which heads look for the same token? Mean attention to a token's own earlier occurrences, where it has any; [heads]. */
export const duplicateTokenScore = (pattern: Grid, tokens: Grid): Float32Array =>
  attentionTo(pattern, (n, t, s) => s < t && sameToken(tokens, n, t, s));

/** Which heads rest? Mean attention to the first token, from all the others; [heads]. */
export const firstTokenScore = (pattern: Grid): Float32Array => attentionTo(pattern, (_, t, s) => t > 0 && s === 0);

const sameToken = ({data, shape}: Grid, n: number, t: number, s: number) =>
  data[n * shape[1] + t] === data[n * shape[1] + s];

/**
 * For each head, the attention paid to the places that `wanted` names, averaged over the tokens that have at least one
 * such place. NaN when no token has.
 */
function attentionTo(pattern: Grid, wanted: (n: number, t: number, s: number) => boolean): Float32Array {
  const [batch, heads, steps, width] = pattern.shape;
  if (pattern.shape.length !== 4 || steps !== width)
    throw new RangeError(`a pattern is [n, heads, T, T], not [${pattern.shape.join(", ")}]`);
  const sums = new Float64Array(heads);
  let asking = 0;
  for (let n = 0; n < batch; ++n)
    for (let t = 0; t < steps; ++t) {
      const places: number[] = [];
      for (let s = 0; s <= t; ++s) if (wanted(n, t, s)) places.push(s);
      if (!places.length) continue;
      ++asking;
      for (let h = 0; h < heads; ++h)
        for (const s of places) sums[h] += pattern.data[((n * heads + h) * steps + t) * steps + s];
    }
  return Float32Array.from(sums, (sum) => sum / asking);
}
