/** A coalition game as a reader plays it, player by player. */
export interface Played {
  /** Who is there now: the i-th bit is player i. */
  present: number;
  /** For each player, what it added each time it came or went. */
  contributions: number[][];
}

/**
 * What did each player add, in the order in which a reader let them come and go? Starts with nobody; each move lets one
 * player in or out. `earned` holds what each of the 2ⁿ coalitions earns. Moves of players that do not exist are skipped.
 */
export function playMoves(moves: readonly number[], players: number, earned: ArrayLike<number>): Played {
  const contributions: number[][] = Array.from({length: players}, () => []);
  let present = 0;
  for (const player of moves) {
    if (!(player >= 0 && player < players)) continue;
    const bit = 1 << player;
    contributions[player].push(earned[present | bit] - earned[present & ~bit]);
    present ^= bit;
  }
  return {present, contributions};
}
