import {afterAll, beforeAll, expect, test} from "vitest";
import {grid, sliceOf, type Grid} from "../../../src/components/arrays/grid.js";
import {
  steerDigit,
  trainDictionary,
  twoDictionaries,
  type AgreementFrame,
  type DictionaryFrame
} from "../../../src/components/jobs/autoencoders.js";
import {evaluate} from "../../../src/components/lab/gradient.js";
import type {Model} from "../../../src/components/models/model.js";
import {featureInWords} from "../../../src/components/views/dictionaryView.js";
import {readMnist} from "../../../src/data/mnist.js";
import {openNode} from "../../../src/data/source.js";
import {leaked} from "../methods/visualisation/net.js";

let model: Model;
let activations: Grid;
let labels: number[];
const signal = new AbortController().signal;
beforeAll(async () => {
  model = await openNode("mnist-cnn");
  const digits = await readMnist("test", 400);
  labels = Array.from(digits.labels);
  activations = await evaluate(model.tap("relu3"), digits.images);
});
afterAll(() => model.dispose());

async function trained(args: Partial<Parameters<typeof trainDictionary>[0]>): Promise<DictionaryFrame> {
  let last: DictionaryFrame | undefined;
  const source = {kind: "given", activations} as const;
  const rest = {kind: "top-k" as const, features: 32, steps: 300, seed: 1};
  for await (const frame of trainDictionary({source, ...rest, ...args}, {signal})) last = frame;
  return last!;
}

test("a dictionary of the digit network: rebuilds most, k features at most, features gather digits of a kind", async () => {
  const {features, unexplained, active, course} = await trained({k: 3});
  expect(unexplained).toBeLessThan(0.35);
  expect(active).toBeLessThanOrEqual(3);
  expect(course.loss).toHaveLength(12);
  expect(course.loss.at(-1)).toBeLessThan(course.loss[0]);
  const living = features.filter(({top}) => top.length === 12);
  const purity = living.map(({top}) => Math.max(...labels.map((c) => top.filter((i) => labels[i] === c).length)) / 12);
  expect(purity.reduce((sum, v) => sum + v, 0) / purity.length).toBeGreaterThan(0.6);
  for (const {histogram, density} of features)
    expect(histogram.reduce((sum, n) => sum + n, 0)).toBe(Math.round(density * 400));
  expect(featureInWords(living[0], 0, labels)).toMatch(/strongest digits/);
});

test("nine in ten of the planted features are found", async () => {
  const source = {kind: "planted", features: 40, seed: 1} as const;
  const {recovered} = await trained({source, features: 64, k: 4, steps: 900, every: 900});
  const cosines = Array.from(recovered!);
  expect(cosines).toHaveLength(40);
  expect(cosines.filter((v) => v > 0.9).length).toBeGreaterThanOrEqual(36);
});

test("a feature of ones, turned up, makes the network say one", async () => {
  const {autoencoder, features} = await trained({k: 3});
  const share = (f: DictionaryFrame["features"][number], c: number) =>
    f.top.filter((i) => labels[i] === c).length / Math.max(f.top.length, 12);
  const ones = features.reduce((best, f, i) => (share(f, 1) > share(features[best], 1) ? i : best), 0);
  const zero = labels.indexOf(0);
  const context = {signal, model: async () => model};
  const args = {model: "mnist-cnn", layer: "relu3", autoencoder, activation: sliceOf(activations, zero).data};
  const {before, after, own} = await steerDigit({...args, feature: ones, value: 40}, context);
  expect(before[0]).toBeGreaterThan(0.9);
  expect(after[1]).toBeGreaterThan(before[1] + 0.3);
  const {after: same} = await steerDigit({...args, feature: ones, value: own}, context);
  same.forEach((p, i) => expect(p).toBeCloseTo(before[i], 4));
});

test("two dictionaries are compared feature by feature", async () => {
  const some = grid(activations.data.slice(0, 100 * 64), [100, 64]);
  const source = {kind: "given", activations: some} as const;
  let last: AgreementFrame | undefined;
  const growth = await leaked(async () => {
    for await (const frame of twoDictionaries(
      {source, kind: "top-k", features: 24, k: 2, steps: 100, seed: 1},
      {signal}
    ))
      last = frame;
  });
  expect(growth).toBe(0);
  expect(last!.cosines).toHaveLength(last!.living);
  expect(Math.max(...last!.cosines)).toBeLessThanOrEqual(1.0001);
});

test("trainings that are left early leave no tensor", async () => {
  const source = {kind: "planted", features: 10, seed: 1} as const;
  const growth = await leaked(async () => {
    for await (const frame of trainDictionary({source, kind: "gated", every: 2, seed: 1}, {signal}))
      if (frame.step === 4) break;
    for await (const frame of twoDictionaries({source, kind: "l1", every: 2, seed: 1}, {signal}))
      if (frame.step === 4) break;
  });
  expect(growth).toBe(0);
});
