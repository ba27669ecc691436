import type {Image} from "../../arrays/image.js";

/** Turns an image round its own edges: pixel (i, j) goes to (i + dy, j + dx), modulo the size. */
export function roll({data, shape}: Image, dy: number, dx: number): Image {
  const [h, w, c] = shape;
  const out = new Float32Array(data.length);
  const shift = (((dx % w) + w) % w) * c;
  for (let i = 0; i < h; ++i) {
    const from = i * w * c;
    const to = ((((i + dy) % h) + h) % h) * w * c;
    out.set(data.subarray(from, from + w * c - shift), to + shift);
    out.set(data.subarray(from + w * c - shift, from + w * c), to);
  }
  return {data: out, shape: [h, w, c]};
}
