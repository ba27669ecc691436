import {full, type Grid} from "../arrays/grid.js";
import {random} from "../arrays/random.js";
import type {Parameters} from "../lab/adam.js";
import type {TensorMap} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import {encodeRows, type ColumnCode} from "./tableEncoding.js";

/** A small network that says one number of each row of a table, as plain arrays. */
export interface TableNet {
  codes: ColumnCode[];
  /** What its output is multiplied by, and what is then added. */
  target: {mean: number; scale: number};
  /** `kernel0` [inputs, units], `bias0` [units], `kernel1` … up to one unit. */
  parameters: Record<string, Grid>;
}

/** The parameters of dense layers of these sizes before training: He's normal kernels, zero biases. */
export function initialTableNet(sizes: readonly number[], seed: number): Record<string, Grid> {
  const next = random(seed);
  const parameters: Record<string, Grid> = {};
  for (let l = 0; l + 1 < sizes.length; ++l) {
    const kernel = full([sizes[l], sizes[l + 1]]);
    const spread = Math.sqrt(2 / sizes[l]);
    kernel.data.forEach((_, i) => (kernel.data[i] = spread * next.normal()));
    parameters[`kernel${l}`] = kernel;
    parameters[`bias${l}`] = full([sizes[l + 1]]);
  }
  return parameters;
}

const layersOf = (parameters: Record<string, unknown>) => Object.keys(parameters).length / 2;

/** The network on encoded rows, for training: [n, inputs] → [n, 1], ReLU between its layers. */
export const tableNetOf =
  (p: Parameters): TensorMap =>
  (x) => {
    const layers = layersOf(p);
    for (let l = 0; l < layers; ++l) {
      x = tf.add(tf.matMul(x as tf.Tensor2D, p[`kernel${l}`] as tf.Tensor2D), p[`bias${l}`]);
      if (l + 1 < layers) x = tf.relu(x);
    }
    return x;
  };

/**
 * What does the network say of rows of its table? [n, d] → [n]. In plain loops: a network this small is done sooner
 * than a device has its inputs.
 */
export function predictTableNet({codes, target, parameters}: TableNet, rows: Grid): Float32Array {
  const layers = layersOf(parameters);
  const n = rows.shape[0];
  let {data} = encodeRows(codes, rows);
  for (let l = 0; l < layers; ++l)
    data = dense(data, n, parameters[`kernel${l}`], parameters[`bias${l}`].data, l + 1 < layers);
  return data.map((v) => v * target.scale + target.mean);
}

function dense(x: Float32Array, n: number, kernel: Grid, bias: Float32Array, relu: boolean): Float32Array {
  const [inputs, units] = kernel.shape;
  const weights = kernel.data;
  const out = new Float32Array(n * units);
  const sums = new Float64Array(units);
  for (let i = 0; i < n; ++i) {
    sums.set(bias);
    for (let j = 0; j < inputs; ++j) {
      const v = x[i * inputs + j];
      // Kinds leave most inputs 0, and so does ReLU.
      if (v !== 0) for (let u = 0, at = j * units; u < units; ++u) sums[u] += v * weights[at + u];
    }
    for (let u = 0; u < units; ++u) out[i * units + u] = relu && sums[u] < 0 ? 0 : sums[u];
  }
  return out;
}
