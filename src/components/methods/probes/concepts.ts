import type {Grid} from "../../arrays/grid.js";

/** Something true of a picture of a digit that can be worked out from the picture (or its label) alone. */
export interface Concept {
  name: string;
  /** What is asked, in words. */
  question: string;
  /** Class names; none where the value is a measure. */
  classes?: string[];
  /** The class, or the measure, of one picture [h, w] or [h, w, 1] with ink near 1, and its digit. */
  of(image: Grid, digit: number): number;
}

/**
 * How many holes does the ink enclose? Regions of paper that do not reach the edge; ink connects through corners,
 * paper does not. A 0 has one, an 8 two.
 */
export function holesOf(image: Grid, threshold = 0.3): number {
  const [height, width] = image.shape;
  const seen = Uint8Array.from(image.data, (v) => (v >= threshold ? 1 : 0));
  let holes = 0;
  for (let start = 0; start < seen.length; ++start) {
    if (seen[start]) continue;
    let open = false;
    const stack = [start];
    seen[start] = 1;
    while (stack.length) {
      const at = stack.pop()!;
      const x = at % width;
      const y = (at - x) / width;
      open ||= x === 0 || y === 0 || x === width - 1 || y === height - 1;
      for (const next of [x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at, at - width, at + width])
        if (seen[next] === 0) {
          seen[next] = 1;
          stack.push(next);
        }
    }
    if (!open) ++holes;
  }
  return holes;
}

/**
 * How thick is the pen, in pixels? A long stroke of width w and length l has area wl and outline 2l: the width is
 * twice the ink over the length of its outline, which is the total variation of the picture (coarea formula). Soft
 * edges count by their share. 0 for an empty picture.
 */
export function strokeWidthOf(image: Grid): number {
  const [height, width] = image.shape;
  const ink = (y: number, x: number) => (y < 0 || x < 0 || y >= height || x >= width ? 0 : image.data[y * width + x]);
  let area = 0;
  let outline = 0;
  for (let y = -1; y < height; ++y)
    for (let x = -1; x < width; ++x) {
      const [a, b, c, d] = [ink(y, x), ink(y, x + 1), ink(y + 1, x), ink(y + 1, x + 1)];
      area += a;
      outline += Math.hypot(b - a + d - c, c - a + d - b) / 2;
    }
  return outline > 0 ? (2 * area) / outline : 0;
}

/** How far does the figure lean to the right, in degrees? From the moments of the ink: tan = −μ₁₁ / μ₀₂. */
export function slantOf(image: Grid): number {
  const [height, width] = image.shape;
  let [mass, mx, my] = [0, 0, 0];
  for (let y = 0; y < height; ++y)
    for (let x = 0; x < width; ++x) {
      const v = image.data[y * width + x];
      mass += v;
      mx += v * x;
      my += v * y;
    }
  if (!(mass > 0)) return 0;
  let [xy, yy] = [0, 0];
  for (let y = 0; y < height; ++y)
    for (let x = 0; x < width; ++x) {
      const v = image.data[y * width + x];
      xy += v * (x - mx / mass) * (y - my / mass);
      yy += v * (y - my / mass) ** 2;
    }
  return yy > 0 ? (Math.atan(-xy / yy) * 180) / Math.PI : 0;
}

/** The concepts that pages offer, the digit first. */
export const CONCEPTS: Concept[] = [
  {name: "digit", question: "Which digit is it?", classes: [..."0123456789"], of: (_, digit) => digit},
  {name: "parity", question: "Is it odd?", classes: ["even", "odd"], of: (_, digit) => digit % 2},
  {
    name: "loop",
    question: "Does its ink close a loop?",
    classes: ["no loop", "a loop"],
    of: (image) => (holesOf(image) ? 1 : 0)
  },
  {name: "stroke width", question: "How thick is the pen?", of: strokeWidthOf},
  {name: "slant", question: "How far does it lean to the right?", of: slantOf}
];

/** Cuts a measure in two halves of like size: 1 above the median, else 0. */
export function aboveMedian(measures: ArrayLike<number>): Int32Array {
  const sorted = Float64Array.from(measures).sort();
  const median = sorted[(sorted.length - 1) >> 1];
  return Int32Array.from(measures, (v) => (v > median ? 1 : 0));
}
