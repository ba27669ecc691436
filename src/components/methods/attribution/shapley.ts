import {withDefaults} from "../../lab/options.js";
import type {Abortable} from "./attribution.js";
import type {Game} from "./game.js";

/** More players than this make too many coalitions to play. */
export const MOST_PLAYERS = 20;

export interface ShapleyValues {
  /** One for each player. */
  values: Float32Array;
  /** What everyone together earns, and nobody. */
  all: number;
  none: number;
  /** The completeness gap: the values' sum − (all − none); rounding only. */
  delta: number;
}

/**
 * What is each player's fair share of what all earn together? The mean of what a player adds, over all orders in which
 * players may arrive: φᵢ = Σ over S without i of |S|! (n − |S| − 1)! / n! · (v(S ∪ i) − v(S)). Exact: plays all 2ⁿ
 * coalitions, so n is at most 20.
 * @see Shapley (1953), "A value for n-person games"; Lundberg & Lee (2017), equation 4, https://arxiv.org/abs/1705.07874
 */
export async function shapley(game: Game, options?: Abortable): Promise<ShapleyValues> {
  const {signal} = withDefaults<Abortable>("shapley", options, {signal: undefined});
  const {players: n} = game;
  if (n > MOST_PLAYERS)
    throw new RangeError(
      `exact Shapley values take at most ${MOST_PLAYERS} players, and this game has ${n}: sample them, or join features into segments`
    );
  const earned = await game.play(everyCoalition(n), signal);
  const weight = orderWeights(n);
  const size = Uint8Array.from(earned, (_, s) => bitsOf(s));
  const values = Float32Array.from({length: n}, (_, i) => {
    let share = 0;
    for (let s = 0; s < earned.length; ++s)
      if (!(s & (1 << i))) share += weight[size[s]] * (earned[s | (1 << i)] - earned[s]);
    return share;
  });
  const [none, all] = [earned[0], earned[earned.length - 1]];
  return {values, all, none, delta: values.reduce((sum, v) => sum + v, 0) - (all - none)};
}

/** All 2ⁿ coalitions, the s-th with the players of s's set bits. */
export function everyCoalition(n: number): Uint8Array {
  const coalitions = new Uint8Array(n * 2 ** n);
  for (let s = 0, at = 0; s < 2 ** n; ++s) for (let i = 0; i < n; ++i) coalitions[at++] = (s >> i) & 1;
  return coalitions;
}

/** The share of all orders in which exactly a given coalition of k comes before a given player: k! (n − k − 1)! / n!. */
function orderWeights(n: number): Float64Array {
  const weights = new Float64Array(n).fill(1 / n);
  for (let k = 1; k < n; ++k) weights[k] = (weights[k - 1] * k) / (n - k);
  return weights;
}

function bitsOf(s: number): number {
  let bits = 0;
  for (; s; s &= s - 1) ++bits;
  return bits;
}
