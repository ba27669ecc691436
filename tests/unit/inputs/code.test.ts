import {describe, expect, test} from "vitest";
import {shiftPieces} from "../../../src/components/arrays/shiftPieces.js";
import {LARGEST_FILE, LONGEST_TEXT, readCodeFile} from "../../../src/components/inputs/readCodeFile.js";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("a file of the reader's own", () => {
  test("is read as UTF-8, with plain line ends", () => {
    expect(readCodeFile(bytes("a = 1\r\nb = “é”\rc\n"), "x.py")).toEqual({text: "a = 1\nb = “é”\nc\n", note: ""});
  });

  test("is read as UTF-16 when it says so, and as Windows text when it is no UTF-8", () => {
    const wide = Uint8Array.from([0xff, 0xfe, ...[..."int x;"].flatMap((c) => [c.charCodeAt(0), 0])]);
    expect(readCodeFile(wide, "x.c").text).toBe("int x;");
    expect(readCodeFile(Uint8Array.from([0x63, 0x61, 0x66, 0xe9]), "x.txt").text).toBe("café");
  });

  test.each<[string, Uint8Array, RegExp]>([
    ["nothing.txt", new Uint8Array(), /“nothing.txt” is empty: it holds 0 bytes/],
    ["blank.txt", bytes(" \n\t\n"), /holds nothing but white space/],
    ["photo.jpg", Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]), /is a picture \(JPEG\)/],
    ["paper.pdf", bytes("%PDF-1.7 …"), /is a PDF document/],
    ["a.out", Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0xfe]), /is a binary file/],
    ["zeros.txt", bytes("text\0text"), /is a binary file/],
    ["big.log", new Uint8Array(LARGEST_FILE + 1).fill(65), /is too large: 1\.0 MB/]
  ])("%s is refused by name", (name, file, message) => {
    expect(() => readCodeFile(file, name)).toThrow(message);
    expect(() => readCodeFile(file, name)).toThrow(name);
  });

  test("is cut at a line end when it is long, and says so", () => {
    const {text, note} = readCodeFile(bytes("print(1)\n".repeat(3000)), "long.py");
    expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
    expect(text.endsWith("\n")).toBe(true);
    expect(note).toMatch(/27,000 characters; the first 1\d,\d{3} are shown/);
    expect(readCodeFile(bytes("x".repeat(LONGEST_TEXT + 5)), "one.js").text).toHaveLength(LONGEST_TEXT);
  });
});

describe("pieces move with the text that is typed", () => {
  const at = (pieces: {start: number; end: number}[], text: string) =>
    pieces.map(({start, end}) => text.slice(start, end));
  const before = "one two three";
  const pieces = [
    {start: 0, end: 3},
    {start: 4, end: 7},
    {start: 8, end: 13}
  ];

  test.each([
    ["one two three", ["one", "two", "three"]],
    ["one tXwo three", ["one", "tXwo", "three"]],
    ["one twoo three", ["one", "two", "three"]],
    ["xone two three", ["one", "two", "three"]],
    ["one  three", ["one", "three"]],
    ["one two three and four", ["one", "two", "three"]],
    ["", []]
  ])("to %j", (after, left) => expect(at(shiftPieces(pieces, before, after), after)).toEqual(left));

  test("and keep what else they hold", () => {
    const [moved] = shiftPieces([{start: 1, end: 2, colour: "red"}], "abc", "xabc");
    expect(moved).toEqual({start: 2, end: 3, colour: "red"});
  });
});
