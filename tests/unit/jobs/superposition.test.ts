import {expect, test} from "vitest";
import {phaseCell, toyModels, type ToyFrame} from "../../../src/components/jobs/superposition.js";
import {phaseInWords} from "../../../src/components/views/phaseView.js";
import {shapeNamed, toyInWords} from "../../../src/components/views/toyView.js";
import {leaked} from "../methods/visualisation/net.js";

const context = {signal: new AbortController().signal, progress() {}};

async function trained(args: Parameters<typeof toyModels>[0]): Promise<ToyFrame> {
  let last: ToyFrame | undefined;
  for await (const frame of toyModels({every: 50, ...args}, context)) last = frame;
  return last!;
}

test("rare features make the pentagon, ever-present ones leave two; the loss falls", async () => {
  const common = {features: 5, hidden: 2, falloff: 0.8, seed: 1};
  const rare = await trained({...common, sparsity: 0.95, every: 5});
  expect(toyInWords(rare.models[0])).toMatch(/^5 of 5 features are kept in 2 dimensions.*0\.4 of a dimension/);
  expect(Array.from(rare.models[0].dimensionality, (d) => shapeNamed(d, 2))).toContain("pentagon");
  expect(rare.losses.at(-1)).toBeLessThan(0.7 * rare.losses[0]);
  const dense = await trained({...common, sparsity: 0});
  expect(toyInWords(dense.models[0])).toBe(
    "2 of 5 features are kept in 2 dimensions. Each has a dimension of its own."
  );
});

test("without a ReLU there is no superposition", async () => {
  const {models} = await trained({features: 5, hidden: 2, falloff: 0.8, sparsity: 0.95, activation: "linear", seed: 1});
  expect(Array.from(models[0].norm).reduce((sum, v) => sum + v * v, 0)).toBeLessThan(2.3);
});

test("more than three dimensions are seen along three; overlaps are W Wᵀ", async () => {
  const {models} = await trained({features: 6, hidden: 4, falloff: 0.9, sparsity: 0.8, steps: 20, seed: 2});
  const [{weights, places, overlaps, norm}] = models;
  expect(places.shape).toEqual([6, 3]);
  for (let i = 0; i < 6; ++i) {
    expect(overlaps.data[7 * i]).toBeCloseTo(norm[i] ** 2, 4);
    expect(Math.hypot(...places.data.subarray(3 * i, 3 * i + 3))).toBeLessThanOrEqual(norm[i] + 1e-5);
  }
  expect(weights.shape).toEqual([6, 4]);
});

test("models side by side differ by their start; leaving early leaves no tensor", async () => {
  const growth = await leaked(async () => {
    for await (const {models} of toyModels(
      {features: 5, hidden: 2, falloff: 1, sparsity: 0.9, copies: 3, seed: 1},
      context
    )) {
      expect(models).toHaveLength(3);
      expect(models[0].weights.data).not.toEqual(models[1].weights.data);
      break;
    }
  });
  expect(growth).toBe(0);
});

test("a cell of the phase diagram, trained alone", async () => {
  const cell = await phaseCell({density: 0.03, importance: 1, seed: 1}, context);
  expect(phaseInWords(cell)).toMatch(/share the dimension/);
});
