import {describe, expect, it} from "vitest";
import {
  AGAINST,
  CATEGORIES,
  FOR,
  categoryColour,
  colourAt,
  colourScale,
  colourTable,
  entryAt,
  parseColour
} from "../../../src/components/views/colour.js";

/** Relative luminance (WCAG 2). */
function luminance(rgb: ArrayLike<number>): number {
  const [r, g, b] = [0, 1, 2].map((c) => {
    const v = rgb[c] / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe("colour tables", () => {
  it.each(["magma", "viridis"] as const)("%s grows lighter from end to end", (scheme) => {
    const table = colourTable(scheme);
    expect(table.length).toBe(256 * 3);
    const light = Array.from({length: 256}, (_, i) => luminance(table.subarray(3 * i, 3 * i + 3)));
    for (let i = 8; i < 256; i += 8) expect(light[i]).toBeGreaterThan(light[i - 8]);
  });

  it("the diverging map is a neutral grey in its middle entry, purple at the low end, orange at the high end", () => {
    const table = colourTable("PuOr");
    const n = table.length / 3;
    expect(n % 2).toBe(1);
    expect([...table.subarray(3 * entryAt(0.5, n), 3 * entryAt(0.5, n) + 3)]).toEqual([247, 247, 247]);
    const [lr, , lb] = parseColour(colourAt("PuOr", 0.15));
    const [hr, , hb] = parseColour(colourAt("PuOr", 0.85));
    expect(lb).toBeGreaterThan(lr);
    expect(hr).toBeGreaterThan(hb);
  });

  it("the diverging map grows darker from its middle to both ends", () => {
    const light = Array.from({length: 33}, (_, i) => luminance(parseColour(colourAt("PuOr", i / 32))));
    for (let i = 1; i <= 16; ++i) {
      expect(light[16 - i]).toBeLessThan(light[17 - i]);
      expect(light[16 + i]).toBeLessThan(light[15 + i]);
    }
  });

  it("for and against share the hues of the diverging map", () => {
    const [fr, , fb] = parseColour(FOR);
    const [ar, , ab] = parseColour(AGAINST);
    expect(fr).toBeGreaterThan(fb);
    expect(ab).toBeGreaterThan(ar);
  });

  it("has ten different categories, and repeats after them", () => {
    expect(new Set(CATEGORIES).size).toBe(10);
    expect(categoryColour(13)).toBe(CATEGORIES[3]);
    expect(categoryColour(-1)).toBe(CATEGORIES[9]);
  });
});

describe("colourScale", () => {
  it("puts zero exactly in the middle of a symmetric domain, whatever the data", () => {
    for (const data of [[-1, 5], [3, 4], [-7, -6], [0, 0], []]) {
      const scale = colourScale(data, {domain: "symmetric", exponent: 0.5});
      expect(scale.position(0)).toBe(0.5);
      expect(scale.low).toBe(-scale.high);
    }
  });

  it("reaches the ends at the largest magnitude, and bends symmetrically", () => {
    const scale = colourScale([-1, 4], {domain: "symmetric", exponent: 0.5});
    expect(scale.position(4)).toBe(1);
    expect(scale.position(-4)).toBe(0);
    expect(scale.position(1)).toBe(0.75);
    expect(scale.position(-1)).toBe(0.25);
    expect(scale.position(100)).toBe(1);
  });

  it("clips at a quantile of the magnitudes", () => {
    const data = Float32Array.from({length: 101}, (_, i) => (i === 100 ? -1000 : i));
    expect(colourScale(data, {quantile: 0.99}).high).toBe(99);
    expect(colourScale(data, {quantile: 1}).high).toBe(1000);
    const spike = [...new Array(999).fill(0), 3];
    expect(colourScale(spike, {quantile: 0.99}).high).toBe(3);
  });

  it("takes a pair of numbers as it is, and shows a constant map at the low end", () => {
    const scale = colourScale([9], {domain: [2, 6]});
    expect([1, 2, 4, 6, 9].map(scale.position)).toEqual([0, 0, 0.5, 1, 1]);
    expect(colourScale([0, 0]).position(0)).toBe(0);
  });
});
