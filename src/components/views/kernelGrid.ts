import type {Image} from "../arrays/image.js";
import {imageGrid} from "./imageGrid.js";
import {formatNumber} from "./format.js";

export interface Kernels {
  /** Weights, not pictures: zero becomes middle grey. */
  kernels: readonly Image[];
  /** The largest magnitude of them all. */
  reach: number;
  lengths: ArrayLike<number>;
}

export interface KernelGridOptions {
  order: "channel" | "strength";
  /** One scale for all, or each its own. */
  scale: "shared" | "own";
  size: number;
  /** The channel that is followed further. */
  selected?: number;
  onpick?: (channel: number) => void;
  target?: HTMLElement;
}

/** Shows filters as little pictures: ½ + w / (2·reach), so that zero is grey and one scale fits all. */
export function kernelGrid({kernels, reach, lengths}: Kernels, options: KernelGridOptions): HTMLElement {
  const {order, scale, size, selected, onpick, target} = options;
  const channels = Array.from(kernels.keys());
  if (order === "strength") channels.sort((a, b) => lengths[b] - lengths[a]);
  const reachOf = ({data}: Image) => data.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  const pictures = channels.map((c): Image => {
    const kernel = kernels[c];
    const most = scale === "shared" ? reach : reachOf(kernel);
    return {data: kernel.data.map((w) => 0.5 + w / (2 * most)), shape: kernel.shape};
  });
  const grid = imageGrid(pictures, {
    label: "Filters",
    size,
    pixelated: true,
    captions: channels.map(String),
    alts: channels.map((c) => `filter ${c}, length ${formatNumber(lengths[c])}`),
    selected: selected === undefined ? undefined : channels.indexOf(selected),
    onpick: onpick && ((i) => onpick(channels[i])),
    target
  });
  grid.classList.add("v-kernels");
  return grid;
}
