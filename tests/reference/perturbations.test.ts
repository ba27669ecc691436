import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {full, grid} from "../../src/components/arrays/grid.js";
import {last} from "../../src/components/lab/frames.js";
import type {Scores} from "../../src/components/lab/gradient.js";
import {startNode} from "../../src/components/lab/node.js";
import * as tf from "../../src/components/lab/tf.js";
import {featureAblation} from "../../src/components/methods/attribution/featureAblation.js";
import {maskingGame} from "../../src/components/methods/attribution/game.js";
import {kernelShap} from "../../src/components/methods/attribution/kernelShap.js";
import {occlusion} from "../../src/components/methods/attribution/occlusion.js";
import {shapley} from "../../src/components/methods/attribution/shapley.js";
import {shapleySampling} from "../../src/components/methods/attribution/shapleySampling.js";
import {expectClose, referenceNetwork, toys} from "../helpers/reference.js";

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  let cnn: ReturnType<typeof referenceNetwork>;
  let mlp: ReturnType<typeof referenceNetwork>;
  let before: number;
  beforeAll(async () => {
    await startNode(backend);
    [cnn, mlp] = [referenceNetwork("cnn-a"), referenceNetwork("mlp")];
    before = tf.memory().numTensors;
  });
  afterAll(() => {
    expect(tf.memory().numTensors).toBe(before);
    cnn.dispose();
    mlp.dispose();
  });

  test("occlusion of cnn-a agrees with Captum", async () => {
    const {window, stride} = cnn.occlusion;
    for (const {x, baseline, target, attributions} of cnn.cases) {
      const {attribution} = await last(occlusion(cnn.logit(target), x, {baseline, window, stride}));
      expectClose(attribution.data, attributions.occlusion.data);
    }
  });

  test("exact Shapley values agree with Captum, and Kernel SHAP of all coalitions with them", async () => {
    for (const {x, baseline, target, segments, attributions} of cnn.cases) {
      const game = maskingGame(cnn.logit(target), x, {baseline, segments});
      const exact = await shapley(game);
      expectClose(exact.values, attributions.shapleySegments.data);
      expectClose((await last(kernelShap(game))).values, exact.values, 1e-4);
    }
    for (const {x, baseline, target, attributions} of mlp.cases) {
      const game = maskingGame(mlp.logit(target), x, {baseline});
      const exact = await shapley(game);
      expectClose(exact.values, attributions.shapley.data);
      expectClose((await last(kernelShap(game))).values, exact.values, 1e-4);
    }
  });

  test("sampled Shapley values lie within four standard errors of the exact ones", async () => {
    const {x, baseline, target, attributions} = mlp.cases[0];
    const game = maskingGame(mlp.logit(target), x, {baseline});
    const {values, errors, delta} = await last(shapleySampling(game, {permutations: 100}));
    values.forEach((v, i) => expect(Math.abs(v - attributions.shapley.data[i])).toBeLessThan(4 * errors[i] + 1e-6));
    expect(delta).toBeCloseTo(0, 5);
    const sampled = await last(kernelShap(game, {samples: 200}));
    expectClose(sampled.values, attributions.shapley.data, 0.03);
  });

  test("Captum's small model at (20, 50, 30)", async () => {
    const x = grid([20, 50, 30], [1, 3]);
    const windows = await last(occlusion(toys.ml, x, {window: 1}));
    expectClose(windows.attribution.data, [80, 200, 120], 1e-6);
    const segments = grid([0, 0, 1], [3]);
    const zeros = await last(featureAblation(toys.ml, x, {segments}));
    expectClose(zeros.attribution.data, [280, 280, 120], 1e-6);
    expectClose(zeros.values, [280, 120], 1e-6);
    const fours = await last(featureAblation(toys.ml, x, {segments, baseline: full([1, 3], 4)}));
    expectClose(fours.attribution.data, [248, 248, 104], 1e-6);
  });

  test.each([
    [
      [20, 50, 30],
      [76.66666, 196.66666, 116.66666]
    ],
    [
      [2, 10, 3],
      [7, 32.5, 10.5]
    ]
  ])("Shapley values and Kernel SHAP of Captum's small model at %j", async (x, expected) => {
    const game = maskingGame(toys.ml, grid(x, [1, 3]));
    expectClose((await shapley(game)).values, expected, 1e-6);
    expectClose((await last(kernelShap(game))).values, expected, 1e-6);
  });

  test("occlusion of PAIR's two dots, summed", async () => {
    const x = full([1, 5, 5, 1]);
    x.data[6] = x.data[18] = 1;
    const f: Scores = (x) => tf.mul(3, tf.sum(x, [1, 2, 3]));
    const {attribution} = await last(occlusion(f, x, {window: 3, aggregate: "sum"}));
    expect([...attribution.data]).toEqual(
      [
        [3, 6, 6, 3, 0],
        [6, 15, 18, 12, 3],
        [6, 18, 24, 18, 6],
        [3, 12, 18, 15, 6],
        [0, 3, 6, 6, 3]
      ].flat()
    );
  });
});
