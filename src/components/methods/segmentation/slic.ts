import type {Grid} from "../../arrays/grid.js";
import type {Image} from "../../arrays/image.js";
import {withDefaults} from "../../lab/options.js";

export interface SlicOptions {
  /** About how many superpixels to make. */
  segments: number;
  /** How much nearness counts against likeness of colour: 10 follows edges, 40 makes near squares. */
  compactness: number;
  /** Rounds of moving centres. */
  iterations: number;
}

/** Where a superpixel is and what colour it has: L, a, b, row, column. */
type Centre = Float64Array;

/**
 * Which pixels belong together? Superpixels: k-means over colour (CIELAB) and place, each centre searching only its
 * own neighbourhood, then scraps joined to what they touch. [h, w, 3] or [h, w, 1] → ids 0 … n − 1, [h, w]; every
 * superpixel is one connected piece. Deterministic: centres start on a grid, moved off edges.
 * @see Achanta et al. (2012), "SLIC superpixels compared to state-of-the-art superpixel methods", algorithm 1,
 * https://doi.org/10.1109/TPAMI.2012.120
 */
export function slic(image: Image, options?: Partial<SlicOptions>): Grid {
  const {segments, compactness, iterations} = withDefaults<SlicOptions>("slic", options, {
    segments: 50,
    compactness: 10,
    iterations: 10
  });
  if (!(segments >= 1)) throw new RangeError(`slic makes 1 segment or more, not ${segments}`);
  const [height, width] = image.shape;
  const lab = toLab(image);
  const spacing = Math.sqrt((height * width) / Math.min(segments, height * width));
  let centres = startingCentres(lab, height, width, spacing);
  let labels = new Int32Array(height * width);
  for (let round = 0; round < iterations; ++round) {
    labels = assign(lab, height, width, centres, spacing, compactness);
    centres = centresOf(lab, width, labels, centres);
  }
  return {data: connect(labels, height, width, (spacing * spacing) / 4), shape: [height, width]};
}

/** A grid of centres, each moved to the flattest of its nine neighbours. */
function startingCentres(lab: Float32Array, height: number, width: number, spacing: number): Centre[] {
  const rows = Math.max(1, Math.round(height / spacing));
  const columns = Math.max(1, Math.round(width / spacing));
  const centres: Centre[] = [];
  for (let i = 0; i < rows; ++i)
    for (let j = 0; j < columns; ++j) {
      const y = Math.floor(((i + 0.5) * height) / rows);
      const x = Math.floor(((j + 0.5) * width) / columns);
      centres.push(centreAt(lab, width, ...flattest(lab, height, width, y, x)));
    }
  return centres;
}

function centreAt(lab: Float32Array, width: number, y: number, x: number): Centre {
  const at = 3 * (y * width + x);
  return Float64Array.of(lab[at], lab[at + 1], lab[at + 2], y, x);
}

function flattest(lab: Float32Array, height: number, width: number, y: number, x: number): [number, number] {
  let best: [number, number] = [y, x];
  let least = Infinity;
  for (let i = Math.max(1, y - 1); i <= Math.min(height - 2, y + 1); ++i)
    for (let j = Math.max(1, x - 1); j <= Math.min(width - 2, x + 1); ++j) {
      const slope =
        apart(lab, i * width + j - 1, i * width + j + 1) + apart(lab, (i - 1) * width + j, (i + 1) * width + j);
      if (slope < least) [least, best] = [slope, [i, j]];
    }
  return best;
}

/** The squared difference of two pixels' colours. */
const apart = (lab: Float32Array, p: number, q: number) =>
  (lab[3 * p] - lab[3 * q]) ** 2 + (lab[3 * p + 1] - lab[3 * q + 1]) ** 2 + (lab[3 * p + 2] - lab[3 * q + 2]) ** 2;

/** Gives each pixel to the nearest centre among those within one spacing. */
function assign(
  lab: Float32Array,
  height: number,
  width: number,
  centres: Centre[],
  spacing: number,
  compactness: number
): Int32Array<ArrayBuffer> {
  const labels = new Int32Array(height * width).fill(-1);
  const nearest = new Float64Array(height * width).fill(Infinity);
  const place = (compactness / spacing) ** 2;
  // Twice the spacing, so that no pixel lies beyond every centre's reach after centres moved.
  const reach = Math.ceil(2 * spacing);
  centres.forEach(([l, a, b, y, x], k) => {
    for (let i = Math.max(0, Math.floor(y) - reach); i <= Math.min(height - 1, Math.floor(y) + reach); ++i)
      for (let j = Math.max(0, Math.floor(x) - reach); j <= Math.min(width - 1, Math.floor(x) + reach); ++j) {
        const p = i * width + j;
        const colour = (lab[3 * p] - l) ** 2 + (lab[3 * p + 1] - a) ** 2 + (lab[3 * p + 2] - b) ** 2;
        const distance = colour + place * ((i - y) ** 2 + (j - x) ** 2);
        if (distance < nearest[p]) [nearest[p], labels[p]] = [distance, k];
      }
  });
  return labels;
}

/** The mean colour and place of each superpixel; one that lost all its pixels stays where it was. */
function centresOf(lab: Float32Array, width: number, labels: Int32Array, before: Centre[]): Centre[] {
  const sums = before.map(() => new Float64Array(5));
  const counts = new Float64Array(before.length);
  labels.forEach((k, p) => {
    if (k < 0) return;
    counts[k] += 1;
    for (let c = 0; c < 3; ++c) sums[k][c] += lab[3 * p + c];
    sums[k][3] += Math.floor(p / width);
    sums[k][4] += p % width;
  });
  return sums.map((sum, k) => (counts[k] ? sum.map((v) => v / counts[k]) : before[k]));
}

/** Makes each connected piece a superpixel of its own; a piece below `least` pixels joins one that it touches. */
function connect(labels: Int32Array, height: number, width: number, least: number): Float32Array {
  const out = new Float32Array(labels.length).fill(-1);
  let next = 0;
  for (let start = 0; start < labels.length; ++start) {
    if (out[start] >= 0) continue;
    const piece = [start];
    let neighbour = -1;
    out[start] = next;
    for (let at = 0; at < piece.length; ++at)
      for (const q of touching(piece[at], height, width)) {
        if (out[q] < 0 && labels[q] === labels[start]) {
          out[q] = next;
          piece.push(q);
        } else if (out[q] >= 0 && out[q] !== next) neighbour = out[q];
      }
    if (piece.length < least && neighbour >= 0) for (const p of piece) out[p] = neighbour;
    else ++next;
  }
  return out;
}

function touching(p: number, height: number, width: number): number[] {
  const x = p % width;
  const near = [];
  if (x > 0) near.push(p - 1);
  if (x < width - 1) near.push(p + 1);
  if (p >= width) near.push(p - width);
  if (p < (height - 1) * width) near.push(p + width);
  return near;
}

/** sRGB in [0, 1] → CIELAB under D65, three numbers a pixel. */
function toLab({data, shape: [height, width, channels]}: Image): Float32Array {
  const lab = new Float32Array(height * width * 3);
  const curve = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const linear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  for (let p = 0; p < height * width; ++p) {
    const [r, g, b] = [0, 1, 2].map((c) => linear(data[p * channels + (channels === 1 ? 0 : c)]));
    const x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
    const y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
    const z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
    lab.set([116 * y - 16, 500 * (x - y), 200 * (y - z)], 3 * p);
  }
  return lab;
}
