import {expect, test} from "vitest";
import {grid} from "../../../src/components/arrays/grid.js";
import {valueAndGradient} from "../../../src/components/lab/gradient.js";
import * as tf from "../../../src/components/lab/tf.js";

test("the gradient of a sum of squares is twice the input, for each example", async () => {
  const before = tf.memory().numTensors;
  const {value, gradient} = await valueAndGradient((x) => tf.sum(tf.square(x), 1), grid([1, 2, 3, 4], [2, 2]));
  expect([...value]).toEqual([5, 25]);
  expect([...gradient.data]).toEqual([2, 4, 6, 8]);
  expect(tf.memory().numTensors).toBe(before);
});
