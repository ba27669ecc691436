import type {Game} from "./game.js";

export interface RememberingGame extends Game {
  /** How many different coalitions were played. */
  readonly known: number;
  /** What each of the 2ⁿ coalitions earns, the s-th with the players of s's set bits; NaN for those not yet played. */
  earned(): Float32Array;
}

/**
 * Which coalitions were played already? The same game, playing each coalition once and remembering what it earns: so
 * that several methods share the costly part. For at most 20 players.
 */
export function rememberingGame(game: Game): RememberingGame {
  const {players} = game;
  if (players > 20)
    throw new RangeError(`a game of ${players} players has too many coalitions to remember; 20 is the most`);
  const earned = new Float32Array(2 ** players).fill(NaN);
  let known = 0;
  const numberOf = (row: Uint8Array) => row.reduce((s, present, i) => s | (present ? 1 << i : 0), 0);
  return {
    players,
    async play(coalitions, signal) {
      const numbers = Array.from({length: coalitions.length / players}, (_, k) =>
        numberOf(coalitions.subarray(k * players, (k + 1) * players))
      );
      const fresh = [...new Set(numbers)].filter((s) => Number.isNaN(earned[s]));
      if (fresh.length) {
        const rows = new Uint8Array(fresh.length * players);
        fresh.forEach((s, k) => {
          for (let i = 0; i < players; ++i) rows[k * players + i] = (s >> i) & 1;
        });
        (await game.play(rows, signal)).forEach((v, k) => (earned[fresh[k]] = v));
        known += fresh.length;
      }
      return Float32Array.from(numbers, (s) => earned[s]);
    },
    get known() {
      return known;
    },
    earned: () => earned.slice()
  };
}
