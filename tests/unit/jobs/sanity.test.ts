import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {sliceOf} from "../../../src/components/arrays/grid.js";
import {cropResize, type Image} from "../../../src/components/arrays/image.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {foretelling} from "../../../src/components/jobs/foretelling.js";
import {labelTest} from "../../../src/components/jobs/labelTest.js";
import {faithfulness, methodAgreement, randomisation} from "../../../src/components/jobs/sanity.js";
import {last} from "../../../src/components/lab/frames.js";
import {evaluate} from "../../../src/components/lab/gradient.js";
import * as tf from "../../../src/components/lab/tf.js";
import {forgettable} from "../../../src/components/models/forget.js";
import type {Model} from "../../../src/components/models/model.js";
import {photoNamed} from "../../../src/components/models/photoTable.js";
import {readPhoto} from "../../../src/data/photo.js";
import {readMnist} from "../../../src/data/mnist.js";
import {openNode} from "../../../src/data/source.js";

let model: Model;
let face: Image;
let context: Context;
beforeAll(async () => {
  model = await openNode("emotion-xception");
  face = cropResize(await readPhoto("src/photos/astronaut.png"), photoNamed("astronaut").faces![0], 64);
  context = {signal: new AbortController().signal, model: async () => model, progress() {}};
});
afterAll(() => model.dispose());

const asked = () => ({model: "emotion-xception", image: face, target: null});
const logits = async () => (await evaluate(model.logits(), {data: face.data, shape: [1, 64, 64, 3]})).data;

