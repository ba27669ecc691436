import {headName, type HeadScores} from "../arrays/headNames.js";
import {letterOf} from "../arrays/letters.js";
import type {Grid} from "../arrays/grid.js";
import {barList} from "./barList.js";
import {courseView, type CoursePicture} from "./courseView.js";
import {h} from "./dom.js";
import {formatPercent} from "./format.js";
import {mapGrid} from "./mapGrid.js";
import {matrixView} from "./matrixView.js";

export interface AttentionPicture {
  tokens: readonly number[];
  heads: readonly (HeadScores & {layer: number; head: number; pattern: Grid})[];
  next: Grid;
  /** The head whose pattern is large, by its place in `heads`. */
  chosen: number;
  onhead: (index: number) => void;
  /** How the training went, beside it. */
  course: CoursePicture;
}

interface Parts {
  strip: HTMLElement;
  said: HTMLElement;
  title: HTMLElement;
  matrix: HTMLElement;
  heads: HTMLElement;
  bars: HTMLElement;
  barsTitle: HTMLElement;
  course: SVGSVGElement;
  /** The token that looks: the last one unless the reader chose another. */
  row: number | null;
  hovered: number | null;
  now: AttentionPicture;
}

const made = new WeakMap<HTMLElement, Parts>();

/** A head as it is called: "1.0 induction .92". */
export function headTitle({layer, head, ...scores}: HeadScores & {layer: number; head: number}): string {
  const name = headName(scores);
  const score = {induction: scores.induction, "previous token": scores.previousToken}[name];
  return `${layer}.${head} ${name}${score === undefined ? "" : ` ${score.toFixed(2).replace(/^0/, "")}`}`;
}

/** Shows who looks at whom: the tokens, one head's pattern large, all heads small, and what is expected next. */
export function attentionView(picture: AttentionPicture, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  const {tokens, heads, chosen} = (parts.now = picture);
  if (parts.row !== null && parts.row >= tokens.length) parts.row = null;
  const head = heads[chosen];
  const names = tokens.map(letterOf);
  parts.title.textContent = `Head ${headTitle(head)}`;
  matrixView(head.pattern, {
    rows: names,
    columns: names,
    rowTitle: "this token looks",
    columnTitle: "at this one",
    domain: [0, 1],
    hidden: (row, column) => column > row,
    size: 22,
    alt: `Attention of head ${headTitle(head)}, ${tokens.length} tokens by ${tokens.length}. ${lookInWords(picture)}`,
    read: (row, column) =>
      `${names[row]} (place ${row}) gives ${formatPercent(head.pattern.data[row * names.length + column])} of its attention to ${names[column]} (place ${column})`,
    onhover: (cell) => {
      parts.hovered = cell && cell[0];
      light(parts);
    },
    onpick: (row) => {
      parts.row = row;
      light(parts);
    },
    target: parts.matrix
  });
  mapGrid(
    heads.map(({pattern}) => pattern),
    {
      label: "Heads: choose one",
      captions: heads.map(headTitle),
      domain: [0, 1],
      scheme: "viridis",
      size: 76,
      selected: chosen,
      onpick: (i) => parts.now.onhead(i),
      target: parts.heads
    }
  );
  courseView(picture.course, parts.course);
  drawStrip(parts);
  light(parts);
  return element;
}

/** Where the last token looks, in a sentence. */
export function lookInWords({tokens, heads, chosen}: Pick<AttentionPicture, "tokens" | "heads" | "chosen">): string {
  const n = tokens.length;
  const row = heads[chosen].pattern.data.subarray((n - 1) * n, n * n);
  const most = row.indexOf(row.reduce((m, v) => Math.max(m, v), 0));
  return `The last token, ${letterOf(tokens[n - 1])}, gives ${formatPercent(row[most])} of its attention to ${letterOf(tokens[most])} at place ${most}.`;
}

function drawStrip(parts: Parts): void {
  const {tokens} = parts.now;
  while (parts.strip.children.length > tokens.length) parts.strip.lastElementChild!.remove();
  tokens.forEach((token, i) => {
    const item = parts.strip.children[i] ?? parts.strip.appendChild(tokenButton(parts, i));
    const button = item.firstElementChild as HTMLElement;
    button.textContent = letterOf(token);
    button.setAttribute("aria-label", `${token ? letterOf(token) : "start"}, place ${i}`);
  });
}

function tokenButton(parts: Parts, i: number): HTMLElement {
  const over = (row: number | null) => () => {
    parts.hovered = row;
    light(parts);
  };
  const button = h("button", {
    type: "button",
    onpointerenter: over(i),
    onpointerleave: over(null),
    onfocus: over(i),
    onblur: over(null),
    onclick: () => {
      parts.row = i;
      light(parts);
    }
  });
  return h("li", {}, button);
}

/** Lights up what the token in question looks at, and says what the network expects after it. */
function light(parts: Parts): void {
  const {tokens, heads, chosen, next} = parts.now;
  const n = tokens.length;
  const row = Math.min(parts.hovered ?? parts.row ?? n - 1, n - 1);
  const attention = heads[chosen].pattern.data.subarray(row * n, (row + 1) * n);
  [...parts.strip.children].forEach((item, i) => {
    const button = item.firstElementChild as HTMLElement;
    button.style.setProperty("--attention", `${(100 * attention[i]).toFixed(1)}%`);
    button.classList.toggle("v-looks", i === row);
    button.setAttribute("aria-pressed", String(i === row));
  });
  const most = attention.indexOf(attention.reduce((m, v) => Math.max(m, v), 0));
  parts.said.textContent = `${letterOf(tokens[row])} at place ${row} looks most at ${letterOf(tokens[most])} at place ${most}: ${formatPercent(attention[most])} of its attention.`;
  const vocabulary = next.shape[1];
  const odds = next.data.subarray(row * vocabulary, (row + 1) * vocabulary);
  const first = Array.from(odds.keys())
    .sort((a, b) => odds[b] - odds[a])
    .slice(0, 5);
  parts.barsTitle.textContent = `Expected after ${tokens
    .slice(Math.max(0, row - 3), row + 1)
    .map(letterOf)
    .join("")}`;
  barList(
    first.map((token) => ({label: letterOf(token), value: odds[token], active: token === tokens[row + 1]})),
    {label: "What the network expects next", domain: [0, 1], format: formatPercent, target: parts.bars}
  );
}

function create(): HTMLElement {
  const strip = h("ol", {class: "v-tokens", "aria-label": "The tokens: point at one"});
  const said = h("p", {class: "v-said"});
  const title = h("h4");
  const matrix = matrixView({data: new Float32Array(1), shape: [1, 1]}, {rows: [""], columns: [""], alt: ""});
  const heads = h("ul", {class: "v-maps"});
  const barsTitle = h("h4");
  const bars = h("ol");
  const course = courseView({lines: [], steps: 1, alt: ""});
  const element = h(
    "div",
    {class: "v-attention"},
    h("div", {class: "v-attention-tokens"}, strip, said),
    h(
      "div",
      {class: "v-attention-aside"},
      h("section", {}, title, matrix),
      h("section", {}, h("h4", {}, "How the training went"), course)
    ),
    h(
      "div",
      {class: "v-attention-aside"},
      h("section", {}, barsTitle, bars),
      h("section", {}, h("h4", {}, "All heads, layer by layer"), heads)
    )
  );
  made.set(element, {
    strip,
    said,
    title,
    matrix,
    heads,
    bars,
    barsTitle,
    course,
    row: null,
    hovered: null,
    now: null as never
  });
  return element;
}
