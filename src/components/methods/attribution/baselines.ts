import {mapGrid, type Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {sameShape} from "./attribution.js";

/** What stands for "nothing there". */
export type Baseline =
  | {kind: "black"}
  | {kind: "white"}
  /** Each channel's mean over the picture. */
  | {kind: "mean"}
  /** The input under a Gaussian blur of `sigma` pixels. */
  | {kind: "blur"; sigma: number}
  /** Uniform noise over the range. */
  | {kind: "noise"; seed: number}
  /** Another photo, or anything of the input's shape. */
  | {kind: "own"; grid: Grid};

/**
 * Which input stands for the absence of everything? A grid of x's shape [n, h, w, c] (or [n, d]) to compare x with.
 * `range` says what black and white are; [0, 1] when left out. No choice is innocent: a feature equal to its baseline
 * gets no attribution.
 * @see Sturmfels, Lundberg & Lee (2020), "Visualizing the impact of feature attribution baselines",
 * https://distill.pub/2020/attribution-baselines
 */
export function baselineOf(baseline: Baseline, x: Grid, range: readonly [number, number] = [0, 1]): Grid {
  switch (baseline.kind) {
    case "black":
      return mapGrid(x, () => range[0]);
    case "white":
      return mapGrid(x, () => range[1]);
    case "mean":
      return channelMeans(x);
    case "blur":
      return blur(x, baseline.sigma);
    case "noise": {
      const next = random(baseline.seed);
      return mapGrid(x, () => range[0] + (range[1] - range[0]) * next());
    }
    case "own":
      sameShape("a baseline of one's own", baseline.grid, x);
      return baseline.grid;
    default:
      throw new RangeError(
        `unknown baseline: ${(baseline as Baseline).kind} (there are: black, white, mean, blur, noise, own)`
      );
  }
}

/** Each number becomes the mean of its example's channel; plain features, [n, d], become their example's mean. */
function channelMeans({data, shape}: Grid): Grid {
  const channels = shape.length > 2 ? shape[shape.length - 1] : 1;
  const size = data.length / shape[0];
  const out = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += size)
    for (let c = 0; c < channels; ++c) {
      let sum = 0;
      for (let i = c; i < size; i += channels) sum += data[start + i];
      for (let i = c; i < size; i += channels) out[start + i] = sum / (size / channels);
    }
  return {data: out, shape: [...shape]};
}

/**
 * A Gaussian blur of [n, h, w, c], first along rows and then along columns, cut off at 3σ. Weights that would fall off
 * the picture are left out and the others scaled up, so that the edges do not darken.
 */
export function blur(x: Grid, sigma: number): Grid {
  if (x.shape.length !== 4) throw new RangeError(`only pictures, [n, h, w, c], blur; this has [${x.shape.join(", ")}]`);
  if (!(sigma >= 0)) throw new RangeError(`the blur's sigma must be 0 or more, and is ${sigma}`);
  if (sigma === 0) return mapGrid(x, (v) => v);
  const [n, height, width, channels] = x.shape;
  const rows = blurAlong(x.data, n * height, width, channels, sigma);
  return {data: blurAlong(rows, n, height, width * channels, sigma), shape: [...x.shape]};
}

/** Blurs the middle axis of [outer, length, inner]. */
function blurAlong(data: Float32Array, outer: number, length: number, inner: number, sigma: number): Float32Array {
  const radius = Math.min(Math.ceil(3 * sigma), length - 1);
  const kernel = Float64Array.from({length: radius + 1}, (_, d) => Math.exp(-(d * d) / (2 * sigma * sigma)));
  const out = new Float32Array(data.length);
  for (let p = 0; p < length; ++p) {
    const low = Math.max(0, p - radius);
    const high = Math.min(length - 1, p + radius);
    let total = 0;
    for (let q = low; q <= high; ++q) total += kernel[Math.abs(q - p)];
    for (let o = 0; o < outer; ++o)
      for (let q = low; q <= high; ++q) {
        const weight = kernel[Math.abs(q - p)] / total;
        const from = (o * length + q) * inner;
        const to = (o * length + p) * inner;
        for (let i = 0; i < inner; ++i) out[to + i] += weight * data[from + i];
      }
  }
  return out;
}
