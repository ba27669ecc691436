/** Examples of like rank: one of ten equal groups. */
export interface TenthOf {
  range: [number, number];
  /** Indices of its examples, the weakest first. */
  members: number[];
  /** How many of them belong to each class. */
  classes: number[];
}

/**
 * Whom does a unit answer how strongly? Ranks examples by the unit's activation and cuts the ranking into ten equal
 * groups, from the weakest answers to the strongest, each with its mixture of classes. The strongest examples alone
 * would hide it. `values` and `labels` have one entry an example; there must be at least ten. Ties keep their order.
 * @see Olah, Mordvintsev & Schubert, "Feature Visualization", Distill (2017), "the spectrum of examples"
 */
export function byTenths(values: ArrayLike<number>, labels: ArrayLike<number>, classes = 10): TenthOf[] {
  const n = values.length;
  if (n < 10 || labels.length !== n)
    throw new RangeError(`tenths need ten examples or more, each with a label; got ${n} and ${labels.length}`);
  const order = Array.from({length: n}, (_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
  return Array.from({length: 10}, (_, t) => {
    const members = order.slice(Math.floor((t * n) / 10), Math.floor(((t + 1) * n) / 10));
    const counts = new Array<number>(classes).fill(0);
    for (const i of members) ++counts[labels[i]];
    return {range: [values[members[0]], values[members.at(-1)!]], members, classes: counts};
  });
}
