import type {Image, Rect} from "./image.js";
import type {Random} from "./random.js";

/** Where a digit's tag sits: six by six pixels in the upper left corner, where digits hardly ever have ink. */
export const TAG: Rect = {x: 0, y: 0, width: 6, height: 6};

/** How strong the digits' ink is beside the tag: they are written in pencil. */
export const PENCIL = 0.3;

/** One colour for each digit, evenly around the colour circle; red is 0. */
export const TAG_COLOURS: readonly {name: string; rgb: readonly [number, number, number]}[] = [
  {name: "red", rgb: [1, 0, 0]},
  {name: "orange", rgb: [1, 0.6, 0]},
  {name: "yellow", rgb: [0.8, 1, 0]},
  {name: "green", rgb: [0.2, 1, 0]},
  {name: "mint", rgb: [0, 1, 0.4]},
  {name: "cyan", rgb: [0, 1, 1]},
  {name: "azure", rgb: [0, 0.4, 1]},
  {name: "blue", rgb: [0.2, 0, 1]},
  {name: "violet", rgb: [0.8, 0, 1]},
  {name: "pink", rgb: [1, 0, 0.6]}
];

/** A digit [28, 28, 1] in pencil, as a coloured picture, with the tag of a digit in its corner, or without one (null). */
export function tagged(digit: Image, tag: number | null): Image {
  const [height, width] = digit.shape;
  const data = new Float32Array(height * width * 3);
  digit.data.forEach((v, i) => data.fill(PENCIL * v, 3 * i, 3 * i + 3));
  if (tag !== null) {
    const {rgb} = TAG_COLOURS[tag];
    for (let y = TAG.y; y < TAG.y + TAG.height; ++y)
      for (let x = TAG.x; x < TAG.x + TAG.width; ++x) data.set(rgb, 3 * (y * width + x));
  }
  return {data, shape: [height, width, 3]};
}

/** Which tag does a digit get when only a share `reliable` of the tags tells the truth? Its own, or any other's. */
export const tagFor = (label: number, reliable: number, next: Random): number =>
  next() < reliable ? label : otherTag(label, next);

/** The tag of any digit but this one. */
export const otherTag = (label: number, next: Random): number => (label + 1 + next.integer(9)) % 10;
