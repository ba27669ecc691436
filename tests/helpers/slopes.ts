import {expect} from "vitest";
import {random} from "../../src/components/arrays/random.js";
import type {TensorMap} from "../../src/components/lab/gradient.js";
import * as tf from "../../src/components/lab/tf.js";

/** Numbers between −1 and 1. */
export function scattered(shape: number[], seed: number): tf.Tensor {
  const next = random(seed);
  return tf.tensor(
    Array.from({length: shape.reduce((n, d) => n * d, 1)}, () => 2 * next() - 1),
    shape
  );
}

/**
 * Is the gradient of a map what finite differences say? Its outputs are added up with random weights; along some random
 * directions the sum must rise as steeply as the gradient says, to a hundredth of the steepest.
 */
export function expectSlopes(f: TensorMap, x: tf.Tensor, {step = 1e-2, seed = 5} = {}): void {
  tf.tidy(() => {
    const weights = scattered(f(x).shape, seed);
    const sum = (t: tf.Tensor) => tf.sum(tf.mul(f(t), weights));
    const gradient = tf.grad(sum)(x);
    const steepest = Math.sqrt(tf.sum(tf.square(gradient)).dataSync()[0]);
    expect(steepest).toBeGreaterThan(0);
    for (let i = 1; i <= 6; ++i) {
      const direction = scattered(x.shape, seed + i);
      const along = tf.mul(direction, tf.div(step, tf.norm(direction)));
      const [after, before] = [tf.add(x, along), tf.sub(x, along)].map((t) => sum(t).dataSync()[0]);
      const expected = tf.sum(tf.mul(gradient, along)).dataSync()[0] / step;
      expect(Math.abs((after - before) / (2 * step) - expected)).toBeLessThan(1e-2 * steepest);
    }
  });
}
