import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {grid} from "../../src/components/arrays/grid.js";
import {startNode} from "../../src/components/lab/node.js";
import * as tf from "../../src/components/lab/tf.js";
import {deconvNet} from "../../src/components/methods/attribution/deconvNet.js";
import {gradient} from "../../src/components/methods/attribution/gradient.js";
import {guidedBackprop} from "../../src/components/methods/attribution/guidedBackprop.js";
import {inputXGradient} from "../../src/components/methods/attribution/inputXGradient.js";
import {saliency} from "../../src/components/methods/attribution/saliency.js";
import {expectClose, referenceNetwork, toys, type ReferenceNetwork} from "../helpers/reference.js";

const methods = {gradient, saliencyMaxAbs: saliency, inputXGradient, guidedBackprop, deconvNet};

describe.each(["cpu", "wasm"] as const)("on %s", (backend) => {
  beforeAll(() => startNode(backend));
  describe.each(["cnn-a", "mlp"] as const)("%s agrees with Captum", (name) => {
    let network: ReferenceNetwork;
    beforeAll(() => void (network = referenceNetwork(name)));
    afterAll(() => network.dispose());
    test.each(Object.entries(methods))("%s", async (key, method) => {
      const before = tf.memory().numTensors;
      for (const {x, target, logits, attributions} of network.cases) {
        const expected = attributions[key];
        if (!expected) continue;
        const {attribution, value} = await method(network.logit(target), x);
        expect(value[0]).toBeCloseTo(logits[target], 5);
        expect(attribution.shape).toEqual(expected.shape);
        expectClose(attribution.data, expected.data);
      }
      expect(tf.memory().numTensors).toBe(before);
    });
  });

  test("guided backprop of Captum's small convolutional model", async () => {
    const {attribution, value} = await guidedBackprop(toys.c1.f, toys.c1.x);
    expect(value[0]).toBe(54);
    expect([...attribution.data]).toEqual([0, 1, 1, 1, 1, 3, 3, 2, 1, 3, 3, 2, 1, 2, 2, 1]);
  });

  test("saliency of 1 − relu(1 − x), a saturating unit", async () => {
    const x = grid([1, 2, 3, 0, -1, 7], [6, 1]);
    const {attribution} = await saliency((x) => tf.squeeze(tf.sub(1, tf.relu(tf.sub(1, x))), [1]), x);
    expect([...attribution.data]).toEqual([0, 0, 0, 1, 1, 0]);
  });
});
