import {describe, expect, test} from "vitest";
import {full, grid} from "../../../../src/components/arrays/grid.js";
import {normals} from "../../../../src/components/arrays/random.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {basins} from "../../../../src/components/methods/dynamics/basins.js";
import {fixedPoints, searchStarts, type FixedPoint} from "../../../../src/components/methods/dynamics/fixedPoints.js";
import {jacobians} from "../../../../src/components/methods/dynamics/jacobian.js";

/** The FixedPointFinder ground truth: h′ = tanh(hW), row i of W = roll(−linspace(−1, 1, n), −i). */
function rolledMap(n: number) {
  const w = Array.from({length: n}, (_, i) => Array.from({length: n}, (_, j) => 1 - (2 * ((i + j) % n)) / (n - 1)));
  return (h: tf.Tensor) => tf.tanh(tf.matMul(h as tf.Tensor2D, tf.tensor2d(w)));
}

async function found(n: number, method: "gauss-newton" | "adam"): Promise<FixedPoint[]> {
  const starts = searchStarts(full([1, n]), {count: method === "adam" ? 48 : 200, noise: 1, seed: 5});
  let points: FixedPoint[] | null = null;
  for await (const frame of fixedPoints(rolledMap(n), starts, {method, steps: method === "adam" ? 600 : 60}))
    points = frame.points;
  return points!.filter(({slow}) => !slow);
}

const near = (points: FixedPoint[], state: number[]) => {
  const point = points.find((p) => p.state.every((v, i) => Math.abs(v - state[i]) < 1e-5));
  expect(point, `a point at [${state.join(", ")}]`).toBeDefined();
  return point!;
};
const moduli = ({eigenvalues}: FixedPoint) => eigenvalues.map(({re, im}) => Math.hypot(re, im));

describe("fixed points of the ground-truth systems", () => {
  test.each(["gauss-newton", "adam"] as const)("n = 2 to 1e-5 by %s", async (method) => {
    const points = await found(2, method);
    expect(points).toHaveLength(3);
    const centre = near(points, [0, 0]);
    expect(centre.kind).toBe("saddle");
    expect(moduli(centre)[0]).toBeCloseTo(2, 4);
    expect(centre.unstable).toHaveLength(1);
    expect(Math.abs(centre.unstable[0][0] + centre.unstable[0][1])).toBeLessThan(1e-4);
    for (const sign of [1, -1]) {
      const end = near(points, [0.957504 * sign, -0.957504 * sign]);
      expect(end.kind).toBe("stable");
      expect(moduli(end)[0]).toBeCloseTo(0.166, 3);
    }
  });

  test("n = 3 to 1e-5", async () => {
    const points = await found(3, "gauss-newton");
    expect(points).toHaveLength(3);
    near(points, [0, 0, 0]);
    near(points, [0.9497957, -0.4255023, -0.879894]);
    near(points, [-0.9497957, 0.4255023, 0.879894]);
  });
});

test("basins of two attractors: the border is the saddle's stable line", async () => {
  // Of h′ = tanh(hW) with n = 2 the saddle at 0 lets go along (1, −1) and draws in along (1, 1).
  const ends = [0.957504, -0.957504];
  const attractors = [Float32Array.from(ends), Float32Array.from(ends, (v) => -v)];
  const starts = grid(normals(60, 8), [30, 2]);
  const before = tf.memory().numTensors;
  const found = await basins(rolledMap(2), starts, attractors);
  expect(found).toEqual(Array.from({length: 30}, (_, i) => Number(starts.data[2 * i] < starts.data[2 * i + 1])));
  expect(await basins(rolledMap(2), grid([0, 0], [1, 2]), attractors)).toEqual([-1]);
  expect(tf.memory().numTensors).toBe(before);
  await expect(basins(rolledMap(2), starts, [new Float32Array(3)])).rejects.toThrow(/2 numbers/);
  const abort = AbortSignal.abort(new Error("enough"));
  await expect(basins(rolledMap(2), starts, attractors, {signal: abort})).rejects.toThrow("enough");
});

test("a search that stops early leaves no tensor", async () => {
  for (const method of ["gauss-newton", "adam"] as const) {
    const before = tf.memory().numTensors;
    for await (const frame of fixedPoints(rolledMap(3), searchStarts(full([1, 3]), {count: 20}), {method, every: 2}))
      if (frame.step >= 4) break;
    expect(tf.memory().numTensors).toBe(before);
  }
});

test("an aborted search stops with the signal's reason", async () => {
  const abort = new AbortController();
  const search = fixedPoints(rolledMap(2), searchStarts(full([1, 2])), {signal: abort.signal});
  await search.next();
  abort.abort(new Error("enough"));
  await expect(search.next()).rejects.toThrow("enough");
});

test("unknown options and misshapen starts are errors", async () => {
  await expect(fixedPoints(rolledMap(2), full([3, 2]), {tolerence: 1} as any).next()).rejects.toThrow(/tolerence/);
  await expect(fixedPoints(rolledMap(2), full([3]), {}).next()).rejects.toThrow(/\[n, d\]/);
});

test("Jacobians agree with finite differences", async () => {
  const w = grid(normals(9, 3), [3, 3]);
  const f = (h: tf.Tensor) => tf.sin(tf.matMul(h as tf.Tensor2D, tf.tensor2d(w.data, [3, 3])));
  const h = grid(normals(6, 4), [2, 3]);
  const exact = (n: number, i: number, data: Float32Array | number[]) => {
    let sum = 0;
    for (let k = 0; k < 3; ++k) sum += data[n * 3 + k] * w.data[k * 3 + i];
    return Math.sin(sum);
  };
  const x = tf.tensor(h.data, h.shape);
  const j = jacobians(f, x);
  const got = await j.data();
  tf.dispose([x, j]);
  for (let n = 0; n < 2; ++n)
    for (let i = 0; i < 3; ++i)
      for (let k = 0; k < 3; ++k) {
        const moved = (step: number) => Array.from(h.data, (v, at) => (at === n * 3 + k ? v + step : v));
        const slope = (exact(n, i, moved(1e-4)) - exact(n, i, moved(-1e-4))) / 2e-4;
        expect(got[(n * 3 + i) * 3 + k]).toBeCloseTo(slope, 4);
      }
});
