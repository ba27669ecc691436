import {grid} from "../arrays/grid.js";
import {h} from "./dom.js";
import {formatNumber} from "./format.js";
import {heatmap} from "./heatmap.js";

/** What became of an extra feature. */
export interface PhaseOf {
  norm: number;
  interference: number;
}

export interface PhaseDiagram {
  importances: readonly number[];
  densities: readonly number[];
  cells: readonly PhaseOf[];
}

export interface PhasePicture {
  diagram: PhaseDiagram;
  row: number;
  column: number;
  /** The cell as it was trained just now; null while it trains. */
  live: PhaseOf | null;
  onpick: (row: number, column: number) => void;
}

/** 0: left out; towards 1: a dimension of its own; towards −1: in superposition. */
const degreeOf = ({norm, interference}: PhaseOf): number => Math.min(norm, 1) * (1 - 2 * Math.min(interference, 1));

const made = new WeakMap<HTMLElement, {map: HTMLElement; sides: HTMLElement; result: HTMLElement}>();

/** Shows the phase diagram; a cell that is picked is trained anew and compared. */
export function phaseView({diagram, row, column, live, onpick}: PhasePicture, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const {map, result} = made.get(element)!;
  const {importances, densities, cells} = diagram;
  heatmap(grid(cells.map(degreeOf), [importances.length, densities.length]), {
    domain: [-1, 1],
    scheme: "PuOr",
    pixelated: true,
    size: 330,
    alt: `Phase diagram. The chosen cell: ${phaseInWords(cells[row * densities.length + column])}`,
    legend: {low: "superposed", high: "a dimension of its own", unit: "grey: left out"},
    onpick,
    target: map
  });
  const earlier = cells[row * densities.length + column];
  const line = (name: string, phase: PhaseOf | null) =>
    h(
      "p",
      {},
      h("b", {}, `${name}: `),
      phase
        ? `${phaseInWords(phase)} Length ${phase.norm.toFixed(2)}, shared ${phase.interference.toFixed(2)}.`
        : "training …"
    );
  result.replaceChildren(
    h("h4", {}, "The chosen cell"),
    h(
      "p",
      {},
      `Features are present with chance ${formatNumber(densities[column])}. The extra one matters ${formatNumber(importances[row])} times as much as the other.`
    ),
    line("When the site was built", earlier),
    line("Trained now, on your device", live)
  );
  return element;
}

function create(): HTMLElement {
  const parts = {map: heatmap(grid([0], [1, 1]), {alt: ""}), sides: h("p", {class: "v-unit"}), result: h("section")};
  parts.sides.textContent = "Up: the extra feature matters more. To the right: features are rarer.";
  const element = h("div", {class: "v-phases"}, h("section", {}, parts.map, parts.sides), parts.result);
  made.set(element, parts);
  return element;
}

/** What became of the extra feature, in a sentence. */
export const phaseInWords = ({norm, interference}: PhaseOf): string =>
  norm < 0.5
    ? "The extra feature is left out."
    : interference < 0.5
      ? "The extra feature has the dimension to itself."
      : "Both features share the dimension, pointing opposite ways.";
