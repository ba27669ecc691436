import {h} from "./dom.js";
import {panels, type Panel} from "./panels.js";
import {pathChart, type PathChart} from "./pathChart.js";

const made = new WeakMap<HTMLElement, {row: HTMLElement; chart: HTMLElement; bars: HTMLElement}>();

/** Where one is on a path (a row of panels), the chart of the whole path, and the answers beside it. */
export function pathView(
  {row, chart, answers}: {row: Panel[]; chart: PathChart; answers: Panel},
  target?: HTMLElement
): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  panels(row, {columns: row.length, target: parts.row});
  pathChart(chart, parts.chart);
  panels([answers], {target: parts.bars});
  return element;
}

function create(): HTMLElement {
  const row = panels([]);
  const chart = h("div", {class: "v-path"});
  const bars = panels([]);
  const element = h("div", {class: "v-path-view"}, row, h("section", {}, h("h4", {}, "Along the path"), chart), bars);
  made.set(element, {row, chart, bars});
  return element;
}
