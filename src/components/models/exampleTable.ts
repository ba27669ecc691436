import type {Image} from "../arrays/image.js";
import type {ByteScale} from "../arrays/quantise.js";

/** Sketches of the examples' activations at one layer, with what is known of their quality. */
export interface LayerSketch {
  layer: string;
  /** Numbers in the layer's activation, and in its sketch. */
  size: number;
  dims: number;
  seed: number;
  /** How the sketch's columns became bytes, and how far that is off, as a share of their standard deviation. */
  scale: ByteScale;
  error: number;
  /** The share of the true 8 nearest that are among the 64 nearest by sketch, measured on held-out digits. */
  recall: number;
  /** How far from their nearest example held-out test digits lie, rising: what is usual. */
  typical: number[];
}

/** What the loader says of the examples. */
export interface ExampleMeta {
  model: string;
  count: number;
  queries: {label: number; wrong: boolean}[];
  sketches: LayerSketch[];
}

/** Test digits that a query is compared with: pictures, labels, and each layer's sketches as bytes, column by column. */
export interface Examples extends ExampleMeta {
  pixels: Uint8Array;
  labels: Uint8Array;
  /** Digits to ask about, held out from the examples. */
  asked: Uint8Array;
  codes: Record<string, Uint8Array>;
}

/** The i-th digit of some pixels as an image, ink 1 on 0. */
export const digitAt = (pixels: Uint8Array, i: number): Image => ({
  data: Float32Array.from(pixels.subarray(784 * i, 784 * (i + 1)), (byte) => byte / 255),
  shape: [28, 28, 1]
});
