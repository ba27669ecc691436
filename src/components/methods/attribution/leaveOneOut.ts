import {throwIfAborted, withDefaults} from "../../lab/options.js";
import type {Game} from "./game.js";

export interface LeaveOneOutOptions {
  /** Players left out between two frames. */
  batch: number;
  signal?: AbortSignal;
}

export interface LeaveOneOutFrame {
  step: number;
  steps: number;
  /** What everyone loses when this player alone is missing; 0 for those not yet tried. */
  values: Float32Array;
  all: number;
}

/**
 * What is lost when one player alone is missing? v(all) − v(all but i): occlusion, for any game. Two players that can
 * stand in for each other both get nothing. A frame after each batch.
 * @see Li, Monroe & Jurafsky (2016), "Understanding neural networks through representation erasure", section 2,
 * https://arxiv.org/abs/1612.08220
 */
export async function* leaveOneOut(
  game: Game,
  options?: Partial<LeaveOneOutOptions>
): AsyncGenerator<LeaveOneOutFrame, void, undefined> {
  const {batch, signal} = withDefaults<LeaveOneOutOptions>("leaveOneOut", options, {batch: 16, signal: undefined});
  const {players: n} = game;
  const [all] = await game.play(new Uint8Array(n).fill(1), signal);
  const values = new Float32Array(n);
  for (let step = 0; step < n;) {
    throwIfAborted(signal);
    const end = Math.min(step + batch, n);
    const coalitions = new Uint8Array((end - step) * n).fill(1);
    for (let i = step; i < end; ++i) coalitions[(i - step) * n + i] = 0;
    (await game.play(coalitions, signal)).forEach((earned, k) => (values[step + k] = all - earned));
    step = end;
    yield {step, steps: n, values: values.slice(), all};
  }
}
