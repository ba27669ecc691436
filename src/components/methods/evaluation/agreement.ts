import type {Grid} from "../../arrays/grid.js";
import {withDefaults} from "../../lab/options.js";
import {ranks, correlation} from "./rankCorrelation.js";

export interface AgreementOptions {
  /** rank: Spearman's correlation, −1 … 1; top: the share of the largest numbers that two maps have in common, 0 … 1. */
  measure: "rank" | "top";
  /** How many of the largest numbers "top" looks at, as a share of all. */
  share: number;
}

/**
 * Do several methods point at the same places? The agreement of each pair of maps of one size, as a symmetric matrix
 * [n, n] with ones on the diagonal. Methods that agree may still all be wrong.
 * @see Krishna et al. (2022), "The disagreement problem in explainable machine learning", section 4,
 * https://arxiv.org/abs/2202.01602
 */
export function agreement(maps: readonly Grid[], options?: Partial<AgreementOptions>): Grid {
  const {measure, share} = withDefaults<AgreementOptions>("agreement", options, {measure: "rank", share: 0.05});
  const sizes = new Set(maps.map(({data}) => data.length));
  if (sizes.size > 1) throw new RangeError(`maps differ in size: ${[...sizes].join(", ")} numbers`);
  const between = {rank: correlation, top: topAgreement(share)}[measure];
  if (!between) throw new RangeError(`unknown measure: ${measure} (there are: rank, top)`);
  const ranked = maps.map(({data}) => ranks(data));
  const n = maps.length;
  const data = new Float32Array(n * n).fill(1);
  for (let i = 0; i < n; ++i)
    for (let j = 0; j < i; ++j) data[i * n + j] = data[j * n + i] = between(ranked[i], ranked[j]);
  return {data, shape: [n, n]};
}

const topAgreement = (share: number) => (a: Float64Array, b: Float64Array) => {
  const count = Math.max(1, Math.round(share * a.length));
  const top = (r: Float64Array) =>
    Uint32Array.from(r, (_, i) => i)
      .sort((i, j) => r[j] - r[i])
      .subarray(0, count);
  const inA = new Set(top(a));
  return top(b).reduce((sum, i) => sum + Number(inA.has(i)), 0) / count;
};
