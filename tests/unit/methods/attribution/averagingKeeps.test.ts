import {expect, test} from "vitest";
import {averagingKeeps} from "../../../../src/components/methods/attribution/gradCam.js";

const gradient = (...data: number[]) => ({
  gradient: {data: Float32Array.from(data), shape: [1, 1, data.length / 2, 2]}
});

test("all of a gradient that pulls one way is kept, nothing of one that cancels, half of a half", () => {
  expect(averagingKeeps(gradient(1, -2, 1, -2))).toBeCloseTo(1);
  expect(averagingKeeps(gradient(1, 2, -1, -2))).toBeCloseTo(0);
  expect(averagingKeeps(gradient(1, 1, 1, -1))).toBeCloseTo(0.5);
  expect(averagingKeeps(gradient(0, 0))).toBe(0);
});
