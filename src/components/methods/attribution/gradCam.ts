import type {Grid} from "../../arrays/grid.js";
import {evaluate, type Scores, type TensorMap} from "../../lab/gradient.js";
import {withDefaults} from "../../lab/options.js";
import {gradientAt, type Attribution} from "./attribution.js";

export interface GradCamOptions {
  /** Keep only what speaks for the class (the paper's final ReLU)? */
  relu: boolean;
  signal?: AbortSignal;
}

/** A layer's activation at an input, and the gradient of a score there. */
export interface LayerGradient {
  activation: Grid;
  gradient: Grid;
  value: Float32Array;
}

/** The first step of every method that explains by a layer: A = tap(x), and the gradient of head at A. */
export async function layerGradient(
  tap: TensorMap,
  head: Scores,
  x: Grid,
  signal?: AbortSignal
): Promise<LayerGradient> {
  const activation = await evaluate(tap, x);
  const {value, gradient} = await gradientAt(head, activation, signal);
  return {activation, gradient, value};
}

/**
 * Where in the picture does a layer see what speaks for the class? Each channel of the layer's activation A, weighted
 * by how much it counts on average: ReLU(Σₖ αₖ Aₖ), αₖ the mean over positions of ∂f/∂Aₖ. `tap` maps inputs to A,
 * `head` maps A to the score; the map [n, h, w] has the layer's own size. Late convolutions know the class but not the
 * outline; early ones the reverse.
 * @see Selvaraju et al. (2017), "Grad-CAM: visual explanations from deep networks via gradient-based localization",
 * equations 1 and 2, https://arxiv.org/abs/1610.02391
 */
export async function gradCam(
  tap: TensorMap,
  head: Scores,
  x: Grid,
  options?: Partial<GradCamOptions>
): Promise<Attribution> {
  const {relu, signal} = withDefaults<GradCamOptions>("gradCam", options, {relu: true, signal: undefined});
  const found = await layerGradient(tap, head, x, signal);
  return {attribution: gradCamOf(found, relu), value: found.value};
}

/** The same map from an activation and a gradient that are there already. */
export function gradCamOf({activation, gradient}: LayerGradient, relu = true): Grid {
  const {channels, positions} = mapSizes("gradCam", activation);
  const weigh = (example: number, k: number) => {
    let sum = 0;
    for (let p = 0; p < positions; ++p) sum += gradient.data[(example * positions + p) * channels + k];
    return sum / positions;
  };
  return weightedMap(activation, weigh, relu);
}

/**
 * How much of a layer's gradient survives Grad-CAM's average over positions? Σₖ |mean ∂f/∂Aₖ| / Σₖ mean |∂f/∂Aₖ|, 0 … 1:
 * at 1 every position of a channel pulls the same way, near 0 they cancel and the weights are what is left by chance.
 */
export function averagingKeeps({gradient}: Pick<LayerGradient, "gradient">): number {
  const {channels} = mapSizes("averagingKeeps", gradient);
  const net = new Float64Array(channels);
  let all = 0;
  gradient.data.forEach((g, i) => {
    net[i % channels] += g;
    all += Math.abs(g);
  });
  return all ? net.reduce((sum, v) => sum + Math.abs(v), 0) / all : 0;
}

/** How many channels and positions a layer's activation [n, h, w, c] has; an error when it is no feature map. */
export function mapSizes(method: string, {shape}: Grid): {channels: number; positions: number} {
  if (shape.length !== 4)
    throw new RangeError(`${method} needs a layer with feature maps, [n, h, w, c]; this one has [${shape.join(", ")}]`);
  return {channels: shape[3], positions: shape[1] * shape[2]};
}

/** Σₖ weight · Aₖ at each position: [n, h, w, c] → [n, h, w]. */
export function weightedMap(
  {data, shape}: Grid,
  weigh: (example: number, channel: number) => number,
  relu: boolean
): Grid {
  const [n, height, width, channels] = shape;
  const map = new Float32Array(n * height * width);
  for (let example = 0, at = 0; example < n; ++example) {
    const weights = Float64Array.from({length: channels}, (_, k) => weigh(example, k));
    for (let p = 0; p < height * width; ++p, ++at) {
      let sum = 0;
      for (let k = 0; k < channels; ++k) sum += weights[k] * data[at * channels + k];
      map[at] = relu ? Math.max(sum, 0) : sum;
    }
  }
  return {data: map, shape: [n, height, width]};
}
