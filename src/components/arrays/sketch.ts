import {random} from "./random.js";

/**
 * Can long vectors be told apart by a few numbers? A random projection to `dims` numbers that keeps distances, up to an
 * error of about √(2 / dims) of their squares: each number is a sum of a third of the entries with random signs. Vectors
 * no longer than `dims` stay as they are. Same sizes and seed, same projection.
 * @see Achlioptas (2003), "Database-friendly random projections", theorem 1.1,
 * https://doi.org/10.1016/S0022-0000(03)00025-4
 */
export function sketcher(size: number, dims: number, seed: number): (vector: ArrayLike<number>) => Float32Array {
  if (size <= dims) return (vector) => Float32Array.from(vector);
  const next = random(seed);
  // Entry i of the vector is added to some sketch numbers and taken from others: their indices, from 1, with the sign.
  const routes = Array.from({length: size}, () => {
    const route: number[] = [];
    for (let d = 1; d <= dims; ++d) {
      const die = next();
      if (die < 1 / 3) route.push(die < 1 / 6 ? d : -d);
    }
    return Int16Array.from(route);
  });
  const scale = Math.sqrt(3 / dims);
  return (vector) => {
    if (vector.length !== size) throw new RangeError(`this projection takes ${size} numbers, not ${vector.length}`);
    const out = new Float32Array(dims);
    for (let i = 0; i < size; ++i) {
      const v = vector[i];
      if (v) for (const d of routes[i]) out[Math.abs(d) - 1] += d > 0 ? v : -v;
    }
    return out.map((v) => v * scale);
  };
}
