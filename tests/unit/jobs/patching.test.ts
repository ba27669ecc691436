import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {tokensOf} from "../../../src/components/arrays/letters.js";
import {inColour, type Image} from "../../../src/components/arrays/image.js";
import {sliceOf} from "../../../src/components/arrays/grid.js";
import {carriedChannels, channelPatching} from "../../../src/components/jobs/channelPatching.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {
  brokenHeads,
  patchedRun,
  patchMap,
  pathMap,
  type TwoRuns
} from "../../../src/components/jobs/transformerPatching.js";
import * as tf from "../../../src/components/lab/tf.js";
import type {Model} from "../../../src/components/models/model.js";
import {readMnist} from "../../../src/data/mnist.js";
import {openNode} from "../../../src/data/source.js";
import {trained} from "../../helpers/transformers.js";

let runs: TwoRuns;
let model: Model;
let context: Context;
beforeAll(async () => {
  runs = {network: await trained(2), clean: "machinesmachin", corrupted: "machixesmachin"};
  model = await openNode("mnist-cnn");
  context = {signal: new AbortController().signal, progress() {}, model: async () => model} as unknown as Context;
});
afterAll(() => model.dispose());

describe("two runs of a transformer", () => {
  test("the chain: the letter, then head 0.3 a place later, then head 1.0 at the end", async () => {
    const before = tf.memory().numTensors;
    const {rows, effect, answer, clean, corrupted} = await patchMap({...runs, kind: "restore"}, context);
    expect(tf.memory().numTensors).toBe(before);
    expect(answer).toBe(tokensOf("e")[1]);
    expect(clean).toBeGreaterThan(corrupted);
    const at = (title: string, place: number) =>
      effect.data[rows.findIndex((row) => row.title === title) * effect.shape[1] + place];
    expect(at("letters in", 6)).toBeCloseTo(1, 4);
    expect(at("head 0.3", 7)).toBeGreaterThan(0.6);
    expect(at("head 1.0", 14)).toBeGreaterThan(0.8);
    expect(at("head 1.1", 14)).toBeLessThan(0.1);
    expect(at("before the answer", 14)).toBeCloseTo(1, 4);
    expect(at("after layer 0", 6)).toBeLessThan(0.3);
  });

  test("carrying all of the last stream gives the clean answer, carrying nothing the corrupted one", async () => {
    const none = await patchedRun({...runs, cells: []});
    expect(none.difference).toBeCloseTo(none.corrupted, 4);
    const all = await patchedRun({...runs, cells: [{row: 10, place: 14}]});
    expect(all.difference).toBeCloseTo(all.clean, 4);
    expect(all.probabilities.patched[all.answer]).toBeCloseTo(all.probabilities.clean[all.answer], 5);
    const two = await patchedRun({
      ...runs,
      cells: [
        {row: 4, place: 7},
        {row: 6, place: 14}
      ]
    });
    expect(two.difference).toBeGreaterThan(0.8 * two.clean);
  });

  test("every ablation finds the induction head needed at the end, and a seed repeats itself", async () => {
    for (const kind of ["zero", "mean"] as const) {
      const {rows, effect} = await patchMap({...runs, kind, seed: 4}, context);
      const row = rows.findIndex(({title}) => title === "head 1.0");
      expect(effect.data[row * 15 + 14]).toBeGreaterThan(0.5);
    }
  });

  test("head 0.3 speaks through the keys of head 1.0", async () => {
    const {restored, receivers, senders} = await pathMap(runs, context);
    const row = Array.from(restored.data.subarray(3 * receivers.length));
    expect(senders[3]).toBe("head 0.3");
    expect(receivers[row.indexOf(Math.max(...row))]).toBe("1.0 key");
    expect(Math.max(...restored.data.subarray(0, receivers.length))).toBeLessThan(0.1);
  });

  test("heads that share a job hide each other from the probability, not from the logits", async () => {
    const {intact, alone, together} = await brokenHeads({...runs, network: await trained(2, 7), layer: 1}, context);
    for (const one of alone) expect(one.probability).toBeGreaterThan(0.7);
    expect(together.probability).toBeLessThan(0.05);
    const lost = alone.reduce((sum, {difference}) => sum + intact.difference - difference, 0);
    expect(lost).toBeCloseTo(intact.difference - together.difference, 3);
  });

  test("pairs that cannot be compared are refused with a reason", async () => {
    await expect(patchedRun({...runs, corrupted: "abc", cells: []})).rejects.toThrow(/14 and 3 letters/);
    await expect(patchedRun({...runs, corrupted: runs.clean, cells: []})).rejects.toThrow(/same answer/);
  });
});

describe("two digits", () => {
  let pair: {clean: Image; corrupted: Image};
  beforeAll(async () => {
    const {images, labels} = await readMnist("test", 40);
    const digit = (label: number) => inColour(sliceOf(images, labels.indexOf(label)) as Image);
    pair = {clean: digit(7), corrupted: digit(1)};
  });

  test("all channels together restore the clean answer, none leaves the corrupted one", async () => {
    const before = tf.memory().numTensors;
    const map = await channelPatching({model: "mnist-cnn", layer: "relu2", ...pair}, context);
    expect([map.answer.name, map.instead.name]).toEqual(["7", "1"]);
    expect(map.channels).toHaveLength(16);
    const args = {model: "mnist-cnn", layer: "relu2", ...pair};
    const none = await carriedChannels({...args, channels: []}, context);
    const all = await carriedChannels({...args, channels: Array.from({length: 16}, (_, i) => i)}, context);
    expect(none.difference).toBeCloseTo(map.corrupted, 3);
    expect(all.difference).toBeCloseTo(map.clean, 3);
    const [{channel, restored}] = map.channels;
    const one = await carriedChannels({...args, channels: [channel]}, context);
    expect((one.difference - map.corrupted) / (map.clean - map.corrupted)).toBeCloseTo(restored, 3);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a dense layer's units are channels without a map", async () => {
    const {channels, all} = await channelPatching({model: "mnist-cnn", layer: "relu3", ...pair}, context);
    expect([channels.length, all]).toEqual([24, 64]);
    expect(channels[0].clean.shape).toEqual([1, 1]);
  });

  test("pictures with one answer are refused", async () => {
    const same = {model: "mnist-cnn", layer: "relu2", clean: pair.clean, corrupted: pair.clean};
    await expect(channelPatching(same, context)).rejects.toThrow(/calls both pictures 7/);
  });
});
