import type {Grid} from "./grid.js";
import type {Image} from "./image.js";
import {random} from "./random.js";

/** One channel of an activation: [h, w, c] → [h, w]. */
export function mapOf({data, shape: [height, width, channels]}: Grid, channel: number): Grid {
  if (!(channel >= 0 && channel < channels))
    throw new RangeError(`no channel ${channel} (there are 0 to ${channels - 1})`);
  return {
    data: Float32Array.from({length: height * width}, (_, p) => data[p * channels + channel]),
    shape: [height, width]
  };
}

/** A photo drowned in uniform noise: (1 − share)·photo + share·noise. */
export function noisyImage(image: Image, share: number, seed: number): Image {
  if (!share) return image;
  const next = random(seed);
  return {data: image.data.map((v) => (1 - share) * v + share * next()), shape: [...image.shape]};
}
