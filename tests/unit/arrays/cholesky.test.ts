import {expect, test} from "vitest";
import {solveSymmetric} from "../../../src/components/arrays/cholesky.js";
import {random} from "../../../src/components/arrays/random.js";

test("solves a random positive definite system", () => {
  const n = 12;
  const next = random(5);
  const root = Float64Array.from({length: n * n}, () => next.normal());
  const a = Float64Array.from({length: n * n}, (_, at) => {
    let sum = at % (n + 1) === 0 ? 0.1 : 0;
    for (let k = 0; k < n; ++k) sum += root[Math.floor(at / n) * n + k] * root[(at % n) * n + k];
    return sum;
  });
  const x = Float64Array.from({length: n}, () => next.normal());
  const b = x.map((_, i) => x.reduce((sum, v, j) => sum + a[i * n + j] * v, 0));
  solveSymmetric(a, b).forEach((v, i) => expect(v).toBeCloseTo(x[i], 8));
});

test("an unknown that nothing determines is 0", () => {
  const [x, y] = solveSymmetric(Float64Array.of(2, 0, 0, 0), [6, 0]);
  expect(x).toBeCloseTo(3, 12);
  expect(y).toBe(0);
  expect([...solveSymmetric(Float64Array.of(1, 1, 1, 1), [2, 2])]).toEqual([2, 0]);
});

test("sizes must fit", () => {
  expect(() => solveSymmetric(new Float64Array(3), [1, 2])).toThrow("2 × 2");
});
