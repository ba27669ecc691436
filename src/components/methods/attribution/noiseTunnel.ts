import {extentOf, sizeOf, type Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {batchFor, type Attribution} from "./attribution.js";

export interface NoiseTunnelOptions {
  /** How many noisy copies to look at. */
  samples: number;
  /** Standard deviation of the noise, as a share of the input's range (max − min). */
  sigma: number;
  /** What to tell of the copies' maps: their mean (SmoothGrad), mean square, or variance (VarGrad). */
  statistic: "mean" | "square" | "variance";
  seed: number;
  /** Copies computed at once. Chosen by the input's size when left out. */
  batch: number;
  signal?: AbortSignal;
}

export interface NoiseTunnelFrame {
  step: number;
  steps: number;
  attribution: Grid;
}

/**
 * How does an attribution look when the input trembles? Runs any one-shot attribution on copies of one input with
 * Gaussian noise added, and tells the mean (or mean square, or variance) of the maps: of the attribution's own shape
 * [1, …]. Yields a frame after each batch; `step` counts copies. `attribute` gets batches [b, …] and must treat each
 * example on its own; for one that takes a single example, set `batch` to 1.
 * @see Smilkov et al. (2017), "SmoothGrad: removing noise by adding noise", https://arxiv.org/abs/1706.03825;
 * Adebayo et al. (2018), "Local explanation methods for deep neural networks lack sensitivity to parameter values",
 * https://arxiv.org/abs/1810.03307
 */
export async function* noiseTunnel(
  attribute: (x: Grid) => Promise<Pick<Attribution, "attribution">>,
  x: Grid,
  options?: Partial<NoiseTunnelOptions>
): AsyncGenerator<NoiseTunnelFrame, void, undefined> {
  const {samples, sigma, statistic, seed, batch, signal} = withDefaults<NoiseTunnelOptions>("noiseTunnel", options, {
    samples: 25,
    sigma: 0.15,
    statistic: "mean",
    seed: 0,
    batch: batchFor(x.data.length),
    signal: undefined
  });
  if (x.shape[0] !== 1) throw new RangeError(`noiseTunnel takes one example, [1, …], and got [${x.shape.join(", ")}]`);
  const [min, max] = extentOf(x.data);
  const {normal} = random(seed);
  const tally = new Tally();
  for (let step = 0; step < samples;) {
    await breathe();
    throwIfAborted(signal);
    const n = Math.min(batch, samples - step);
    const {attribution} = await attribute(noisy(x, n, sigma * (max - min), normal));
    tally.add(attribution);
    step += n;
    yield {step, steps: samples, attribution: tally.tell(statistic)};
  }
}

/** n copies of one example with noise: [1, …] → [n, …]. */
function noisy(x: Grid, n: number, deviation: number, normal: () => number): Grid {
  const size = x.data.length;
  const data = new Float32Array(n * size);
  for (let i = 0; i < data.length; ++i) data[i] = x.data[i % size] + deviation * normal();
  return {data, shape: [n, ...x.shape.slice(1)]};
}

/** Mean and variance of a stream of maps, by Welford's updates in double precision. */
class Tally {
  private n = 0;
  private shape: number[] = [];
  private mean = new Float64Array();
  private squares = new Float64Array();

  add({data, shape}: Grid) {
    const size = sizeOf(shape.slice(1));
    if (!this.n)
      [this.shape, this.mean, this.squares] = [shape.slice(1), new Float64Array(size), new Float64Array(size)];
    for (let start = 0; start < data.length; start += size) {
      ++this.n;
      for (let i = 0; i < size; ++i) {
        const difference = data[start + i] - this.mean[i];
        this.mean[i] += difference / this.n;
        this.squares[i] += difference * (data[start + i] - this.mean[i]);
      }
    }
  }

  tell(statistic: "mean" | "square" | "variance"): Grid {
    const {mean, squares, n} = this;
    const value = {
      mean: (i: number) => mean[i],
      variance: (i: number) => squares[i] / n,
      square: (i: number) => squares[i] / n + mean[i] ** 2
    }[statistic];
    if (!value) throw new RangeError(`unknown statistic: ${statistic} (there are: mean, square, variance)`);
    return {data: Float32Array.from(mean, (_, i) => value(i)), shape: [1, ...this.shape]};
  }
}
