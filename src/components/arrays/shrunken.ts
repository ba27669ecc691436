import {cropResize, type Image, type Rect} from "./image.js";

/** A picture made smaller in the middle of a grey one of the same size, and where it then is. */
export function shrunken(image: Image, share: number, grey = 0.5): {image: Image; rect: Rect} {
  const [height, width, channels] = image.shape;
  const [h, w] = [height, width].map((n) => Math.max(1, Math.round(n * share)));
  const small = cropResize(image, {x: 0, y: 0, width, height}, h, w);
  const rect = {x: Math.floor((width - w) / 2), y: Math.floor((height - h) / 2), width: w, height: h};
  const data = new Float32Array(image.data.length).fill(grey);
  for (let i = 0; i < h; ++i)
    data.set(small.data.subarray(i * w * channels, (i + 1) * w * channels), ((rect.y + i) * width + rect.x) * channels);
  return {image: {data, shape: [height, width, channels]}, rect};
}
