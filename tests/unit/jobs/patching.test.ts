import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {tokensOf} from "../../../src/components/arrays/letters.js";
import {inColour, type Image} from "../../../src/components/arrays/image.js";
import {grid, sliceOf, type Grid} from "../../../src/components/arrays/grid.js";
import {random} from "../../../src/components/arrays/random.js";
import {channelBoard, type ChannelFrame} from "../../../src/components/jobs/channelPatching.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {
  brokenHeads,
  patchBoard,
  patchedRun,
  patchMap,
  pathMap,
  wholeMap,
  type TwoRuns
} from "../../../src/components/jobs/transformerPatching.js";
import {transformerOf} from "../../../src/components/jobs/transformerSource.js";
import {toGrid, withTensor} from "../../../src/components/lab/gradient.js";
import * as tf from "../../../src/components/lab/tf.js";
import {readActivations} from "../../../src/components/methods/mechanism/patching.js";
import {repeatedSequences} from "../../../src/components/methods/mechanism/repeatedSequences.js";
import type {Model} from "../../../src/components/models/model.js";
import {openTransformer} from "../../../src/components/models/transformer.js";
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

  test("resample ablation is the mean over eight runs with the activation of another sequence", async () => {
    const seed = 5;
    const {rows, values} = await patchMap({...runs, kind: "resample", seed}, context);
    const length = 15;
    const {tokens} = repeatedSequences({sequences: 32, length, vocabulary: 27, seed});
    const open = openTransformer(transformerOf(runs.network));
    const input = grid(tokensOf(runs.clean), [1, length]);
    const logits = await toGrid(await withTensor(input, (x) => open.run(x)));
    const answer = tokensOf("e")[1];
    const at = (data: Float32Array, token: number) => data[(length - 1) * 27 + token];
    const other = await toGrid(await withTensor(grid(tokensOf(runs.corrupted), [1, length]), (x) => open.run(x)));
    const likeliest = ({data}: Grid) => {
      const last = Array.from(data.subarray((length - 1) * 27));
      return last.indexOf(Math.max(...last));
    };
    const rival = likeliest(other);
    expect(likeliest(logits)).toBe(answer);
    for (const [title, place] of [
      ["head 1.0", 14],
      ["after layer 0", 6]
    ] as const) {
      const row = rows.findIndex((one) => one.title === title);
      const {name, head} = rows[row];
      const draws = random(seed);
      for (let skip = 0; skip < 8 * (row * length + place); ++skip) draws.integer(32);
      let sum = 0;
      for (let draw = 0; draw < 8; ++draw) {
        const n = draws.integer(32);
        const one = grid(tokens.data.slice(n * length, (n + 1) * length), [1, length]);
        const said = (await readActivations(open.run, one, [name])).get(name)!;
        const width = said.shape.at(-1)!;
        const from = ((head ?? 0) * length + place) * width;
        const out = await withTensor(input, (x) =>
          open.run(x, (here, value) => {
            if (here !== name) return value;
            const own = value.dataSync().slice();
            own.set(said.data.subarray(from, from + width), from);
            return tf.tensor(own, value.shape);
          })
        );
        const {data} = await toGrid(out);
        sum += at(data, answer) - at(data, rival);
      }
      expect(values.data[row * length + place]).toBeCloseTo(sum / 8, 3);
    }
    open.dispose();
  });

  test("the board first answers, then tells what each square restores; what is known is not asked again", async () => {
    const before = tf.memory().numTensors;
    const frames = [];
    for await (const frame of patchBoard({...runs, cells: [{row: 4, place: 7}]}, context)) frames.push(frame);
    expect(frames.map(({step, steps, effect}) => [step, steps, effect !== null])).toEqual([
      [1, 2, false],
      [2, 2, true]
    ]);
    const {effect} = await patchMap({...runs, kind: "restore"}, context);
    expect(frames[1].effect!.data).toEqual(effect.data);
    const again = [];
    for await (const frame of patchBoard({...runs, cells: [], effect}, context)) again.push(frame);
    expect(again).toHaveLength(1);
    expect(again[0].difference).toBeCloseTo(again[0].corrupted, 4);
    for await (const {paths} of wholeMap({...runs, kind: "break"}, context)) {
      expect(paths).toBeNull();
      break;
    }
    expect(tf.memory().numTensors).toBe(before);
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

  const boards = async (args: Parameters<typeof channelBoard>[0]) => {
    const frames: ChannelFrame[] = [];
    for await (const frame of channelBoard(args, context)) frames.push(frame);
    return frames;
  };

  test("all channels together restore the clean answer, none leaves the corrupted one", async () => {
    const before = tf.memory().numTensors;
    const args = {model: "mnist-cnn", layer: "relu2", ...pair};
    const [first, map] = await boards({...args, channels: []});
    expect(first.channels.every(({restored}) => restored === null)).toBe(true);
    expect([map.answer.name, map.instead.name]).toEqual(["7", "1"]);
    expect(map.channels).toHaveLength(16);
    expect(map.difference).toBeCloseTo(map.corrupted, 3);
    const [all, ...rest] = await boards({...args, channels: Array.from({length: 16}, (_, i) => i), map});
    expect(rest).toEqual([]);
    expect(all.difference).toBeCloseTo(map.clean, 3);
    const [{channel, restored}] = map.channels;
    const [one] = await boards({...args, channels: [channel], map});
    expect((one.difference - map.corrupted) / (map.clean - map.corrupted)).toBeCloseTo(restored!, 3);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a dense layer's units are channels without a map; of many those that promise most are tried", async () => {
    const args = {model: "mnist-cnn", layer: "relu3", ...pair};
    const [, {channels, all, clean, corrupted}] = await boards({...args, channels: []});
    expect([channels.length, all]).toEqual([24, 64]);
    expect(channels[0].clean.shape).toEqual([1, 1]);
    // The layer is linear from here on, so that the estimate is exact, and no unit left out restores more.
    const restored = channels.map((one) => one.restored!);
    expect(restored).toEqual([...restored].sort((a, b) => b - a));
    const tried = channels.map(({channel}) => channel);
    const map = {clean: 0, corrupted: 0, channels, all};
    for (const channel of Array.from({length: 64}, (_, i) => i).filter((i) => !tried.includes(i))) {
      const [{difference}] = await boards({...args, channels: [channel], map});
      const [{difference: nothing}] = await boards({...args, channels: [], map});
      const share = (difference - nothing) / (clean - corrupted);
      expect(share).toBeLessThanOrEqual(restored.at(-1)! + 1e-4);
    }
  });

  test("pictures with one answer are refused", async () => {
    const same = {model: "mnist-cnn", layer: "relu2", clean: pair.clean, corrupted: pair.clean};
    await expect(boards({...same, channels: []})).rejects.toThrow(/calls both pictures 7/);
  });
});
