import {sizeOf, type Grid} from "../../arrays/grid.js";
import type {Image} from "../../arrays/image.js";
import {normals} from "../../arrays/random.js";
import * as tf from "../../lab/tf.js";
import {frequencies, waves, type Waves} from "./waves.js";

/** How a picture is written down for an optimiser. */
export interface ParametrisationOptions {
  height: number;
  width: number;
  /** 3, or 1 for grey pictures (handed on as three equal channels). */
  channels: 1 | 3;
  /** How many pictures at once. */
  batch: number;
  /** What the numbers are: pixels, or amplitudes of waves over the whole picture (Fourier, or cosines only). */
  basis: "pixel" | Waves;
  /** Amplitudes of frequency f weigh 1 / max(f, 1/side)^decay: 1 gives every octave the energy it has in photos. */
  decay: number;
  /** Should the three numbers of a pixel be colours that vary independently in photos, not red, green and blue? */
  decorrelate: boolean;
  /** How numbers come into [0, 1]: through a sigmoid, or cut off. */
  range: "sigmoid" | "clip";
  /** Standard deviation of the random start. */
  sd: number;
  seed: number;
  /** Starts every picture of the batch from this one, plus the random start. */
  start: Image | null;
}

/** A start and the way from numbers to pictures. */
export interface Parametrisation {
  /** Where the optimiser begins: [h, w, n, c]. */
  parameters: Grid;
  /** Parameters → images [n, h, w, 3] in [0, 1]. Differentiable; call it within a tidy scope. */
  decode(parameters: tf.Tensor): tf.Tensor4D;
  /** Frees the basis. */
  dispose(): void;
}

/**
 * The square root of the covariance of ImageNet's colours, over its largest column norm: columns are lightness,
 * blue–orange and green–magenta.
 * @see tensorflow/lucid, lucid/optvis/param/color.py
 */
const COLOURS = (() => {
  const root = [
    [0.26, 0.09, 0.02],
    [0.27, 0.0, -0.05],
    [0.27, -0.09, 0.03]
  ];
  const largest = Math.max(...[0, 1, 2].map((j) => Math.hypot(...root.map((row) => row[j]))));
  return root.map((row) => row.map((v) => v / largest));
})();

/** Lucid's Fourier pictures carry this factor: √2 from the two halves of the spectrum, over its own 4. */
const LUCID = Math.SQRT2 / 4;

/**
 * In which numbers should a picture be optimised? In pixels neighbours know nothing of each other and noise wins; in
 * waves, low frequencies move as easily as high ones. Image = range(colours(basis(parameters))).
 *
 * Departure from Lucid: instead of a complex FFT (which has no gradient in tfjs) the picture is Bᵀ·P·B with real
 * orthonormal waves B, which spans the same pictures at the same frequencies, in Lucid's units.
 * @see Olah, Mordvintsev & Schubert, "Feature Visualization", Distill (2017), "preconditioning and parameterization"
 */
export function parametrisation(options: ParametrisationOptions): Parametrisation {
  const {height, width, channels, batch, range, seed, sd, start} = options;
  const shape = [height, width, batch, channels];
  const basis = options.basis === "pixel" ? null : spectrum(options as SpectrumOptions);
  const decorrelate = options.decorrelate && channels === 3;
  const noise = normals(sizeOf(shape), seed);
  const data = noise.map((v) => v * sd);
  if (start) {
    const numbers = numbersOf(start, options, decorrelate);
    const begin = basis ? basis.encode(numbers, channels) : numbers;
    // [h, w, c] → [h, w, n, c]
    for (let p = 0, i = 0; p < height * width; ++p)
      for (let n = 0; n < batch; ++n) for (let c = 0; c < channels; ++c) data[i++] += begin[p * channels + c];
  }
  const colours = decorrelate ? tf.tensor2d(COLOURS) : null;
  return {
    parameters: {data, shape},
    decode(parameters) {
      const numbers = basis ? basis.decode(parameters) : (tf.transpose(parameters, [2, 0, 1, 3]) as tf.Tensor4D); // [h, w, n, c] → [n, h, w, c]
      const coloured = colours
        ? tf.reshape(tf.matMul(tf.reshape(numbers, [-1, 3]), colours, false, true), numbers.shape)
        : numbers;
      const images = range === "sigmoid" ? tf.sigmoid(coloured) : clip(tf.add(coloured, 0.5));
      return (channels === 1 ? tf.concat([images, images, images], 3) : images) as tf.Tensor4D;
    },
    dispose() {
      basis?.dispose();
      colours?.dispose();
    }
  };
}

