import type {Played} from "../arrays/coalitions.js";
import type {Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {categoryColour} from "./colour.js";
import {dotRows} from "./dotRows.js";
import {formatNumber} from "./format.js";
import {labelled} from "./labelled.js";
import {segmentView} from "./segmentView.js";

/** A game under way, and what there is to know of it. */
export interface CoalitionTable extends Played {
  image: Image;
  /** The picture of nobody. */
  absent: Image;
  segments: Grid;
  players: number;
  earned: Float32Array;
  exact: Float32Array | null;
  onmove: (player: number) => void;
}

const isIn = (present: number, player: number) => Boolean((present >> player) & 1);

/** Shows who plays, what they earn together, and what each player added whenever it came or went. */
export function coalitionView(game: CoalitionTable, target?: HTMLElement): HTMLElement {
  const {image, absent, segments, players, present, earned, exact, contributions, onmove} = game;
  const score = earned[present];
  return labelled(
    [
      {
        title: earned.length ? `Together they earn ${formatNumber(score)}` : "Nobody has played yet",
        picture: (into) =>
          segmentView(image, segments, {
            absent,
            present: (k) => isIn(present, k),
            numbered: true,
            onpick: onmove,
            say: (k) => `player ${k + 1}: ${isIn(present, k) ? "plays" : "stays out"}`,
            alt: `${gameInWords(game)} Arrow keys choose a player, Enter lets it in or out.`,
            target: into
          })
      },
      {
        title: "What each added when it came or went",
        picture: (into) =>
          dotRows(
            Array.from({length: players}, (_, i) => ({
              label: `player ${i + 1}`,
              marks: [
                {value: exact?.[i] ?? NaN, shape: "tick" as const, name: "mean over all orders"},
                ...contributions[i].map((value, k) => ({
                  value,
                  shape: "dot" as const,
                  colour: categoryColour(i),
                  name: `move ${k + 1}`
                }))
              ]
            })),
            {
              unit: "change of the score",
              key: [
                {value: 0, shape: "dot", colour: categoryColour(0), name: "one of your moves"},
                {value: 0, shape: "tick", name: "Shapley value: mean over all orders"}
              ],
              alt: gameInWords(game),
              target: into
            }
          )
      }
    ],
    "two",
    target
  );
}

/** Who is there, what it earns, and what the last move was worth. */
export function gameInWords({players, present, earned, contributions}: CoalitionTable): string {
  if (!earned.length) return "The coalitions are still being played.";
  const there = Array.from({length: players}, (_, i) => i).filter((i) => isIn(present, i));
  const who =
    there.length === players
      ? "Everyone plays"
      : there.length
        ? `${there.length === 1 ? "Player" : "Players"} ${there.map((i) => i + 1).join(", ")} ${there.length === 1 ? "plays" : "play"}`
        : "Nobody plays";
  const moves = contributions.reduce((sum, c) => sum + c.length, 0);
  const most = contributions
    .map((c, i) => ({i, spread: c.length > 1 ? Math.max(...c) - Math.min(...c) : 0}))
    .sort((a, b) => b.spread - a.spread)[0];
  const differs =
    most.spread > 0
      ? ` Player ${most.i + 1} added ${formatNumber(Math.min(...contributions[most.i]))} at one time and ${formatNumber(Math.max(...contributions[most.i]))} at another, depending on who else was there.`
      : "";
  return `${who}, for a score of ${formatNumber(earned[present])} (nobody: ${formatNumber(earned[0])}, everyone: ${formatNumber(earned[earned.length - 1])}). You made ${moves} ${moves === 1 ? "move" : "moves"}.${differs}`;
}
