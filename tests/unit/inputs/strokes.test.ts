import {describe, expect, it} from "vitest";
import {
  centreOfMass,
  digitOf,
  parseStrokes,
  TOO_LONG,
  writeStrokes,
  type Stroke
} from "../../../src/components/inputs/strokes.js";

const seven: Stroke[] = [
  [
    [0.1, 0.1],
    [0.4, 0.1],
    [0.2, 0.5]
  ]
];

describe("digitOf", () => {
  it("is blank without strokes", () => expect(digitOf([]).data.every((v) => v === 0)).toBe(true));

  it("puts the centre of mass in the middle and fits the strokes into twenty pixels", () => {
    const image = digitOf(seven);
    expect(image.shape).toEqual([28, 28, 1]);
    const [x, y] = centreOfMass(image);
    expect(Math.abs(x - 14)).toBeLessThan(0.1);
    expect(Math.abs(y - 14)).toBeLessThan(0.1);
    const rows = [...Array(28).keys()].filter((r) => image.data.subarray(28 * r, 28 * r + 28).some((v) => v > 0.2));
    expect(rows.length).toBeGreaterThanOrEqual(19);
    expect(rows.length).toBeLessThanOrEqual(22);
  });

  it("does not depend on where or how large the digit was drawn", () => {
    const moved = seven.map((s) => s.map(([x, y]) => [0.3 + 1.4 * x, 0.2 + 1.4 * y] as const));
    const [a, b] = [digitOf(seven), digitOf(moved)];
    a.data.forEach((v, i) => expect(b.data[i]).toBeCloseTo(v, 3));
  });

  it("has soft edges between 0 and 1", () => {
    const {data} = digitOf(seven);
    expect(data.every((v) => v >= 0 && v <= 1)).toBe(true);
    expect(data.some((v) => v === 1)).toBe(true);
    expect(data.filter((v) => v > 0.05 && v < 0.95).length).toBeGreaterThan(20);
  });

  it("draws a dot, and stays where it was drawn when not centred", () => {
    const [x, y] = centreOfMass(digitOf([[[0.25, 0.75]]], false));
    expect([x, y]).toEqual([expect.closeTo(7, 1), expect.closeTo(21, 1)]);
    expect(Math.max(...digitOf([[[0.9, 0.9]]]).data)).toBe(1);
  });
});

describe("drawings in the address", () => {
  it("come back within half a cell of the grid", () => {
    const back = parseStrokes(writeStrokes([...seven, [[0.9, 1]]]))!;
    expect(back).toHaveLength(2);
    seven[0].forEach(([x, y], i) => {
      expect(Math.abs(back[0][i][0] - x)).toBeLessThan(0.5 / 63 + 1e-9);
      expect(Math.abs(back[0][i][1] - y)).toBeLessThan(0.5 / 63 + 1e-9);
    });
  });
  it("an empty pad writes nothing, forged text is refused, a long drawing is not written", () => {
    expect(writeStrokes([])).toBe("");
    expect(parseStrokes("")).toEqual([]);
    for (const text of ["a", "ab.", "..", "a!", "long!", "x".repeat(5000)]) expect(parseStrokes(text)).toBe(undefined);
    const long = [Array.from({length: 900}, (_, i) => [(i % 60) / 60, i / 900] as const)];
    expect(writeStrokes(long)).toBe(TOO_LONG);
    expect(parseStrokes(TOO_LONG)).toBe(undefined);
  });
});
