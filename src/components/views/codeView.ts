import type {Piece} from "../arrays/tokenise.js";
import {barList} from "./barList.js";
import {AGAINST, FOR} from "./colour.js";
import {h} from "./dom.js";
import {formatNumber, formatPercent} from "./format.js";
import {answersInWords} from "./words.js";

interface LikelyAnswer {
  index: number;
  name: string;
  probability: number;
}

/** An explanation of a text, as far as it is. */
export interface ExplainedText {
  text: string;
  answers: readonly LikelyAnswer[];
  target: LikelyAnswer;
  pieces: readonly Piece[];
  values: ArrayLike<number> | null;
  /** Standard errors, where the method has them. */
  errors?: ArrayLike<number> | null;
  score: number;
}

/** The box that the text stands in. */
export interface TextBox extends HTMLElement {
  paint(shades: readonly (Piece & {colour: string})[]): void;
  point(index: number | null): void;
  onpoint: ((index: number | null) => void) | null;
  select(piece: Piece): void;
}

/** Bars drawn: the pieces of the largest weight. */
const ROWS = 8;

/** What a piece looks like in a list: one line, spaces joined, cut where it is long. */
export function shownPiece(text: string, {start, end}: Piece, most = 26): string {
  const line = text.slice(start, end).trim().replace(/\s+/g, " ");
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** The colour behind a piece: orange for the answer, purple against it, nothing at zero. */
export function shadeOf(value: number, most: number): string {
  const share = most > 0 ? Math.min(Math.abs(value) / most, 1) : 0;
  return share < 0.02 ? "" : `color-mix(in srgb, ${value > 0 ? FOR : AGAINST} ${Math.round(62 * share)}%, transparent)`;
}

/** Pieces by the size of their value, the largest first. */
export const strongestPieces = (values: ArrayLike<number>): number[] =>
  Array.from(values, (_, k) => k).sort((i, j) => Math.abs(values[j]) - Math.abs(values[i]));

interface State {
  answers: HTMLElement;
  pieces: HTMLElement;
  heading: HTMLElement;
  readout: HTMLElement;
  key: HTMLElement;
}

const states = new WeakMap<HTMLElement, State>();

/**
 * What spoke for the answer? The text in its box, coloured by what each piece counts, beside the network's answers and
 * the pieces that count most. Pointing at a piece in either place marks it in the other.
 */
export function codeView(
  box: TextBox,
  explained: ExplainedText | null,
  {onpick, target}: {onpick?: (answer: LikelyAnswer) => void; target?: HTMLElement} = {}
): HTMLElement {
  const element = target && states.has(target) ? target : create(box);
  const state = states.get(element)!;
  if (!explained) return element;
  const {text, answers, target: asked, pieces, values} = explained;
  const shown = answers.slice(0, 5);
  const listed = shown.some(({index}) => index === asked.index) ? shown : [...shown.slice(0, 4), asked];
  barList(
    listed.map(({name, probability, index}) => ({label: name, value: probability, active: index === asked.index})),
    {
      label: "Likeliest languages; pick one to explain it",
      domain: [0, 1],
      format: formatPercent,
      target: state.answers,
      onpick: (_, i) => onpick?.(listed[i])
    }
  );
  const most = values ? Array.from(values).reduce((m, v) => Math.max(m, Math.abs(v)), 0) : 0;
  box.paint(values ? pieces.map((piece, i) => ({...piece, colour: shadeOf(values[i], most)})) : []);
  state.heading.textContent = `What counts for ${asked.name}`;
  state.key.textContent = most ? `purple −${formatNumber(most)} · 0 · orange +${formatNumber(most)}` : "";
  const order = values ? strongestPieces(values).slice(0, ROWS) : [];
  const point = (index: number | null) => {
    box.point(index);
    order.forEach((piece, row) =>
      state.pieces.children[row]?.firstElementChild!.classList.toggle("v-active", piece === index)
    );
    state.readout.textContent = index === null || !values || index >= pieces.length ? "" : sayPiece(explained, index);
  };
  barList(
    order.map((i) => ({label: shownPiece(text, pieces[i]), value: values![i]})),
    {
      label: `Pieces that count most for ${asked.name}, in log-odds`,
      domain: [-most, most],
      target: state.pieces,
      onpick: (_, row) => {
        box.select(pieces[order[row]]);
        point(order[row]);
      }
    }
  );
  order.forEach((piece, row) => {
    const bar = state.pieces.children[row].firstElementChild as HTMLElement;
    bar.onpointerenter = bar.onfocus = () => point(piece);
    bar.onpointerleave = bar.onblur = () => point(null);
  });
  box.onpoint = point;
  return element;
}

function sayPiece({text, pieces, values, errors}: ExplainedText, i: number): string {
  const error = errors?.[i];
  const spread = error ? ` ± ${formatNumber(2 * error)}` : "";
  return `${shownPiece(text, pieces[i], 40)}: ${signed(values![i])}${spread}`;
}

const signed = (value: number) => `${value > 0 ? "+" : ""}${formatNumber(value)}`;

function create(box: TextBox): HTMLElement {
  const state: State = {
    answers: h("ol"),
    pieces: h("ol", {}),
    heading: h("h4", {}, "What counts"),
    readout: h("output", {class: "v-readout"}),
    key: h("p", {class: "v-code-key"})
  };
  state.pieces.classList.add("v-bars");
  const element = h(
    "div",
    {class: "v-code-view"},
    box,
    h(
      "div",
      {class: "v-code-side"},
      h("h4", {}, "It says"),
      state.answers,
      state.heading,
      state.pieces,
      state.key,
      state.readout
    )
  );
  states.set(element, state);
  return element;
}

/** The answer, and the pieces that spoke loudest for and against the one that was asked about. */
export function explainedInWords(explained: ExplainedText, unit: "lines" | "tokens"): string {
  const {text, answers, target, pieces, values} = explained;
  const says = `The network says ${answersInWords(answers, 2)}.`;
  if (!values || !pieces.length) return pieces.length ? says : `${says} There is nothing in the text to explain it by.`;
  const order = Array.from(values, (_, k) => k).sort((a, b) => values[b] - values[a]);
  const [best, worst] = [order[0], order.at(-1)!];
  const named = (i: number) => `“${shownPiece(text, pieces[i], 40)}” (${signed(values[i])})`;
  const what = unit === "lines" ? "line" : "token";
  if (pieces.length === 1)
    return `${says} The only ${what} ${values[0] < 0 ? "speaks against" : "speaks for"} ${target.name}: ${named(0)}.`;
  const foremost =
    values[best] > 0
      ? `the one that speaks most for ${target.name} is ${named(best)}`
      : `none speaks for ${target.name}`;
  const against = values[worst] < 0 ? `; the one most against it is ${named(worst)}` : "";
  return `${says} Of ${pieces.length} ${what}s, ${foremost}${against}.`;
}

/** A row for each piece. */
export const explainedTable = ({text, pieces, values, errors}: ExplainedText): Record<string, string | number>[] =>
  pieces.map((piece, i) => ({
    piece: shownPiece(text, piece, 60),
    "log-odds": values?.[i] ?? "",
    ...(errors ? {"standard error": errors[i]} : {})
  }));
