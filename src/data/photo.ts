import sharp from "sharp";
import {fromRGBA, type Image} from "../components/arrays/image.js";

/** Reads a picture file in Node: RGB in [0, 1], turned upright. */
export async function readPhoto(path: string): Promise<Image> {
  const {data, info} = await sharp(path)
    .rotate()
    .ensureAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer({resolveWithObject: true});
  return fromRGBA(data, info.width, info.height);
}
