import type {Image} from "./image.js";
import {random} from "./random.js";

/** A picture of nothing but chance: each number uniform in [0, 1). */
export function noiseImage([height, width, channels]: Image["shape"], seed: number): Image {
  const next = random(seed);
  return {data: Float32Array.from({length: height * width * channels}, () => next()), shape: [height, width, channels]};
}
