import {describe, expect, test} from "vitest";
import {grid, sliceOf, type Grid} from "../../../../src/components/arrays/grid.js";
import {normals, random} from "../../../../src/components/arrays/random.js";
import {last} from "../../../../src/components/lab/frames.js";
import {evaluate, type Scores, type TensorMap} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {distances, project, randomStart, type Norm} from "../../../../src/components/methods/adversarial/budget.js";
import {deepFool} from "../../../../src/components/methods/adversarial/deepFool.js";
import {fgsm} from "../../../../src/components/methods/adversarial/fgsm.js";
import {attackObjective} from "../../../../src/components/methods/adversarial/objective.js";
import {pgd} from "../../../../src/components/methods/adversarial/pgd.js";
import {leaked, randomNet} from "../visualisation/net.js";

const WEIGHTS = normals(12, 3);
const linear: Scores = (x) => tf.sum(tf.mul(x, tf.tensor1d(WEIGHTS)), 1);
const inside = (n: number, seed: number): Grid => {
  const next = random(seed);
  return grid(
    Float32Array.from({length: 12 * n}, () => 0.3 + 0.4 * next()),
    [n, 12]
  );
};
const photo = (seed: number): Grid => {
  const next = random(seed);
  return grid(
    Float32Array.from({length: 8 * 8 * 3}, () => next()),
    [1, 8, 8, 3]
  );
};
const norms: Norm[] = ["linf", "l2"];
const gain = (a: Grid, b: Grid) => WEIGHTS.reduce((sum, w, i) => sum + w * (b.data[i] - a.data[i]), 0);
const sumAbs = WEIGHTS.reduce((sum, w) => sum + Math.abs(w), 0);
const length = Math.hypot(...WEIGHTS);

describe("on a linear function", () => {
  test("the fast gradient step gains ε|w|₁ in L∞ and ε|w|₂ in L2", async () => {
    const x = inside(1, 1);
    const far = await fgsm(linear, x, {norm: "linf", epsilon: 0.1});
    expect(gain(x, far.adversarial)).toBeCloseTo(0.1 * sumAbs, 5);
    const near = await fgsm(linear, x, {norm: "l2", epsilon: 0.1});
    expect(gain(x, near.adversarial)).toBeCloseTo(0.1 * length, 5);
    expect(far.value[0]).toBeCloseTo(gain(grid(new Float32Array(12), [1, 12]), x), 5);
  });

  test.each(norms)("many %s steps reach the same optimum from wherever they start", async (norm) => {
    const x = inside(3, 2);
    for (const seed of [1, 2]) {
      const {adversarial} = await last(pgd(linear, x, {norm, epsilon: 0.1, steps: 40, stepSize: 0.1, seed}));
      for (let n = 0; n < 3; ++n)
        expect(gain(sliceOf(x, n), sliceOf(adversarial, n))).toBeCloseTo(0.1 * (norm === "linf" ? sumAbs : length), 3);
    }
  });

  test("DeepFool's first step is the distance to the nearest boundary, and over it by the overshoot", async () => {
    const rows = [normals(12, 5), normals(12, 6), normals(12, 7)];
    const matrix = grid(
      Float32Array.from({length: 36}, (_, i) => rows[i % 3][Math.floor(i / 3)]),
      [12, 3]
    );
    const logits: TensorMap = (x) =>
      tf.matMul(tf.reshape(x, [-1, 12]) as tf.Tensor2D, tf.tensor2d(matrix.data, [12, 3]));
    const x = inside(1, 4);
    const scores = (await evaluate(logits, x)).data;
    const first = scores.indexOf(Math.max(...scores));
    const ways = [0, 1, 2]
      .filter((k) => k !== first)
      .map((k) => (scores[first] - scores[k]) / Math.hypot(...rows[k].map((w, i) => w - rows[first][i])));
    const frames = [];
    for await (const frame of deepFool(logits, x, {range: [-9, 9], overshoot: 0.02})) frames.push(frame);
    expect(frames).toHaveLength(1);
    expect(frames[0].to).not.toBe(first);
    expect(frames[0].length).toBeCloseTo(1.02 * Math.min(...ways), 3);
  });
});

