/** What one shard has to say of each class's mean: numbers that can be added up. */
export interface Partial {
  sums: number[];
  counts: number[];
}

/** Map: the sum and the count of a column's values for each class, from one shard alone. */
export function partialOf(
  labels: ArrayLike<number>,
  bytes: ArrayLike<number>,
  {low, step}: {low: number; step: number},
  classes = 10
): Partial {
  const sums = new Array<number>(classes).fill(0);
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; ++i) {
    sums[labels[i]] += low + step * bytes[i];
    counts[labels[i]] += 1;
  }
  return {sums, counts};
}

/** Reduce: partials add up, in any order and any grouping. */
export const added = (a: Partial, b: Partial): Partial => ({
  sums: a.sums.map((sum, i) => sum + b.sums[i]),
  counts: a.counts.map((count, i) => count + b.counts[i])
});

/** The mean of each class; a class that did not occur has none. */
export const meansOf = ({sums, counts}: Partial): number[] => sums.map((sum, i) => (counts[i] ? sum / counts[i] : NaN));
