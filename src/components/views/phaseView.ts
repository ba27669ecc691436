import {grid} from "../arrays/grid.js";
import {h} from "./dom.js";
import {formatNumber} from "./format.js";
import {matrixView} from "./matrixView.js";

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

const made = new WeakMap<HTMLElement, {map: HTMLElement; result: HTMLElement}>();

/** Shows the phase diagram; a cell that is picked is trained anew and compared. */
export function phaseView({diagram, row, column, live, onpick}: PhasePicture, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const {map, result} = made.get(element)!;
  const {importances, densities, cells} = diagram;
  const at = (r: number, c: number) => cells[r * densities.length + c];
  matrixView(grid(cells.map(degreeOf), [importances.length, densities.length]), {
    rows: importances.map(formatNumber),
    columns: densities.map(formatNumber),
    rowTitle: "importance of the extra feature",
    columnTitle: "chance that a feature is there",
    domain: [-1, 1],
    scheme: "PuOr",
    size: 32,
    alt: `Phase diagram. The chosen cell: ${phaseInWords(at(row, column))}`,
    read: (r, c) =>
      `importance ${formatNumber(importances[r])}, chance ${formatNumber(densities[c])}: ${phaseInWords(at(r, c))}`,
    marked: (r, c) => r === row && c === column,
    onpick,
    target: map
  });
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
    line("When the site was built", at(row, column)),
    line("Trained now, on your device", live)
  );
  return element;
}

function create(): HTMLElement {
  const blank = grid([0], [1, 1]);
  const parts = {map: matrixView(blank, {rows: [""], columns: [""], alt: ""}), result: h("section")};
  const key = "Orange: a dimension of its own. Purple: shared. Grey: left out. Choose a cell.";
  const element = h(
    "div",
    {class: "v-phases"},
    h("section", {}, parts.map, h("p", {class: "v-unit"}, key)),
    parts.result
  );
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
