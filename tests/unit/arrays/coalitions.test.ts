import {expect, test} from "vitest";
import {playMoves} from "../../../src/components/arrays/coalitions.js";

// Two players who are worth 3 alone and 4 together.
const earned = [0, 3, 3, 4];

test("what a player adds depends on who is there", () => {
  const {present, contributions} = playMoves([0, 1], 2, earned);
  expect(present).toBe(0b11);
  expect(contributions).toEqual([[3], [1]]);
});

test("leaving counts as what was added, and nobody is left after everyone went", () => {
  const {present, contributions} = playMoves([0, 1, 0, 1], 2, earned);
  expect(present).toBe(0);
  expect(contributions).toEqual([
    [3, 1],
    [1, 3]
  ]);
});

test("moves of players that are not there are skipped", () => {
  expect(playMoves([7, 1], 2, earned)).toEqual({present: 0b10, contributions: [[], [3]]});
});
