import type {Grid} from "../arrays/grid.js";
import {colourAt, colourScale, type Domain, type Scheme} from "./colour.js";
import {h, s} from "./dom.js";
import {formatNumber} from "./format.js";

export type Cell = [row: number, column: number];

export interface MatrixOptions {
  rows: readonly string[];
  columns: readonly string[];
  /** What rows and columns are: "looks", "is looked at". */
  rowTitle?: string;
  columnTitle?: string;
  domain?: Domain;
  /** By default PuOr for a symmetric domain and viridis for any other. */
  scheme?: Scheme;
  /** What the matrix shows, in words. */
  alt: string;
  /** Side of a cell in CSS pixels, where there is room. */
  size?: number;
  /** Cells that do not exist. */
  hidden?: (row: number, column: number) => boolean;
  /** Cells with a frame around them. */
  marked?: (row: number, column: number) => boolean;
  format?: (value: number) => string;
  /** What is read out for a cell; by default its labels and its number. */
  read?: (row: number, column: number) => string;
  onhover?: (cell: Cell | null) => void;
  onpick?: (row: number, column: number) => void;
  target?: HTMLElement;
}

interface State {
  svg: SVGSVGElement;
  cells: SVGGElement;
  labels: SVGGElement;
  marks: SVGGElement;
  cursor: SVGRectElement;
  readout: HTMLElement;
  at: Cell | null;
  values: Grid;
  options: MatrixOptions;
  key: string;
}

/** One cell is 20 units wide. */
const UNIT = 20;
const states = new WeakMap<HTMLElement, State>();

/**
 * Shows a small matrix [rows, columns] with a name at each row and column. Pointing at a cell, or moving over it with
 * the arrow keys, reads it out; a click or Enter picks it.
 */
export function matrixView(values: Grid, options: MatrixOptions): HTMLElement {
  const element = options.target && states.has(options.target) ? options.target : create();
  const state = states.get(element)!;
  Object.assign(state, {values, options});
  const {rows, columns, hidden, size = 22} = options;
  const key = JSON.stringify([rows, columns, options.rowTitle, options.columnTitle]);
  if (key !== state.key) {
    state.key = key;
    lay(state);
  }
  const {domain = "positive"} = options;
  const {scheme = domain === "symmetric" ? "PuOr" : "viridis"} = options;
  const {position} = colourScale(values.data, {domain});
  values.data.forEach((v, i) => {
    const cell = state.cells.children[i] as SVGRectElement;
    const none = hidden?.(Math.floor(i / columns.length), i % columns.length) || Number.isNaN(v);
    cell.setAttribute("class", none ? "v-none" : "");
    cell.setAttribute("fill", none ? "none" : colourAt(scheme, position(v)));
  });
  drawMarks(state);
  state.svg.setAttribute("aria-label", options.alt);
  element.style.setProperty("--matrix", `${(size * state.svg.viewBox.baseVal.width) / UNIT}px`);
  read(state);
  return element;
}

/** The cell under a point of the window, if any. */
export function cellAt(element: HTMLElement, clientX: number, clientY: number): Cell | null {
  const state = states.get(element)!;
  const matrix = state.cells.getScreenCTM();
  if (!matrix) return null;
  const {x, y} = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse());
  const cell: Cell = [Math.floor(y / UNIT), Math.floor(x / UNIT)];
  return legal(state, cell) ? cell : null;
}

const legal = ({options: {rows, columns, hidden}}: State, [row, column]: Cell) =>
  row >= 0 && column >= 0 && row < rows.length && column < columns.length && !hidden?.(row, column);

