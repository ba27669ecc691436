import {describe, expect, test} from "vitest";
import {bytePairs, MOST_PAIRS, PAIR_BINS, pairCounts} from "../../../src/components/arrays/bytePairs.js";
import {CODE_EDITS, editedCode, shuffledLines} from "../../../src/components/arrays/codeEdits.js";
import {joinPieces, linesOf, tokenise} from "../../../src/components/arrays/tokenise.js";
import {util} from "../../../src/components/lab/tf.js";
import {codeLanguages} from "../../../src/components/models/codeLanguages.js";
import {codeSampleNamed, codeSamples} from "../../../src/components/models/codeSamples.js";

const shown = (text: string) => tokenise(text).map(({start, end}) => text.slice(start, end));

describe("tokenise", () => {
  test.each([
    ["let x1 = a->b;", ["let", "x1", "=", "a", "->", "b", ";"]],
    ['say("two words", 3.25)', ["say", "(", '"two words"', ",", "3.25", ")"]],
    ["#!/bin/sh\n# été", ["#!/", "bin", "/", "sh", "#", "été"]],
    ['an "open quote\nnext', ["an", '"', "open", "quote", "next"]],
    ["\t \n", []]
  ])("%j", (text, tokens) => expect(shown(text)).toEqual(tokens));

  test("loses nothing but white space, on every sample", () => {
    for (const {text} of codeSamples) {
      const tokens = tokenise(text);
      expect(shown(text).join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
      tokens.forEach(({start, end}, i) => {
        expect(end).toBeGreaterThan(start);
        if (i) expect(start).toBeGreaterThanOrEqual(tokens[i - 1].end);
      });
    }
  });

  test("says what kind each is", () => {
    expect(tokenise('f(2, "a")').map(({kind}) => kind)).toEqual([
      "word",
      "mark",
      "number",
      "mark",
      "quotation",
      "mark"
    ]);
  });
});

test("lines keep their ends and leave blank ones out", () => {
  const text = "one\n\n  \n two\nthree";
  expect(linesOf(text).map(({start, end}) => text.slice(start, end))).toEqual(["one\n", " two\n", "three"]);
  expect(linesOf("")).toEqual([]);
});

test("neighbours are joined when there are too many", () => {
  const pieces = tokenise("a b c d e f g");
  const joined = joinPieces(pieces, 3);
  expect(joined).toHaveLength(3);
  expect(joined[0].start).toBe(0);
  expect(joined.at(-1)!.end).toBe(13);
  expect(joinPieces(pieces, 7)).toHaveLength(7);
});

describe("pairs of bytes", () => {
  test("fall into the bins of TensorFlow's own hash", () => {
    const pairs = bytePairs("if (é) {\n\tx=1;\n}~");
    const signs = [..."if ("].map((c) => [c.charCodeAt(0)]);
    signs.push([0xef, 0xbf, 0xbd], [0xef, 0xbf, 0xbd], ...[...") {\n\tx=1;\n}~"].map((c) => [c.charCodeAt(0)]));
    const bins = signs.slice(1).map((sign, i) =>
      (util as any)
        .fingerPrint64(Uint8Array.from([...signs[i], 32, ...sign]))
        .modulo(PAIR_BINS)
        .getLowBitsUnsigned()
    );
    expect(pairs.map(({bin}) => bin)).toEqual(bins);
  });

  test("know where they stand", () => {
    const text = "aé𝔘b";
    expect(bytePairs(text).map(({start, end}) => text.slice(start, end))).toEqual([
      "aé",
      "é",
      "é𝔘",
      "𝔘",
      "𝔘",
      "𝔘",
      "𝔘b"
    ]);
  });

  test("are counted, up to the 10,000th", () => {
    const {data, shape} = pairCounts(["", "ab", "ab".repeat(9000)]);
    expect(shape).toEqual([3, PAIR_BINS]);
    const sums = [0, 1, 2].map((k) => data.subarray(k * PAIR_BINS, (k + 1) * PAIR_BINS).reduce((a, b) => a + b, 0));
    expect(sums).toEqual([0, 1, MOST_PAIRS]);
    expect(bytePairs("ab".repeat(9000))).toHaveLength(MOST_PAIRS);
  });
});

describe("the samples", () => {
  const languages = codeLanguages.map(([, name]) => name);

  test("are in languages that the classifier knows, each once", () => {
    for (const {language} of codeSamples) expect(languages).toContain(language);
    expect(new Set(codeSamples.map(({language}) => language)).size).toBe(codeSamples.length);
    expect(() => codeSampleNamed("latin")).toThrow(/unknown sample: latin .*rust/);
  });

  test("hold the names and the comments that the edits change", () => {
    for (const {id, text, comment, names} of codeSamples) {
      expect(text, id).toContain(comment[0]);
      for (const name of Object.keys(names)) expect(text, `${id}: ${name}`).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });
});

describe("edits", () => {
  test("every one changes every sample, except where there is nothing of the kind", () => {
    for (const sample of codeSamples)
      for (const edit of CODE_EDITS) expect(editedCode(sample, edit), `${sample.id}: ${edit}`).not.toBe(sample.text);
  });

  test("put in front, take out, rename and shuffle", () => {
    const code = {text: "int a;\n/* why */\nint ab;\n", comment: ["/*", "*/"] as const, names: {a: "alpha"}};
    expect(editedCode(code, "header", {lines: 1})).toBe(
      "/* This file belongs to the lending library of a small town. */\n\nint a;\n/* why */\nint ab;\n"
    );
    expect(editedCode(code, "uncomment")).toBe("int a;\nint ab;\n");
    expect(editedCode(code, "names")).toBe("int alpha;\n/* why */\nint ab;\n");
    expect(editedCode(code, "shebang").split("\n")[0]).toMatch(/^#!.*python/);
    expect(editedCode(code, "shuffle").split("\n").sort()).toEqual(code.text.split("\n").sort());
    expect(() => editedCode(code, "nonsense" as any)).toThrow(/unknown edit: nonsense .*header/);
  });

  test("a seed shuffles alike", () => {
    const text = "a\nb\nc\nd\ne\nf\n";
    expect(shuffledLines(text, 3)).toBe(shuffledLines(text, 3));
    expect(shuffledLines(text, 3)).not.toBe(shuffledLines(text, 4));
  });
});
