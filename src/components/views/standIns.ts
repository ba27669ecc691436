import type {Image} from "../arrays/image.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {formatNumber} from "./format.js";
import {imageGrid} from "./imageGrid.js";
import {lineChart} from "./lineChart.js";

/** Prototypes and criticisms, with their pictures. */
export interface Chosen {
  among: number;
  prototypes: readonly {label: number; image: Image}[];
  criticisms: readonly {label: number; image: Image}[];
  discrepancy: readonly number[];
}

const made = new WeakMap<HTMLElement, {prototypes: HTMLElement; criticisms: HTMLElement; chart: HTMLElement}>();

/** Shows who stands for all, whom they leave out, and how the stand-ins come to resemble the whole. */
export function standIns({prototypes, criticisms, discrepancy}: Chosen, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  const row = (items: Chosen["prototypes"], label: string, list: HTMLElement) => {
    imageGrid(
      items.map(({image}) => image),
      {label, size: 56, pixelated: true, captions: items.map((i) => String(i.label)), target: list}
    );
    [...list.children].forEach((cell, k) => {
      (cell as HTMLElement).style.borderTop = `4px solid ${categoryColour(items[k].label)}`;
    });
  };
  row(prototypes, "Prototypes, in the order of choice", parts.prototypes);
  row(criticisms, "Criticisms, in the order of choice", parts.criticisms);
  const chart = lineChart(
    [
      {
        name: "discrepancy",
        label: formatNumber(discrepancy[discrepancy.length - 1]),
        points: discrepancy.map((d, i) => [i + 1, d] as const),
        colour: "var(--verdigris)"
      }
    ],
    {
      x: {label: "prototypes", domain: [1, Math.max(discrepancy.length, 2)]},
      y: {label: "discrepancy to all (MMD²)", domain: [0, discrepancy[0]]},
      height: 180,
      dots: true,
      alt: `The discrepancy falls from ${formatNumber(discrepancy[0])} with one prototype to ${formatNumber(discrepancy[discrepancy.length - 1])} with ${discrepancy.length}`,
      target: parts.chart
    }
  );
  if (chart !== parts.chart) {
    parts.chart.replaceWith(chart);
    parts.chart = chart;
  }
  return element;
}

function create(): HTMLElement {
  const [prototypes, criticisms, chart] = [h("ul"), h("ul"), h("div")];
  const element = h(
    "div",
    {class: "v-neighbours"},
    h("section", {}, h("h4", {}, "Prototypes: they stand for all"), prototypes),
    h("section", {}, h("h4", {}, "Criticisms: whom the prototypes leave out"), criticisms),
    h("section", {}, chart)
  );
  made.set(element, {prototypes, criticisms, chart});
  return element;
}
