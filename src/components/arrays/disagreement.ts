import type {Image} from "./image.js";

/**
 * Where do pictures of one size differ? The standard deviation over them at each pixel, averaged over its colours:
 * [h, w, 1], 0 where all agree, at most ½. Throws without pictures.
 */
export function disagreement(images: readonly Image[]): Image {
  if (!images.length) throw new RangeError("no pictures to compare: give at least one");
  const [height, width, channels] = images[0].shape;
  const data = new Float32Array(height * width);
  for (let i = 0; i < data.length * channels; ++i) {
    const mean = images.reduce((sum, image) => sum + image.data[i], 0) / images.length;
    const variance = images.reduce((sum, image) => sum + (image.data[i] - mean) ** 2, 0) / images.length;
    data[Math.floor(i / channels)] += Math.sqrt(variance) / channels;
  }
  return {data, shape: [height, width, 1]};
}
