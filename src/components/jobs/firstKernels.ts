import {sizeOf} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import type {Context} from "./context.js";

/** The kernels that look at the picture itself. */
export interface FirstKernels {
  layer: string;
  /** One for each channel: red, green and blue (or grey), in the network's own numbers. */
  kernels: Image[];
  /** The largest magnitude of them all. */
  reach: number;
  /** The length of each kernel: the root of the sum of its squares. */
  lengths: Float32Array;
  /** Bytes of weights fetched, of the network's all. */
  fetched: number;
  bytes: number;
}

/**
 * Which patterns does a network's first layer compare the picture with? The kernels [kh, kw, in, out] of the first
 * convolution that reads the picture, as little pictures, in the order of their channels. Only the weights up to there
 * are fetched. Batch norm may be folded in: then each kernel carries its channel's scale.
 */
export async function firstKernels({model: id}: {model: string}, context: Context): Promise<FirstKernels> {
  const {card, layers, network, need} = await context.model(id);
  const layer = layers.find(({kind}) => kind === "conv");
  if (!layer) throw new RangeError(`${card.name} has no convolution (choose another network)`);
  await need(layer.name, context.signal);
  const kernel = network
    .parameters()
    .get(layer.name)
    ?.find(({rank}) => rank === 4);
  if (!kernel) throw new Error(`${layer.name} of ${card.name} holds no kernels`);
  const [height, width, channels, count] = kernel.shape as [number, number, number, number];
  const weights = (await kernel.data()) as Float32Array;
  const reversed = card.preprocess?.order === "bgr";
  const kernels = Array.from({length: count}, (_, out): Image => {
    const data = new Float32Array(sizeOf([height, width, channels]));
    for (let i = 0; i < data.length; ++i) {
      const colour = i % channels;
      const from = reversed ? i - colour + channels - 1 - colour : i;
      data[i] = weights[from * count + out];
    }
    return {data, shape: [height, width, channels]};
  });
  return {
    layer: layer.name,
    kernels,
    reach: weights.reduce((m, v) => Math.max(m, Math.abs(v)), 0),
    lengths: Float32Array.from(kernels, ({data}) => Math.hypot(...data)),
    fetched: network.bytes,
    bytes: card.bytes
  };
}
