import {zipGrids, mapGrid, type Grid} from "../../arrays/grid.js";

/** Binomial weights, a small Gaussian. */
const BLUR = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16];

/**
 * What would a gradient be if every scale pushed equally hard? Splits it into `bands` octaves of a Laplacian pyramid
 * and a rest, divides each by its own root mean square, and puts them together again. Gradients of networks are mostly
 * fine grain; after this, large shapes grow as fast. No bands: only the division. [h, w, c] → [h, w, c].
 * @see Mordvintsev, "DeepDreaming with TensorFlow" notebook (2015), "Laplacian pyramid gradient normalization";
 * Burt & Adelson, "The Laplacian Pyramid as a Compact Image Code", IEEE Trans. Communications (1983)
 */
export function equaliseScales(gradient: Grid, bands: number): Grid {
  const [h, w] = gradient.shape;
  if (bands < 1 || Math.min(h, w) < 4) return unit(gradient);
  const coarse = shrink(gradient);
  const fine = unit(zipGrids(gradient, enlarge(coarse, h, w), (g, c) => g - c));
  return zipGrids(fine, enlarge(equaliseScales(coarse, bands - 1), h, w), (f, c) => f + c);
}

/** Divided by its root mean square. */
function unit(a: Grid): Grid {
  const rms = Math.sqrt(a.data.reduce((s, v) => s + v * v, 0) / a.data.length);
  return mapGrid(a, (v) => v / (rms + 1e-12));
}

/** Blurs and keeps every second row and column. */
export const shrink = (a: Grid): Grid => halve(halve(a, 0), 1);

/** The way back: to [height, width], smoothly. */
export const enlarge = (a: Grid, height: number, width: number): Grid => double(double(a, 0, height), 1, width);

function halve(a: Grid, axis: 0 | 1): Grid {
  const length = a.shape[axis];
  return along(a, axis, Math.ceil(length / 2), (i) => BLUR.map((weight, k) => [mirror(2 * i + k - 2, length), weight]));
}

function double(a: Grid, axis: 0 | 1, length: number): Grid {
  // Only every second tap of the blur meets a kept row; twice their weight makes up for it.
  return along(a, axis, length, (i) =>
    BLUR.flatMap((weight, k): [number, number][] => {
      const at = mirror(i + k - 2, length);
      return at % 2 === 0 ? [[at / 2, 2 * weight]] : [];
    })
  );
}

/** A linear map of one axis, given as the weighted inputs of each output. */
function along(a: Grid, axis: 0 | 1, length: number, taps: (i: number) => [number, number][]): Grid {
  const shape = [...a.shape];
  shape[axis] = length;
  const inner = axis === 0 ? shape[1] * shape[2] : shape[2];
  const outer = axis === 0 ? 1 : shape[0];
  const data = new Float32Array(shape[0] * shape[1] * shape[2]);
  for (let i = 0; i < length; ++i)
    for (const [at, weight] of taps(i))
      for (let o = 0; o < outer; ++o) {
        const from = (o * a.shape[axis] + at) * inner;
        const to = (o * length + i) * inner;
        for (let k = 0; k < inner; ++k) data[to + k] += weight * a.data[from + k];
      }
  return {data, shape};
}

/** Reflects an index at both ends, without repeating the edge. */
function mirror(i: number, length: number): number {
  const last = length - 1;
  if (last === 0) return 0;
  const folded = Math.abs(i) % (2 * last);
  return folded > last ? 2 * last - folded : folded;
}
