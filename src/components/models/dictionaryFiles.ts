import {FileAttachment} from "npm:@observablehq/stdlib";
import {grid, type Grid} from "../arrays/grid.js";
import {fromHalf} from "../arrays/half.js";
import {fromBytes, type ByteScale} from "../arrays/quantise.js";

/** Activations of a layer on examples that can be shown, as a page gets them. */
export interface ShownActivations {
  /** [n, d] */
  activations: Grid;
  layer: string;
  /** What each example is, as an index of `names`. */
  labels: readonly number[];
  names: readonly string[];
  /** The examples' pictures: a sheet, its columns, and the side of one in pixels. */
  picture: HTMLImageElement;
  columns: number;
  side: number;
}

/** Parts of photos in a face network's pooled layer, along the directions in which they differ most. */
export interface PatchActivations extends ShownActivations {
  model: string;
  /** How many squares of photos the patches were taken from. */
  squares: number;
  /** The share of the patches' variance that the directions hold. */
  explained: number;
  /** The directions, [units, d], and the patches' mean, [units]. */
  space: {basis: Grid; mean: Float32Array};
}

const DIGITS = {
  about: FileAttachment("../../data/mechanisms/mnist-dense/about.json"),
  activations: FileAttachment("../../data/mechanisms/mnist-dense/activations.bin"),
  picture: FileAttachment("../../data/mechanisms/mnist-dense/digits.png")
};

const PATCHES = {
  about: FileAttachment("../../data/mechanisms/face-patches/about.json"),
  activations: FileAttachment("../../data/mechanisms/face-patches/activations.bin"),
  basis: FileAttachment("../../data/mechanisms/face-patches/basis.bin"),
  picture: FileAttachment("../../data/mechanisms/face-patches/patches.jpg")
};

/** The digit network's last hidden layer on test digits. */
export const digitActivations = once(async (): Promise<ShownActivations> => {
  const {about, activations, picture} = DIGITS;
  const [told, bits, image] = await Promise.all([about.json<any>(), activations.arrayBuffer(), picture.image()]);
  return {
    ...told,
    names: Array.from({length: 10}, (_, i) => String(i)),
    activations: grid(fromHalf(new Uint16Array(bits)), told.shape),
    picture: image
  };
});

/** The face network's pooled layer on parts of the bundled photos. */
export const patchActivations = once(async (): Promise<PatchActivations> => {
  const {about, activations, basis, picture} = PATCHES;
  const [told, bytes, directions, image] = await Promise.all([
    about.json<any>(),
    activations.arrayBuffer(),
    basis.arrayBuffer(),
    picture.image()
  ]);
  return {
    ...told,
    activations: unpacked(bytes, told.shape[1], told.scale),
    space: {basis: unpacked(directions, told.shape[1], told.basis), mean: Float32Array.from(told.mean)},
    picture: image
  };
});

/** Bytes, column after column → [rows, columns]. */
function unpacked(bytes: ArrayBuffer, columns: number, scale: ByteScale): Grid {
  const rows = bytes.byteLength / columns;
  return fromBytes(
    Array.from({length: columns}, (_, c) => new Uint8Array(bytes, c * rows, rows)),
    scale
  );
}

/** Fetches when first asked, and never again. */
function once<T>(fetch: () => Promise<T>): () => Promise<T> {
  let kept: Promise<T> | undefined;
  return () => (kept ??= fetch());
}
