/** Numbers to pixels, with where its ticks stand. */
export interface Axis {
  at(value: number): number;
  ticks: number[];
}

/** A straight axis from `low` to `high` over the pixels `from` to `to`, with about `count` round ticks. */
export function linearAxis([low, high]: readonly [number, number], [from, to]: [number, number], count = 5): Axis {
  const span = high - low || 1;
  return {at: (v) => from + ((v - low) / span) * (to - from), ticks: roundTicks(low, low + span, count)};
}

/** The same where equal ways are equal ratios; ticks at powers of ten, and at 2 and 5 times them when those are few. */
export function logAxis([low, high]: readonly [number, number], [from, to]: [number, number]): Axis {
  const ratio = Math.log(high / low) || 1;
  const decades = Array.from(
    {length: Math.ceil(Math.log10(high)) - Math.floor(Math.log10(low)) + 1},
    (_, i) => 10 ** (Math.floor(Math.log10(low)) + i)
  );
  const within = (steps: number[]) =>
    decades
      .flatMap((d) => steps.map((s) => Number((s * d).toPrecision(6))))
      .filter((v) => v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9));
  const tens = within([1]);
  return {
    at: (v) => from + (Math.log(v / low) / ratio) * (to - from),
    ticks: tens.length > 2 ? tens : within([1, 2, 5])
  };
}

/** Round numbers within low … high: 1, 2 or 5 times a power of ten apart. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((s) => s * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; ++k)
    ticks.push(Number((k * step).toPrecision(10)));
  return ticks;
}
