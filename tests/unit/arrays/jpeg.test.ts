import {expect, test} from "vitest";
import type {Image} from "../../../src/components/arrays/image.js";
import {jpeg} from "../../../src/components/arrays/jpeg.js";
import {random} from "../../../src/components/arrays/random.js";

const picture = (height: number, width: number, channels: number, f: (i: number) => number): Image => ({
  data: Float32Array.from({length: height * width * channels}, (_, i) => f(i)),
  shape: [height, width, channels]
});
const error = (a: Image, b: Image) =>
  Math.sqrt(a.data.reduce((sum, v, i) => sum + (v - b.data[i]) ** 2, 0) / a.data.length);

test.each([1, 3])("a flat picture of %i channels stays flat, and nearly of its colour", (channels) => {
  const flat = picture(11, 13, channels, () => 0.4);
  const out = jpeg(flat, 50);
  expect(out.shape).toEqual(flat.shape);
  // Rounding of the mean's wave: at most half of 16, an eighth of which reaches the pixels.
  for (const v of out.data) expect(Math.abs(v - 0.4)).toBeLessThan(1 / 255 + 1e-6);
  expect(Math.max(...out.data) - Math.min(...out.data)).toBeLessThan(1e-6);
});

test("the lower the quality, the larger the error; at 100 it is hardly one", () => {
  const next = random(2);
  const noisy = picture(16, 24, 3, () => next());
  const errors = [100, 80, 50, 10].map((quality) => error(noisy, jpeg(noisy, quality)));
  expect(errors[0]).toBeLessThan(0.01);
  for (let i = 1; i < 4; ++i) expect(errors[i]).toBeGreaterThan(errors[i - 1]);
});

test("of a wave finer than the table allows nothing is left; the coarse one beside it stays", () => {
  const wave = (u: number) => (i: number) => 0.5 + 0.05 * Math.cos(((2 * (i % 8) + 1) * u * Math.PI) / 16);
  const spread = ({data}: Image) => Math.max(...data) - Math.min(...data);
  expect(spread(jpeg(picture(8, 8, 1, wave(7)), 20))).toBeLessThan(1e-6);
  expect(spread(jpeg(picture(8, 8, 1, wave(1)), 20))).toBeGreaterThan(0.05);
});

test("a quality that is none is named", () => {
  expect(() =>
    jpeg(
      picture(8, 8, 1, () => 0),
      0
    )
  ).toThrow(/quality is 1 to 100, not 0/);
});
