import {full, type Grid} from "./grid.js";
import {random} from "./random.js";

/** The numbers of a dense layer: weights [inputs, units] and one bias a unit. */
export interface DenseLayer {
  kernel: Grid;
  bias: Float32Array;
}

/**
 * What does a dense layer say of some examples? sum = x · kernel + bias, before any cut: [n, inputs] → [n, units].
 * Plain loops, for layers small enough to be looked at. Throws when shapes do not fit.
 */
export function denseLayer(x: Grid, {kernel, bias}: DenseLayer): Grid {
  const [n, inputs] = x.shape;
  const [rows, units] = kernel.shape;
  if (rows !== inputs || bias.length !== units)
    throw new RangeError(
      `a layer of ${rows} inputs and ${units} units, with ${bias.length} biases, does not fit ${inputs} inputs`
    );
  const sums = full([n, units]);
  for (let i = 0; i < n; ++i)
    for (let u = 0; u < units; ++u) {
      let sum = bias[u];
      for (let k = 0; k < inputs; ++k) sum += x.data[i * inputs + k] * kernel.data[k * units + u];
      sums.data[i * units + u] = sum;
    }
  return sums;
}

/** What passes a ReLU: max(0, x). */
export const relu = ({data, shape}: Grid): Grid => ({data: data.map((v) => Math.max(0, v)), shape: [...shape]});

/**
 * A dense layer as training begins with it: normal weights of variance 2 / inputs, so that signals keep their size
 * through ReLUs. Biases are normal too, of the given spread, and shifted together by `shift`.
 * @see He, Zhang, Ren & Sun, "Delving Deep into Rectifiers", ICCV (2015), eq. 10
 */
export function randomLayer(
  inputs: number,
  units: number,
  seed: number,
  {spread = 0, shift = 0}: {spread?: number; shift?: number} = {}
): DenseLayer {
  const next = random(seed);
  const scale = Math.sqrt(2 / inputs);
  const kernel = full([inputs, units]);
  for (let i = 0; i < kernel.data.length; ++i) kernel.data[i] = scale * next.normal();
  return {kernel, bias: Float32Array.from({length: units}, () => shift + spread * next.normal())};
}
