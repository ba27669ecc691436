import type {Image} from "../../arrays/image.js";
import type {Preprocessing} from "../card.js";
import {extentOf} from "./ranges.js";

/**
 * What does a network get of a picture? The picture as its numbers would look if red, green and blue were where the
 * network has its first, second and third channel, and the smallest and largest of these numbers.
 */
export function whatItGets({data, shape}: Image, preprocess: Preprocessing): {image: Image; low: number; high: number} {
  const [height, width] = shape;
  const {order, scale, mean} = preprocess;
  const channels = order === "grey" ? 1 : 3;
  const [from, to] = extentOf(preprocess);
  const out = new Float32Array(height * width * channels);
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < out.length; ++i) {
    const [pixel, c] = [Math.floor(i / channels), i % channels];
    const at = shape[2] * pixel;
    const v =
      shape[2] === 1
        ? data[at]
        : order === "grey"
          ? 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]
          : data[at + (order === "bgr" ? 2 - c : c)];
    const number = v * (Array.isArray(scale) ? scale[c] : scale) - mean[c];
    low = Math.min(low, number);
    high = Math.max(high, number);
    out[i] = (number - from) / (to - from);
  }
  return {image: {data: out, shape: [height, width, channels]}, low, high};
}