/** Cuts to [0, 1]; the gradient passes as if uncut, or a pixel that once left the range could never return. */
const clip = tf.customGrad((x: tf.Tensor | tf.GradSaveFunc) => ({
  value: tf.clipByValue(x as tf.Tensor, 0, 1),
  gradFunc: (dy: tf.Tensor) => dy
}));

type SpectrumOptions = ParametrisationOptions & {basis: Waves};

/** The way between wave amplitudes [h, w, n, c] and numbers [n, h, w, c], as two products with orthonormal matrices. */
function spectrum({height, width, basis, decay}: SpectrumOptions) {
  const [rows, columns] = [waves(basis, height), waves(basis, width)];
  const [fy, fx] = [frequencies(basis, height), frequencies(basis, width)];
  const weights = new Float32Array(height * width);
  const lowest = 1 / Math.max(height, width);
  for (let i = 0; i < height; ++i)
    for (let j = 0; j < width; ++j)
      weights[i * width + j] = LUCID / Math.max(Math.hypot(fy[i], fx[j]), lowest) ** decay;
  const [rowsTensor, columnsTensor] = [tf.tensor2d(rows, [height, height]), tf.tensor2d(columns, [width, width])];
  const weightsTensor = tf.tensor4d(weights, [height, width, 1, 1]);
  return {
    decode(parameters: tf.Tensor): tf.Tensor4D {
      const [, , n, c] = parameters.shape as number[];
      const amplitudes = tf.reshape(tf.mul(parameters, weightsTensor), [height, width * n * c]);
      // waves are rows of B: Bᵀ over the rows, then, transposed, over the columns
      const half = tf.reshape(tf.matMul(rowsTensor, amplitudes, true, false), [height, width, n * c]);
      const turned = tf.reshape(tf.transpose(half, [1, 0, 2]), [width, height * n * c]);
      const whole = tf.reshape(tf.matMul(columnsTensor, turned, true, false), [width, height, n, c]);
      return tf.transpose(whole, [2, 1, 0, 3]) as tf.Tensor4D;
    },
    /** The amplitudes of numbers [h, w, c], in the same order. */
    encode(numbers: Float32Array, channels: number): Float32Array {
      const amplitudes = project(numbers, rows, columns, [height, width, channels]);
      return amplitudes.map((v, i) => v / weights[Math.floor(i / channels)]);
    },
    dispose() {
      rowsTensor.dispose();
      columnsTensor.dispose();
      weightsTensor.dispose();
    }
  };
}

/** B_h · X · B_wᵀ for each channel of X [h, w, c]. */
function project(x: Float32Array, rows: Float32Array, columns: Float32Array, [h, w, c]: number[]): Float32Array {
  return tf.tidy(() => {
    const left = tf.matMul(tf.tensor2d(rows, [h, h]), tf.tensor2d(x, [h, w * c]));
    const turned = tf.reshape(tf.transpose(tf.reshape(left, [h, w, c]), [1, 0, 2]), [w, h * c]);
    const both = tf.matMul(tf.tensor2d(columns, [w, w]), turned);
    return tf.transpose(tf.reshape(both, [w, h, c]), [1, 0, 2]).dataSync() as Float32Array;
  });
}

/** The numbers that the range and the colours turn into this picture. */
function numbersOf(image: Image, {height, width, channels, range}: ParametrisationOptions, decorrelate: boolean) {
  const [h, w, c] = image.shape;
  if (h !== height || w !== width || c !== channels)
    throw new RangeError(`the start is [${h}, ${w}, ${c}], not [${height}, ${width}, ${channels}]`);
  const numbers = image.data.map((v) => {
    if (range === "clip") return v - 0.5;
    const inside = Math.min(Math.max(v, 1e-4), 1 - 1e-4);
    return Math.log(inside / (1 - inside));
  });
  if (!decorrelate) return numbers;
  const inverse = inverse3(COLOURS);
  for (let p = 0; p < numbers.length; p += 3) {
    const [r, g, b] = numbers.slice(p, p + 3);
    for (let k = 0; k < 3; ++k) numbers[p + k] = inverse[k][0] * r + inverse[k][1] * g + inverse[k][2] * b;
  }
  return numbers;
}

/** The inverse of a 3 × 3 matrix, by cofactors. */
function inverse3(m: readonly number[][]): number[][] {
  const cofactor = (i: number, j: number) => {
    const [a, b] = [(i + 1) % 3, (i + 2) % 3];
    const [c, d] = [(j + 1) % 3, (j + 2) % 3];
    return m[a][c] * m[b][d] - m[a][d] * m[b][c];
  };
  const determinant = m[0][0] * cofactor(0, 0) + m[0][1] * cofactor(0, 1) + m[0][2] * cofactor(0, 2);
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => cofactor(j, i) / determinant));
}
