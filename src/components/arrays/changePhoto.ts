import {cropResize, type Image} from "./image.js";
import {relit} from "./relit.js";

/** What may happen to a photo before a network sees it. */
export const PHOTO_CHANGES = ["light", "crop", "tint", "cover"] as const;
export type PhotoChange = (typeof PHOTO_CHANGES)[number];

/** How much wider the cut around a face is than the face, so that a crop has something to show. */
export const AROUND = 1.6;

/**
 * The same photo under another light, crop, tint or cover. `image` is a square cut, AROUND times as wide as the face in
 * its middle; the answer is what a network sees of it, `size` pixels wide. `amount` runs from −1 to 1; at 0 the photo is
 * as it is, but for the cover, which is over its middle:
 * light: every pixel to the power of 3^−amount, darker below 0 and brighter above;
 * crop: the cut narrows to 1/AROUND of the face's width at −1 and widens to all of `image` at 1;
 * tint: red and blue by 1 ± amount/2, cool below 0 and warm above;
 * cover: a grey bar a fifth of the height, its middle from the top (−1) to the bottom (1).
 */
export function changePhoto(image: Image, change: PhotoChange, amount: number, size: number): Image {
  if (!PHOTO_CHANGES.includes(change))
    throw new RangeError(`unknown change: ${change as string} (there are: ${PHOTO_CHANGES.join(", ")})`);
  if (!(amount >= -1 && amount <= 1)) throw new RangeError(`the amount of a change is −1 to 1, not ${amount}`);
  const whole = image.shape[0];
  const side = (whole / AROUND) * (change === "crop" ? AROUND ** amount : 1);
  const start = (whole - side) / 2;
  const seen = cropResize(image, {x: start, y: start, width: side, height: side}, size);
  if (change === "light") return relit(seen, amount);
  if (change === "tint") {
    const gains = [1 + amount / 2, 1, 1 - amount / 2];
    return {...seen, data: seen.data.map((v, i) => Math.min(v * gains[i % 3], 1))};
  }
  if (change === "cover") return covered(seen, amount);
  return seen;
}

function covered(image: Image, amount: number): Image {
  const [height, width, channels] = image.shape;
  const middle = ((amount + 1) / 2) * height;
  const data = image.data.slice();
  const row = (y: number) => Math.min(Math.max(Math.round(y), 0), height) * width * channels;
  return {data: data.fill(0.5, row(middle - height / 10), row(middle + height / 10)), shape: [height, width, channels]};
}
