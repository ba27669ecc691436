import {expect, test} from "vitest";
import {grid} from "../../../../src/components/arrays/grid.js";
import type {Scores, TensorMap} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {gradCam} from "../../../../src/components/methods/attribution/gradCam.js";
import {gradCamPlusPlus} from "../../../../src/components/methods/attribution/gradCamPlusPlus.js";
import {guidedBackprop} from "../../../../src/components/methods/attribution/guidedBackprop.js";
import {guidedGradCam, upsample} from "../../../../src/components/methods/attribution/guidedGradCam.js";
import {inputXGradient} from "../../../../src/components/methods/attribution/inputXGradient.js";
import {layerGradientXActivation} from "../../../../src/components/methods/attribution/layerGradientXActivation.js";
import {lrp} from "../../../../src/components/methods/attribution/lrp.js";
import {toys} from "../../../helpers/reference.js";

const {conv, relu, fc, x, f} = toys.c1;

/** Two blobs, of 4 cells and of 1, that the head reads by their sum. */
const blobs = grid([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], [1, 4, 4, 1]);
const identity: TensorMap = (x) => tf.mul(x, 1);

test("Grad-CAM++ of one channel is that channel, scaled by what the equation says", async () => {
  const head: Scores = (a) => tf.mul(2, tf.sum(a, [1, 2, 3]));
  const {attribution} = await gradCamPlusPlus(identity, head, blobs);
  // g = 2 everywhere and ΣA = 5: α = 4 / (8 + 8·5) at each of 16 positions
  const weight = 16 * 2 * (4 / 48);
  attribution.data.forEach((v, i) => expect(v).toBeCloseTo(weight * blobs.data[i], 5));
});

test("a map against the class is cut off by the ReLU only", async () => {
  const head: Scores = (a) => tf.neg(tf.sum(a, [1, 2, 3]));
  expect((await gradCam(identity, head, blobs)).attribution.data.every((v) => v === 0)).toBe(true);
  const signed = await gradCam(identity, head, blobs, {relu: false});
  signed.attribution.data.forEach((v, i) => expect(v + blobs.data[i]).toBe(0));
});

test("guided Grad-CAM is the product of its two halves", async () => {
  const tap: TensorMap = (x) => relu(conv(x));
  const cam = await gradCam(tap, fc, x);
  const strokes = await guidedBackprop(f, x);
  const {attribution} = await guidedGradCam(tap, fc, x);
  const mask = upsample(cam.attribution, 4, 4);
  expect([...attribution.data]).toEqual([...strokes.attribution.data].map((v, i) => v * mask.data[i]));
  expect([...mask.data.slice(0, 4)]).toEqual([0, 1, 3, 4]); // quarter points between 0 and 4
});

test("gradient × activation of a layer before a linear head sums to the head", async () => {
  const tap: TensorMap = (x) => relu(conv(x));
  const {attribution, value} = await layerGradientXActivation(tap, fc, x);
  expect(attribution.shape).toEqual([1, 2, 2, 2]);
  expect(attribution.data.reduce((a, b) => a + b)).toBeCloseTo(value[0], 4);
});

test("LRP without a stabiliser is input × gradient for ReLUs, and complete without biases", async () => {
  const nobias: Scores = (x) =>
    tf.sum(tf.relu(tf.conv2d(x as tf.Tensor4D, tf.tensor4d([1, -2, 3, 1], [2, 2, 1, 1]), 1, "valid")), [1, 2, 3]);
  const a = await lrp(nobias, x, {epsilon: 0});
  const b = await inputXGradient(nobias, x);
  a.attribution.data.forEach((v, i) => expect(v).toBeCloseTo(b.attribution.data[i], 4));
  expect(Math.abs(a.delta![0])).toBeLessThan(1e-4 * a.value[0]);
  // one unit z = 2x, y = z and f = y: each is divided by its own stabilised self
  const one = await lrp((x) => tf.squeeze(tf.relu(tf.mul(2, x)), [1]), grid([1], [1, 1]), {epsilon: 0.5});
  expect(one.attribution.data[0]).toBeCloseTo((2 / 2.5) * 2 * (2 / 2.5), 5);
});

test("LRP of tanh shares y / z", async () => {
  const {attribution, delta} = await lrp((x) => tf.sum(tf.tanh(x), 1), grid([1, -2], [1, 2]), {epsilon: 0});
  expect(attribution.data[0]).toBeCloseTo(Math.tanh(1), 5);
  expect(attribution.data[1]).toBeCloseTo(Math.tanh(-2), 5);
  expect(delta![0]).toBeCloseTo(0, 5);
});

test("a layer without positions is no feature map", async () => {
  await expect(gradCam(identity, (a) => tf.sum(a, 1), grid([1, 2], [1, 2]))).rejects.toThrow("[1, 2]");
});
