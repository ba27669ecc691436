import {cropResize, type Image} from "./image.js";
import {relit} from "./relit.js";

/** What may be done to a picture, a digit or a photo, without making it another one. */
export const ALTERATIONS = ["cover", "shift", "light"] as const;
export type Alteration = (typeof ALTERATIONS)[number];

/** The side of the cover, as a share of the picture's. */
const COVER = 0.36;
/** The farthest shift, as a share of the width. */
export const SHIFT = 0.3;

/**
 * The same picture, covered, shifted or lit otherwise. `amount` runs from −1 to 1:
 * cover: a square of the border's mean colour, a third as wide as the picture, its middle at half the height, from the
 * left edge (−1) to the right (1);
 * shift: to the left by up to 30 % of the width, or to the right; the edge's own pixels fill the gap;
 * light: every number to the power of 3^−amount, darker below 0 and brighter above.
 * At 0 shift and light leave the picture as it is.
 */
export function alterPicture(image: Image, alteration: Alteration, amount: number): Image {
  if (!ALTERATIONS.includes(alteration))
    throw new RangeError(`unknown alteration: ${alteration as string} (there are: ${ALTERATIONS.join(", ")})`);
  if (!(amount >= -1 && amount <= 1)) throw new RangeError(`the amount of an alteration is −1 to 1, not ${amount}`);
  const [height, width] = image.shape;
  if (alteration === "light") return relit(image, amount);
  if (alteration === "cover") return covered(image, amount);
  // Whole pixels, so that a shift does not blur.
  return cropResize(image, {x: -Math.round(amount * SHIFT * width), y: 0, width, height}, height, width);
}

function covered(image: Image, amount: number): Image {
  const [height, width, channels] = image.shape;
  const colour = borderColour(image);
  const [tall, wide] = [COVER * height, COVER * width];
  const [top, left] = [(height - tall) / 2, ((amount + 1) / 2) * width - wide / 2];
  const within = (v: number, limit: number) => Math.min(Math.max(Math.round(v), 0), limit);
  const data = image.data.slice();
  for (let y = within(top, height); y < within(top + tall, height); ++y)
    for (let x = within(left, width); x < within(left + wide, width); ++x) data.set(colour, (y * width + x) * channels);
  return {data, shape: [height, width, channels]};
}

/** The mean colour of a picture's outermost pixels. */
export function borderColour({data, shape: [height, width, channels]}: Image): Float32Array {
  const sum = new Float32Array(channels);
  let count = 0;
  for (let y = 0; y < height; ++y)
    for (let x = 0; x < width; x += y === 0 || y === height - 1 ? 1 : Math.max(width - 1, 1)) {
      for (let c = 0; c < channels; ++c) sum[c] += data[(y * width + x) * channels + c];
      ++count;
    }
  return sum.map((v) => v / count);
}
