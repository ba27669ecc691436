import {describe, expect, it} from "vitest";
import {sliderScale} from "../../../src/components/inputs/range.js";
import {booleanRule, numberRule, optionRule, parseNumber, readBy} from "../../../src/components/inputs/rules.js";
import {searchClasses, shortName} from "../../../src/components/inputs/searchClasses.js";
import {readClass} from "../../../src/components/inputs/classPicker.js";

describe("numberRule", () => {
  const rule = numberRule(8, 256, 8, 64);

  it.each([
    [64, 64],
    [67, 64],
    [69, 72],
    [-5, 8],
    [1e9, 256],
    [Infinity, 256],
    [NaN, 64]
  ])("brings %d to %d", (value, legal) => expect(rule.clamp(value)).toBe(legal));

  it("never steps over the high end, and counts without binary dust", () => {
    expect(numberRule(0, 10, 4, 0).clamp(10)).toBe(8);
    expect(numberRule(0, 1, 0.1, 0).clamp(0.30000001)).toBe(0.3);
    expect(numberRule(0, 1, null, 0).clamp(0.123456)).toBe(0.123456);
  });

  it("reads back what it writes", () => {
    for (let v = 8; v <= 256; v += 8) expect(readBy(rule, "Steps", 64, rule.write(v))).toEqual({value: v, note: null});
  });

  it.each([
    ["999", 256],
    ["65", 64],
    ["abc", 64],
    ["", 64],
    ["NaN", 64],
    ["1e999", 64]
  ])("makes “%s” legal and says what was given, what is legal and what is used", (text, value) => {
    const read = readBy(rule, "Steps", 64, text);
    expect(read.value).toBe(value);
    expect(read.note).toBe(`Steps: “${text}” is not possible. It can be 8 to 256 in steps of 8; ${value} is used.`);
  });

  it("refuses a range that does not rise", () => expect(() => numberRule(3, 3, 1, 3)).toThrow("rising"));
});

it("numbers are read as people type them", () => {
  expect(["0,5", " 7 ", "−3", "1e-3"].map(parseNumber)).toEqual([0.5, 7, -3, 0.001]);
  expect(["", "  ", "two", "1.2.3"].map(parseNumber)).toEqual([undefined, undefined, undefined, undefined]);
});

describe("a log slider", () => {
  const {to, from, min, max} = sliderScale(0.001, 10, "any", true);
  it("meets both ends and halves ratios", () => {
    expect([from(min), from(max), from(100)]).toEqual([0.001, 10, 0.1]);
    expect(to(0.1)).toBeCloseTo(100, 9);
  });
});

describe("options and switches", () => {
  const rule = optionRule(["gradient", "signed"], "gradient", String);
  it("knows its options and nothing else", () => {
    expect(readBy(rule, "Method", "gradient", "signed")).toEqual({value: "signed", note: null});
    const {value, note} = readBy(rule, "Method", "gradient", "<script>");
    expect(value).toBe("gradient");
    expect(note).toContain("gradient, signed");
  });
  it("does not take names that every object has for options", () => {
    expect(booleanRule.parse("constructor")).toBe(undefined);
    expect(readBy(booleanRule, "Signed", true, "toString").value).toBe(true);
    expect(readBy(booleanRule, "Signed", true, "0")).toEqual({value: false, note: null});
  });
});

describe("classes", () => {
  const classes = ["tiger cat", "tabby, tabby cat", "catamaran", "Egyptian cat", "espresso", "café", "hot_dog"];
  it("finds beginnings first, then words, then parts", () => {
    expect(searchClasses(classes, "cat")).toEqual([2, 0, 1, 3]);
    expect(searchClasses(classes, "cat tab")).toEqual([1]);
    expect(searchClasses(classes, "PRESS")).toEqual([4]);
    expect(searchClasses(classes, "cafe")).toEqual([5]);
    expect(searchClasses(classes, "hot dog")).toEqual([6]);
    expect(searchClasses(classes, "zebra")).toEqual([]);
    expect(searchClasses(classes, "a", 2)).toHaveLength(2);
  });
  it("shortens to the first synonym", () => expect(shortName(classes[1])).toBe("tabby"));
  it("reads an index or top, and nothing else", () => {
    expect(["top", "0", "6", "7", "-1", "1.5", "x", ""].map((text) => readClass(text, classes))).toEqual([
      null,
      0,
      6,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined
    ]);
  });
});
