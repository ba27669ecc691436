import {afterAll, beforeAll, expect, test} from "vitest";
import {full} from "../../../src/components/arrays/grid.js";
import {fromRGBA, type Image} from "../../../src/components/arrays/image.js";
import {AROUND, changePhoto, type PhotoChange} from "../../../src/components/arrays/changePhoto.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {digitSlices, type DigitMarks, type SliceBy} from "../../../src/components/jobs/digitSlices.js";
import {faceUnder} from "../../../src/components/jobs/faceUnder.js";
import {last} from "../../../src/components/lab/frames.js";
import type {Model} from "../../../src/components/models/model.js";
import {digitMarks} from "../../../src/data/failures/digitMarks.js";
import {readMnist} from "../../../src/data/mnist.js";
import {openNode} from "../../../src/data/source.js";
import {leaked} from "../methods/visualisation/net.js";

const N = 400;
const marks: DigitMarks = {
  digits: Array.from({length: N}, (_, i) => i % 10).join(""),
  strokeWidth: Array.from({length: N}, (_, i) => i),
  slant: Array.from({length: N}, (_, i) => -i),
  // Every digit of the widest quarter is misread, and no other.
  right: {net: Array.from({length: N}, (_, i) => (i < 300 ? "1" : "0")).join("")}
};
const ask = {marks, model: "net", groups: 4, count: N, seed: 1} as const;

test("the errors are where they were put, with Wilson's interval", async () => {
  const {all, slices} = await digitSlices({...ask, by: "stroke width"});
  expect(slices.map(({error, n}) => [error, n])).toEqual([
    [0, 100],
    [0, 100],
    [0, 100],
    [1, 100]
  ]);
  expect(all).toMatchObject({error: 0.25, n: N, wrong: 100});
  // By hand: z² / (n + z²) for none of 100.
  expect(slices[0].high).toBeCloseTo(1.959964 ** 2 / (100 + 1.959964 ** 2), 6);
  expect(slices[0].low).toBe(0);
  expect((await digitSlices({...ask, by: "slant"})).slices.map(({error}) => error)).toEqual([1, 0, 0, 0]);
  expect((await digitSlices({...ask, by: "digit"})).slices.map(({wrong, n}) => [wrong, n])).toEqual(
    Array.from({length: 10}, () => [10, 40])
  );
});

test("groups by chance differ by chance; fewer digits give wider intervals; what is unknown is named", async () => {
  const chance = await digitSlices({...ask, by: "chance"});
  expect(chance.slices.reduce((sum, {n}) => sum + n, 0)).toBe(N);
  for (const {low, high} of chance.slices) expect(low < 0.25 + 0.05 && high > 0.25 - 0.05).toBe(true);
  const few = await digitSlices({...ask, by: "stroke width", count: 60});
  expect(few.all.high - few.all.low).toBeGreaterThan(2 * (chance.all.high - chance.all.low));
  await expect(digitSlices({...ask, model: "oracle", by: "digit"})).rejects.toThrow(
    /unknown network: oracle \(there are: net/
  );
  await expect(digitSlices({...ask, by: "mood" as SliceBy})).rejects.toThrow(/unknown grouping: mood/);
});

test("the marks of real digits: measured, and mostly read rightly", async () => {
  const model = await openNode("mnist-cnn");
  const {digits, strokeWidth, slant, right} = await digitMarks([model], await readMnist("test", 100));
  model.dispose();
  expect(digits.slice(0, 5)).toBe("72104");
  expect([strokeWidth.length, slant.length, right["mnist-cnn"].length]).toEqual([100, 100, 100]);
  expect(right["mnist-cnn"].replaceAll("0", "").length).toBeGreaterThan(90);
  for (const width of strokeWidth) expect(width > 50 && width < 800).toBe(true);
});

const flat: Image = {...full([32, 32, 3], 0.5), shape: [32, 32, 3]};
test("changes of a photo: none at 0, and what they say elsewhere", () => {
  for (const change of ["light", "crop", "tint"] as PhotoChange[])
    for (const v of changePhoto(flat, change, 0, 20).data) expect(v).toBeCloseTo(0.5, 6);
  expect(changePhoto(flat, "light", 1, 20).data[0]).toBeCloseTo(0.5 ** (1 / 3), 5);
  expect(changePhoto(flat, "light", -1, 20).data[0]).toBeCloseTo(0.125, 5);
  const warm = changePhoto(flat, "tint", 1, 20).data;
  expect([warm[0], warm[1], warm[2]]).toEqual([0.75, 0.5, 0.25]);
  const white: Image = {...full([32, 32, 3], 1), shape: [32, 32, 3]};
  const rows = (amount: number) =>
    Array.from({length: 20}, (_, y) => changePhoto(white, "cover", amount, 20).data[y * 60] === 0.5).flatMap((c, y) =>
      c ? [y] : []
    );
  expect(rows(0)).toEqual([8, 9, 10, 11]);
  expect(rows(-1)).toEqual([0, 1]);
  expect(() => changePhoto(flat, "light", 2, 20)).toThrow(/−1 to 1, not 2/);
  expect(() => changePhoto(flat, "fog" as PhotoChange, 0, 20)).toThrow(/unknown change: fog/);
  // A ramp from 0 to 1 across: at 1 all of it is seen, at −1 the middle 1/AROUND².
  const ramp: Image = {...flat, data: flat.data.map((_, i) => (Math.floor(i / 3) % 32) / 31)};
  const span = (amount: number) => {
    const {data} = changePhoto(ramp, "crop", amount, 64);
    return data[63 * 3] - data[0];
  };
  expect(span(1)).toBeGreaterThan(0.95);
  expect(span(-1) / span(0)).toBeCloseTo(1 / AROUND, 1);
});

let model: Model;
let face: Image;
beforeAll(async () => {
  model = await openNode("emotion-xception");
  const sharp = (await import("sharp")).default;
  const extra = Math.round((140 * (AROUND - 1)) / 2);
  const cut = {left: 152 - extra, top: Math.max(45 - extra, 0), width: 140 + 2 * extra, height: 140 + 2 * extra};
  const {data, info} = await sharp("src/photos/astronaut.png")
    .extract(cut)
    .ensureAlpha()
    .raw()
    .toBuffer({resolveWithObject: true});
  face = fromRGBA(data, info.width, info.height);
});
afterAll(() => model.dispose());

test("the astronaut smiles; from further away the network is less sure of it; nothing is left over", async () => {
  const context: Context = {signal: new AbortController().signal, model: async () => model, progress() {}};
  const args = {image: face, change: "crop", amounts: [-1, -0.5, 0, 0.5, 1], model: "emotion-xception"} as const;
  const {readings} = await last(faceUnder(args, context));
  expect(readings.map(({amount}) => amount)).toEqual([-1, -0.5, 0, 0.5, 1]);
  const happy = readings.map(({emotions}) => emotions!.find(({name}) => name === "happy")!.probability);
  expect(happy[2]).toBeGreaterThan(0.99);
  expect(happy[4]).toBeLessThan(happy[2] - 0.02);
  expect(readings[2].age).toBeNull();
  const covered = await last(faceUnder({...args, change: "cover"}, context));
  expect(covered.plain).toEqual(readings[2]);
  expect(covered.readings[2].seen.data).not.toEqual(covered.plain.seen.data);
  expect(
    await leaked(async () => {
      const frames = faceUnder(args, context);
      await frames.next();
      await frames.return(undefined);
    })
  ).toBe(0);
});
