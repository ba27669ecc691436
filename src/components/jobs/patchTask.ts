import {random} from "../arrays/random.js";
import type {ActivationManifest} from "../models/activationStore.js";

/** What may be asked of a piece of a photo. */
export type PatchConcept = "face" | "brightness" | "close-up";

/** The pieces that take part, what is true of each, and from which photo it is. */
export interface PatchTask {
  rows: number[];
  labels: number[];
  photos: number[];
}

/** For every face, so many pieces without one. */
const OTHERS = 2;

/**
 * A question with its true answers. Faces are asked of the photos that have one, all pieces with a face and twice as
 * many without, drawn by the seed; brightness is cut at its median; a close-up is a quarter of its photo's side.
 */
export function patchTask(
  concept: PatchConcept,
  {labels: named, patches}: Pick<ActivationManifest, "labels" | "patches">,
  seed: number
): PatchTask {
  if (!patches) throw new RangeError("this store holds no pieces of photos");
  const photos = Array.from(named, Number);
  const all = [...photos.keys()];
  const {face, brightness, zoom} = patches;
  const of = (rows: number[], label: (i: number) => number): PatchTask => ({
    rows,
    labels: rows.map(label),
    photos: rows.map((i) => photos[i])
  });
  if (concept === "close-up") return of(all, (i) => Number(zoom[i] === 4));
  if (concept === "brightness") {
    const middle = [...brightness].sort((a, b) => a - b)[brightness.length >> 1];
    return of(all, (i) => Number(brightness[i] > middle));
  }
  if (concept !== "face") throw new RangeError(`unknown concept: ${concept} (there are: face, brightness, close-up)`);
  const faces = all.filter((i) => face[i]);
  const places = new Set(faces.map((i) => photos[i]));
  const others = all.filter((i) => !face[i] && places.has(photos[i]));
  const drawn = Array.from(random(seed).permutation(others.length), (o) => others[o]).slice(0, OTHERS * faces.length);
  return of(
    [...faces, ...drawn].sort((a, b) => a - b),
    (i) => face[i]
  );
}
