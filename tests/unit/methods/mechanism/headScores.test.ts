import {expect, test} from "vitest";
import {full, grid} from "../../../../src/components/arrays/grid.js";
import {
  duplicateTokenScore,
  firstTokenScore,
  inductionScore,
  previousTokenScore
} from "../../../../src/components/methods/mechanism/headScores.js";
import {corruptedPair, repeatedSequences} from "../../../../src/components/methods/mechanism/repeatedSequences.js";

/** Tokens · a b a b: head 0 does induction, head 1 looks one back, head 2 at the same token, head 3 spreads evenly. */
const tokens = grid([0, 1, 2, 1, 2], [1, 5]);
const looks = [
  [0, 0, 0, 2, 3],
  [0, 0, 1, 2, 3],
  [0, 0, 0, 1, 2]
];
const pattern = full([1, 4, 5, 5]);
looks.forEach((row, h) => row.forEach((s, t) => (pattern.data[(h * 5 + t) * 5 + s] = 1)));
for (let t = 0; t < 5; ++t) for (let s = 0; s <= t; ++s) pattern.data[(15 + t) * 5 + s] = 1 / (t + 1);

test("each score finds its own head", () => {
  // After a comes b at place 2, after b comes a at place 3.
  expect(Array.from(inductionScore(pattern, tokens)).slice(0, 3)).toEqual([1, 1, 0]);
  expect(Array.from(previousTokenScore(pattern)).slice(0, 3)).toEqual([0.75, 1, 0.25]);
  expect(Array.from(duplicateTokenScore(pattern, tokens)).slice(0, 3)).toEqual([0, 0, 1]);
  expect(firstTokenScore(pattern)[3]).toBeCloseTo((1 / 2 + 1 / 3 + 1 / 4 + 1 / 5) / 4, 6);
  expect(inductionScore(pattern, tokens)[3]).toBeCloseTo((1 / 4 + 1 / 5) / 2, 6);
});

test("a pattern must be square", () => {
  expect(() => previousTokenScore(full([1, 1, 2, 3]))).toThrow(/\[n, heads, T, T\]/);
});

test("sequences say their phrase again and again, each with its own length", () => {
  const {tokens, periods} = repeatedSequences({sequences: 40, seed: 9});
  for (let n = 0; n < 40; ++n) {
    const row = tokens.data.subarray(n * 33, (n + 1) * 33);
    expect(row[0]).toBe(0);
    for (let t = 1; t + periods[n] < 33; ++t) expect(row[t + periods[n]]).toBe(row[t]);
    expect(new Set(row.slice(1, 1 + periods[n])).size).toBe(periods[n]);
    expect(row.slice(1).every((v) => v >= 1 && v < 27)).toBe(true);
  }
  expect(new Set(periods).size).toBeGreaterThan(5);
  expect(() => repeatedSequences({vocabulary: 10})).toThrow(/vocabulary above that/);
});

test("a corrupted pair differs in the one token that decides the answer", () => {
  const {clean, corrupted, answer, instead, position} = corruptedPair({phrase: 8, said: 3, seed: 1});
  const differing = Array.from(clean.data).flatMap((v, t) => (v === corrupted.data[t] ? [] : [t]));
  expect(differing).toEqual([position]);
  expect(clean.data[position]).toBe(answer);
  expect(corrupted.data[position]).toBe(instead);
  expect(clean.data.at(-1)).toBe(clean.data[position - 1]);
});
