/** Maps of channels: which of them peak highest. */
import {expect, test} from "vitest";
import {grid} from "../../../src/components/arrays/grid.js";
import {byPeak} from "../../../src/components/arrays/maps.js";

test("channels are ranked by their peaks; specks and silence do not count", () => {
  const places = 100;
  const channels = [
    (p: number) => (p % 2 ? 1 : 0), // half the places
    () => 0, // silent
    (p: number) => (p === 7 ? 9 : 0), // one speck
    (p: number) => 3 - p / 50, // most of the places, some below zero
    () => -2 // nothing above zero
  ];
  const data = Float32Array.from({length: places * channels.length}, (_, i) =>
    channels[i % channels.length](Math.floor(i / channels.length))
  );
  const activation = grid(data, [10, 10, channels.length]);
  expect(byPeak(activation)).toEqual([
    {channel: 3, peak: 3},
    {channel: 0, peak: 1}
  ]);
  expect(byPeak(activation, 0).map(({channel}) => channel)).toEqual([2, 3, 0]);
});
