import {expect, test} from "vitest";
import {gapInWords, gapShare} from "../../../src/components/views/gapInWords.js";

const gap = {value: 12, baselineValue: 2, steps: 64};

test("a gap under 1 % is complete enough, a larger one says what to raise", () => {
  expect(gapShare({...gap, delta: -0.5})).toBeCloseTo(0.05);
  expect(gapInWords({...gap, delta: 0.05})).toMatch(/adds up to 10\.1; .* changes by 10\. The gap is 0\.5 %: complete/);
  expect(gapInWords({...gap, delta: -0.5})).toMatch(/5\.0 %, more than 1 %\. Raise the steps to 128/);
  expect(gapInWords({...gap, steps: 256, delta: -0.5})).toMatch(/most steps there are/);
  expect(gapInWords({...gap, delta: -0.5, sampled: true})).toMatch(/chance\. Raise the steps, here samples, to 256/);
  expect(gapInWords({...gap, steps: 256, delta: -0.5, sampled: true})).toMatch(/chance\. It halves with four times/);
});

test("where there is next to nothing to share out, more steps are no advice", () => {
  expect(gapInWords({value: 10, baselineValue: 9.9, delta: 0.1, steps: 64})).toMatch(/Choose another baseline/);
  const nothing = gapInWords({value: 10, baselineValue: 10, delta: 0, steps: 64});
  expect(nothing).toMatch(/exactly the same score.*adds up to 0\. Choose another baseline/);
});
