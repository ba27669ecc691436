import {full, type Grid} from "../../arrays/grid.js";
import {toGrid, withTensor, type Scores, type TensorMap} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";

/** The weights between two channels: a small picture, [height, width]. */
export interface ChannelEdge {
  from: number;
  to: number;
  weights: Grid;
  /** Sum of absolute weights. */
  strength: number;
  /** Sum of the weights: does the edge excite (> 0) or inhibit (< 0) on the whole? */
  sum: number;
}

/** The kernel between channel `from` and channel `to`: [h, w, in, out] → [h, w]. */
export function edgeWeights({data, shape}: Grid, from: number, to: number): Grid {
  const [height, width, inputs, outputs] = shape;
  if (shape.length !== 4) throw new RangeError(`a kernel is [h, w, in, out], not [${shape.join(", ")}]`);
  if (!(from >= 0 && from < inputs && to >= 0 && to < outputs))
    throw new RangeError(`no edge ${from} → ${to}: this kernel has ${inputs} inputs and ${outputs} outputs`);
  const edge = full([height, width]);
  for (let i = 0; i < height * width; ++i) edge.data[i] = data[(i * inputs + from) * outputs + to];
  return edge;
}

/**
 * What does a channel read? The edges into channel `to` of a convolution, strongest first. For a dense layer give its
 * kernel as [1, 1, in, out].
 *
 * @see Olah et al. (2020), Zoom In: An Introduction to Circuits, https://distill.pub/2020/circuits/zoom-in
 */
export function edgesInto(kernel: Grid, to: number): ChannelEdge[] {
  return Array.from({length: kernel.shape[2]}, (_, from) => {
    const weights = edgeWeights(kernel, from, to);
    return {
      from,
      to,
      weights,
      strength: weights.data.reduce((sum, v) => sum + Math.abs(v), 0),
      sum: weights.data.reduce((sum, v) => sum + v, 0)
    };
  }).sort((a, b) => b.strength - a.strength);
}

/**
 * What would a channel read two layers back, were there no nonlinearity between? The two kernels convolved and summed
 * over the channels between: [h, w, a, b] and [h′, w′, b, c] → [h + (h′ − 1)·stride, …, a, c], where `stride` is the
 * first convolution's. Only for stride-1 pooling-free paths is the picture exact; elsewhere it is a sketch.
 *
 * @see Voss et al. (2021), Visualizing Weights, "Expanded weights", https://distill.pub/2020/circuits/visualizing-weights
 */
export function expandedWeights(first: Grid, second: Grid, stride = 1): Grid {
  const [h1, w1, a, b] = first.shape;
  const [h2, w2, inner, c] = second.shape;
  if (inner !== b) throw new RangeError(`the first kernel has ${b} outputs, the second ${inner} inputs`);
  const height = h1 + (h2 - 1) * stride;
  const width = w1 + (w2 - 1) * stride;
  const out = full([height, width, a, c]);
  for (let y2 = 0; y2 < h2; ++y2)
    for (let x2 = 0; x2 < w2; ++x2)
      for (let y1 = 0; y1 < h1; ++y1)
        for (let x1 = 0; x1 < w1; ++x1)
          for (let i = 0; i < a; ++i)
            for (let j = 0; j < b; ++j) {
              const w = first.data[((y1 * w1 + x1) * a + i) * b + j];
              const at = (((y1 + y2 * stride) * width + x1 + x2 * stride) * a + i) * c;
              const from = ((y2 * w2 + x2) * b + j) * c;
              for (let k = 0; k < c; ++k) out.data[at + k] += w * second.data[from + k];
            }
  return out;
}

/** Which edge, and what its weights are multiplied by: 0 cuts it, 1 leaves it, −1 turns it over. */
export interface EdgeScale {
  from: number;
  to: number;
  factor: number;
}

