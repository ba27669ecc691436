import {pictureAt, type Sheet} from "../arrays/sheet.js";
import type {Tenth} from "../arrays/unitTable.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {formatNumber, formatPercent} from "./format.js";
import {imageGrid} from "./imageGrid.js";
import {aDigit} from "./words.js";

export interface ClassMixOptions {
  sheet: Sheet;
  labels: readonly number[];
  selected: number;
  onpick: (tenth: number) => void;
  target?: HTMLElement;
}

const made = new WeakMap<HTMLElement, {columns: HTMLElement; grid: HTMLElement; said: HTMLElement}>();

/**
 * Which digits lie in which tenth of a unit's answers? A column a tenth, from the weakest answers to the strongest,
 * each divided by class; and some digits of the chosen one.
 */
export function classMix(tenths: readonly Tenth[], options: ClassMixOptions): HTMLElement {
  const {sheet, labels, selected, onpick, target} = options;
  const element = target && made.has(target) ? target : create(tenths.length);
  const {columns, grid, said} = made.get(element)!;
  tenths.forEach(({classes, range}, i) => {
    const column = columns.children[i] as HTMLElement;
    const total = classes.reduce((a, b) => a + b, 0);
    column.setAttribute("aria-pressed", String(i === selected));
    column.setAttribute("aria-label", `Tenth ${i + 1} of ten: ${mixInWords(tenths[i])}`);
    column.onclick = () => onpick(i);
    column.replaceChildren(
      ...classes.map((n, c) => {
        const part = h("span", {
          class: "v-share",
          title: `${c}: ${formatPercent(n / total)}`,
          "data-class": n / total > 0.12 && c
        });
        part.style.height = `${(100 * n) / total}%`;
        part.style.background = categoryColour(c);
        return part;
      })
    );
    column.title = range.map(formatNumber).join(" to ");
  });
  const chosen = tenths[selected];
  said.textContent = `Tenth ${selected + 1} of ten, answers from ${chosen.range.map(formatNumber).join(" to ")}`;
  imageGrid(
    chosen.examples.map((place) => pictureAt(sheet, place)),
    {
      label: `Digits of tenth ${selected + 1}`,
      size: 52,
      alts: chosen.examples.map((place) => aDigit(labels[place])),
      target: grid
    }
  );
  return element;
}

/** The two commonest digits of a tenth, in words. */
export function mixInWords({classes}: Tenth): string {
  const total = classes.reduce((a, b) => a + b, 0);
  return classes
    .map((n, c) => ({n, c}))
    .sort((a, b) => b.n - a.n)
    .slice(0, 2)
    .map(({n, c}) => `${formatPercent(n / total)} are ${aDigit(c)}`)
    .join(", ");
}

function create(tenths: number): HTMLElement {
  const columns = h(
    "div",
    {class: "v-mix-columns", role: "group", "aria-label": "Tenths of the answers, the weakest first"},
    ...Array.from({length: tenths}, () => h("button", {type: "button", class: "v-mix-column"}))
  );
  const grid = h("ul");
  const said = h("h4");
  const element = h(
    "div",
    {class: "v-mix"},
    h(
      "section",
      {},
      columns,
      h("div", {class: "v-ends"}, h("span", {}, "weakest answers"), h("span", {}, "strongest"))
    ),
    h("section", {}, said, grid)
  );
  made.set(element, {columns, grid, said});
  return element;
}
