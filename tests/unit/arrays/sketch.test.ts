import {expect, test} from "vitest";
import {normals} from "../../../src/components/arrays/random.js";
import {sketcher} from "../../../src/components/arrays/sketch.js";

const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((v, i) => v - b[i]));

test("squared distances survive, up to an error of about √(2 / dims) on average", () => {
  const sketch = sketcher(1000, 64, 3);
  const ratios = Array.from({length: 40}, (_, i) => {
    const [a, b] = [normals(1000, 2 * i), normals(1000, 2 * i + 1)];
    return (distance(sketch(a), sketch(b)) / distance(a, b)) ** 2;
  });
  const mean = ratios.reduce((sum, r) => sum + r, 0) / ratios.length;
  const spread = Math.sqrt(ratios.reduce((sum, r) => sum + (r - mean) ** 2, 0) / ratios.length);
  expect(Math.abs(mean - 1)).toBeLessThan(0.1);
  expect(spread).toBeLessThan(1.5 * Math.sqrt(2 / 64));
});

test("short vectors stay as they are; the seed decides; a wrong size is an error", () => {
  expect([...sketcher(3, 64, 1)([1, 2, 3])]).toEqual([1, 2, 3]);
  const vector = normals(200, 1);
  expect(sketcher(200, 8, 1)(vector)).toEqual(sketcher(200, 8, 1)(vector));
  expect(sketcher(200, 8, 1)(vector)).not.toEqual(sketcher(200, 8, 2)(vector));
  expect(() => sketcher(200, 8, 1)([1])).toThrow(/takes 200 numbers, not 1/);
});
