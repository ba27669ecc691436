import type {Image} from "./image.js";

// The example tables of ITU-T T.81 (1992), annex K.1, for brightness and for colour.
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
  87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103, 99
];
const CHROMINANCE = Array.from({length: 64}, (_, i) => {
  const [u, v] = [i % 8, i >> 3];
  const corner = [
    [17, 18, 24, 47],
    [18, 21, 26, 66],
    [24, 26, 56, 99],
    [47, 66, 99, 99]
  ];
  return u < 4 && v < 4 ? corner[v][u] : 99;
});

/** cos((2x + 1)uπ / 16) with the orthonormal factors, by u and x. */
const BASIS = Float64Array.from({length: 64}, (_, i) => {
  const [u, x] = [i >> 3, i % 8];
  return (u ? 0.5 : Math.SQRT1_2 / 2) * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/**
 * What is left of a picture after JPEG? Blocks of 8 × 8 become waves (DCT), whose heights are rounded by the standard's
 * tables, scaled for a quality of 1 … 100 as the Independent JPEG Group's library does, and turned back. Colour is
 * rounded as brightness and two colour differences, at full resolution. [h, w, 1 or 3] in [0, 1] → the same shape.
 * @see ITU-T T.81 (1992), annexes A.3 and K.1
 */
export function jpeg(image: Image, quality: number): Image {
  if (!(quality >= 1 && quality <= 100)) throw new RangeError(`a JPEG's quality is 1 to 100, not ${quality}`);
  const [height, width, channels] = image.shape;
  const planes = planesOf(image).map((plane, c) => rounded(plane, height, width, tableOf(c, quality)));
  const data = new Float32Array(image.data.length);
  for (let p = 0; p < height * width; ++p) {
    const colours = channels === 1 ? [planes[0][p]] : toRGB(planes[0][p], planes[1][p], planes[2][p]);
    colours.forEach((v, c) => (data[p * channels + c] = Math.min(Math.max((v + 128) / 255, 0), 1)));
  }
  return {data, shape: [height, width, channels]};
}

function tableOf(plane: number, quality: number): number[] {
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  const table = plane === 0 ? LUMINANCE : CHROMINANCE;
  return table.map((q) => Math.min(Math.max(Math.floor((q * scale + 50) / 100), 1), 255));
}

/** Brightness and, of a picture in colour, two colour differences; each about −128 … 128. */
function planesOf({data, shape: [height, width, channels]}: Image): Float64Array[] {
  const at = (p: number, c: number) => 255 * data[p * channels + c];
  const plane = (f: (p: number) => number) => Float64Array.from({length: height * width}, (_, p) => f(p));
  if (channels === 1) return [plane((p) => at(p, 0) - 128)];
  return [
    plane((p) => 0.299 * at(p, 0) + 0.587 * at(p, 1) + 0.114 * at(p, 2) - 128),
    plane((p) => -0.168736 * at(p, 0) - 0.331264 * at(p, 1) + 0.5 * at(p, 2)),
    plane((p) => 0.5 * at(p, 0) - 0.418688 * at(p, 1) - 0.081312 * at(p, 2))
  ];
}

const toRGB = (y: number, cb: number, cr: number): number[] => [
  y + 1.402 * cr,
  y - 0.344136 * cb - 0.714136 * cr,
  y + 1.772 * cb
];

/** A plane whose blocks' waves are rounded to multiples of the table's numbers; blocks over the edge repeat it. */
function rounded(plane: Float64Array, height: number, width: number, table: number[]): Float64Array {
  const out = new Float64Array(plane.length);
  const block = new Float64Array(64);
  for (let top = 0; top < height; top += 8)
    for (let left = 0; left < width; left += 8) {
      for (let i = 0; i < 64; ++i) {
        const row = Math.min(top + (i >> 3), height - 1);
        block[i] = plane[row * width + Math.min(left + (i % 8), width - 1)];
      }
      const waves = transform(block, false).map((v, i) => Math.round(v / table[i]) * table[i]);
      transform(waves, true).forEach((v, i) => {
        const [row, column] = [top + (i >> 3), left + (i % 8)];
        if (row < height && column < width) out[row * width + column] = v;
      });
    }
  return out;
}

/** The two-dimensional DCT of a block of 8 × 8, or its inverse. */
function transform(block: Float64Array, inverse: boolean): Float64Array {
  const basis = (u: number, x: number) => BASIS[inverse ? x * 8 + u : u * 8 + x];
  const rows = new Float64Array(64);
  const out = new Float64Array(64);
  for (let y = 0; y < 8; ++y)
    for (let u = 0; u < 8; ++u) for (let x = 0; x < 8; ++x) rows[y * 8 + u] += basis(u, x) * block[y * 8 + x];
  for (let v = 0; v < 8; ++v)
    for (let y = 0; y < 8; ++y) for (let u = 0; u < 8; ++u) out[v * 8 + u] += basis(v, y) * rows[y * 8 + u];
  return out;
}
