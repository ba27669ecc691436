import {expect, test} from "vitest";
import {grid, type Grid} from "../../../../src/components/arrays/grid.js";
import {
  cascadingRandomisation,
  stopsOf,
  type Forgetful
} from "../../../../src/components/methods/evaluation/cascadingRandomisation.js";

/** Three layers; the map counts which are lost, and turns round once the middle one is. */
function network() {
  let lost: readonly string[] = [];
  const asked: string[][] = [];
  const forgetful: Forgetful = {
    layers: ["logits", "middle", "first"],
    async without(layers, f) {
      lost = layers;
      asked.push([...layers]);
      try {
        return await f();
      } finally {
        lost = [];
      }
    }
  };
  const map = async (): Promise<Grid> => grid(lost.includes("middle") ? [4, 3, 2, 1] : [1, 2, 3, 4], [2, 2]);
  return {forgetful, map, asked, lost: () => lost};
}

test("layers go from the output back, all of them or one alone, and come back", async () => {
  const {forgetful, map, asked, lost} = network();
  const ranks = [];
  for await (const {rank, layer} of cascadingRandomisation(map, forgetful)) ranks.push([layer, rank]);
  expect(ranks).toEqual([
    [null, 1],
    ["logits", 1],
    ["middle", -1],
    ["first", -1]
  ]);
  expect(asked).toEqual([["logits"], ["logits", "middle"], ["logits", "middle", "first"]]);
  expect(lost()).toEqual([]);

  const alone = network();
  const frames = [];
  for await (const {rank} of cascadingRandomisation(alone.map, alone.forgetful, {order: "independent"}))
    frames.push(rank);
  expect(frames).toEqual([1, 1, -1, 1]);
});

test("a map that does not look at the weights is as alike as can be to the end", async () => {
  const {forgetful} = network();
  const same = async () => grid([1, 2, 3, 5], [2, 2]);
  for await (const {rank, ssim} of cascadingRandomisation(same, forgetful)) {
    expect(rank).toBeCloseTo(1, 12);
    expect(ssim).toBeCloseTo(1, 6);
  }
});

test("stops are spread evenly, with both ends", () => {
  expect(stopsOf(9, 3)).toEqual([0, 4, 8]);
  expect(stopsOf(3, 8)).toEqual([0, 1, 2]);
});
