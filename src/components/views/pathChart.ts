import {h, s} from "./dom.js";
import {formatNumber} from "./format.js";

/** The score on the way from a baseline to a picture, and what the attribution adds up to. */
export interface PathChart {
  /** Positions, 0 … 1, rising. */
  alphas: readonly number[];
  /** The score's change since the start at each position; empty when there is no single path. */
  scores: readonly number[];
  /** The attribution's sum up to each position. */
  sums: readonly number[];
  /** What the sum should reach: f(x) − f(baseline). */
  goal: number;
  /** A position to mark. */
  at?: number | null;
  /** Names of the two ends. */
  ends: readonly [string, string];
  /** What the chart shows, in words. */
  alt: string;
}

/** Does the sum of the attribution reach the change of the score? Two lines that have to end at the same height. */
export function pathChart({alphas, scores, sums, goal, at, ends, alt}: PathChart, target?: HTMLElement): HTMLElement {
  const element = target ?? h("div", {class: "v-path"});
  const numbers = [0, goal, ...scores, ...sums].filter(Number.isFinite);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const pad = (high - low || 1) * 0.08;
  const y = (v: number) => (100 * (high + pad - v)) / (high - low + 2 * pad);
  const line = (values: readonly number[], name: string) =>
    s("polyline", {class: name, points: values.map((v, i) => `${100 * alphas[i]},${y(v)}`).join(" ")});
  const level = (v: number, name: string) => s("line", {class: name, x1: 0, x2: 100, y1: y(v), y2: y(v)});
  const label = (text: string, v: number, name: string, x = 100) =>
    h("span", {class: `v-path-label ${name}`, style: `top: ${y(v)}%; left: ${x}%`}, text);
  const known = Number.isFinite(goal);
  const reached = sums.at(-1);
  const crowded = reached !== undefined && known && Math.abs(y(reached) - y(goal)) < 11;
  element.replaceChildren(
    h(
      "div",
      {class: "v-path-plot", role: "img", "aria-label": alt},
      s(
        "svg",
        {viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true"},
        level(0, "v-zero"),
        known && level(goal, "v-goal"),
        typeof at === "number" && s("line", {class: "v-at", x1: 100 * at, x2: 100 * at, y1: 0, y2: 100}),
        line(scores, "v-scores"),
        line(sums, "v-sums")
      ),
      known && label(`goal ${formatNumber(goal)}`, goal, "v-goal"),
      reached !== undefined && !crowded && label(`sum ${formatNumber(reached)}`, reached, "v-sums"),
      label("0", 0, "v-zero", 0)
    ),
    h("div", {class: "v-ends"}, h("span", {}, ends[0]), h("span", {}, ends[1])),
    h(
      "div",
      {class: "v-path-key"},
      scores.length > 0 && h("span", {class: "v-scores"}, "the score on the way"),
      h(
        "span",
        {class: "v-sums"},
        scores.length ? "the attribution added up" : "what the attribution adds up to",
        reached === undefined ? "" : `: ${formatNumber(reached)}`
      )
    )
  );
  return element;
}
