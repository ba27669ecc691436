import type {Random} from "../../arrays/random.js";
import * as tf from "../../lab/tf.js";
import {resample} from "./resample.js";

/**
 * A random change that a feature should survive: images [n, h, w, c] → images, the same change for the whole batch,
 * drawn anew from `next` at every step. Differentiable on every backend.
 */
export type Transform = (images: tf.Tensor4D, next: Random) => tf.Tensor4D;

/** A transform as plain data. Angles in degrees; `scale` and `rotate` choose evenly from their lists. */
export type TransformSpec =
  | {kind: "pad"; width: number; fill?: number}
  | {kind: "jitter"; pixels: number}
  | {kind: "scale"; factors: readonly number[]; fill?: number}
  | {kind: "rotate"; degrees: readonly number[]; fill?: number}
  | {kind: "fit"; height: number; width: number; fill?: number};

/** Which transform do these descriptions mean, one after the other? Throws on a kind it does not know. */
export const transform = (specs: readonly TransformSpec[]): Transform => compose(...specs.map(transformOf));

function transformOf(spec: TransformSpec): Transform {
  switch (spec.kind) {
    case "pad":
      return pad(spec.width, spec.fill);
    case "jitter":
      return jitter(spec.pixels);
    case "scale":
      return scale(spec.factors, spec.fill);
    case "rotate":
      return rotate(spec.degrees, spec.fill);
    case "fit":
      return fit(spec.height, spec.width, spec.fill);
    default:
      throw new RangeError(
        `unknown transform: ${(spec as {kind: string}).kind} (known: pad, jitter, scale, rotate, fit)`
      );
  }
}

/** Applies transforms one after the other. */
export const compose =
  (...transforms: readonly Transform[]): Transform =>
  (images, next) =>
    transforms.reduce((x, t) => t(x, next), images);

/** Surrounds a picture with `width` pixels of `fill` (grey), so that what follows does not cut its edge. */
export const pad =
  (width: number, fill = 0.5): Transform =>
  (images) =>
    tf.pad(
      images,
      [
        [0, 0],
        [width, width],
        [width, width],
        [0, 0]
      ],
      fill
    );

/** Cuts `pixels` off the height and the width, at a random place: the picture moves by up to that many pixels. */
export const jitter =
  (pixels: number): Transform =>
  (images, next) => {
    const [n, h, w, c] = images.shape;
    if (pixels >= Math.min(h, w)) throw new RangeError(`cannot jitter a ${h} × ${w} picture by ${pixels} pixels`);
    const [y, x] = [next.integer(pixels + 1), next.integer(pixels + 1)];
    return tf.slice(images, [0, y, x, 0], [n, h - pixels, w - pixels, c]);
  };

/**
 * Makes a picture larger or smaller about its centre by a factor from the list. Departure from Lucid: the canvas
 * keeps its size (`fill` comes in, or the edge goes out), so that dense layers still fit and GPU programs are
 * compiled once.
 */
export const scale =
  (factors: readonly number[], fill = 0.5): Transform =>
  (images, next) => {
    const factor = factors[next.integer(factors.length)];
    if (!(factor > 0)) throw new RangeError(`scale takes positive factors, not ${factors.join(", ")}`);
    return factor === 1 ? images : resample(images, [1 / factor, 0, 0, 1 / factor], fill);
  };

/**
 * Turns a picture anticlockwise about its centre by an angle from the list. Departure from Lucid: corners that come
 * from outside are `fill`, by default grey instead of black.
 */
export const rotate =
  (degrees: readonly number[], fill = 0.5): Transform =>
  (images, next) => {
    const angle = (degrees[next.integer(degrees.length)] * Math.PI) / 180;
    if (Number.isNaN(angle)) throw new RangeError("rotate takes a list of angles in degrees");
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return angle === 0 ? images : resample(images, [cos, sin, -sin, cos], fill);
  };

/** Crops or pads about the centre to a fixed size, for networks that insist on one. */
export const fit =
  (height: number, width: number, fill = 0.5): Transform =>
  (images) => {
    const [n, h, w, c] = images.shape;
    const [dy, dx] = [height - h, width - w];
    const cropped = tf.slice(
      images,
      [0, Math.max(0, -dy) >> 1, Math.max(0, -dx) >> 1, 0],
      [n, Math.min(h, height), Math.min(w, width), c]
    );
    if (dy <= 0 && dx <= 0) return cropped;
    const [top, left] = [Math.max(0, dy) >> 1, Math.max(0, dx) >> 1];
    return tf.pad(
      cropped,
      [
        [0, 0],
        [top, Math.max(0, dy) - top],
        [left, Math.max(0, dx) - left],
        [0, 0]
      ],
      fill
    );
  };

const evenly = (n: number, f: (i: number) => number): number[] => Array.from({length: n}, (_, i) => f(i));

/**
 * Lucid's transforms: pad 12, jitter 8, scale by .9 to 1.1, turn by up to 10° (upright a little more often), jitter 4;
 * lengths are for a side of 224 pixels and follow the picture's shorter `side`. A network that insists on one size
 * gets it back at the end when `fixed` names it.
 * @see tensorflow/lucid, lucid/optvis/transform.py, standard_transforms
 */
export function standardTransforms(
  side = 224,
  {fixed, fill = 0.5}: {fixed?: {height: number; width: number}; fill?: number} = {}
): TransformSpec[] {
  const pixels = (n: number) => Math.max(1, Math.round((n * side) / 224));
  return [
    {kind: "pad", width: pixels(12), fill},
    {kind: "jitter", pixels: pixels(8)},
    {kind: "scale", factors: evenly(11, (i) => 1 + (i - 5) / 50), fill},
    {kind: "rotate", degrees: [...evenly(21, (i) => i - 10), 0, 0, 0, 0, 0], fill},
    {kind: "jitter", pixels: pixels(4)},
    ...(fixed ? [{kind: "fit" as const, fill, ...fixed}] : [])
  ];
}
