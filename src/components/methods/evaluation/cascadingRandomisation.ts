import type {Grid} from "../../arrays/grid.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {rankCorrelation} from "./rankCorrelation.js";
import {ssim} from "./ssim.js";

/** A network whose layers can lose what they learnt, and get it back. */
export interface Forgetful {
  /** From the output back to the input. */
  layers: readonly string[];
  /** Gives these layers random weights while `f` runs, and their own again after it, whatever happens. */
  without<T>(layers: readonly string[], f: () => Promise<T>): Promise<T>;
}

export interface RandomisationOptions {
  /** How many stops to make between the output and the input; all layers when there are no more than that. */
  stages: number;
  /** cascading: every layer from the output to the stop is random; independent: only the stop's. */
  order: "cascading" | "independent";
  signal?: AbortSignal;
}

export interface RandomisationFrame {
  step: number;
  steps: number;
  /** The last layer that lost its weights; null for the trained network. */
  layer: string | null;
  /** The magnitudes of the map there, [h, w]. */
  map: Grid;
  /** Spearman's correlation with the trained network's map, −1 … 1; NaN when a map is constant. */
  rank: number;
  /** Structural similarity of both maps, each scaled to its own largest number. */
  ssim: number;
}

/**
 * Does a map depend on what the network learnt? The same map again as layer after layer, from the output back, gets
 * random weights. A map that hardly changes does not explain the trained network: it shows the picture. `map` draws it
 * with whatever weights there are, as magnitudes [h, w]. The first frame is the trained network's, similar to itself.
 * @see Adebayo et al. (2018), "Sanity checks for saliency maps", section 3, https://arxiv.org/abs/1810.03292
 */
export async function* cascadingRandomisation(
  map: () => Promise<Grid>,
  network: Forgetful,
  options?: Partial<RandomisationOptions>
): AsyncGenerator<RandomisationFrame, void, undefined> {
  const {stages, order, signal} = withDefaults<RandomisationOptions>("cascadingRandomisation", options, {
    stages: 8,
    order: "cascading",
    signal: undefined
  });
  if (order !== "cascading" && order !== "independent")
    throw new RangeError(`unknown order: ${order} (there are: cascading, independent)`);
  const stops = stopsOf(network.layers.length, stages);
  const trained = await map();
  yield {step: 0, steps: stops.length, layer: null, map: trained, rank: 1, ssim: 1};
  for (const [k, stop] of stops.entries()) {
    await breathe();
    throwIfAborted(signal);
    const lost = network.layers.slice(order === "cascading" ? 0 : stop, stop + 1);
    const now = await network.without(lost, map);
    const rank = rankCorrelation(trained.data, now.data);
    yield {
      step: k + 1,
      steps: stops.length,
      layer: network.layers[stop],
      map: now,
      rank,
      ssim: ssim(scaled(trained), scaled(now))
    };
  }
}

/** Up to `stages` of n layers, evenly spread, the first and the last among them. */
export function stopsOf(n: number, stages: number): number[] {
  const count = Math.min(n, Math.max(1, stages));
  return Array.from({length: count}, (_, k) => (count === 1 ? n - 1 : Math.round((k * (n - 1)) / (count - 1))));
}

function scaled({data, shape}: Grid): Grid {
  const most = data.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  return {data: data.map((v) => v / most), shape};
}