describe("the budget", () => {
  test.each(norms)("%s: every step of every attack stays inside to 1e-6, and in the range of pixels", async (norm) => {
    const net = randomNet();
    const x = photo(3);
    const f = attackObjective(net.tap("logits"), [2], false);
    for (const epsilon of [0, 0.01, 0.3, 3]) {
      const all = [(await fgsm(f, x, {norm, epsilon})).adversarial];
      for await (const {adversarial} of pgd(f, x, {norm, epsilon, steps: 6, stepSize: 1})) all.push(adversarial);
      for (const adversarial of all) {
        expect(distances(x, adversarial, norm)[0]).toBeLessThanOrEqual(epsilon + 1e-6);
        for (const v of adversarial.data) expect(v >= 0 && v <= 1).toBe(true);
      }
    }
    net.dispose();
  });

  test("projection leaves what is inside alone, and each example has its own ball", () => {
    const x = grid(new Float32Array(8).fill(0.5), [2, 4]);
    const moved = grid([0.6, 0.5, 0.5, 0.5, 0.9, 0.5, 0.5, 0.5], [2, 4]);
    const back = project(moved, x, "l2", 0.2, [0, 1]);
    expect(distances(x, back, "l2")[0]).toBeCloseTo(0.1, 6);
    expect(distances(x, back, "l2")[1]).toBeCloseTo(0.2, 6);
  });

  test.each(norms)("random %s starts fill the ball, and follow the seed", (norm) => {
    const x = inside(400, 6);
    const start = randomStart(x, norm, 0.2, 9);
    const far = distances(x, start, norm);
    expect(Math.max(...far)).toBeLessThanOrEqual(0.2 + 1e-6);
    // In twelve dimensions half of a ball's volume lies beyond .5^(1/12) of its radius.
    const outer = far.filter((d) => d > 0.2 * 0.5 ** (1 / 12)).length / 400;
    expect(Math.abs(outer - 0.5)).toBeLessThan(0.1);
    expect(randomStart(x, norm, 0.2, 9).data).toEqual(start.data);
    expect(randomStart(x, norm, 0.2, 8).data).not.toEqual(start.data);
  });

  test("what is illegal is named", async () => {
    const x = inside(1, 1);
    await expect(fgsm(linear, x, {norm: "l1" as Norm})).rejects.toThrow(/unknown norm: l1 \(there are: linf, l2\)/);
    await expect(fgsm(linear, x, {epsilon: -1})).rejects.toThrow(/epsilon must be 0 or more/);
    await expect(fgsm(linear, x, {eps: 1} as object)).rejects.toThrow(/unknown option eps/);
    await expect(deepFool(linear, inside(2, 1)).next()).rejects.toThrow(/takes one example/);
  });
});

test("the objective is the cross-entropy, or the wanted class's log probability", async () => {
  const logits: TensorMap = (x) => tf.clone(x);
  const x = grid([2, 0, 1, 0, 0, 5], [2, 3]);
  const logP = (row: number[], k: number) => row[k] - Math.log(row.reduce((s, v) => s + Math.exp(v), 0));
  const away = (await evaluate(attackObjective(logits, [0, 1], false), x)).data;
  const towards = (await evaluate(attackObjective(logits, [1, 2], true), x)).data;
  expect(away[0]).toBeCloseTo(-logP([2, 0, 1], 0), 5);
  expect(away[1]).toBeCloseTo(-logP([0, 0, 5], 1), 5);
  expect(towards[0]).toBeCloseTo(logP([2, 0, 1], 1), 5);
  expect(towards[1]).toBeCloseTo(logP([0, 0, 5], 2), 5);
});

test("a targeted attack raises the target; the same seed gives the same picture; a stopped one leaves no tensor", async () => {
  const net = randomNet();
  const x = photo(1);
  const f = attackObjective(net.tap("logits"), [3], true);
  const values: number[] = [];
  const ends: Float32Array[] = [];
  for (let k = 0; k < 2; ++k)
    for await (const {step, steps, value, adversarial} of pgd(f, x, {epsilon: 0.3, steps: 12, seed: 4})) {
      if (k === 0) values.push(value[0]);
      if (step === steps) ends.push(adversarial.data);
    }
  expect(values.at(-1)).toBeGreaterThan(values[0] + 0.05);
  expect(ends[0]).toEqual(ends[1]);
  expect(
    await leaked(async () => {
      const frames = pgd(f, x, {steps: 5});
      await frames.next();
      await frames.return();
      const fooled = deepFool(net.tap("logits"), x);
      await fooled.next();
      await fooled.return();
      await fgsm(f, x);
    })
  ).toBe(0);
  const stop = new AbortController();
  stop.abort();
  await expect(pgd(f, x, {signal: stop.signal}).next()).rejects.toThrow(/abort/i);
  net.dispose();
});
