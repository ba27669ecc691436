import type {Piece} from "../arrays/tokenise.js";
import {categoryColour} from "./colour.js";
import {shownPiece} from "./codeView.js";
import {h} from "./dom.js";
import {dotRows} from "./dotRows.js";
import {formatNumber} from "./format.js";
import {labelled} from "./labelled.js";

/** What a text loses without each of its pieces, closed up and blanked. */
export interface StandInsOfText {
  text: string;
  target: {name: string};
  pieces: readonly Piece[];
  removed: ArrayLike<number>;
  blank: ArrayLike<number>;
  together: {removed: number; blank: number};
}

const ROWS = 12;
const REMOVED = categoryColour(0);
const BLANK = categoryColour(3);

/** Pieces by how far the two disagree, the furthest first. */
export const byDisagreement = ({removed, blank}: StandInsOfText): number[] =>
  Array.from(removed, (_, i) => i).sort((a, b) => Math.abs(removed[b] - blank[b]) - Math.abs(removed[a] - blank[a]));

/** Does it matter what “absent” means? The pieces that disagree most, and what is left of the text without one. */
export function standInsView(given: StandInsOfText, rank: number, target?: HTMLElement): HTMLElement {
  const {text, pieces, removed, blank} = given;
  const order = byDisagreement(given);
  const chosen = order[Math.min(rank, order.length) - 1];
  const piece = pieces[chosen];
  const [head, tail] = [text.slice(0, piece.start), text.slice(piece.end)];
  const dots = text.slice(piece.start, piece.end).replace(/[^\n]/g, "·");
  return labelled(
    [
      {
        title: "What each loses, two ways",
        picture: (into) =>
          dotRows(
            order.slice(0, ROWS).map((i, k) => ({
              label: `${k + 1}  ${shownPiece(text, pieces[i], 18)}`,
              marks: [
                {value: removed[i], shape: "dot" as const, colour: REMOVED, name: "removed"},
                {value: blank[i], shape: "ring" as const, colour: BLANK, name: "blanked"}
              ]
            })),
            {
              unit: "loss of log-odds",
              key: [
                {value: 0, shape: "dot", colour: REMOVED, name: "removed"},
                {value: 0, shape: "ring", colour: BLANK, name: "blanked"}
              ],
              alt: standInsInWords(given),
              target: into
            }
          )
      },
      {
        title: `Without piece ${Math.min(rank, order.length)}: what the network reads instead`,
        picture: (into) => leftovers(head, dots, tail, [removed[chosen], blank[chosen]], into)
      }
    ],
    "two",
    target
  );
}

/** A loss in words. */
const lost = (loss: number) => (loss < 0 ? `gains ${formatNumber(-loss)}` : `loses ${formatNumber(loss)}`);

/** Lines shown before and after the place. */
const AROUND = 3;

/** What the network read instead: the seam where a piece was removed, and the blanks where it was blanked. */
function leftovers(head: string, dots: string, tail: string, losses: number[], target?: HTMLElement): HTMLElement {
  const element = target ?? h("div", {class: "v-leftovers"});
  const before = head
    .split("\n")
    .slice(-AROUND - 1)
    .join("\n");
  const after = tail
    .split("\n")
    .slice(0, AROUND + 1)
    .join("\n");
  const part = (title: string, loss: number, ...text: (string | Node)[]) =>
    h("section", {}, h("p", {}, `${title}: ${lost(loss)}`), h("pre", {tabindex: 0}, ...text));
  element.replaceChildren(
    part(
      "Removed",
      losses[0],
      before.slice(0, -1),
      h("mark", {}, before.slice(-1) + after.slice(0, 1)),
      after.slice(1)
    ),
    part("Blanked (· is a space)", losses[1], before, h("mark", {}, dots), after)
  );
  return element;
}

/** How far the two meanings are apart, and what single losses leave out, in words. */
export function standInsInWords(given: StandInsOfText): string {
  const {text, pieces, removed, blank, together, target} = given;
  const [far] = byDisagreement(given);
  const signs = Array.from(removed).filter((v, i) => v * blank[i] < 0).length;
  const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, v) => total + v, 0);
  const left = together.removed - sum(removed);
  return `For ${target.name}, the two ways disagree most on “${shownPiece(text, pieces[far], 40)}”: the score ${lost(removed[far])} when it is removed, and ${lost(blank[far])} when it is blanked. They give ${signs} of ${pieces.length} pieces opposite signs. Losses one by one sum to ${formatNumber(sum(removed))}; all at once, ${formatNumber(together.removed)}. What single losses leave out is ${formatNumber(left)}.`;
}

/** A row for each piece. */
export const standInsTable = ({text, pieces, removed, blank}: StandInsOfText): Record<string, string | number>[] =>
  pieces.map((piece, i) => ({piece: shownPiece(text, piece, 60), removed: removed[i], blanked: blank[i]}));
