import {Matrix, solve} from "ml-matrix";
import {expect, test} from "vitest";
import {grid, type Grid} from "../../../../src/components/arrays/grid.js";
import {normals, random} from "../../../../src/components/arrays/random.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {along, conceptDirection, conceptSensitivity} from "../../../../src/components/methods/probes/direction.js";
import {accuracyOf} from "../../../../src/components/methods/probes/interval.js";
import {
  controlLabels,
  probeLogits,
  selectivity,
  trainProbe,
  trainRidgeProbe,
  type ProbeFrame
} from "../../../../src/components/methods/probes/probe.js";
import {readMnist} from "../../../../src/data/mnist.js";

async function last(frames: AsyncGenerator<ProbeFrame>): Promise<ProbeFrame> {
  let frame: ProbeFrame | undefined;
  for await (const f of frames) frame = f;
  return frame!;
}

/** Two clouds along the first axis, off-centre and of unlike scales. */
function clouds(n: number, d = 6): {x: Grid; labels: Int32Array} {
  const labels = Int32Array.from({length: n}, (_, i) => i % 2);
  const data = normals(n * d, 1).map((v, c) => 5 + (c % d) * v + (c % d === 1 ? 8 * labels[Math.floor(c / d)] : 0));
  return {x: grid(data, [n, d]), labels};
}

function xor(n: number): {x: Grid; labels: Int32Array} {
  const next = random(2);
  const x = Float32Array.from({length: 2 * n}, () => 2 * next() - 1);
  return {x: grid(x, [n, 2]), labels: Int32Array.from({length: n}, (_, i) => (x[2 * i] * x[2 * i + 1] > 0 ? 1 : 0))};
}

test("Wilson's interval of 8 in 10, and at the ends", () => {
  const {low, high, accuracy} = accuracyOf(8, 10);
  expect([accuracy, +low.toFixed(4), +high.toFixed(4)]).toEqual([0.8, 0.4902, 0.9433]);
  expect(accuracyOf(0, 10).low).toBe(0);
  expect(accuracyOf(10, 10).high).toBeCloseTo(1, 12);
});

test("a linear probe tells two clouds apart, and its direction points from one to the other", async () => {
  const before = tf.memory().numTensors;
  const {x, labels} = clouds(400);
  const frame = await last(trainProbe(x, labels, {steps: 200}));
  expect(tf.memory().numTensors).toBe(before);
  expect(frame.validation.accuracy).toBeGreaterThan(0.98);
  expect(frame.validation.n).toBe(100);
  const direction = conceptDirection(frame.probe, 1);
  expect(Math.hypot(...direction)).toBeCloseTo(1, 5);
  expect(direction.indexOf(Math.max(...direction))).toBe(1);
  const lie = along(x, direction);
  const mean = (c: number) => lie.filter((_, i) => labels[i] === c).reduce((s, v) => s + v, 0) / 200;
  expect(mean(1)).toBeGreaterThan(mean(0) + 5);
  const logits = await probeLogits(frame.probe, x);
  expect(logits.shape).toEqual([400, 2]);
  const right = labels.filter((label, i) => logits.data[2 * i + label] > logits.data[2 * i + 1 - label]).length;
  expect(right).toBe(Math.round(frame.train.accuracy * 300 + frame.validation.accuracy * 100));
  expect(() => conceptDirection(frame.probe, 2)).toThrow("classes 0 to 1");
});

test("XOR needs a hidden layer", async () => {
  const {x, labels} = xor(600);
  const linear = await last(trainProbe(x, labels, {steps: 150}));
  const hidden = await last(trainProbe(x, labels, {steps: 300, hidden: 24, stepSize: 0.03}));
  expect(linear.validation.accuracy).toBeLessThan(0.7);
  expect(hidden.validation.accuracy).toBeGreaterThan(0.93);
  expect(() => conceptDirection(hidden.probe, 1)).toThrow("only a linear probe");
});

