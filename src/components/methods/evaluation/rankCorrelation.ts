/**
 * Do two maps put the same places first? Spearman's rank correlation, −1 … 1: the correlation of ranks, ties sharing
 * their mean rank. NaN when a map is constant.
 * @see Spearman (1904), "The proof and measurement of association between two things"
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`maps differ in size: ${a.length} and ${b.length} numbers`);
  return correlation(ranks(a), ranks(b));
}

/** Pearson's correlation of two lists; NaN when one is constant. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  let [meanA, meanB] = [0, 0];
  for (let i = 0; i < n; ++i) {
    meanA += a[i] / n;
    meanB += b[i] / n;
  }
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < n; ++i) {
    ab += (a[i] - meanA) * (b[i] - meanB);
    aa += (a[i] - meanA) ** 2;
    bb += (b[i] - meanB) ** 2;
  }
  return aa && bb ? ab / Math.sqrt(aa * bb) : NaN;
}

/** The rank of each number, from 0; equals share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((i, j) => values[i] - values[j]);
  const out = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) ++end;
    for (let k = start; k < end; ++k) out[order[k]] = (start + end - 1) / 2;
    start = end;
  }
  return out;
}
