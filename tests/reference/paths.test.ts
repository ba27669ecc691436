import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {grid} from "../../src/components/arrays/grid.js";
import {last} from "../../src/components/lab/frames.js";
import type {Scores} from "../../src/components/lab/gradient.js";
import {startNode} from "../../src/components/lab/node.js";
import * as tf from "../../src/components/lab/tf.js";
import {deepLift} from "../../src/components/methods/attribution/deepLift.js";
import {gradCam} from "../../src/components/methods/attribution/gradCam.js";
import {integratedGradients} from "../../src/components/methods/attribution/integratedGradients.js";
import {layerConductance} from "../../src/components/methods/attribution/layerConductance.js";
import {layerIntegratedGradients} from "../../src/components/methods/attribution/layerIntegratedGradients.js";
import {evaluate} from "../../src/components/lab/gradient.js";
import {expectClose, referenceNetwork, toys, type ReferenceNetwork} from "../helpers/reference.js";

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(() => startNode(backend));

  describe.each(["cnn-a", "mlp"] as const)("%s agrees with Captum", (name) => {
    let network: ReferenceNetwork;
    let before: number;
    beforeAll(() => {
      network = referenceNetwork(name);
      before = tf.memory().numTensors;
    });
    afterAll(() => {
      expect(tf.memory().numTensors).toBe(before);
      network.dispose();
    });

    test.each(["trapezoid", "midpoint", "gaussLegendre"] as const)(
      "the %s rule leaves little of f unexplained",
      async (rule) => {
        for (const {x, baseline, target} of network.cases) {
          const frame = await last(integratedGradients(network.logit(target), x, {baseline, rule, steps: 200}));
          expect(Math.abs(frame.delta)).toBeLessThan(0.01 * Math.abs(frame.value - frame.baselineValue));
        }
      }
    );

    test("DeepLIFT", async () => {
      for (const {x, baseline, target, attributions} of network.cases) {
        const {attribution} = await deepLift(network.logit(target), x, {baseline});
        expectClose(attribution.data, attributions.deepLiftRescale.data);
      }
    });

    test("DeepLIFT with a rule for max-pooling is complete", async () => {
      for (const {x, baseline, target} of network.cases) {
        const {delta} = await deepLift(network.logit(target), x, {baseline, pooling: "rescale"});
        expect(Math.abs(delta![0])).toBeLessThan(1e-6);
      }
    });

    test("layer methods (their numbers on a path are held in explain.test.ts)", async () => {
      const {camLayer: layer} = network;
      if (!layer) return;
      for (const {x, baseline, target, attributions} of network.cases) {
        const tap = network.tap(layer);
        const head = network.head(layer, target);
        expectClose((await evaluate(tap, x)).data, attributions.activation.data);
        const cam = await gradCam(tap, head, x);
        expectClose(cam.attribution.data, attributions.gradCam.data);
        for (const way of [layerIntegratedGradients, layerConductance]) {
          const frame = await last(way(tap, head, x, {baseline, steps: 200}));
          expect(Math.abs(frame.delta)).toBeLessThan(0.01 * Math.abs(frame.value - frame.baselineValue));
        }
      }
    });
  });

  const at = (k: number, x: tf.Tensor) => tf.squeeze(tf.slice(x, [0, k], [-1, 1]), [1]);
  const pair =
    (f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Scores =>
    (x) =>
      f(at(0, x), at(1, x));
  const saturating = {
    "relu(relu(a) − 1 − relu(b))": pair((a, b) => tf.relu(tf.sub(tf.sub(tf.relu(a), 1), tf.relu(b)))),
    "relu(relu(a − 1) − relu(b))": pair((a, b) => tf.relu(tf.sub(tf.relu(tf.sub(a, 1)), tf.relu(b))))
  };
  test.each(Object.entries(saturating))("two networks of one function get one attribution: %s", async (_, f) => {
    const {attribution, delta} = await last(
      integratedGradients(f, grid([3, 1], [1, 2]), {steps: 2000, rule: "midpoint"})
    );
    expectClose(attribution.data, [1.5, -0.5]);
    expect(Math.abs(delta)).toBeLessThan(1e-3);
  });

  test("integrated gradients of 5x + y² + sin z", async () => {
    const f: Scores = (x) => tf.addN([tf.mul(5, at(0, x)), tf.square(at(1, x)), tf.sin(at(2, x))]);
    const options = {baseline: grid([0.5, 1, 1], [1, 3]), steps: 8, rule: "gaussLegendre"} as const;
    const {attribution} = await last(integratedGradients(f, grid([1, 2, 3], [1, 3]), options));
    expectClose(attribution.data, [2.5, 3, -0.70035], 1e-5);
  });

  test("DeepLIFT of 2 relu(a) + 2 relu(b − 1.5)", async () => {
    const f = pair((a, b) => tf.add(tf.mul(2, tf.relu(a)), tf.mul(2, tf.relu(tf.sub(b, 1.5)))));
    const {attribution, delta} = await deepLift(f, grid([1, 2], [1, 2]));
    expectClose(attribution.data, [2, 1], 1e-6);
    expect(delta![0]).toBeCloseTo(0, 6);
  });

  test("the toy model of Captum's README", async () => {
    const f: Scores = (x) => {
      const first = tf.tensor2d([-4, -3, -2, -1, 0, 1, 2, 3, 4], [3, 3]);
      const h = tf.relu(tf.matMul(x as tf.Tensor2D, first, false, true));
      return tf.add(tf.squeeze(tf.matMul(h as tf.Tensor2D, tf.tensor2d([-3, -2, -1], [3, 1])), [1]), 1);
    };
    const x = grid([0.2961, 0.5166, 0.2517], [1, 3]);
    const expected = [-0.5922, -1.5497, -1.0067];
    expectClose((await last(integratedGradients(f, x, {rule: "midpoint"}))).attribution.data, expected, 1e-4);
    expectClose((await deepLift(f, x)).attribution.data, expected, 1e-4);
  });

  test("Grad-CAM of Captum's small convolutional model, before and after the ReLU", async () => {
    const {conv, relu, fc, x} = toys.c1;
    const before = await gradCam(conv, (a) => fc(relu(a)), x, {relu: false});
    expect([...before.attribution.data]).toEqual([11.25, 13.5, 20.25, 22.5]);
    const after = await gradCam((x) => relu(conv(x)), fc, x, {relu: false});
    expect([...after.attribution.data]).toEqual([0, 4, 28, 32.5]);
  });

  test("a dummy feature gets nothing and equal ones get the same", async () => {
    const f: Scores = (x) => tf.square(tf.add(at(0, x), at(1, x)));
    const x = grid([2, 2, 9], [1, 3]);
    for (const {data} of [
      (await last(integratedGradients(f, x))).attribution,
      (await deepLift((x) => tf.tanh(tf.add(at(0, x), at(1, x))), x)).attribution
    ]) {
      expect(data[2]).toBe(0);
      expect(data[0]).toBe(data[1]);
    }
  });
});
