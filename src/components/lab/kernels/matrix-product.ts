import * as tf from "../tf.js";
import {derivedFilters} from "./derived.js";
import {asTensor, kernelOf, type Kernel} from "./registry.js";

/** With fewer rows than this a product with a transposed matrix is quicker than transposing it. */
const ROWS = 8;
/** Multiplications below which the backend's own loop is as quick. */
const SMALL = 2 ** 15;

function transpose(data: Float32Array, rows: number, columns: number) {
  const out = new Float32Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j];
  return [{data: out, shape: [columns, rows]}];
}

/**
 * Products with a transposed matrix on wasm: the gradients of dense layers. The backend's own are a plain loop, ten
 * to thirty times slower than transposing first. The transposed right side is kept beside its source, see derived.ts.
 */
function transposeFirst(product: Kernel): Kernel {
  return (call) => {
    const {inputs, backend} = call;
    const {a, b} = inputs as {a: tf.Tensor; b: tf.Tensor};
    const {transposeA, transposeB} = call.attrs;
    const single = [a, b].every(({shape}) => shape.slice(0, -2).every((n) => n === 1));
    if (!(transposeA || transposeB) || !single) return product(call);
    const [[ar, ac], [br, bc]] = [a.shape.slice(-2), b.shape.slice(-2)];
    const [rows, columns] = [transposeA ? ac : ar, transposeB ? br : bc];
    const inner = transposeA ? ar : ac;
    if (inner !== (transposeB ? bc : br) || rows * inner * columns < SMALL || (transposeB && rows < ROWS))
      return product(call);
    return tf.tidy(() => {
      const flat: tf.Tensor2D = tf.reshape(a, [ar, ac]);
      const left = transposeA ? tf.transpose(flat) : flat;
      const attrs = {transposeA: false, transposeB: false};
      const times = (right: tf.TensorInfo) => asTensor(product({inputs: {a: left, b: right}, backend, attrs}));
      const out = transposeB
        ? derivedFilters(backend).with(
            b,
            `transposed ${br},${bc}`,
            (data) => transpose(data, br, bc),
            ([right]) => times(right)
          )
        : times(tf.reshape(b, [br, bc]));
      const rank = Math.max(a.rank, b.rank);
      return tf.reshape(out, [...Array(rank - 2).fill(1), rows, columns]);
    });
  };
}

/** By the name tfjs calls it. */
export const matrixProduct = (): Record<string, Kernel> => ({
  BatchMatMul: transposeFirst(kernelOf("BatchMatMul", "wasm")!)
});
