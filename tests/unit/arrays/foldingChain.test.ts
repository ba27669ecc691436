import {expect, test} from "vitest";
import {foldingChain} from "../../../src/components/arrays/foldingChain.js";

test("one layer is a skewed tent: 1 + x below zero, 1 − 2x above", () => {
  const {at, bends} = foldingChain(1, 1);
  expect([-1, -0.5, 0, 0.5, 1].map(at)).toEqual([0, 0.5, 1, 0, -1]);
  expect(bends).toBe(1);
});

test("without a cut any number of layers is a straight line", () => {
  for (const layers of [1, 2, 5, 8]) expect(foldingChain(layers, 0).bends).toBe(0);
  expect(foldingChain(3, 0).at(0.25)).toBeCloseTo(0.75, 12);
  expect(foldingChain(4, 0).at(0.25)).toBeCloseTo(0.25, 12);
});

test("each layer adds the folds of the two before: bends + 1 are Fibonacci numbers", () => {
  // A piece that rises covers [0, 1] only and is not folded at once; one that falls covers [−1, 1] and is.
  const pieces = [1, 2, 3, 4, 5, 6, 7].map((layers) => foldingChain(layers, 1).bends + 1);
  expect(pieces.slice(0, 2)).toEqual([2, 3]);
  for (let i = 2; i < pieces.length; ++i) expect(pieces[i]).toBe(pieces[i - 1] + pieces[i - 2]);
});
