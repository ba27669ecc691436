import {barList} from "./barList.js";
import {h} from "./dom.js";
import {exampleTiles, examplesInWords, topExamples, type Examples} from "./examples.js";
import {formatNumber, formatPercent} from "./format.js";
import {histogram} from "./histogram.js";
import {sparkline} from "./sparkline.js";

/** A feature as it is drawn. */
export interface DictionaryFeature {
  top: readonly number[];
  values: readonly number[];
  density: number;
  histogram: readonly number[];
}

export interface Dictionary {
  features: readonly DictionaryFeature[];
  course: Record<"loss" | "unexplained" | "active" | "dead", readonly number[]>;
  frames: number;
  /** For planted features, how well each was found. */
  recovered: ArrayLike<number> | null;
  /** What the examples are; null for made-up data. */
  examples: Examples | null;
  selected: number;
  onpick: (feature: number) => void;
}

const SHOWN = 36;
const made = new WeakMap<
  HTMLElement,
  Record<"course" | "grid" | "planted" | "title" | "top" | "bars" | "note", HTMLElement>
>();

/** Shows how a dictionary's training goes, its features, and what the chosen one answers to. */
export function dictionaryView(d: Dictionary, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  showCourse(d, parts.course);
  const order = tilesOf(d);
  parts.grid.hidden = !d.examples;
  parts.planted.hidden = Boolean(d.examples);
  if (d.examples) {
    exampleTiles(
      order.map((f) => d.features[f].top.slice(0, 9)),
      d.examples,
      {
        label: "Features, the most frequent first",
        captions: order.map((f) => String(f)),
        alts: order.map((f) => `Feature ${f}, on for ${formatPercent(d.features[f].density)}`),
        selected: order.indexOf(d.selected),
        onpick: (i) => d.onpick(order[i]),
        target: parts.grid
      }
    );
  } else showRecovered(d.recovered ?? [], parts.planted);
  showFeature(d, parts);
  return element;
}

/** The features that are on most often, and the chosen one whether it is among them or not. */
function tilesOf({features, selected}: Dictionary): number[] {
  const order = byDensity(features).slice(0, SHOWN);
  return order.includes(selected) ? order : [...order.slice(0, -1), selected];
}

function create(): HTMLElement {
  const parts = {
    course: h("div", {class: "v-course"}),
    grid: h("ul"),
    planted: h("ol"),
    title: h("h4"),
    top: h("ul"),
    bars: h("div", {class: "v-histogram"}),
    note: h("p", {class: "v-unit"})
  };
  const element = h(
    "div",
    {class: "v-dictionary"},
    parts.course,
    h("section", {}, parts.grid, parts.planted),
    h("section", {}, parts.title, parts.top, parts.bars, parts.note)
  );
  made.set(element, parts);
  return element;
}

function showCourse({course, frames}: Dictionary, target: HTMLElement): void {
  const lines = [
    ["loss", course.loss, formatNumber],
    ["not rebuilt", course.unexplained, formatPercent],
    ["on at once", course.active, (v: number) => v.toFixed(1)],
    ["dead", course.dead, (v: number) => String(v)]
  ] as const;
  lines.forEach(([label, values, format], i) => {
    const line = sparkline(values, {
      label,
      width: 120,
      length: frames,
      domain: [0, Math.max(...values, 1e-9)],
      format,
      target: target.children[i] as HTMLElement | undefined
    });
    if (line !== target.children[i]) target.append(line);
  });
}

/** Planted directions, each by its largest cosine with a learnt one, the worst first. */
function showRecovered(recovered: ArrayLike<number>, target: HTMLElement): void {
  barList(
    Array.from(recovered, (value, i) => ({label: `Planted ${i + 1}`, value, note: value > 0.9 ? "found" : ""})).sort(
      (a, b) => a.value - b.value
    ),
    {label: "Planted features by how well they were found", domain: [0, 1], format: (v) => v.toFixed(2), target}
  );
  target.classList.add("v-two-columns");
}

function showFeature(
  {features, examples, selected}: Dictionary,
  parts: Record<"title" | "top" | "bars" | "note", HTMLElement>
) {
  const feature = features[selected];
  parts.title.textContent = `Feature ${selected}`;
  parts.top.hidden = !examples || !feature.top.length;
  parts.bars.hidden = !feature.top.length;
  if (examples && feature.top.length)
    topExamples(feature.top, feature.values, examples, {
      label: `What excites feature ${selected} most`,
      target: parts.top
    });
  const largest = feature.values[0] ?? 1;
  const bins = feature.histogram.length;
  histogram(
    feature.histogram.flatMap((n, i) => Array<number>(n).fill(((i + 0.5) / bins) * largest)),
    {label: "strength where it is on", bins, domain: [0, largest], width: 230, height: 64, target: parts.bars}
  );
  parts.note.textContent = featureInWords(feature, selected, examples);
}

/** What a feature answers to, in a sentence. */
export function featureInWords(feature: DictionaryFeature, index: number, examples: Examples | null): string {
  if (!feature.top.length) return `Feature ${index} is not on for any example.`;
  const on = `Feature ${index} is on for ${formatPercent(feature.density)} of the examples.`;
  return examples ? `${on} ${examplesInWords(feature.top, examples)}` : on;
}

/** Features by how often they are on, the most frequent first. */
export const byDensity = (features: readonly DictionaryFeature[]): number[] =>
  features.map((_, i) => i).sort((a, b) => features[b].density - features[a].density || a - b);

/** The feature asked for if it is ever on, else the one that is on most often. */
export const livingFeature = (features: readonly DictionaryFeature[], asked: number): number =>
  features[asked]?.top.length ? asked : byDensity(features)[0];
