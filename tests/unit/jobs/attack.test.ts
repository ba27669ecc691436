import {afterAll, beforeAll, expect, test} from "vitest";
import {sliceOf} from "../../../src/components/arrays/grid.js";
import type {Image} from "../../../src/components/arrays/image.js";
import {aftermath} from "../../../src/components/jobs/aftermath.js";
import {attack, type AttackFrame} from "../../../src/components/jobs/attack.js";
import type {Context} from "../../../src/components/jobs/context.js";
import type {Model} from "../../../src/components/models/model.js";
import {attackCurves} from "../../../src/data/failures/attackCurves.js";
import {readMnist} from "../../../src/data/mnist.js";
import {openNode} from "../../../src/data/source.js";
import {leaked} from "../methods/visualisation/net.js";

let models: Record<string, Model>;
let digit: Image;
let context: Context;
beforeAll(async () => {
  models = {"mnist-cnn": await openNode("mnist-cnn"), "mnist-mlp": await openNode("mnist-mlp")};
  context = {signal: new AbortController().signal, model: async (id) => models[id], progress() {}};
  digit = sliceOf((await readMnist("test", 1)).images, 0) as Image;
});
afterAll(() => Object.values(models).forEach((model) => model.dispose()));

const ask = {model: "mnist-cnn", method: "pgd", norm: "linf", epsilon: 0.3, steps: 10, target: null} as const;
const framesOf = async (args: object): Promise<AttackFrame[]> => {
  const frames = [];
  for await (const frame of attack({...ask, image: digit, ...args}, context)) frames.push(frame);
  return frames;
};

test("an attack begins untouched, keeps its budget, and takes a seven for something else", async () => {
  const frames = await framesOf({});
  expect(frames).toHaveLength(11);
  expect(frames[0]).toMatchObject({step: 0, linf: 0, l2: 0, fooled: false});
  expect(frames[0].before[0].name).toBe("7");
  expect(frames[10].fooled).toBe(true);
  expect(frames[10].after[0].name).not.toBe("7");
  expect(frames[10].course).toHaveLength(11);
  for (const {linf} of frames) expect(linf).toBeLessThanOrEqual(0.3 + 1e-6);
});

test("a wanted digit is arrived at; DeepFool needs less than PGD is given", async () => {
  const wanted = await framesOf({target: 3, steps: 30});
  expect(wanted.at(-1)!.after[0].index).toBe(3);
  const small = (await framesOf({method: "deepFool", steps: 30})).at(-1)!;
  expect(small.fooled).toBe(true);
  expect(small.l2).toBeLessThan(wanted.at(-1)!.l2);
  expect(small.steps).toBe(small.step);
  await expect(framesOf({method: "deepFool", target: 3})).rejects.toThrow(/takes no target/);
  await expect(framesOf({method: "luck"})).rejects.toThrow(/unknown attack: luck/);
  await expect(framesOf({target: 12})).rejects.toThrow(/unknown class: 12/);
});

test("the aftermath reads the picture five ways and compares the gradients", async () => {
  const {adversarial} = (await framesOf({})).at(-1)!;
  const args = {model: "mnist-cnn", other: "mnist-mlp", image: digit, sigma: 1, quality: 50};
  const after = await aftermath({...args, adversarial}, context);
  expect(after.readings.map(({name}) => name)).toEqual(["same", "shuffled", "blurred", "jpeg", "other"]);
  expect(after.readings[0].before.name).toBe("7");
  expect(after.readings[0].after.name).not.toBe("7");
  expect(after.maps.map(({shape}) => shape)).toEqual(Array(3).fill([28, 28]));
  const same = await aftermath({...args, other: null, adversarial: digit}, context);
  expect(same.readings).toHaveLength(4);
  for (const correlation of same.correlations) expect(correlation).toBeCloseTo(1, 6);
  expect(after.correlations[0]).toBeLessThan(0.95);
});

test("the same change, shuffled, is as large and does nothing", async () => {
  const {adversarial} = (await framesOf({epsilon: 0.15})).at(-1)!;
  const args = {model: "mnist-cnn", other: null, image: digit, adversarial, sigma: 1, quality: 50};
  const {readings, correlations} = await aftermath(args, context);
  const [same, shuffled] = readings;
  expect(same.after.name).not.toBe("7");
  expect(shuffled.after.name).toBe("7");
  const furthest = shuffled.seen.data.reduce((most, v, i) => Math.max(most, Math.abs(v - digit.data[i])), 0);
  expect(furthest).toBeLessThanOrEqual(0.15 + 1e-6);
  expect(furthest).toBeGreaterThan(0.1);
  expect(correlations[1]).toBeLessThan(1);
  expect((await aftermath({...args, seed: 1}, context)).correlations).toEqual(correlations);
  expect((await aftermath({...args, seed: 2}, context)).correlations[1]).not.toBe(correlations[1]);
});

test("on 200 test digits PGD at ε = .3 succeeds with at least 90 %, and noise of that size does not", async () => {
  const {rows, right} = await attackCurves(
    models["mnist-cnn"],
    models["mnist-mlp"],
    await readMnist("test", 200),
    [0.05, 0.3]
  );
  expect(right).toBeGreaterThan(190);
  expect(rows[1].pgd).toBeGreaterThanOrEqual(0.9);
  expect(rows[1].pgd).toBeGreaterThanOrEqual(rows[1].fgsm);
  expect(rows[1].noise).toBeLessThan(0.3);
  for (const name of ["fgsm", "pgd", "other"] as const) expect(rows[0][name]).toBeLessThan(rows[1][name]);
});

test("attacks that are stopped, and an aftermath, leave no tensor", async () => {
  const after = {model: "mnist-cnn", other: "mnist-mlp", image: digit, adversarial: digit, sigma: 1, quality: 50};
  expect(
    await leaked(async () => {
      for (const method of ["fgsm", "pgd", "deepFool"] as const) {
        const frames = attack({...ask, image: digit, method}, context);
        await frames.next();
        await frames.next();
        await frames.return(undefined);
      }
      await aftermath(after, context);
    })
  ).toBe(0);
});
