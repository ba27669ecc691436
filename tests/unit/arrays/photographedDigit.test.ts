import {expect, test} from "vitest";
import {alterPicture} from "../../../src/components/arrays/alterPicture.js";
import {sliceOf} from "../../../src/components/arrays/grid.js";
import {cropResize, type Image} from "../../../src/components/arrays/image.js";
import {photographedDigit} from "../../../src/components/arrays/photographedDigit.js";
import {answersOf, batchOfOne} from "../../../src/components/jobs/classify.js";
import {readMnist} from "../../../src/data/mnist.js";
import {openNode} from "../../../src/data/source.js";

/** Pencil on paper under a lamp: the digit small, off the middle, dark on bright, brighter to the right. */
function onPaper(digit: Image, dark: boolean): Image {
  const small = cropResize(digit, {x: -30, y: -20, width: 80, height: 80}, 240);
  const data = new Float32Array(240 * 240 * 3);
  for (let i = 0; i < 240 * 240; ++i) {
    const light = 0.72 + 0.06 * ((i % 240) / 240);
    const ink = 0.6 * small.data[i];
    for (let c = 0; c < 3; ++c) data[3 * i + c] = dark ? light - ink : 1 - light + ink;
  }
  return {data, shape: [240, 240, 3]};
}

test("digits on paper are read as the digits themselves are, dark on bright or bright on dark", async () => {
  const model = await openNode("mnist-cnn");
  const {images} = await readMnist("test", 12);
  const rect = {x: 0, y: 0, width: 240, height: 240};
  for (let i = 0; i < 12; ++i) {
    const digit = sliceOf(images, i) as Image;
    const [plain] = await answersOf(model, batchOfOne(digit));
    for (const dark of [true, false]) {
      const read = photographedDigit(onPaper(digit, dark), rect);
      expect(read.shape).toEqual([28, 28, 1]);
      expect((await answersOf(model, batchOfOne(read)))[0].name, `digit ${i}`).toBe(plain.name);
    }
  }
  model.dispose();
});

test("an empty sheet gives an empty digit", () => {
  const sheet: Image = {data: new Float32Array(50 * 50 * 3).fill(0.8), shape: [50, 50, 3]};
  const {data} = photographedDigit(sheet, {x: 0, y: 0, width: 50, height: 50});
  expect(data.every((v) => v === 0)).toBe(true);
});

test("an alteration of nothing changes nothing, and ends are brought in", () => {
  const image: Image = {data: Float32Array.from({length: 12 * 12}, (_, i) => (i % 7) / 7), shape: [12, 12, 1]};
  for (const alteration of ["shift", "light"] as const)
    alterPicture(image, alteration, 0).data.forEach((v, i) => expect(v).toBeCloseTo(image.data[i], 6));
  const shifted = alterPicture(image, "shift", 1);
  // 30 % of 12 columns, to the nearest pixel: four.
  for (let y = 0; y < 12; ++y)
    for (let x = 4; x < 12; ++x) expect(shifted.data[12 * y + x]).toBeCloseTo(image.data[12 * y + x - 4], 6);
  const covered = alterPicture(image, "cover", 0);
  expect(new Set(covered.data.slice(12 * 6 + 4, 12 * 6 + 8)).size).toBe(1);
  expect(covered.data.slice(0, 12)).toEqual(image.data.slice(0, 12));
  expect(() => alterPicture(image, "light", 2)).toThrow(/−1 to 1, not 2/);
  expect(() => alterPicture(image, "spin" as "light", 0)).toThrow(/unknown alteration: spin/);
});
