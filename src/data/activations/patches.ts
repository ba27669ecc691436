import sharp from "sharp";
import type {Grid} from "../../components/arrays/grid.js";
import type {Rect} from "../../components/arrays/image.js";
import {random} from "../../components/arrays/random.js";
import type {PatchTable} from "../../components/models/activationStore.js";
import {photoTable} from "../../components/models/photoTable.js";

/** A square part of a photo. */
export interface Patch extends Pick<Rect, "x" | "y"> {
  /** Which photo, in photoTable's order. */
  photo: number;
  side: number;
  zoom: number;
}

/** The squares are the whole, a half and a quarter of the photo's shorter side; neighbouring ones overlap by half. */
const ZOOMS = [1, 2, 4];
/** Every face in the photos, a cat's too: its box and its eyes, marked by hand. */
const FACES: Record<string, {box: Rect; eyes: [x: number, y: number][]}> = {
  chelsea: {
    box: {x: 55, y: 25, width: 315, height: 260},
    eyes: [
      [172, 115],
      [318, 136]
    ]
  },
  camera: {box: {x: 180, y: 105, width: 75, height: 95}, eyes: [[238, 150]]},
  astronaut: {
    box: {x: 152, y: 45, width: 140, height: 140},
    eyes: [
      [203, 101],
      [247, 104]
    ]
  }
};
const EDGE = 0.08;
const LUMA = [0.299, 0.587, 0.114];

/** Every patch of the bundled photos, shuffled by the seed, so that any first n are a fair sample of all. */
export function cutPatches(seed: number): Patch[] {
  const all = photoTable.flatMap(({size: [width, height]}, photo) =>
    ZOOMS.flatMap((zoom) => {
      const side = Math.floor(Math.min(width, height) / zoom);
      const along = (length: number) =>
        Array.from({length: Math.floor((length - side) / (side / 2)) + 1}, (_, i) => Math.floor((i * side) / 2));
      return along(height).flatMap((y) => along(width).map((x) => ({photo, x, y, side, zoom})));
    })
  );
  return Array.from(random(seed).permutation(all.length), (i) => all[i]);
}

/** Does a patch show a face? An eye lies in it, off its edge, and the face is at least a tenth as large as the patch. */
export function showsFace({photo, x, y, side}: Patch): boolean {
  const face = FACES[photoTable[photo].id];
  if (!face || face.box.width * face.box.height < side * side * 0.1) return false;
  const inside = (at: number, from: number) => at - from > EDGE * side && from + side - at > EDGE * side;
  return face.eyes.some(([a, b]) => inside(a, x) && inside(b, y));
}

/** The patches' pictures at one size, [n, side, side, 3] in [0, 1]. */
export async function patchPictures(patches: readonly Patch[], side: number): Promise<Grid> {
  const size = side * side * 3;
  const data = new Float32Array(patches.length * size);
  const photos = await Promise.all(
    photoTable.map(({file}) =>
      sharp(`src/photos/${file}`).removeAlpha().toColourspace("srgb").raw().toBuffer({resolveWithObject: true})
    )
  );
  for (const [i, patch] of patches.entries()) {
    const {data: bytes, info} = photos[patch.photo];
    const picture = await sharp(bytes, {raw: info})
      .extract({left: patch.x, top: patch.y, width: patch.side, height: patch.side})
      .resize(side, side)
      .raw()
      .toBuffer();
    for (let p = 0; p < size; ++p) data[i * size + p] = picture[p] / 255;
  }
  return {data, shape: [patches.length, side, side, 3]};
}

/** The patches with what is true of them, as columns. */
export function patchTable(patches: readonly Patch[], {data, shape: [n]}: Grid): PatchTable {
  const size = data.length / n;
  const brightness = patches.map((_, i) => {
    const luma = data.subarray(i * size, (i + 1) * size).reduce((s, v, c) => s + v * LUMA[c % 3], 0);
    return Number(((300 * luma) / size).toFixed(1));
  });
  return {
    x: patches.map(({x}) => x),
    y: patches.map(({y}) => y),
    side: patches.map(({side}) => side),
    zoom: patches.map(({zoom}) => zoom),
    face: patches.map((patch) => Number(showsFace(patch))),
    brightness
  };
}
