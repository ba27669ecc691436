/** A share of right answers with its 95 % interval. */
export interface Accuracy {
  accuracy: number;
  low: number;
  high: number;
  n: number;
}

/**
 * How sure is an accuracy, measured on n examples? Wilson's score interval, z = 1.96 for 95 %.
 * @see Wilson, "Probable inference, the law of succession, and statistical inference" (1927)
 */
export function accuracyOf(right: number, n: number, z = 1.959964): Accuracy {
  if (!(n >= 1 && right >= 0 && right <= n)) throw new RangeError(`${right} right answers of ${n}`);
  const share = right / n;
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return {accuracy: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half), n};
}
