import type {Grid} from "./grid.js";

/** A picture: [height, width, 3], RGB, each number in [0, 1]. */
export interface Image extends Grid {
  shape: [height: number, width: number, channels: number];
}

/** A rectangle in pixels of the image it cuts; may reach over the edge. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** An image from canvas bytes (RGBA, alpha ignored over white). */
export function fromRGBA(bytes: ArrayLike<number>, width: number, height: number): Image {
  const data = new Float32Array(width * height * 3);
  for (let i = 0, j = 0; i < bytes.length; i += 4, j += 3) {
    const alpha = bytes[i + 3] / 255;
    for (let c = 0; c < 3; ++c) data[j + c] = (bytes[i + c] / 255) * alpha + 1 - alpha;
  }
  return {data, shape: [height, width, 3]};
}

/** Canvas bytes (RGBA) of an image, clipped to [0, 1]. One-channel images come out grey. */
export function toRGBA({data, shape: [height, width, channels]}: Image): Uint8ClampedArray {
  const bytes = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; ++i) {
    for (let c = 0; c < 3; ++c) bytes[i * 4 + c] = Math.round(255 * data[i * channels + (channels === 1 ? 0 : c)]);
    bytes[i * 4 + 3] = 255;
  }
  return bytes;
}

/** The largest centred square of an image. */
export function centreSquare({shape: [height, width]}: {shape: readonly number[]}): Rect {
  const side = Math.min(height, width);
  return {x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), width: side, height: side};
}

/** The whole image, its longer side brought to `long` pixels. */
export function fitWithin(image: Image, long: number): Image {
  const [height, width] = image.shape;
  const k = long / Math.max(height, width);
  return cropResize(image, {x: 0, y: 0, width, height}, Math.round(height * k), Math.round(width * k));
}

/**
 * Cuts a rectangle out of an image and resamples it: box-filtered bilinear, so that shrinking averages instead of
 * skipping pixels. Outside the image the nearest edge pixel counts.
 */
export function cropResize(image: Image, rect: Rect, height: number, width = height): Image {
  const rows = weights(rect.y, rect.height, height, image.shape[0]);
  const columns = weights(rect.x, rect.width, width, image.shape[1]);
  const channels = image.shape[2];
  const source = image.data;
  const stride = image.shape[1] * channels;
  const data = new Float32Array(height * width * channels);
  for (let i = 0; i < height; ++i)
    for (let j = 0; j < width; ++j)
      for (const [y, wy] of rows[i])
        for (const [x, wx] of columns[j])
          for (let c = 0; c < channels; ++c)
            data[(i * width + j) * channels + c] += wy * wx * source[y * stride + x * channels + c];
  return {data, shape: [height, width, channels]};
}

/** For each of n output positions, the input positions it averages and their weights (a triangle filter). */
function weights(start: number, length: number, n: number, limit: number): [number, number][][] {
  const scale = length / n;
  const radius = Math.max(scale, 1);
  return Array.from({length: n}, (_, i) => {
    const centre = start + (i + 0.5) * scale - 0.5;
    const taps: [number, number][] = [];
    let total = 0;
    for (let p = Math.ceil(centre - radius); p <= Math.floor(centre + radius); ++p) {
      const w = 1 - Math.abs(p - centre) / radius;
      if (w <= 0) continue;
      taps.push([Math.min(Math.max(p, 0), limit - 1), w]);
      total += w;
    }
    return taps.map(([p, w]) => [p, w / total]);
  });
}

/** Luma of an image (ITU-R BT.601), as one channel: [h, w, 3] → [h, w, 1]. */
export function toGrey(image: Image): Image {
  const [height, width, channels] = image.shape;
  if (channels === 1) return image;
  const data = new Float32Array(height * width);
  for (let i = 0; i < data.length; ++i)
    data[i] = 0.299 * image.data[i * 3] + 0.587 * image.data[i * 3 + 1] + 0.114 * image.data[i * 3 + 2];
  return {data, shape: [height, width, 1]};
}

/** A grey picture as three equal channels: [h, w, 1] → [h, w, 3]. Pictures in colour stay as they are. */
export function inColour(image: Image): Image {
  const [height, width, channels] = image.shape;
  if (channels === 3) return image;
  const data = Float32Array.from({length: height * width * 3}, (_, i) => image.data[Math.floor(i / 3)]);
  return {data, shape: [height, width, 3]};
}

/** A pixelwise mixture: (1 − t)·a + t·b. Throws when sizes differ. */
export function mixImages(a: Image, b: Image, t: number): Image {
  if (a.data.length !== b.data.length)
    throw new RangeError(`images differ in size: [${a.shape.join(", ")}] and [${b.shape.join(", ")}]`);
  return {data: a.data.map((v, i) => (1 - t) * v + t * b.data[i]), shape: [...a.shape]};
}
