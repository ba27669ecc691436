import {full, type Grid} from "./grid.js";

/** Where do points lie along a few directions? [n, d] → [n, k], for directions [k, d] from an origin [d]. */
export function along(
  {data, shape: [n, d]}: Grid,
  {components, mean}: {components: Grid; mean: ArrayLike<number>}
): Grid {
  const k = components.shape[0];
  const out = full([n, k]);
  for (let i = 0; i < n; ++i)
    for (let c = 0; c < k; ++c) {
      let sum = 0;
      for (let j = 0; j < d; ++j) sum += (data[i * d + j] - mean[j]) * components.data[c * d + j];
      out.data[i * k + c] = sum;
    }
  return out;
}
