import sharp from "sharp";
import {readMnist} from "../mnist.js";

/** How many training and test digits the page on shortcuts gets, and how its sheet is laid out. */
const TRAIN = 2000;
const TEST = 500;
const COLUMNS = 50;
const SIDE = 28;

/** Training digits, then test digits, as one sheet of sixteen greys, with their labels in the sheet's order. */
export async function tagDigits(): Promise<{meta: object; png: Uint8Array}> {
  const sets = [await readMnist("train", TRAIN), await readMnist("test", TEST)];
  const height = ((TRAIN + TEST) / COLUMNS) * SIDE;
  const bytes = Buffer.alloc(COLUMNS * SIDE * height);
  let place = 0;
  for (const {images, labels} of sets)
    for (let i = 0; i < labels.length; ++i, ++place)
      for (let p = 0; p < SIDE * SIDE; ++p) {
        const row = Math.floor(place / COLUMNS) * SIDE + Math.floor(p / SIDE);
        const column = (place % COLUMNS) * SIDE + (p % SIDE);
        bytes[row * COLUMNS * SIDE + column] = Math.round(15 * images.data[i * SIDE * SIDE + p]) * 17;
      }
  const raw = sharp(bytes, {raw: {width: COLUMNS * SIDE, height, channels: 1}});
  const png = await raw.png({palette: true, colours: 16, dither: 0, compressionLevel: 9}).toBuffer();
  const labels = sets.map(({labels}) => Array.from(labels).join(""));
  return {
    meta: {train: TRAIN, test: TEST, columns: COLUMNS, side: SIDE, labels: labels.join("")},
    png: new Uint8Array(png)
  };
}
