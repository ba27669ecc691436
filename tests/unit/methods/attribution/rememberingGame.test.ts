import {expect, test} from "vitest";
import {rememberingGame} from "../../../../src/components/methods/attribution/rememberingGame.js";
import {shapley} from "../../../../src/components/methods/attribution/shapley.js";

/** A game that earns its number of players squared, and counts how many coalitions it had to play. */
function counted(players: number) {
  let plays = 0;
  return {
    players,
    get plays() {
      return plays;
    },
    async play(coalitions: Uint8Array) {
      plays += coalitions.length / players;
      return Float32Array.from({length: coalitions.length / players}, (_, k) => {
        const size = coalitions.subarray(k * players, (k + 1) * players).reduce((sum, v) => sum + v, 0);
        return size * size;
      });
    }
  };
}

test("each coalition is played once, repeats within one call too", async () => {
  const game = counted(3);
  const remembered = rememberingGame(game);
  const rows = Uint8Array.of(1, 0, 0, 1, 0, 0, 1, 1, 0);
  expect([...(await remembered.play(rows))]).toEqual([1, 1, 4]);
  expect([...(await remembered.play(rows))]).toEqual([1, 1, 4]);
  expect(game.plays).toBe(2);
  expect(remembered.known).toBe(2);
  expect(Number.isNaN(remembered.earned()[0])).toBe(true);
});

test("a method on it gets the game's own answers", async () => {
  const [plain, remembered] = await Promise.all([shapley(counted(4)), shapley(rememberingGame(counted(4)))]);
  expect(remembered).toEqual(plain);
});

test("too many players are refused", () => {
  expect(() => rememberingGame(counted(21))).toThrow(/20 is the most/);
});
