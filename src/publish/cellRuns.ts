import {h} from "../components/views/dom.js";

/** A tally of how often each cell of a page has run. */
export interface CellRuns extends HTMLElement {
  /** Counts one run of a cell; the cell that ran last is marked. */
  ran(name: string): void;
}

/** Which cells ran again? Each names itself when it runs, and its number goes up. */
export function cellRuns(names: readonly string[]): CellRuns {
  const counts = new Map(names.map((name) => [name, 0]));
  const rows = new Map(names.map((name) => [name, h("b", {class: "v-figures"}, "0")]));
  const items = new Map(names.map((name) => [name, h("li", {"data-cell": name}, `${name} `, rows.get(name))]));
  const list = h("ul", {class: "v-cell-runs", "aria-label": "How often each cell has run"}, ...items.values());
  let fade: ReturnType<typeof setTimeout>;
  return Object.assign(list, {
    ran(name: string) {
      counts.set(name, counts.get(name)! + 1);
      rows.get(name)!.textContent = String(counts.get(name));
      items.get(name)!.classList.add("v-just-ran");
      clearTimeout(fade);
      fade = setTimeout(() => items.forEach((item) => item.classList.remove("v-just-ran")), 900);
    }
  });
}
