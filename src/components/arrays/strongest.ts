/** Which numbers are the largest by magnitude? The indices of the strongest share of them (0…1), at least one. */
export function strongest(values: ArrayLike<number>, share: number): Set<number> {
  const order = Uint32Array.from(values, (_, i) => i).sort((i, j) => Math.abs(values[j]) - Math.abs(values[i]));
  return new Set(order.subarray(0, Math.max(1, Math.round(share * order.length))));
}

/** Do two maps put the same places first? The share of their strongest tenths that they have in common: chance is .1. */
export function commonTenth(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`maps differ in size: ${a.length} and ${b.length} numbers`);
  const first = strongest(a, 0.1);
  const second = strongest(b, 0.1);
  let common = 0;
  for (const i of first) if (second.has(i)) ++common;
  return common / first.size;
}
