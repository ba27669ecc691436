import sharp from "sharp";
import {sumChannels} from "../src/components/arrays/channels.js";
import {sliceOf, type Grid} from "../src/components/arrays/grid.js";
import {colourScale, colourTable, entryAt} from "../src/components/views/colour.js";

/** Maps smaller than this are enlarged, cell by cell. */
const LEAST = 448;

/**
 * Writes an attribution of a picture, or of a layer's feature maps, as a PNG in the site's colours: signed maps in the
 * diverging scheme with zero in the middle, others in the sequential one. Channels are summed.
 */
export async function writeMap(attribution: Grid, path: string): Promise<void> {
  if (attribution.shape.length < 3)
    throw new RangeError(`only attributions of pictures make a PNG; this one has [${attribution.shape.join(", ")}]`);
  const whole = sliceOf(attribution, 0);
  const map = whole.shape.length === 3 ? sumChannels(whole) : whole;
  const [height, width] = map.shape;
  const signed = map.data.some((v) => v < 0);
  const table = colourTable(signed ? "PuOr" : "magma");
  const scale = colourScale(map.data, {domain: signed ? "symmetric" : "positive"});
  const bytes = new Uint8Array(map.data.length * 3);
  map.data.forEach((v, i) => {
    const at = 3 * entryAt(scale.position(v), table.length / 3);
    bytes.set(table.subarray(at, at + 3), 3 * i);
  });
  const factor = Math.max(1, Math.ceil(LEAST / Math.max(height, width)));
  await sharp(bytes, {raw: {width, height, channels: 3}})
    .resize(width * factor, height * factor, {kernel: "nearest"})
    .png()
    .toFile(path);
}
