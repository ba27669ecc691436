import type {Grid} from "../../arrays/grid.js";
import {withDefaults} from "../../lab/options.js";
import type {Scores} from "../../lab/gradient.js";
import {batchFor} from "./attribution.js";
import {maskingGame, type MaskingOptions} from "./game.js";

export interface FeatureAblationOptions extends MaskingOptions {
  signal?: AbortSignal;
}

export interface FeatureAblationFrame {
  step: number;
  steps: number;
  /** What each player's absence costs; 0 where it was not tried yet. */
  values: Float32Array;
  /** The same laid over the input's features, of x's shape. */
  attribution: Grid;
  /** f(x). */
  value: number;
}

/**
 * What does f lose when one feature, or one segment of them, goes missing? f(x) − f(x with it at the baseline), for
 * each. Players as in `maskingGame`: pixels, segments, channels (`channelSegments`) or, on a layer's activation, units.
 * Two features that stand in for each other both get nothing: only Shapley values see through that. Yields a frame
 * after each batch.
 * @see Zeiler & Fergus (2014), section 4.2, https://arxiv.org/abs/1311.2901
 */
export async function* featureAblation(
  f: Scores,
  x: Grid,
  options?: Partial<FeatureAblationOptions>
): AsyncGenerator<FeatureAblationFrame, void, undefined> {
  const {signal, batch, ...masking} = withDefaults<FeatureAblationOptions>("featureAblation", options, {
    baseline: undefined,
    segments: undefined,
    batch: batchFor(x.data.length),
    signal: undefined
  });
  const game = maskingGame(f, x, {...masking, batch});
  const {players} = game;
  const [value] = await game.play(new Uint8Array(players).fill(1), signal);
  const values = new Float32Array(players);
  for (let step = 0; step < players;) {
    const n = Math.min(batch, players - step);
    const without = new Uint8Array(n * players).fill(1);
    for (let k = 0; k < n; ++k) without[k * players + step + k] = 0;
    const left = await game.play(without, signal);
    left.forEach((v, k) => (values[step + k] = value - v));
    step += n;
    yield {step, steps: players, values: values.slice(), attribution: game.spread(values), value};
  }
}
