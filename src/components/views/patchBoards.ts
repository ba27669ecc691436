import type {Grid} from "../arrays/grid.js";
import {full} from "../arrays/grid.js";
import {barList, type BarItem} from "./barList.js";
import {differenceScale, type Difference} from "./differenceScale.js";
import {h} from "./dom.js";
import {formatPercent, formatShare} from "./format.js";
import {cellAt, matrixView} from "./matrixView.js";

export interface PatchPicture {
  rows: readonly string[];
  clean: readonly string[];
  corrupted: readonly string[];
  /** What each activation would restore alone, [rows, places]; null until it is known. */
  effect: Grid | null;
  carried: (row: number, place: number) => boolean;
  /** Carries an activation over, or puts it back. */
  ontoggle: (row: number, place: number) => void;
  difference: Difference;
  answers: BarItem[];
}

interface Parts {
  clean: HTMLElement;
  corrupted: HTMLElement;
  scale: HTMLElement;
  bars: HTMLElement;
  ghost: HTMLElement;
  now: PatchPicture;
}

const made = new WeakMap<HTMLElement, Parts>();

/**
 * Two runs of one network side by side, an activation a square. Squares are dragged from the clean run into the
 * corrupted one, or carried over by a click or Enter; the scale shows what the answer makes of it.
 */
export function patchBoards(picture: PatchPicture, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  const {rows, clean, corrupted, carried, ontoggle} = (parts.now = picture);
  const effect = picture.effect ?? full([rows.length, clean.length]);
  const marked = carried;
  matrixView(effect, {
    rows,
    columns: clean,
    domain: [-1, 1],
    scheme: "PuOr",
    marked,
    onpick: ontoggle,
    size: 21,
    alt: "The clean run: every activation, coloured by what it restores alone.",
    read: (row, place) =>
      picture.effect
        ? `${rows[row]}, place ${place} (${clean[place]}): alone it restores ${formatShare(effect.data[row * clean.length + place])}`
        : `${rows[row]}, place ${place} (${clean[place]}): not tried yet`,
    target: parts.clean
  });
  const shown = full(effect.shape);
  rows.forEach((_, row) =>
    corrupted.forEach((_, place) => (shown.data[row * corrupted.length + place] = Number(carried(row, place))))
  );
  matrixView(shown, {
    rows,
    columns: corrupted,
    domain: [-1.4, 1.4],
    scheme: "PuOr",
    marked,
    onpick: ontoggle,
    size: 21,
    alt: "The corrupted run: activations carried over are framed.",
    read: (row, place) =>
      `${rows[row]}, place ${place} (${corrupted[place]}): ${carried(row, place) ? "from the clean run" : "its own"}`,
    target: parts.corrupted
  });
  differenceScale(picture.difference, parts.scale);
  barList(picture.answers, {
    label: "What the patched run expects next",
    domain: [0, 1],
    format: formatPercent,
    target: parts.bars
  });
  return element;
}

/** Along which path is the most restored? "head 0.3 → 1.0 key, 82 %" */
export function strongestPath({
  restored: {data},
  senders,
  receivers
}: {
  restored: Grid;
  senders: readonly string[];
  receivers: readonly string[];
}): string {
  const most = data.indexOf(data.reduce((max, v) => Math.max(max, v), -Infinity));
  const [from, to] = [senders[Math.floor(most / receivers.length)], receivers[most % receivers.length]];
  return `${from} → ${to}, ${formatShare(data[most])}`;
}

function create(): HTMLElement {
  const blank = () => matrixView(full([1, 1]), {rows: [""], columns: [""], alt: ""});
  const [clean, corrupted] = [blank(), blank()];
  const scale = h("div", {class: "v-difference"});
  const bars = h("ol");
  const ghost = h("span", {class: "v-ghost", hidden: true, "aria-hidden": "true"});
  const element = h(
    "div",
    {class: "v-boards"},
    h("section", {class: "v-board-clean"}, h("h4", {}, "Clean run: drag from here"), clean),
    h("section", {}, h("h4", {}, "Corrupted run: drop here"), corrupted),
    h("section", {}, h("h4", {}, "How much of the answer is back"), scale),
    h("section", {}, h("h4", {}, "Expected next in the patched run"), bars),
    ghost
  );
  const parts: Parts = {clean, corrupted, scale, bars, ghost, now: null as never};
  made.set(element, parts);
  dragFrom(clean, parts);
  return element;
}

/** A square picked up in the clean run and let go over the corrupted run is carried over, to its own place. */
function dragFrom(board: HTMLElement, parts: Parts): void {
  board.addEventListener("pointerdown", (start) => {
    const cell = cellAt(board, start.clientX, start.clientY);
    if (!cell) return;
    const lives = new AbortController();
    const {signal} = lives;
    const follow = ({clientX, clientY}: PointerEvent) => {
      if (parts.ghost.hidden && Math.hypot(clientX - start.clientX, clientY - start.clientY) < 8) return;
      parts.ghost.hidden = false;
      parts.ghost.style.translate = `${clientX}px ${clientY}px`;
    };
    const end = (event: PointerEvent) => {
      lives.abort();
      const dragged = !parts.ghost.hidden;
      parts.ghost.hidden = true;
      const over = parts.corrupted.querySelector("svg")!.getBoundingClientRect();
      const inside =
        event.clientX >= over.left &&
        event.clientX <= over.right &&
        event.clientY >= over.top &&
        event.clientY <= over.bottom;
      if (event.type === "pointerup" && dragged && inside && !parts.now.carried(...cell)) parts.now.ontoggle(...cell);
    };
    addEventListener("pointermove", follow, {signal});
    addEventListener("pointerup", end, {signal});
    addEventListener("pointercancel", end, {signal});
  });
}
