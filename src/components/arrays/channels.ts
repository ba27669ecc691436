import type {Grid} from "./grid.js";

/** How strong is each pixel, whatever the sign? The largest magnitude over channels: [h, w, c] → [h, w]. */
export const maxMagnitude = (a: Grid): Grid => overChannels(a, (m, v) => Math.max(m, Math.abs(v)));

/** Does each pixel speak for or against? The sum over channels: [h, w, c] → [h, w]. */
export const sumChannels = (a: Grid): Grid => overChannels(a, (s, v) => s + v);

function overChannels({data, shape}: Grid, combine: (sum: number, value: number) => number): Grid {
  const channels = shape[shape.length - 1];
  const out = new Float32Array(data.length / channels);
  for (let i = 0; i < data.length; ++i) {
    const at = Math.floor(i / channels);
    out[at] = combine(out[at], data[i]);
  }
  return {data: out, shape: shape.slice(0, -1)};
}
