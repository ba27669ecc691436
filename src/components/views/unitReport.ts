import {pictureAt, type Sheet} from "../arrays/sheet.js";
import type {UnitSummary} from "../arrays/unitTable.js";
import {h, s} from "./dom.js";
import {formatNumber} from "./format.js";
import {imageGrid} from "./imageGrid.js";
import {aDigit} from "./words.js";

export interface UnitReport {
  unit: UnitSummary;
  sheet: Sheet;
  /** What each picture of the sheet shows. */
  labels: readonly number[];
  /** How many digits the unit was shown. */
  digits: number;
  /** The unit's answer to something else (a picture made for it), marked in the distribution. */
  mark?: {value: number; name: string} | null;
}

interface Parts {
  top: HTMLElement;
  bottom: HTMLElement;
  spread: SVGElement;
  name: HTMLElement;
  ends: HTMLElement;
  /** What was drawn last: frames come often, and most change nothing here. */
  drawn: UnitReport["unit"] | null;
}

const made = new WeakMap<HTMLElement, Parts>();
const [WIDTH, HEIGHT] = [320, 90];

/** Shows which digits excite a unit most and least, and how its answers to all of them are spread. */
export function unitReport({unit, sheet, labels, digits, mark}: UnitReport, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create(digits);
  const parts = made.get(element)!;
  const row = (places: readonly number[], values: readonly number[], label: string, list: HTMLElement) =>
    imageGrid(
      places.map((place) => pictureAt(sheet, place)),
      {
        label,
        size: 52,
        captions: values.map(formatNumber),
        alts: places.map((place, i) => `${aDigit(labels[place])}, answered with ${formatNumber(values[i])}`),
        target: list
      }
    );
  if (parts.drawn !== unit) {
    parts.drawn = unit;
    row(unit.top, unit.topValues, "Digits that excite the unit most", parts.top);
    row(unit.bottom, unit.bottomValues, "Digits that excite the unit least", parts.bottom);
  }
  drawSpread(parts, unit, mark ?? null, digits);
  return element;
}

function drawSpread(
  {spread, name, ends}: Parts,
  unit: UnitSummary,
  mark: (UnitReport["mark"] & {}) | null,
  digits: number
) {
  const low = Math.min(unit.domain[0], mark?.value ?? Infinity, 0);
  const high = Math.max(unit.domain[1], mark?.value ?? -Infinity, 0);
  const x = (v: number) => (WIDTH * (v - low)) / (high - low || 1);
  const most = Math.max(1, ...unit.histogram);
  const bin = (unit.domain[1] - unit.domain[0]) / unit.histogram.length;
  spread.setAttribute(
    "aria-label",
    `The unit's answers to ${digits} digits run from ${formatNumber(unit.min)} to ${formatNumber(unit.max)}, ${formatNumber(unit.mean)} on average` +
      (mark ? `; ${mark.name} gets ${formatNumber(mark.value)}` : "")
  );
  spread.replaceChildren(
    ...unit.histogram.map((n, i) => {
      const [from, to] = [x(unit.domain[0] + i * bin), x(unit.domain[0] + (i + 1) * bin)];
      const size = ((HEIGHT - 8) * n) / most;
      const cut = unit.domain[0] + (i + 0.5) * bin < 0;
      return s("rect", {
        x: from,
        y: HEIGHT - size,
        width: Math.max(to - from - 0.8, 0.5),
        height: size,
        class: cut ? "v-cut" : "v-passed"
      });
    }),
    s("line", {x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5, class: "v-axis"}),
    s("line", {x1: x(0), x2: x(0), y1: 0, y2: HEIGHT, class: "v-zero"}),
    ...(mark ? [s("line", {x1: x(mark.value), x2: x(mark.value), y1: 0, y2: HEIGHT, class: "v-mark"})] : [])
  );
  nameMark(name, mark, mark ? x(mark.value) / WIDTH : 0);
  ends.replaceChildren(h("span", {}, formatNumber(low)), h("span", {}, formatNumber(high)));
}

/** The mark's name above it, kept inside the picture. */
function nameMark(element: HTMLElement, mark: {value: number; name: string} | null, share: number) {
  element.textContent = mark ? `${mark.name} ${formatNumber(mark.value)}` : "";
  element.style.textAlign = share > 0.5 ? "right" : "left";
  element.style.padding = share > 0.5 ? `0 ${100 * (1 - share)}% 0 0` : `0 0 0 ${100 * share}%`;
}

function create(digits: number): HTMLElement {
  const top = h("ul");
  const bottom = h("ul");
  const spread = s("svg", {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "v-spread"});
  const name = h("div", {class: "v-spread-name"});
  const ends = h("div", {class: "v-ends"});
  const element = h(
    "div",
    {class: "v-report"},
    h("section", {}, h("h4", {}, "These test digits excite it most"), top),
    h("section", {}, h("h4", {}, "These least"), bottom),
    h("section", {}, h("h4", {}, `Its answers to all ${digits.toLocaleString("en-GB")}`), name, spread, ends)
  );
  made.set(element, {top, bottom, spread, name, ends, drawn: null});
  return element;
}
