import type {Grid} from "../arrays/grid.js";
import {colourAt} from "./colour.js";
import {h} from "./dom.js";
import {matrixView} from "./matrixView.js";
import {methodName} from "./methodNames.js";

/** How far each pair of methods points at the same places. */
export interface MethodAgreement {
  methods: readonly string[];
  /** [n, n], ones on the diagonal. */
  matrix: Grid;
}

/** The colours and what their ends mean. */
const SCALES = {
  rank: {domain: [-1, 1], scheme: "PuOr", ends: ["−1, the opposite order", "1, the same order"]},
  top: {domain: [0, 1], scheme: "viridis", ends: ["0, none in common", "1, all in common"]}
} as const;

/** Shows the agreement of each pair of methods as a matrix, with its scale below. */
export function agreementView(
  {methods, matrix, measure}: MethodAgreement & {measure: "rank" | "top"},
  target?: HTMLElement
): HTMLElement {
  const element = target?.classList.contains("v-agreement") ? target : h("div", {class: "v-agreement"});
  const names = methods.map(methodName);
  const {domain, scheme, ends} = SCALES[measure];
  const value = (i: number, j: number) => matrix.data[i * names.length + j].toFixed(2).replace("-", "−");
  const cells = matrixView(matrix, {
    rows: names,
    columns: names,
    domain,
    scheme,
    size: 28,
    read: (i, j) => `${names[i]} and ${names[j]}: ${value(i, j)}`,
    alt: agreementInWords({methods, matrix}),
    target: element.firstElementChild as HTMLElement | undefined
  });
  const ramp = h("span", {class: "v-ramp"});
  const colours = Array.from({length: 11}, (_, i) => colourAt(scheme, i / 10));
  ramp.style.background = `linear-gradient(to right, ${colours.join(", ")})`;
  const [low, high] = ends.map((end) => h("span", {class: "v-end"}, h("em", {}, end)));
  const legend = h("div", {class: "v-legend"}, low, ramp, high);
  // The matrix stays where it is, so that a cell read by keyboard keeps the focus.
  if (element.lastElementChild && element.firstElementChild === cells) element.lastElementChild.replaceWith(legend);
  else element.replaceChildren(cells, legend);
  return element;
}

/** Which two methods agree most and least. */
export function agreementInWords({methods, matrix: {data}}: MethodAgreement): string {
  const n = methods.length;
  const pairs: {i: number; j: number; value: number}[] = [];
  for (let i = 0; i < n; ++i)
    for (let j = 0; j < i; ++j) if (Number.isFinite(data[i * n + j])) pairs.push({i, j, value: data[i * n + j]});
  if (!pairs.length) return "One method is ready; there is nothing to compare it with yet.";
  pairs.sort((a, b) => b.value - a.value);
  const said = ({i, j, value}: {i: number; j: number; value: number}) =>
    `${methodName(methods[j])} and ${methodName(methods[i])} (${value.toFixed(2).replace("-", "−")})`;
  const mean = pairs.reduce((sum, {value}) => sum + value, 0) / pairs.length;
  return pairs.length === 1
    ? `The agreement of ${said(pairs[0])}.`
    : `Most alike are ${said(pairs[0])}, least ${said(pairs[pairs.length - 1])}. The mean over all pairs is ${mean.toFixed(2).replace("-", "−")}.`;
}
