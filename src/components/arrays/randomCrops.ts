import {cropResize, type Image} from "./image.js";
import {random} from "./random.js";

/** n square pieces of pictures, each from a third of the shorter side up, at random places, resampled to one size. */
export function randomCrops(
  images: readonly Image[],
  n: number,
  seed: number,
  height: number,
  width = height
): Image[] {
  const next = random(seed);
  return Array.from({length: n}, (_, i) => {
    const image = images[i % images.length];
    const [rows, columns] = image.shape;
    const side = Math.min(rows, columns) * (1 / 3 + (2 / 3) * next());
    const rect = {x: next() * (columns - side), y: next() * (rows - side), width: side, height: side};
    return cropResize(image, rect, height, width);
  });
}
