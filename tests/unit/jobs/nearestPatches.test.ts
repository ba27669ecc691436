import {expect, test} from "vitest";
import {grid} from "../../../src/components/arrays/grid.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {nearestPatches} from "../../../src/components/jobs/nearestPatches.js";
import {last} from "../../../src/components/lab/frames.js";

const context = {signal: new AbortController().signal} as Context;
const photos = [0, 0, 1, 1, 2];
const layers = [
  {layer: "line", x: grid([0, 1, 3, 4, 9], [5, 1])},
  {layer: "turned", x: grid([0, 9, 4, 3, 1], [5, 1])}
];

test("the nearest in each layer, itself left out", async () => {
  const {rows} = await last(nearestPatches({layers, photos, index: 0, others: false, k: 3}, context));
  expect(rows.map(({indices}) => indices)).toEqual([
    [1, 2, 3],
    [4, 3, 2]
  ]);
  expect(rows[0].distances).toEqual([1, 3, 4]);
});

test("of other photos only, where that is asked; no more than there are", async () => {
  const {rows} = await last(nearestPatches({layers, photos, index: 0, others: true, k: 9}, context));
  expect(rows[0].indices).toEqual([2, 3, 4]);
});

test("a piece that does not exist is refused; a run can be stopped", async () => {
  await expect(last(nearestPatches({layers, photos, index: 5, others: false, k: 1}, context))).rejects.toThrow(
    "piece 5 asked of 5 rows"
  );
  const stopped = {signal: AbortSignal.abort(new Error("stop"))} as Context;
  await expect(last(nearestPatches({layers, photos, index: 0, others: false, k: 1}, stopped))).rejects.toThrow("stop");
});
