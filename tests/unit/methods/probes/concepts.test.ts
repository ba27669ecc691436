import {expect, test} from "vitest";
import {grid, sliceOf} from "../../../../src/components/arrays/grid.js";
import {
  aboveMedian,
  CONCEPTS,
  holesOf,
  slantOf,
  strokeWidthOf
} from "../../../../src/components/methods/probes/concepts.js";
import {readMnist} from "../../../../src/data/mnist.js";

/** A picture from rows of characters: # is ink. */
const drawn = (...rows: string[]) =>
  grid(
    rows.flatMap((row) => [...row].map((c) => (c === "#" ? 1 : 0))),
    [rows.length, rows[0].length]
  );

test("holes: none, one, two, and through corners", () => {
  expect(holesOf(drawn("...", ".#.", "..."))).toBe(0);
  expect(holesOf(drawn("###", "#.#", "###"))).toBe(1);
  expect(holesOf(drawn("###", "#.#", "###", "#.#", "###"))).toBe(2);
  expect(holesOf(drawn(".#.", "#.#", ".#."))).toBe(1);
  expect(holesOf(drawn("###", "#.#", "#.#"))).toBe(0);
});

/** A soft-edged bar of some width and length, leaning by some degrees. */
function bar(width: number, length: number, degrees: number) {
  const size = 40;
  const angle = (degrees * Math.PI) / 180;
  const data = Array.from({length: size * size}, (_, i) => {
    const x = (i % size) - 19.5;
    const y = 19.5 - Math.floor(i / size);
    const across = Math.abs(x * Math.cos(angle) - y * Math.sin(angle));
    const lengthwise = Math.abs(x * Math.sin(angle) + y * Math.cos(angle));
    const soft = (v: number) => Math.min(1, Math.max(0, v + 0.5));
    return soft(width / 2 - across) * soft(length / 2 - lengthwise);
  });
  return grid(data, [size, size]);
}

test("stroke width is that of a drawn bar, upright or leaning", () => {
  for (const width of [2, 3, 5])
    for (const degrees of [0, 20, 45]) {
      const expected = (width * 30) / (width + 30);
      expect(Math.abs(strokeWidthOf(bar(width, 30, degrees)) / expected - 1)).toBeLessThan(0.12);
    }
  expect(strokeWidthOf(grid([0, 0, 0, 0], [2, 2]))).toBe(0);
});

test("slant is the bar's angle, positive to the right", () => {
  for (const degrees of [-30, -10, 0, 15, 35])
    expect(Math.abs(slantOf(bar(3, 30, degrees)) - degrees)).toBeLessThan(1.5);
});

test("digits: most zeros and nearly all eights close a loop, ones do not; odd is odd", async () => {
  const {images, labels} = await readMnist("test", 1000);
  const share = (digit: number, holes: (n: number) => boolean) => {
    const own = [...labels.keys()].filter((i) => labels[i] === digit);
    return own.filter((i) => holes(holesOf(sliceOf(images, i)))).length / own.length;
  };
  expect(share(0, (n) => n > 0)).toBeGreaterThan(0.8);
  expect(share(1, (n) => n === 0)).toBeGreaterThan(0.98);
  expect(share(8, (n) => n > 0)).toBeGreaterThan(0.95);
  const [digit, parity] = CONCEPTS.map((c) => c.of(sliceOf(images, 0), labels[0]));
  expect([digit, parity]).toEqual([7, 1]);
});

test("half of a measure lies above its median", () => {
  expect([...aboveMedian([5, 1, 4, 2])]).toEqual([1, 0, 1, 0]);
  expect([...aboveMedian([5, 1, 3, 4, 2])]).toEqual([1, 0, 0, 1, 0]);
});
