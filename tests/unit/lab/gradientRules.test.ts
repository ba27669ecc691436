import {expect, test} from "vitest";
import {grid} from "../../../src/components/arrays/grid.js";
import {valueAndGradient} from "../../../src/components/lab/gradient.js";
import {withGradientRules} from "../../../src/components/lab/gradientRules.js";
import * as tf from "../../../src/components/lab/tf.js";

const x = grid([-1, 2, 3], [3, 1]);
const squeeze = (x: tf.Tensor) => tf.squeeze(x, [1]);

test("a rule replaces one kernel's gradient, inside the function only", async () => {
  const usual = tf.getGradient("Relu");
  const ruled = withGradientRules({Relu: (dy, {x, y}) => tf.mul(dy, tf.add(tf.mul(10, x), y))}, (x) =>
    squeeze(tf.relu(x))
  );
  expect([...(await valueAndGradient(ruled, x)).gradient.data]).toEqual([-10, 22, 33]);
  expect(tf.getGradient("Relu")).toBe(usual);
  expect([...(await valueAndGradient((x) => squeeze(tf.relu(x)), x)).gradient.data]).toEqual([0, 1, 1]);
});

test("a fused activation obeys the rule of its kernel", async () => {
  const fused = withGradientRules({Relu: (dy) => tf.mul(dy, 5)}, (x) =>
    squeeze(tf.fused.matMul({a: x as tf.Tensor2D, b: tf.ones([1, 1]), activation: "relu"}))
  );
  expect([...(await valueAndGradient(fused, x)).gradient.data]).toEqual([5, 5, 5]);
});

test("`usual` is the gradient that was there, whatever it saves", async () => {
  const same = {
    Tanh: (x: tf.Tensor) => tf.tanh(x),
    Relu6: (x: tf.Tensor) => tf.relu6(x),
    Sigmoid: (x: tf.Tensor) => tf.sigmoid(x),
    ClipByValue: (x: tf.Tensor) => tf.clipByValue(x, 0, 2.5),
    MaxPool: (x: tf.Tensor) =>
      tf.reshape(tf.maxPool(tf.reshape(x, [1, 1, 3, 1]) as tf.Tensor4D, [1, 3], 1, "same"), [3, 1])
  };
  for (const [kernel, op] of Object.entries(same)) {
    const plain = await valueAndGradient((x) => squeeze(op(x)), x);
    const ruled = await valueAndGradient(
      withGradientRules({[kernel]: (dy, {usual}) => usual(dy)}, (x) => squeeze(op(x))),
      x
    );
    expect(ruled.gradient).toEqual(plain.gradient);
  }
});

test("the registry comes back after an error", async () => {
  const usual = tf.getGradient("Relu");
  const broken = withGradientRules({Relu: (dy) => dy}, () => {
    throw new Error("broken");
  });
  await expect(valueAndGradient(broken, x)).rejects.toThrow("broken");
  expect(tf.getGradient("Relu")).toBe(usual);
});

test("a kernel without a gradient is named in the error", () => {
  expect(() => withGradientRules({Nonsense: (dy) => dy}, (x) => x)(tf.scalar(1))).toThrow("Nonsense");
});
