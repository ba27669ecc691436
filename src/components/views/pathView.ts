import {h} from "./dom.js";
import {panels, type Panel} from "./panels.js";
import {pathChart, type PathChart} from "./pathChart.js";

const made = new WeakMap<HTMLElement, Record<"row" | "title" | "chart" | "bars", HTMLElement>>();

/** Where one is on a path (a row of panels), the chart of the whole path under its title, and the answers beside it. */
export function pathView(
  {row, title, chart, answers}: {row: Panel[]; title: string; chart: PathChart; answers: Panel},
  target?: HTMLElement
): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  panels(row, {columns: row.length, target: parts.row});
  parts.title.textContent = title;
  pathChart(chart, parts.chart);
  panels([answers], {target: parts.bars});
  return element;
}

function create(): HTMLElement {
  const row = panels([]);
  const title = h("h4");
  const chart = h("div", {class: "v-path"});
  const bars = panels([]);
  const element = h("div", {class: "v-path-view"}, row, h("section", {}, title, chart), bars);
  made.set(element, {row, title, chart, bars});
  return element;
}
