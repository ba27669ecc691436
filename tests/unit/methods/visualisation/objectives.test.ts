import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {grid} from "../../../../src/components/arrays/grid.js";
import {normals} from "../../../../src/components/arrays/random.js";
import {evaluate, valueAndGradient} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {featureVisualisation} from "../../../../src/components/methods/visualisation/featureVisualisation.js";
import {objective, reader, type ObjectiveSpec} from "../../../../src/components/methods/visualisation/objectives.js";
import {randomNet} from "./net.js";

/** The score of given activations, read from one layer "a". */
const scoreOf = async (spec: ObjectiveSpec, activation: number[], shape: number[]) =>
  Array.from((await evaluate((x) => objective(spec).score(() => x), grid(activation, shape))).data);

describe("closed forms", () => {
  const a = [1, 2, 3, 4, 5, 6, 7, 8];
  test("a neuron is one number, by default at the lower right of the centre", async () => {
    expect(await scoreOf({kind: "neuron", layer: "a", channel: 1}, a, [1, 2, 2, 2])).toEqual([8]);
    expect(await scoreOf({kind: "neuron", layer: "a", channel: 0, y: 0, x: 1}, a, [1, 2, 2, 2])).toEqual([3]);
    expect(await scoreOf({kind: "neuron", layer: "a", channel: 3}, a, [2, 4])).toEqual([4, 8]);
  });
  test("a channel is a mean over positions", async () => {
    expect(await scoreOf({kind: "channel", layer: "a", channel: 1}, a, [1, 2, 2, 2])).toEqual([5]);
    expect(await scoreOf({kind: "logit", layer: "a", target: 2}, a, [2, 4])).toEqual([3, 7]);
  });
  test("a layer is a mean of squares", async () => {
    expect(await scoreOf({kind: "layer", layer: "a"}, a, [2, 1, 2, 2])).toEqual([7.5, 43.5]);
  });
  test("a direction is a mean dot product", async () => {
    expect(await scoreOf({kind: "direction", layer: "a", vector: [1, -2]}, a, [1, 2, 2, 2])).toEqual([-6]);
  });
  test("cosine and match compare with a target, example by example", async () => {
    const [same, double] = await scoreOf({kind: "cosine", layer: "a", target: grid([3, 4], [2])}, [3, 4, 6, 8], [2, 2]);
    expect(same).toBeCloseTo(1, 5);
    expect(double).toBeCloseTo(1, 5);
    const matches = await scoreOf({kind: "match", layer: "a", target: grid([3, 4], [2])}, [3, 4, 0, 0, 3, 5], [3, 2]);
    expect(matches[0]).toBeCloseTo(0, 6);
    expect(matches[1]).toBeCloseTo(-1, 6);
    expect(matches[2]).toBeCloseTo(-1 / 25, 6);
  });
  test("a guide gives each position its best feature", async () => {
    const target = grid([1, 0, 0, 2], [2, 2]);
    // positions (3, 1) and (0, 1): best dots max(3, 2) and max(0, 2); over the guide's length √5
    const [value] = await scoreOf({kind: "guide", layer: "a", target}, [3, 1, 0, 1], [1, 1, 2, 2]);
    expect(value).toBeCloseTo(2.5 / Math.sqrt(5), 5);
  });
  test("sums are weighted, and a batch interpolates between two", async () => {
    const one: ObjectiveSpec = {kind: "channel", layer: "a", channel: 0};
    const two: ObjectiveSpec = {kind: "channel", layer: "a", channel: 1};
    const terms = [
      {weight: 2, objective: one},
      {weight: -1, objective: two}
    ];
    expect(await scoreOf({kind: "sum", terms}, [1, 5, 2, 7], [2, 2])).toEqual([-3, -3]);
    const ones = [10, 20, 10, 20, 10, 20];
    expect(await scoreOf({kind: "between", from: one, to: two}, ones, [3, 2])).toEqual([10, 15, 20]);
  });
  test("alike pictures have diversity −1 for each other one, unlike pictures 0", async () => {
    const alike = await scoreOf({kind: "diversity", layer: "a"}, [1, 2, 1, 2, 1, 2], [3, 1, 1, 2]);
    alike.forEach((v) => expect(v).toBeCloseTo(-2, 5));
    const unlike = await scoreOf({kind: "diversity", layer: "a"}, [1, 0, 0, 1], [2, 1, 1, 2]);
    unlike.forEach((v) => expect(v).toBeCloseTo(0, 6));
  });
  test("errors say what is legal", async () => {
    await expect(scoreOf({kind: "channel", layer: "a", channel: 9}, a, [1, 2, 2, 2])).rejects.toThrow(/it has 0 to 1/);
    await expect(scoreOf({kind: "direction", layer: "a", vector: [1]}, a, [4, 2])).rejects.toThrow(/2 channels/);
    expect(() => objective({kind: "smell"} as never)).toThrow(/known: neuron/);
  });
});