/** What if these two channels did not speak? A copy of a kernel [h, w, in, out] with some edges scaled. */
export function scaleEdges(kernel: Grid, edges: readonly EdgeScale[]): Grid {
  const [height, width, inputs, outputs] = kernel.shape;
  const data = kernel.data.slice();
  for (const {from, to, factor} of edges) {
    edgeWeights(kernel, from, to); // for its check of the indices
    for (let i = 0; i < height * width; ++i) data[(i * inputs + from) * outputs + to] *= factor;
  }
  return {data, shape: [...kernel.shape]};
}

export interface PathOptions {
  /** Downstream channels whose edges are wanted; all when omitted. */
  into: readonly number[] | undefined;
  signal: AbortSignal | undefined;
}

export interface PathAttribution {
  /** Activation × gradient of each upstream channel along all paths: [upstream channels]. */
  upstream: Float32Array;
  /** Activation × gradient of each downstream channel: [downstream channels]. */
  downstream: Float32Array;
  /** The downstream channels asked for. */
  into: number[];
  /** Along the path from each upstream channel through each downstream channel asked for: [upstream, into]. */
  paths: Grid;
}

/**
 * Along which paths did the evidence come? With a an earlier layer's activation, b = F(a) a later one's and S(b) the
 * answer, the path through channels i and j is credited with Σ aᵢ · ∂/∂aᵢ Σ bⱼ · [∂S/∂bⱼ], the bracket held constant.
 * Summed over all j it is the upstream channel's own activation × gradient; the local linear story of one input, which
 * ignores what a larger change would do. `activation` is one example, [1, …, channels].
 *
 * @see Olah et al. (2018), The Building Blocks of Interpretability, https://distill.pub/2018/building-blocks; Marks et al.
 * (2024), Sparse Feature Circuits, https://arxiv.org/abs/2403.19647, section 3.1 (edges)
 */
export async function pathAttribution(
  activation: Grid,
  between: TensorMap,
  score: Scores,
  options: Partial<PathOptions> = {}
): Promise<PathAttribution> {
  const {into, signal} = withDefaults<PathOptions>("pathAttribution", options, {into: undefined, signal: undefined});
  const channels = activation.shape[activation.shape.length - 1];
  const [b, slope, upstreamSlope] = await withTensor(activation, (a) => {
    const b = between(a);
    return [b, tf.grad((b: tf.Tensor) => tf.sum(score(b)))(b), tf.grad((a: tf.Tensor) => tf.sum(score(between(a))))(a)];
  });
  const [later, gradient, upstreamGradient] = [await toGrid(b), await toGrid(slope), await toGrid(upstreamSlope)];
  const width = later.shape[later.shape.length - 1];
  const wanted = [...(into ?? Array.from({length: width}, (_, j) => j))];
  if (wanted.some((j) => !(j >= 0 && j < width)))
    throw new RangeError(`unknown channel in [${wanted.join(", ")}] (this layer has 0 to ${width - 1})`);
  const paths = full([channels, wanted.length]);
  for (const [at, j] of wanted.entries()) {
    await breathe();
    throwIfAborted(signal);
    const held = {data: gradient.data.map((v, i) => (i % width === j ? v : 0)), shape: gradient.shape};
    const back = await toGrid(
      await withTensor(activation, (a) => {
        const weights = tf.tensor(held.data, held.shape);
        return tf.grad((a: tf.Tensor) => tf.sum(tf.mul(between(a), weights)))(a);
      })
    );
    creditOf(activation, back).forEach((v, i) => (paths.data[i * wanted.length + at] = v));
  }
  return {
    upstream: creditOf(activation, upstreamGradient),
    downstream: creditOf(later, gradient),
    into: wanted,
    paths
  };
}

/** Activation × gradient summed over positions: [1, …, channels] → [channels]. */
function creditOf({data, shape}: Grid, gradient: Grid): Float32Array {
  const credit = new Float32Array(shape[shape.length - 1]);
  data.forEach((v, i) => (credit[i % credit.length] += v * gradient.data[i]));
  return credit;
}