describe("a network that forgets", () => {
  test("answers otherwise meanwhile, exactly as before after it, and leaves no tensor", async () => {
    const before = await logits();
    const tensors = tf.memory().numTensors;
    const network = forgettable(model.network, 1);
    const meanwhile = await network.without(network.layers, logits);
    expect(meanwhile).not.toEqual(before);
    expect(await logits()).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test("gets its weights back when what runs without them fails", async () => {
    const before = await logits();
    const network = forgettable(model.network, 1);
    await expect(network.without(network.layers.slice(0, 3), () => Promise.reject(new Error("no")))).rejects.toThrow(
      "no"
    );
    expect(await logits()).toEqual(before);
  });

  test("loses a convolution and its bias together; the output's comes first", () => {
    const {layers} = forgettable(model.network, 1);
    expect(layers[0]).toMatch(/conv2d_5/);
    expect(layers.length).toBe(new Set(layers).size);
    expect(
      layers.every((name) =>
        model.network
          .parameters()
          .get(name)!
          .some(({rank}) => rank > 1)
      )
    ).toBe(true);
  });
});

test("guided backprop hardly notices what the gradient loses; between frames the network is whole", async () => {
  const before = await logits();
  const args = {...asked(), methods: ["gradient", "guidedBackprop"] as const, stages: 4, seed: 1};
  let frame;
  for await (frame of randomisation(args, context)) expect(await logits()).toEqual(before);
  const [gradient, guided] = frame!.courses;
  expect(frame!.layers.length).toBe(4);
  expect([gradient.rank[0], guided.ssim[0]]).toEqual([1, 1]);
  expect(guided.rank[2]).toBeGreaterThan(gradient.rank[2] + 0.2);
  expect(gradient.rank[4]).toBeLessThan(0.5);
});

test("methods that only ask the network are tested too, leave nothing behind, and follow what it has become", async () => {
  const reader = await openNode("mnist-cnn");
  const {images} = await readMnist("test", 1);
  const question = {model: "mnist-cnn", image: sliceOf(images, 0) as Image, target: null};
  const methods = ["occlusion", "lime", "kernelShap"] as const;
  const own = {...context, model: async () => reader};
  const tensors = tf.memory().numTensors;
  const {courses} = await last(randomisation({...question, methods, stages: 1, seed: 1}, own));
  expect(tf.memory().numTensors).toBe(tensors);
  for (const {maps, rank} of courses) {
    expect(maps.map(({shape}) => shape.join())).toEqual(["28,28", "28,28"]);
    expect(new Set(maps[0].data).size).toBeGreaterThan(10);
    expect(rank[1]).toBeLessThan(0.8);
  }
  reader.dispose();
});

test("the same seed forgets the same way, another another", async () => {
  const course = (seed: number) =>
    last(randomisation({...asked(), methods: ["gradient"], stages: 2, seed}, context)).then((f) => f.courses[0].rank);
  const [a, b, c] = [await course(1), await course(1), await course(2)];
  expect(a).toEqual(b);
  expect(a).not.toEqual(c);
});

test("deletion by a faithful map falls faster than by chance", async () => {
  const {curves} = await last(
    faithfulness({...asked(), methods: ["integratedGradients"], baseline: {kind: "mean"}, points: 10, seed: 1}, context)
  );
  const [random, integrated] = curves;
  expect(random.name).toBe("random");
  expect(integrated.deletionArea).toBeLessThan(random.deletionArea);
  expect(integrated.deletion[0]).toBeCloseTo(integrated.insertion.at(-1)!, 4);
});

test("attributions foretell the least noise nearly whole; correlations stay in their range; the seed repeats", async () => {
  const ask = () => last(foretelling({...asked(), points: 3, sets: 20, sigma: 0.002, seed: 1}, context));
  const tensors = tf.memory().numTensors;
  const {methods, step, steps} = await ask();
  expect(tf.memory().numTensors).toBe(tensors);
  expect([methods.length, step]).toEqual([steps, steps]);
  expect(methods.find(({method}) => method === "inputXGradient")!.infidelity).toBeLessThan(0.05);
  for (const {n, correlation, infidelity} of methods) {
    expect([n[0], n.at(-1)]).toEqual([1, (64 * 64 * 3) / 2]);
    for (const r of correlation) expect(Math.abs(r)).toBeLessThanOrEqual(1 + 1e-9);
    expect(infidelity).toBeGreaterThanOrEqual(0);
  }
  expect((await ask()).methods).toEqual(methods);
});

test("agreement joins one method at a time", async () => {
  const methods = ["gradient", "gradCam"] as const;
  const sizes = [];
  let matrix;
  for await (const frame of methodAgreement({...asked(), methods}, context)) {
    sizes.push(frame.matrix.shape[0]);
    ({matrix} = frame);
  }
  expect(sizes).toEqual([1, 2]);
  expect(matrix!.data[1]).toBe(matrix!.data[2]);
  expect(Math.abs(matrix!.data[1])).toBeLessThan(1);
});

describe("a network that learnt random labels", () => {
  const digits = async (count: number) => {
    const {images} = await readMnist("test", count);
    return Array.from({length: count}, (_, i) => sliceOf(images, i) as Image);
  };

  test("knows its digits by heart and reads no better than chance", async () => {
    const shuffled = await openNode("mnist-shuffled");
    const {images, labels} = await readMnist("test", 300);
    const {data} = await evaluate(shuffled.logits(), images);
    const right = Array.from(labels).filter((label, i) => {
      const row = data.subarray(10 * i, 10 * i + 10);
      return row.indexOf(Math.max(...row)) === label;
    });
    expect(right.length / 300).toBeLessThan(0.2);
    shuffled.dispose();
  });

  test("has other gradients; input × gradient draws the digit all the same; nothing is left behind", async () => {
    const models = {"mnist-cnn": await openNode("mnist-cnn"), "mnist-shuffled": await openNode("mnist-shuffled")};
    const own = {...context, model: async (id: string) => models[id as keyof typeof models]} as Context;
    const images = await digits(3);
    const ask = () =>
      last(labelTest({models: ["mnist-cnn", "mnist-shuffled"], images, methods: ["gradient", "inputXGradient"]}, own));
    await ask();
    const tensors = tf.memory().numTensors;
    const {courses, step, steps} = await ask();
    expect(tf.memory().numTensors).toBe(tensors);
    expect([step, steps]).toEqual([3, 3]);
    const mean = courses.map(({rank}) => rank.reduce((sum, v) => sum + v, 0) / rank.length);
    expect(mean[1]).toBeGreaterThan(mean[0] + 0.2);
    const same = await last(labelTest({models: ["mnist-cnn", "mnist-cnn"], images, methods: ["gradient"]}, own));
    for (const value of [...same.courses[0].rank, ...same.courses[0].ssim]) expect(value).toBeCloseTo(1, 5);
    for (const model of Object.values(models)) model.dispose();
  });
});