test("the ridge probe is the direct solution of the normal equations", async () => {
  const before = tf.memory().numTensors;
  const n = 300;
  const {images, labels} = await readMnist("test", n);
  const x = {data: images.data, shape: [n, 784]};
  const frame = await last(trainRidgeProbe(x, labels, {lambda: 10, steps: 200, validation: 0.2}));
  expect(tf.memory().numTensors).toBe(before);
  expect(frame.step).toBeLessThan(200);
  // The same examples are kept apart: the first fifth of the seed.s permutation.
  const order = random(1).permutation(n).subarray(0, 60);
  const kept = [...Array(n).keys()].filter((i) => !order.includes(i));
  const {mean, scale, layers} = frame.probe;
  const z = new Matrix(kept.map((i) => Array.from(mean, (m, c) => (x.data[i * 784 + c] - m) * scale[c])));
  const onehot = new Matrix(kept.map((i) => Array.from({length: 10}, (_, c) => (labels[i] === c ? 1 : 0))));
  const y = onehot.subRowVector(onehot.mean("column"));
  const gram = z.transpose().mmul(z).add(Matrix.eye(784).mul(10));
  const exact = solve(gram, z.transpose().mmul(y));
  let [error, size] = [0, 0];
  layers[0].weights.data.forEach((v, i) => {
    const w = exact.get(Math.floor(i / 10), i % 10);
    error += (v - w) ** 2;
    size += w * w;
  });
  expect(Math.sqrt(error / size)).toBeLessThan(1e-3);
});

test("digits can be read, their control cannot", async () => {
  const n = 1500;
  const {images, labels} = await readMnist("test", n);
  const x = {data: images.data, shape: [n, 784]};
  const task = await last(trainProbe(x, labels, {steps: 80, decay: 0.01}));
  const control = await last(trainProbe(x, controlLabels(labels), {steps: 80, decay: 0.01}));
  expect(task.validation.accuracy).toBeGreaterThan(0.84);
  expect(control.validation.accuracy).toBeLessThan(0.2);
  expect(control.train.accuracy).toBeGreaterThan(control.validation.accuracy);
  expect(selectivity(task, control)).toBeGreaterThan(0.65);
});

test("control labels keep the classes' sizes and go by identity", () => {
  const labels = Int32Array.from({length: 90}, (_, i) => (i < 60 ? 0 : 1));
  const control = controlLabels(labels, 4);
  expect(control.filter((v) => v === 1).length).toBe(30);
  expect(control).not.toEqual(labels);
  expect(controlLabels(labels, 4)).toEqual(control);
  const identities = Array.from({length: 90}, (_, i) => i % 9);
  const shared = controlLabels(
    labels.map((_, i) => (i % 9) % 3),
    4,
    identities
  );
  for (let i = 0; i < 90; ++i) expect(shared[i]).toBe(shared[i % 9]);
});

test("frames come when asked, one seed gives one probe", async () => {
  const {x, labels} = clouds(200);
  const steps: number[] = [];
  for await (const frame of trainProbe(x, labels, {steps: 25, every: 10})) steps.push(frame.step);
  expect(steps).toEqual([10, 20, 25]);
  const one = await last(trainProbe(x, labels, {steps: 10}));
  expect((await last(trainProbe(x, labels, {steps: 10}))).probe).toEqual(one.probe);
});

test("early return and abort free every tensor", async () => {
  const before = tf.memory().numTensors;
  const {x, labels} = clouds(200);
  for (const make of [trainProbe, trainRidgeProbe] as (typeof trainProbe)[]) {
    for await (const {step} of make(x, labels, {every: 1})) if (step === 2) break;
    expect(tf.memory().numTensors).toBe(before);
    const stop = new AbortController();
    const run = make(x, labels, {every: 1, signal: stop.signal});
    await run.next();
    stop.abort(new Error("enough"));
    await expect(run.next()).rejects.toThrow("enough");
    expect(tf.memory().numTensors).toBe(before);
  }
  await expect(
    last(
      trainProbe(
        x,
        labels.map((v) => v - 1)
      )
    )
  ).rejects.toThrow("whole numbers from 0");
  await expect(last(trainProbe(x, labels.subarray(1)))).rejects.toThrow("199 labels for 200 examples");
});

test("sensitivity: a score that grows along the concept has share 1, against it 0, and chance is told apart", async () => {
  const before = tf.memory().numTensors;
  const x = grid(normals(100 * 8, 3), [100, 8]);
  const w = tf.tensor1d([2, -1, 0, 0, 0, 0, 0, 0]);
  // The logit Σ wᵢ eˣⁱ has gradient wᵢ eˣⁱ.
  const f = (a: tf.Tensor) => tf.sum(tf.mul(tf.exp(a), w), 1);
  const toward = await conceptSensitivity(f, x, Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0), {batch: 32});
  expect(toward.score).toBe(1);
  toward.derivatives.forEach((v, i) => expect(v / (2 * Math.exp(x.data[8 * i]))).toBeCloseTo(1, 4));
  expect((await conceptSensitivity(f, x, Float32Array.of(0, 1, 0, 0, 0, 0, 0, 0))).score).toBe(0);
  expect(toward.randomScores.length).toBe(50);
  w.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
