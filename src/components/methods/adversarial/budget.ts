import {random} from "../../arrays/random.js";
import type {Grid} from "../../arrays/grid.js";

/** How the size of a perturbation is measured: by its largest number, or by its Euclidean length. */
export type Norm = "linf" | "l2";

/** How far is `b` from `a`, by each example of a batch? [n, …] twice → [n]. */
export function distances(a: Grid, b: Grid, norm: Norm): Float64Array {
  const size = exampleSize(a);
  return Float64Array.from({length: a.shape[0]}, (_, n) => {
    let most = 0;
    let square = 0;
    for (let i = n * size; i < (n + 1) * size; ++i) {
      const d = Math.abs(b.data[i] - a.data[i]);
      most = Math.max(most, d);
      square += d * d;
    }
    return norm === "linf" ? most : Math.sqrt(square);
  });
}

/**
 * Brings each example of `moved` [n, …] back to within `epsilon` of x and into the range of pixels, in place. First
 * onto the ball around x, then into the range: since x itself lies in the range, the second step only comes nearer.
 */
export function project(
  moved: Grid,
  x: Grid,
  norm: Norm,
  epsilon: number,
  [low, high]: readonly [number, number]
): Grid {
  const lengths = norm === "l2" ? distances(x, moved, "l2") : null;
  const size = exampleSize(x);
  for (let i = 0; i < moved.data.length; ++i) {
    const delta = moved.data[i] - x.data[i];
    const length = lengths?.[Math.floor(i / size)];
    const kept =
      length === undefined
        ? Math.min(Math.max(delta, -epsilon), epsilon)
        : length > epsilon
          ? (delta * epsilon) / length
          : delta;
    moved.data[i] = Math.min(Math.max(x.data[i] + kept, low), high);
  }
  return moved;
}

/** A step of the given length up a gradient: by the signs of its numbers (L∞), or along it (L2). [n, …] → [n, …]. */
export function ascent(gradient: Grid, norm: Norm, length: number): Float32Array {
  if (norm === "linf") return gradient.data.map((g) => length * Math.sign(g));
  const size = exampleSize(gradient);
  const zero = {data: new Float32Array(gradient.data.length), shape: gradient.shape};
  const lengths = distances(zero, gradient, "l2");
  return gradient.data.map((g, i) =>
    lengths[Math.floor(i / size)] ? (g * length) / lengths[Math.floor(i / size)] : 0
  );
}

/** A uniformly random point of the ball of radius `epsilon` around each example. */
export function randomStart(x: Grid, norm: Norm, epsilon: number, seed: number): Grid {
  const next = random(seed);
  if (norm === "linf") return {data: x.data.map((v) => v + epsilon * (2 * next() - 1)), shape: [...x.shape]};
  const size = exampleSize(x);
  const noise = {data: x.data.map(() => next.normal()), shape: x.shape};
  const radii = Float64Array.from({length: x.shape[0]}, () => epsilon * next() ** (1 / size));
  const steps = ascent(noise, "l2", 1);
  return {data: x.data.map((v, i) => v + steps[i] * radii[Math.floor(i / size)]), shape: [...x.shape]};
}

/** Throws unless a norm and a budget are legal. */
export function checkBudget(method: string, norm: Norm, epsilon: number): void {
  if (norm !== "linf" && norm !== "l2")
    throw new RangeError(`${method}: unknown norm: ${norm as string} (there are: linf, l2)`);
  if (!(epsilon >= 0 && epsilon < Infinity))
    throw new RangeError(`${method}: epsilon must be 0 or more, and is ${epsilon}`);
}

const exampleSize = ({data, shape: [n]}: Grid): number => data.length / n;
