import type {Grid} from "../../arrays/grid.js";
import {evaluate, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {oneExample} from "../attribution/attribution.js";

export interface FiniteDifferenceOptions {
  /** How far each number is moved to either side, in the input's own units. */
  h: number;
  /** Numbers moved at once; each takes two copies of the input. */
  batch: number;
  signal?: AbortSignal;
}

export interface FiniteDifferenceFrame {
  step: number;
  steps: number;
  /** The slope at each of the numbers asked for so far, in their order. */
  slopes: Float32Array;
}

/**
 * How steep is f really, if you try it? (f(x + h eᵢ) − f(x − h eᵢ)) / 2h for the numbers i of x, [1, …], that `indices`
 * names. No gradient is taken, so it can judge one. Its error falls with h² until f's own rounding, about 1e-7 |f| / h
 * in 32 bits, takes over; across a kink (a ReLU) it is the mean of two slopes.
 * @see Nocedal & Wright (2006), "Numerical Optimization", section 8.1
 */
export async function* finiteDifferences(
  f: Scores,
  x: Grid,
  indices: ArrayLike<number>,
  options?: Partial<FiniteDifferenceOptions>
): AsyncGenerator<FiniteDifferenceFrame, void, undefined> {
  const {h, batch, signal} = withDefaults<FiniteDifferenceOptions>("finiteDifferences", options, {
    h: 0.01,
    batch: 8,
    signal: undefined
  });
  oneExample("finiteDifferences", x);
  if (!(h > 0)) throw new RangeError(`finiteDifferences' h must be above 0, and is ${h}`);
  const wrong = Array.from(indices).find((i) => !Number.isInteger(i) || i < 0 || i >= x.data.length);
  if (wrong !== undefined) throw new RangeError(`no such number: ${wrong} (x has 0 to ${x.data.length - 1})`);
  const slopes: number[] = [];
  while (slopes.length < indices.length) {
    await breathe();
    throwIfAborted(signal);
    const some = Array.from(indices).slice(slopes.length, slopes.length + batch);
    const pairs = moved(x, some, h);
    const scores = (await evaluate(f, pairs)).data;
    some.forEach((i, k) => {
      // What 32 bits made of x ± h, not what was asked for.
      const way = pairs.data[2 * k * x.data.length + i] - pairs.data[(2 * k + 1) * x.data.length + i];
      slopes.push((scores[2 * k] - scores[2 * k + 1]) / way);
    });
    yield {step: slopes.length, steps: indices.length, slopes: Float32Array.from(slopes)};
  }
}

/** For each number, x with it moved up and x with it moved down: [2 · m, …]. */
function moved(x: Grid, indices: readonly number[], h: number): Grid {
  const size = x.data.length;
  const data = new Float32Array(2 * indices.length * size);
  indices.forEach((i, k) => {
    for (const [side, by] of [h, -h].entries()) {
      const start = (2 * k + side) * size;
      data.set(x.data, start);
      data[start + i] += by;
    }
  });
  return {data, shape: [2 * indices.length, ...x.shape.slice(1)]};
}
