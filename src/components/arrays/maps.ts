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

/**
 * Which channels of an activation [h, w, c] peak highest, and which lowest? Only those count that answer, above a
 * twentieth of their own peak, in at least `share` of the places: a few specks make no map. Highest peaks first.
 */
export function byPeak({data, shape}: Grid, share = 0.05): {channel: number; peak: number}[] {
  const channels = shape[shape.length - 1];
  const places = data.length / channels;
  return Array.from({length: channels}, (_, channel) => {
    let peak = 0;
    for (let i = channel; i < data.length; i += channels) peak = Math.max(peak, data[i]);
    let answers = 0;
    for (let i = channel; i < data.length; i += channels) if (data[i] > peak / 20) ++answers;
    return {channel, peak, answers};
  })
    .filter(({peak, answers}) => peak > 0 && answers >= share * places)
    .map(({channel, peak}) => ({channel, peak}))
    .sort((a, b) => b.peak - a.peak || a.channel - b.channel);
}
