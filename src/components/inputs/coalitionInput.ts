import {Undo2, UserX, Users} from "lucide";
import {h} from "../views/dom.js";
import {icon} from "../views/icon.js";
import {asInput, emit, group, type Input} from "./input.js";

/** Moves remembered, in the address too. */
const MOST_MOVES = 60;

export interface CoalitionInput extends Input<readonly number[]> {
  /** How many players there are; may be given later, and changed. */
  players: number;
  /** Lets one player in or out, as a press of its button does. */
  move(player: number): void;
}

/**
 * Who plays along? A button for each player lets it in or out, starting with nobody. Its value is the moves in their
 * order, so that what each player added can be told from it. In the address: the players moved, from 1, joined by dashes.
 */
export function coalitionInput({label, players: given = 0}: {label: string; players?: number}): CoalitionInput {
  let moves: readonly number[] = [];
  let players = given;
  const buttons = h("div", {class: "v-chips"});
  const undo = h("button", {type: "button", class: "v-button"}, icon(Undo2), "Back");
  const none = h("button", {type: "button", class: "v-button"}, icon(UserX), "Nobody");
  const all = h("button", {type: "button", class: "v-button"}, icon(Users), "Everyone");
  const element = group("coalition", {label}, buttons, h("div", {class: "v-row"}, undo, none, all));
  const isIn = (player: number) => moves.filter((m) => m === player).length % 2 === 1;

  const show = () => {
    while (buttons.children.length > players) buttons.lastElementChild!.remove();
    while (buttons.children.length < players) {
      const player = buttons.children.length;
      const onclick = () => input.move(player);
      buttons.append(h("button", {type: "button", class: "v-chip", onclick}, String(player + 1)));
    }
    [...buttons.children].forEach((button, i) => {
      button.setAttribute("aria-pressed", String(isIn(i)));
      button.setAttribute("aria-label", `${label}: player ${i + 1}`);
    });
    undo.disabled = none.disabled = !moves.length;
  };
  const change = (next: readonly number[]) => {
    moves = next.slice(-MOST_MOVES);
    show();
    emit(input, true);
  };
  undo.onclick = () => change(moves.slice(0, -1));
  none.onclick = () => change([]);
  all.onclick = () => {
    const missing = Array.from({length: players}, (_, i) => i).filter((i) => !isIn(i));
    change([...moves, ...missing]);
  };
  const input = asInput<readonly number[], HTMLElement>(element, {
    label,
    initial: [],
    get: () => moves,
    set(next) {
      moves = next.slice(0, MOST_MOVES);
      show();
    },
    write: () => moves.map((m) => m + 1).join("-"),
    read(text) {
      const numbers = text ? text.split("-").map(Number) : [];
      const good = numbers.every((n) => Number.isInteger(n) && n >= 1 && n <= 20) && numbers.length <= MOST_MOVES;
      moves = good ? numbers.map((n) => n - 1) : [];
      show();
      return good
        ? null
        : `${label}: “${text.slice(0, 20)}” is no list of players (1 to 20, joined by dashes, at most ${MOST_MOVES}); nobody plays.`;
    }
  }) as CoalitionInput;
  Object.defineProperties(input, {
    players: {
      get: () => players,
      set(next: number) {
        players = next;
        show();
      }
    },
    move: {value: (player: number) => change([...moves, player])}
  });
  show();
  return input;
}
