import type {Image} from "../arrays/image.js";
import {dataTable, type Row} from "./dataTable.js";
import {h} from "./dom.js";
import {formatNumber, formatPercent} from "./format.js";
import type {BarItem} from "./barList.js";
import {panels, type Panel} from "./panels.js";

/** What was found about a network that was brought. */
export interface ArrivalPicture {
  name: string;
  findings: readonly {about: string; level: "good" | "note" | "warning" | "bad"; text: string}[];
  /** Set when the reader must agree to its size. */
  onagree: (() => void) | null;
  layers: readonly ArrivedLayerRow[];
  /** What the network in use gets of the photo and answers; null while there is none. */
  answer: {image: Image; note: string; title: string; bars: readonly BarItem[]} | null;
}

interface ArrivedLayerRow {
  name: string;
  kind: string;
  shape: readonly (number | null)[];
  parameters: number;
  gradient: {mean: number; zeros: number} | null;
}

const MARKS = {
  good: ["✓", "fine"],
  note: ["i", "to know"],
  warning: ["!", "careful"],
  bad: ["✗", "not possible"]
} as const;

const made = new WeakMap<HTMLElement, {row: HTMLElement; list: HTMLElement; layers: HTMLElement; key: string}>();

/** Shows how a network fared on its arrival: the checks one by one, its layers, and what it now answers to a photo. */
export function arrivalView(
  {name, findings, onagree, layers, answer}: ArrivalPicture,
  target?: HTMLElement
): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  const shown: Panel[] = answer
    ? [
        {
          title: "The network gets",
          image: answer.image,
          alt: `What the network gets: ${answer.note}`,
          note: answer.note
        },
        {title: answer.title, bars: [...answer.bars]}
      ]
    : [];
  panels(shown, {columns: 2, target: parts.row});
  const checks = findings.map(({about, level, text}) =>
    h(
      "li",
      {class: "v-check", "data-level": level},
      h(
        "span",
        {class: "v-check-mark", title: MARKS[level][1], "aria-label": MARKS[level][1], role: "img"},
        MARKS[level][0]
      ),
      h("b", {}, about),
      h("span", {}, ...breakable(text))
    )
  );
  parts.list.replaceChildren(
    h("h4", {}, `Checked on arrival: ${name}`),
    h("ol", {class: "v-checks"}, ...checks),
    ...(onagree
      ? [h("button", {type: "button", class: "v-button v-strong", onclick: onagree}, "Take it all the same")]
      : [])
  );
  const key = layers.map((layer) => `${layer.name} ${layer.gradient?.mean}`).join();
  if (key !== parts.key) {
    parts.key = key;
    const open = parts.layers.querySelector("details")?.open;
    parts.layers.replaceChildren(
      ...(layers.length
        ? [
            h(
              "details",
              {open},
              h("summary", {}, `All ${layers.length} layers, their shapes and gradients`),
              dataTable(layers.map(rowOf), undefined, {caption: `The layers of ${name}`, most: 400})
            )
          ]
        : [])
    );
  }
  return element;
}

/** How a network fared, in a sentence or two: for a caption. */
export function arrivalInWords(
  {
    name,
    step,
    steps,
    findings,
    own
  }: {
    name: string;
    step: number;
    steps: number;
    findings: readonly {level: string; about: string; text: string}[];
    own: unknown;
  },
  answer: {card: {name: string}; answers: readonly {name: string; probability: number}[]; note: string | null} | null
): string {
  const bad = findings.find(({level}) => level === "bad");
  const state =
    step < steps
      ? `${name} is being checked.`
      : own
        ? `${name} passed ${findings.filter(({level}) => level === "good").length} checks${bad ? `, with one fault: ${bad.about.toLowerCase()}` : ""}.`
        : `${name} was refused: ${bad?.text ?? ""}`;
  if (!answer) return state;
  const [first] = answer.answers;
  return `${state} ${answer.card.name} answers “${first.name}”, ${formatPercent(first.probability)}. ${answer.note ?? ""}`;
}

/** What a network gets, in words: "64 × 64 grey, numbers from −0.97 to 1". */
export const rangeInWords = (
  {height, width, channels}: {height: number; width: number; channels: number},
  {low, high}: {low: number; high: number}
): string =>
  `${height} × ${width}, ${channels === 1 ? "grey" : "colour"}, numbers from ${formatNumber(low)} to ${formatNumber(high)}`;

/** Long names of layers may break at their slashes. */
const breakable = (text: string): Node[] => text.split(/(?<=\w\/)(?=\w)/).flatMap((part) => [new Text(part), h("wbr")]);

const rowOf = ({name, kind, shape, parameters, gradient}: ArrivedLayerRow): Row => ({
  layer: name,
  kind,
  shape: shape.map((n) => n ?? "any").join(" × "),
  weights: parameters ? parameters.toLocaleString("en-GB") : "–",
  "mean |gradient|": gradient ? formatNumber(gradient.mean) : "–",
  "of it zero": gradient ? `${Math.round(100 * gradient.zeros)} %` : "–"
});

function create(): HTMLElement {
  const row = h("div", {class: "v-evidence v-panels"});
  const list = h("div", {class: "v-arrival-list"});
  const layers = h("div", {class: "v-arrival-layers"});
  const element = h("div", {class: "v-arrival"}, row, list, layers);
  made.set(element, {row, list, layers, key: ""});
  return element;
}
