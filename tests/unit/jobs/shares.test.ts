import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {cropResize, type Image} from "../../../src/components/arrays/image.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {lime, type LimeFrame} from "../../../src/components/jobs/lime.js";
import {shapley, shapleyByBaseline, shapRelatives, type ShapleyFrame} from "../../../src/components/jobs/shapley.js";
import {last} from "../../../src/components/lab/frames.js";
import * as tf from "../../../src/components/lab/tf.js";
import type {Model} from "../../../src/components/models/model.js";
import {photoNamed} from "../../../src/components/models/photoTable.js";
import {readPhoto} from "../../../src/data/photo.js";
import {openNode} from "../../../src/data/source.js";

let model: Model;
let face: Image;
let context: Context;
beforeAll(async () => {
  model = await openNode("emotion-xception");
  const astronaut = await readPhoto("src/photos/astronaut.png");
  face = cropResize(astronaut, photoNamed("astronaut").faces![0], 64);
  context = {signal: new AbortController().signal, model: async () => model, progress() {}};
});
afterAll(() => model.dispose());

const asked = () => ({model: "emotion-xception", image: face, target: null});

describe("lime", () => {
  const args = () => ({...asked(), segments: 12, samples: 64});

  test("two seeds' surrogates explain most of the score, and the growth is told at every batch", async () => {
    const frame = await last<LimeFrame>(lime(args(), context));
    expect(frame.runs.map(({seed}) => seed)).toEqual([1, 2]);
    expect(frame.runs[0].values.length).toBe(frame.count);
    expect(frame.runs[0].r2).toBeGreaterThan(0.5);
    expect(frame.history.at(-1)).toMatchObject({samples: 64, agreement: frame.agreement});
    expect(frame.history.length).toBeGreaterThan(1);
  });

  test("the same seed twice agrees with itself exactly", async () => {
    const {runs, agreement} = await last<LimeFrame>(lime({...args(), seeds: [5, 5], samples: 32}, context));
    expect(agreement).toBeCloseTo(1, 6);
    expect(runs[0].values).toEqual(runs[1].values);
  });

  test("stopped early it leaves nothing behind; an unknown option is an error", async () => {
    const before = tf.memory().numTensors;
    const frames = lime(args(), context);
    await frames.next();
    await frames.next();
    await frames.return();
    expect(tf.memory().numTensors).toBe(before);
    await expect(lime({...args(), samplez: 3} as never, context).next()).rejects.toThrow(/unknown option samplez/);
  });
});

describe("shapley", () => {
  let frames: ShapleyFrame[];
  beforeAll(async () => {
    frames = [];
    for await (const frame of shapley({...asked(), players: 6, permutations: 8, samples: 64}, context))
      frames.push(frame);
  });

  test("the exact values add up to f(x) − f(baseline), and agree with the table of all coalitions", () => {
    const {exact, all, none, players, earned} = frames.at(-1)!;
    expect(exact!.reduce((sum, v) => sum + v, 0)).toBeCloseTo(all - none, 3);
    expect(earned.length).toBe(2 ** players);
    expect([earned[0], earned.at(-1)]).toEqual([none, all]);
  });

  test("there are as many players as asked for", () => {
    expect(frames[0].players).toBe(6);
    expect(new Set(frames[0].segments.data).size).toBe(6);
  });

  test("Kernel SHAP with every coalition is exact, and sampled orders lie within four standard errors", () => {
    const {exact, kernel, sampling} = frames.at(-1)!;
    const scale = Math.max(...exact!.map(Math.abs));
    exact!.forEach((v, i) => {
      expect(Math.abs(kernel!.values[i] - v) / scale).toBeLessThan(1e-3);
      expect(Math.abs(sampling!.values[i] - v)).toBeLessThan(4 * sampling!.errors![i] + 1e-3 * scale);
    });
  });

  test("estimates grow before the exact values are there", () => {
    expect(frames[0].sampling).toBeNull();
    expect(frames[1].sampling!.values.length).toBe(frames[0].players);
    expect(frames.slice(0, -1).every(({exact}) => exact === null)).toBe(true);
    expect(frames.at(-1)!.misses.sampling.length).toBe(8);
  });
});

test("DeepLIFT and expected gradients tell what their shares should add up to", async () => {
  const [lift, expected] = await shapRelatives({...asked(), players: 5, samples: 8}, context);
  expect(Math.abs(lift.sum - lift.due) / Math.abs(lift.due)).toBeLessThan(0.02);
  expect(lift.values.reduce((sum, v) => sum + v, 0)).toBeCloseTo(lift.sum, 4);
  expect(expected.due).not.toBeCloseTo(lift.due, 1);
});

test("each stand-in for what is absent has its own exact shares", async () => {
  const baselines = {black: {kind: "black"}, white: {kind: "white"}} as const;
  const {ways, players} = await last(shapleyByBaseline({...asked(), players: 3, compactness: 30, baselines}, context));
  for (const {values, all, none} of ways) {
    expect(values.length).toBe(players);
    expect(values.reduce((sum, v) => sum + v, 0)).toBeCloseTo(all - none, 3);
  }
  expect(ways[0].none).not.toBeCloseTo(ways[1].none, 2);
});
