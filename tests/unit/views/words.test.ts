import {describe, expect, it} from "vitest";
import {columnsOf, toCSV} from "../../../src/components/views/dataTable.js";
import {formatBytes, formatNumber, formatPercent} from "../../../src/components/views/format.js";
import {binCounts} from "../../../src/components/views/histogram.js";
import {linePoints} from "../../../src/components/views/sparkline.js";

describe("numbers as people read them", () => {
  it.each([
    [0, "0"],
    [0.15, "0.15"],
    [-1.5567, "−1.56"],
    [1234.5, "1230"],
    [12345, "12,300"],
    [0.000123, "1.2 × 10⁻⁴"],
    [-2.5e6, "−2.5 × 10⁶"],
    [NaN, "no number"],
    [-Infinity, "−∞"]
  ])("%d is %s", (value, text) => expect(formatNumber(value)).toBe(text));

  it.each([
    [0, "0 %"],
    [0.0002, "< 0.1 %"],
    [0.0512, "5.1 %"],
    [0.0997, "10 %"],
    [0.614, "61 %"],
    [0.9962, "99.6 %"],
    [0.9999, "> 99.9 %"],
    [1, "100 %"]
  ])("a probability of %d is %s", (p, text) => expect(formatPercent(p)).toBe(text));

  it("gives bytes the unit that suits them", () =>
    expect([12, 45_400, 2_560_000, 26_400_000].map(formatBytes)).toEqual(["12 B", "45 kB", "2.6 MB", "26 MB"]));
});

describe("tables", () => {
  const rows = [
    {layer: "conv1", mean: 0.1},
    {layer: 'say "a", b', most: 3}
  ];
  it("finds every column and quotes what CSV needs quoted", () => {
    expect(columnsOf(rows as any)).toEqual(["layer", "mean", "most"]);
    expect(toCSV(rows as any)).toBe('layer,mean,most\nconv1,0.1,\n"say ""a"", b",,3');
  });
});

describe("drawn numbers", () => {
  it("counts every value once, the upper end in the last bin", () => {
    expect(binCounts([0, 1, 2, 3, 4, NaN, 9, -1], 4, [0, 4])).toEqual({counts: [1, 1, 1, 2], outside: 3});
    expect(binCounts([5, 5], 3, [5, 5])).toEqual({counts: [0, 2, 0], outside: 0});
  });

  it("leads a line from left to right, high values up, and leaves out what is not finite", () => {
    const points = linePoints([0, NaN, 10], 106, 26, 3, [0, 10]);
    expect(points).toEqual([
      [3, 23],
      [103, 3]
    ]);
    expect(linePoints([4, 4], 106, 26, 2, [4, 4])[0][1]).toBe(13);
  });
});