function lay({svg, cells, labels, cursor, options}: State): void {
  const {rows, columns, rowTitle, columnTitle} = options;
  const longest = Math.max(...rows.map((name) => name.length));
  const left = 8 + 7 * longest + (rowTitle ? 16 : 0);
  const upright = columns.every((name) => name.length <= 2);
  const top = (upright ? 18 : 8 + 6 * Math.max(...columns.map((name) => name.length))) + (columnTitle ? 16 : 0);
  const [width, height] = [columns.length * UNIT, rows.length * UNIT];
  // Slanted names lean over the right edge by half their length.
  const ends = upright ? [] : columns.map((name, i) => (i + 0.5) * UNIT + 8 + 3.4 * name.length);
  svg.setAttribute("viewBox", `0 0 ${left + Math.max(width, ...ends) + 2} ${top + height + 2}`);
  for (const g of [cells, labels, cells.nextElementSibling as SVGGElement])
    g.setAttribute("transform", `translate(${left} ${top})`);
  cells.replaceChildren(
    ...rows.flatMap((_, row) =>
      columns.map((_, column) => s("rect", {x: column * UNIT, y: row * UNIT, width: UNIT - 1, height: UNIT - 1}))
    )
  );
  cursor.setAttribute("transform", `translate(${left} ${top})`);
  labels.replaceChildren(
    ...rows.map((name, i) => s("text", {x: -6, y: (i + 0.5) * UNIT, dy: ".33em", "text-anchor": "end"}, name)),
    ...columns.map((name, i) =>
      upright
        ? s("text", {x: (i + 0.5) * UNIT - 0.5, y: -6, "text-anchor": "middle"}, name)
        : s("text", {transform: `translate(${(i + 0.5) * UNIT + 3} -5) rotate(-60)`}, name)
    )
  );
  if (rowTitle)
    labels.append(
      s(
        "text",
        {
          class: "v-axis-title",
          "text-anchor": "middle",
          transform: `translate(${-left + 10} ${height / 2}) rotate(-90)`
        },
        rowTitle
      )
    );
  if (columnTitle)
    labels.append(s("text", {class: "v-axis-title", "text-anchor": "middle", x: width / 2, y: 10 - top}, columnTitle));
}

function drawMarks({marks, options: {rows, columns, marked}}: State): void {
  marks.replaceChildren();
  if (!marked) return;
  rows.forEach((_, row) =>
    columns.forEach((_, column) => {
      if (marked(row, column))
        marks.append(s("rect", {x: column * UNIT, y: row * UNIT, width: UNIT - 1, height: UNIT - 1}));
    })
  );
}

const MOVES: Record<string, Cell> = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};

function create(): HTMLElement {
  const cells = s("g", {class: "v-cells"});
  const marks = s("g", {class: "v-marks"});
  const labels = s("g", {class: "v-labels", "aria-hidden": "true"});
  const cursor = s("rect", {class: "v-at", width: UNIT - 1, height: UNIT - 1});
  const svg = s("svg", {role: "img", tabindex: 0}, cells, marks, labels, cursor);
  const readout = h("output", {class: "v-readout"});
  const element = h("div", {class: "v-matrix"}, svg, readout);
  const blank: Grid = {data: new Float32Array(0), shape: [0, 0]};
  const state: State = {
    svg,
    cells,
    labels,
    marks,
    cursor,
    readout,
    at: null,
    values: blank,
    options: {rows: [], columns: [], alt: ""},
    key: ""
  };
  states.set(element, state);
  const move = (at: Cell | null, spoken: boolean) => {
    if (String(at) === String(state.at)) return;
    state.at = at;
    readout.setAttribute("aria-live", spoken ? "polite" : "off");
    read(state);
    state.options.onhover?.(at);
  };
  svg.addEventListener("pointermove", ({clientX, clientY}) => move(cellAt(element, clientX, clientY), false));
  svg.addEventListener("pointerleave", () => move(null, false));
  svg.addEventListener("blur", () => move(null, false));
  svg.addEventListener("click", ({clientX, clientY}) => {
    const cell = cellAt(element, clientX, clientY);
    if (cell) state.options.onpick?.(...cell);
  });
  svg.addEventListener("keydown", (event) => {
    const {at} = state;
    if ((event.key === "Enter" || event.key === " ") && at && state.options.onpick) {
      event.preventDefault();
      state.options.onpick(...at);
    }
    if (event.key === "Escape") move(null, true);
    if (!(event.key in MOVES)) return;
    event.preventDefault();
    const next: Cell = at ? [at[0] + MOVES[event.key][0], at[1] + MOVES[event.key][1]] : firstCell(state);
    if (legal(state, next)) move(next, true);
  });
  return element;
}

function firstCell(state: State): Cell {
  const {rows} = state.options;
  return [rows.length - 1, 0];
}

function read({at, values, options, cursor, readout}: State): void {
  const {rows, columns, format = formatNumber} = options;
  const shown = at && at[0] < rows.length && at[1] < columns.length ? at : null;
  cursor.style.display = shown ? "" : "none";
  if (!shown) return void (readout.textContent = "");
  const [row, column] = shown;
  cursor.setAttribute("x", String(column * UNIT));
  cursor.setAttribute("y", String(row * UNIT));
  const value = values.data[row * columns.length + column];
  readout.textContent = options.read?.(row, column) ?? `${rows[row]} → ${columns[column]}: ${format(value)}`;
}
