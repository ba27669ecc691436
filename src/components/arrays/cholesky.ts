/**
 * Solves A·x = b for a symmetric positive definite A of n × n (row-major), by Cholesky's factorisation. Where A is
 * singular to rounding, the unknown that nothing determines comes out 0. A and b stay as they are.
 */
export function solveSymmetric(a: Float64Array, b: ArrayLike<number>): Float64Array {
  const n = b.length;
  if (a.length !== n * n) throw new RangeError(`a matrix of ${a.length} numbers is not ${n} × ${n}`);
  const l = new Float64Array(n * n);
  for (let j = 0; j < n; ++j) {
    let pivot = a[j * n + j];
    for (let k = 0; k < j; ++k) pivot -= l[j * n + k] ** 2;
    if (pivot <= 1e-12 * a[j * n + j]) continue; // the column depends on those before it
    l[j * n + j] = Math.sqrt(pivot);
    for (let i = j + 1; i < n; ++i) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; ++k) sum -= l[i * n + k] * l[j * n + k];
      l[i * n + j] = sum / l[j * n + j];
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; ++i) {
    for (let k = 0; k < i; ++k) x[i] -= l[i * n + k] * x[k];
    x[i] = l[i * n + i] ? x[i] / l[i * n + i] : 0;
  }
  for (let i = n - 1; i >= 0; --i) {
    for (let k = i + 1; k < n; ++k) x[i] -= l[k * n + i] * x[k];
    x[i] = l[i * n + i] ? x[i] / l[i * n + i] : 0;
  }
  return x;
}