describe("on a random network", () => {
  let net: ReturnType<typeof randomNet>;
  beforeAll(() => void (net = randomNet()));
  afterAll(() => net.dispose());
  const vector = normals(8, 3);
  const specs: Record<string, ObjectiveSpec> = {
    neuron: {kind: "neuron", layer: "conv2", channel: 2},
    channel: {kind: "channel", layer: "conv2", channel: 2},
    layer: {kind: "layer", layer: "conv1"},
    logit: {kind: "logit", layer: "logits", target: 4},
    direction: {kind: "direction", layer: "conv2", vector},
    cosine: {kind: "cosine", layer: "logits", target: grid(normals(5, 9), [5])},
    match: {kind: "match", layer: "logits", target: grid(normals(5, 9), [5])},
    guide: {kind: "guide", layer: "conv2", target: grid(normals(32, 5).map(Math.abs), [2, 2, 8])},
    diversity: {kind: "diversity", layer: "conv2"},
    sum: {
      kind: "sum",
      terms: [
        {weight: 1, objective: {kind: "channel", layer: "conv2", channel: 1}},
        {weight: -0.5, objective: {kind: "logit", layer: "logits", target: 0}}
      ]
    },
    between: {
      kind: "between",
      from: {kind: "logit", layer: "logits", target: 0},
      to: {kind: "logit", layer: "logits", target: 1}
    }
  };

  test.each(Object.entries(specs))("%s rises", async (_, spec) => {
    const values: number[] = [];
    const options = {height: 16, width: 16, batch: 2, steps: 24, transforms: [], seed: 4};
    for await (const frame of featureVisualisation(net.tap, objective(spec), options))
      values.push(frame.values[0] + frame.values[1]);
    expect(values.length).toBe(25);
    expect(values[24]).toBeGreaterThan(values[0] + 1e-3);
  });

  test.each(Object.entries(specs))("%s: gradient agrees with a finite difference", async (_, spec) => {
    const x = grid(
      normals(2 * 8 * 8 * 3, 2).map((v) => 0.5 + 0.2 * v),
      [2, 8, 8, 3]
    );
    const f = (t: tf.Tensor) => objective(spec).score(reader(net.tap, t));
    const {gradient} = await valueAndGradient(f, x);
    const norm = Math.sqrt(gradient.data.reduce((s, g) => s + g * g, 0));
    const h = 5e-3;
    const moved = (sign: number) =>
      grid(
        x.data.map((v, i) => v + (sign * h * gradient.data[i]) / norm),
        x.shape
      );
    const total = async (g: typeof x) => (await evaluate(f, g)).data.reduce((s, v) => s + v, 0);
    const slope = ((await total(moved(1))) - (await total(moved(-1)))) / (2 * h);
    expect(Math.abs(slope / norm - 1)).toBeLessThan(0.02);
  });

  test("a silent unit is woken, unless gradients are left to stop at its ReLU", async () => {
    const silent = objective({kind: "neuron", layer: "conv2", channel: 3});
    const reached = async (redirect: number) => {
      let value = NaN;
      const options = {height: 16, width: 16, steps: 24, transforms: [], seed: 4, redirect};
      for await (const frame of featureVisualisation(net.tap, silent, options)) {
        if (frame.step === 0) expect(frame.value).toBe(0);
        value = frame.value;
      }
      return value;
    };
    expect(await reached(0)).toBe(0);
    expect(await reached(16)).toBeGreaterThan(0.1);
  });

  test("a layer that two terms share is computed once", () => {
    let runs = 0;
    const tap = () => (x: tf.Tensor) => (++runs, tf.mul(x, 2));
    const both: ObjectiveSpec = {
      kind: "sum",
      terms: [0, 1].map((channel) => ({weight: 1, objective: {kind: "channel", layer: "a", channel}}))
    };
    tf.tidy(() => void objective(both).score(reader(tap, tf.ones([1, 2, 2, 3]))));
    expect(runs).toBe(1);
    expect(objective(both).layers).toEqual(["a"]);
  });
});
