import type {Grid} from "../arrays/grid.js";
import * as tf from "./tf.js";

/** A differentiable function of a batch: [n, …] → one number for each example, [n]. */
export type Scores = (x: tf.Tensor) => tf.Tensor;

/** A differentiable function of a batch: [n, …] → [n, …], a layer's activation say. */
export type TensorMap = (x: tf.Tensor) => tf.Tensor;

/** Uploads a grid for one function and frees it after. `f` must be synchronous: its intermediates are tidied. */
export async function withTensor<T extends tf.TensorContainer>(x: Grid, f: (x: tf.Tensor) => T): Promise<T> {
  const tensor = tf.tensor(x.data, x.shape);
  try {
    return tf.tidy(() => f(tensor));
  } finally {
    tensor.dispose();
  }
}

/** Downloads a tensor into a grid, and frees the tensor. */
export async function toGrid(tensor: tf.Tensor): Promise<Grid> {
  try {
    return {data: (await tensor.data()) as Float32Array, shape: tensor.shape};
  } finally {
    tensor.dispose();
  }
}

/** What does `f` say of each example? [n, …] → numbers of f's own shape. */
export const evaluate = async (f: TensorMap, x: Grid): Promise<Grid> => toGrid(await withTensor(x, f));

/**
 * What is the gradient of `f` at `x`, and its value there? Examples of a batch do not meet inside f, so the gradient
 * of the sum over the batch is each example's own gradient. `value` is [n], `gradient` has x's shape.
 */
export async function valueAndGradient(f: Scores, x: Grid): Promise<{value: Float32Array; gradient: Grid}> {
  const {value, gradient} = await withTensor(x, (t) => gradientOf(f, t));
  return {value: (await toGrid(value)).data, gradient: await toGrid(gradient)};
}

/** The same of a tensor that stays on the device. Synchronous; the caller frees both answers. */
export function gradientOf(f: Scores, x: tf.Tensor): {value: tf.Tensor; gradient: tf.Tensor} {
  let scores: tf.Tensor | undefined;
  try {
    const {value: total, grad} = tf.valueAndGrad((t: tf.Tensor) => {
      scores = tf.keep(f(t));
      return tf.sum(scores) as tf.Scalar;
    })(x);
    total.dispose();
    return {value: scores!, gradient: grad};
  } catch (error) {
    scores?.dispose();
    freeTape();
    throw error;
  }
}

/** What tfjs saved for a backward pass that then failed (an operation without a gradient, say); it forgets to. */
function freeTape(): void {
  const {activeTape} = tf.engine().state;
  for (const {saved} of activeTape ?? []) tf.dispose(saved ?? []);
}
