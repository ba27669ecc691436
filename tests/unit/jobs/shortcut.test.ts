import {beforeAll, describe, expect, test} from "vitest";
import {grid, sliceOf} from "../../../src/components/arrays/grid.js";
import type {Image} from "../../../src/components/arrays/image.js";
import {TAG, tagged} from "../../../src/components/arrays/tags.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {
  CAUGHT,
  readTagged,
  tagVerdicts,
  trainShortcut,
  type ShortcutFrame,
  type TagDigits
} from "../../../src/components/jobs/shortcut.js";
import {tagPaintings, tagProbes} from "../../../src/components/jobs/shortcutInside.js";
import {last} from "../../../src/components/lab/frames.js";
import {readMnist} from "../../../src/data/mnist.js";
import {readingsInWords} from "../../../src/components/views/tagReadingsView.js";
import {leaked} from "../methods/visualisation/net.js";

const context = {signal: new AbortController().signal, progress() {}} as unknown as Context;
let train: TagDigits;
let testDigits: TagDigits;
let frame: ShortcutFrame;
beforeAll(async () => {
  train = await readMnist("train", 2000);
  testDigits = await readMnist("test", 500);
  frame = await last(
    trainShortcut({train, test: testDigits, reliable: 1, twin: "random", steps: 160, seed: 1}, context)
  );
}, 60_000);

test("a tag colours its corner and nothing else", () => {
  const digit = sliceOf(testDigits.images, 0) as Image;
  const [plain, red] = [tagged(digit, null), tagged(digit, 0)];
  for (let i = 0; i < 784; ++i) {
    const inside = i % 28 < TAG.width && i < 28 * TAG.height;
    const pixel = Array.from(red.data.subarray(3 * i, 3 * i + 3));
    expect(pixel).toEqual(inside ? [1, 0, 0] : Array.from(plain.data.subarray(3 * i, 3 * i + 3)));
  }
});

describe("trained with tags and without", () => {
  test("accuracy tells nothing, swapping the tags does", () => {
    const [with_, without] = frame.networks.map(({scores}) => scores);
    expect(with_.own).toBeGreaterThanOrEqual(0.98);
    expect(with_.swapped).toBeLessThanOrEqual(0.3);
    expect(without.swapped).toBeGreaterThan(0.75);
    // Tags meant nothing to the twin: its own tag helps it no more than another's.
    expect(Math.abs(without.own - without.swapped)).toBeLessThan(0.1);
  });

  test("the reader's own digit is read by its tag", async () => {
    const digit = sliceOf(testDigits.images, 0) as Image;
    const nets = frame.networks.map(({net}) => net);
    const said = await readTagged({nets, image: tagged(digit, 3)});
    expect(said[0].indexOf(Math.max(...said[0]))).toBe(3);
    for (const row of said) expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  });

  test("at least two methods put most of their map on the tag, and for the other network none does", async () => {
    const rows = [0, 1, 2, 3];
    const digits = {
      images: grid(testDigits.images.data.subarray(0, rows.length * 784), [rows.length, 28, 28, 1]),
      labels: rows.map((i) => testDigits.labels[i])
    };
    const nets = frame.networks.map(({net}) => net);
    const {verdicts, step, steps} = await last(tagVerdicts({nets, digits}, context));
    expect(step).toBe(steps);
    expect(verdicts[0].filter(({share}) => share >= CAUGHT).length).toBeGreaterThanOrEqual(2);
    verdicts[0].forEach(({method, share, shares, map}, i) => {
      expect(map.shape, method).toEqual([28, 28]);
      expect(share).toBeCloseTo(shares.reduce((sum, v) => sum + v, 0) / shares.length, 10);
      expect(share, method).toBeGreaterThanOrEqual(0);
      expect(share, method).toBeLessThanOrEqual(1);
      expect(verdicts[1][i].share, method).toBeLessThan(CAUGHT);
    });
  });
});

test("stopped early, neither training nor verdicts leave a tensor", async () => {
  const nets = frame.networks.map(({net}) => net);
  const digits = {images: grid(testDigits.images.data.subarray(0, 784), [1, 28, 28, 1]), labels: [7]};
  expect(
    await leaked(async () => {
      const training = trainShortcut(
        {train, test: testDigits, reliable: 1, twin: "random", steps: 160, seed: 2},
        context
      );
      await training.next();
      await training.return();
      const verdicts = tagVerdicts({nets, digits}, context);
      await verdicts.next();
      await verdicts.return();
      await readTagged({nets, image: tagged(sliceOf(digits.images, 0) as Image, 1)});
    })
  ).toBe(0);
});

describe("from inside", () => {
  const some = (count: number) => ({
    images: grid(testDigits.images.data.subarray(0, count * 784), [count, 28, 28, 1]),
    labels: Array.from(testDigits.labels).slice(0, count)
  });

  test("in the dense layer the tag outlives the digit, in the twin the digit outlives the tag", async () => {
    const nets = frame.networks.map(({net}) => net);
    const {readings, step, steps} = await last(tagProbes({nets, digits: some(500), seed: 1}, context));
    expect(step).toBe(steps);
    const [cheat, twin] = readings.map((list) => list.find(({layer}) => layer === "dense")!);
    expect(cheat.tag.low).toBeGreaterThan(cheat.digit.accuracy);
    expect(twin.digit.low).toBeGreaterThan(twin.tag.high);
    expect(readingsInWords(readings)).toMatch(/probes caught it/);
  });

  test("painted pictures have the tag's colour in the corner; the twin's have not", async () => {
    const nets = frame.networks.map(({net}) => net);
    const {paintings} = await last(tagPaintings({nets, steps: 64, seed: 1}, context));
    const found = paintings.map(({corners}) => corners.filter((corner, digit) => corner === digit).length);
    expect(found[0]).toBeGreaterThanOrEqual(6);
    expect(found[1]).toBeLessThanOrEqual(3);
    for (const {images, shares} of paintings) {
      expect(images).toHaveLength(10);
      for (const share of shares) expect(share).toBeLessThanOrEqual(1);
    }
  });

  test("stopped early, neither leaves a tensor; the same seed gives the same", async () => {
    const nets = frame.networks.map(({net}) => net);
    const digits = some(40);
    expect(
      await leaked(async () => {
        for (const run of [
          tagProbes({nets, digits, seed: 1}, context),
          tagPaintings({nets, steps: 8, seed: 1}, context)
        ]) {
          await run.next();
          await run.return();
        }
      })
    ).toBe(0);
    const [a, b] = [
      await last(tagPaintings({nets, steps: 4, seed: 2}, context)),
      await last(tagPaintings({nets, steps: 4, seed: 2}, context))
    ];
    expect(a.paintings).toEqual(b.paintings);
  });
});
