import {expect, test} from "vitest";
import {grid, sliceOf, type Grid} from "../../../../src/components/arrays/grid.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {
  fallingImportance,
  superposition,
  superpositionGeometry,
  superpositionPhases
} from "../../../../src/components/methods/mechanism/superposition.js";

async function trained(options: Parameters<typeof superposition>[0]): Promise<Grid[]> {
  let weights: Grid | undefined;
  for await (const frame of superposition({...options, every: 1000})) ({weights} = frame);
  return Array.from({length: weights!.shape[0]}, (_, m) => sliceOf(weights!, m));
}

test.each([1, 2, 3])(
  "five features in two dimensions, seed %i: an orthogonal pair, then the pentagon",
  async (seed) => {
    const [dense, sparse] = await trained({
      features: 5,
      hidden: 2,
      sparsity: [0, 0.95],
      importance: fallingImportance(5, 0.8),
      steps: 1500,
      batch: 256,
      stepSize: 1e-2,
      seed
    });
    // With every feature always present the two most important ones take a dimension each.
    const {norm, dimensionality} = superpositionGeometry(dense);
    for (const i of [0, 1]) expect(dimensionality[i]).toBeGreaterThan(0.9);
    for (const i of [2, 3, 4]) expect(norm[i]).toBeLessThan(0.35);
    const [a, b] = [0, 1].map((i) => sliceOf(dense, i).data);
    expect(Math.abs(a[0] * b[0] + a[1] * b[1]) / (norm[0] * norm[1])).toBeLessThan(0.2);
    // With rare features all five are kept, 72° apart, at 2/5 of a dimension each.
    const angles = Array.from({length: 5}, (_, i) => {
      const [x, y] = sliceOf(sparse, i).data;
      expect(Math.hypot(x, y)).toBeGreaterThan(0.8);
      return (Math.atan2(y, x) * 180) / Math.PI;
    }).sort((p, q) => p - q);
    angles.forEach((angle, i) => {
      const gap = (angles[(i + 1) % 5] - angle + 360) % 360;
      expect(Math.abs(gap - 72)).toBeLessThan(8);
    });
    superpositionGeometry(sparse).dimensionality.forEach((d) => expect(Math.abs(d - 0.4)).toBeLessThan(0.03));
  }
);

test("geometry of a known arrangement: an antipodal pair and a feature alone", () => {
  const {norm, interference, dimensionality} = superpositionGeometry(grid([1, 0, -1, 0, 0, 2, 0, 0], [4, 2]));
  expect(Array.from(norm)).toEqual([1, 1, 2, 0]);
  expect(Array.from(interference)).toEqual([1, 1, 0, 0]);
  expect(Array.from(dimensionality)).toEqual([0.5, 0.5, 1, 0]);
});

test("three phases of the extra feature: ignored, alone, superposed", async () => {
  const [ignored, alone, superposed] = await superpositionPhases(
    [
      {density: 1, importance: 0.3},
      {density: 1, importance: 3},
      {density: 0.02, importance: 1}
    ],
    {restarts: 4, steps: 800, batch: 256, stepSize: 2e-2, seed: 1}
  );
  expect(ignored.norm).toBeLessThan(0.2);
  expect(alone.norm).toBeGreaterThan(0.9);
  expect(alone.interference).toBeLessThan(0.1);
  expect(superposed.norm).toBeGreaterThan(0.9);
  expect(superposed.interference).toBeGreaterThan(0.8);
});

test("the same seed gives the same weights, and stopping early leaves no tensor", async () => {
  const before = tf.memory().numTensors;
  const runs: Float32Array[] = [];
  for (let run = 0; run < 2; ++run)
    for await (const frame of superposition({seed: 8, batch: 32, every: 5}))
      if (frame.step === 10) {
        runs.push(frame.weights.data);
        break;
      }
  expect(runs[0]).toEqual(runs[1]);
  expect(tf.memory().numTensors).toBe(before);
});

test("an illegal sparsity or importance is an error that says what is legal", async () => {
  await expect(superposition({sparsity: [1]}).next()).rejects.toThrow(/from 0 up to/);
  await expect(superposition({importance: grid([1, 2], [2])}).next()).rejects.toThrow(/importance must be \[5\]/);
});
