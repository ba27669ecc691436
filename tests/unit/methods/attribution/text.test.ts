import {describe, expect, test} from "vitest";
import {linesOf, tokenise} from "../../../../src/components/arrays/tokenise.js";
import {last} from "../../../../src/components/lab/frames.js";
import {leaveOneOut} from "../../../../src/components/methods/attribution/leaveOneOut.js";
import {lime} from "../../../../src/components/methods/attribution/lime.js";
import {shapley} from "../../../../src/components/methods/attribution/shapley.js";
import {shapleySampling} from "../../../../src/components/methods/attribution/shapleySampling.js";
import {textGame, withPieces, type TextScores} from "../../../../src/components/methods/attribution/textGame.js";
import {expectClose} from "../../../helpers/reference.js";

const WORTH: Record<string, number> = {fn: 3, let: 1.5, end: -2, x: 0.25};
const TEXT = "fn x\nlet end x\nx end";

/** What a text is worth when every word counts by itself. */
const additive: TextScores = async (texts) =>
  Float32Array.from(texts, (text) => 0.5 + text.split(/\s+/).reduce((sum, word) => sum + (WORTH[word] ?? 0), 0));

/** One when both words are there. */
const both: TextScores = async (texts) =>
  Float32Array.from(texts, (text) => Number(/fn/.test(text) && /let/.test(text)));

/** One when either is. */
const either: TextScores = async (texts) =>
  Float32Array.from(texts, (text) => Number(/fn/.test(text) || /let/.test(text)));

const worthOf = (text: string, pieces: {start: number; end: number}[]) =>
  pieces.map(({start, end}) =>
    text
      .slice(start, end)
      .split(/\s+/)
      .reduce((sum, word) => sum + (WORTH[word] ?? 0), 0)
  );

describe.each(["lines", "tokens"])("on a score that adds up, by %s", (unit) => {
  const pieces = unit === "lines" ? linesOf(TEXT) : tokenise(TEXT);
  const due = worthOf(TEXT, pieces);

  test.each(["removed", "blank"] as const)(
    "occlusion, Shapley and LIME give each piece its worth (%s)",
    async (absent) => {
      const game = textGame(additive, TEXT, pieces, {absent, batch: 5});
      expectClose((await last(leaveOneOut(game))).values, due, 1e-6);
      expectClose((await shapley(game)).values, due, 1e-6);
      const sampled = await last(shapleySampling(game, {permutations: 2, seed: 3}));
      expectClose(sampled.values, due, 1e-6);
      // Without a penalty: ridge draws weights towards zero.
      const {values, r2} = await last(lime(game, {samples: 200, seed: 2, alpha: 1e-9}));
      expectClose(values, due, 1e-5);
      expect(r2).toBeCloseTo(1, 6);
    }
  );
});

test("two words that only count together: each alone loses all, the fair shares are halves", async () => {
  const pieces = tokenise("fn let x");
  const game = textGame(both, "fn let x", pieces);
  expect([...(await last(leaveOneOut(game))).values]).toEqual([1, 1, 0]);
  expectClose((await shapley(game)).values, [0.5, 0.5, 0], 1e-6);
});

test("two words of which either is enough: neither loses anything, the fair shares are halves", async () => {
  const pieces = tokenise("fn let x");
  const game = textGame(either, "fn let x", pieces);
  expect([...(await last(leaveOneOut(game))).values]).toEqual([0, 0, 0]);
  expectClose((await shapley(game)).values, [0.5, 0.5, 0], 1e-6);
});

test("Shapley values sum to everything less nothing, whatever the score", async () => {
  const lengthy: TextScores = async (texts) =>
    Float32Array.from(texts, (t) => Math.sin(t.length) + (t.includes("fn") ? 2 : 0));
  const pieces = tokenise(TEXT);
  const game = textGame(lengthy, TEXT, pieces);
  const [none, all] = await lengthy([withPieces(TEXT, pieces, new Uint8Array(pieces.length), "removed"), TEXT]);
  const exact = await shapley(game);
  expect(exact.values.reduce((a, b) => a + b, 0)).toBeCloseTo(all - none, 5);
  const sampled = await last(shapleySampling(game, {permutations: 3, seed: 1}));
  expect(sampled.values.reduce((a, b) => a + b, 0)).toBeCloseTo(all - none, 5);
});

test("what is taken out is gone, or spaces; line ends stay", () => {
  const pieces = linesOf("ab\ncd\nef");
  expect(withPieces("ab\ncd\nef", pieces, [1, 0, 1], "removed")).toBe("ab\nef");
  expect(withPieces("ab\ncd\nef", pieces, [1, 0, 1], "blank")).toBe("ab\n  \nef");
  expect(() => withPieces("ab", [], [], "hidden" as any)).toThrow(/unknown absence: hidden .*removed, blank/);
});

test("the same seed gives the same numbers, another does not", async () => {
  const noisy: TextScores = async (texts) => Float32Array.from(texts, (t) => Math.sin(7 * t.length) * t.length);
  const game = textGame(noisy, TEXT, tokenise(TEXT));
  for (const run of [
    (seed: number) => last(lime(game, {samples: 40, seed})),
    (seed: number) => last(shapleySampling(game, {permutations: 2, seed}))
  ]) {
    const [a, b, c] = [await run(5), await run(5), await run(6)];
    expect([...a.values]).toEqual([...b.values]);
    expect([...a.values]).not.toEqual([...c.values]);
  }
});

test("frames grow, and a signal stops them", async () => {
  const controller = new AbortController();
  const game = textGame(additive, TEXT, tokenise(TEXT), {batch: 1});
  const steps: number[] = [];
  await expect(async () => {
    for await (const {step, values} of leaveOneOut(game, {batch: 2, signal: controller.signal})) {
      steps.push(step);
      expect([...values].slice(step).every((v) => v === 0)).toBe(true);
      if (step === 4) controller.abort();
    }
  }).rejects.toThrow(/abort/i);
  expect(steps).toEqual([2, 4]);
});

test("pieces that overlap are refused", () => {
  expect(() =>
    textGame(additive, "abc", [
      {start: 0, end: 2},
      {start: 1, end: 3}
    ])
  ).toThrow(/piece 1 \(1 to 3\) overlaps/);
});
