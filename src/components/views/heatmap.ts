import type {Grid} from "../arrays/grid.js";
import {toGrey, toRGBA, type Image} from "../arrays/image.js";
import {colourScale, colourTable, entryAt, type ColourScale, type Domain, type Scheme} from "./colour.js";
import {h} from "./dom.js";
import {formatNumber} from "./format.js";
import {paint} from "./imageView.js";

/** Words of a legend. */
export interface Legend {
  /** What the numbers are, with their unit: "∂ logit / ∂ pixel". */
  unit?: string;
  /** What the ends mean; "against" and "for" on a symmetric domain. */
  low?: string;
  high?: string;
}

/** How a map of numbers is coloured. */
export interface HeatmapOptions {
  domain?: Domain;
  /** By default PuOr for a symmetric domain and magma for any other. */
  scheme?: Scheme;
  /** A picture shown in grey under the colour. */
  over?: Image;
  /** How much of the colour covers the picture, 0…1. */
  opacity?: number;
  exponent?: number;
  /** Magnitudes above this quantile share the strongest colour (1: none do). */
  quantile?: number;
  /** Width in CSS pixels. */
  size?: number;
  /** Show cells as squares; by default when they are drawn at three pixels or more. */
  pixelated?: boolean;
  /** What the map shows, in words. */
  alt: string;
  legend?: Legend | false;
  format?: (value: number) => string;
  /** Told which cell is clicked, or chosen with Enter. */
  onpick?: (row: number, column: number) => void;
  /** An element made by an earlier call, to be drawn into again. */
  target?: HTMLElement;
}

interface State {
  canvas: HTMLCanvasElement;
  cells: HTMLCanvasElement;
  cursor: HTMLElement;
  readout: HTMLElement;
  legend: HTMLElement;
  unit: HTMLElement;
  at: [row: number, column: number] | null;
  grid: Grid;
  format: (value: number) => string;
  onpick?: (row: number, column: number) => void;
}

const states = new WeakMap<HTMLElement, State>();

/**
 * Colours a map of numbers ([height, width] or [height, width, 1]), alone or over a photo shown in grey. Pointing at
 * it, or moving over it with the arrow keys, reads out the value.
 */
export function heatmap(grid: Grid, options: HeatmapOptions): HTMLElement {
  const [height, width, channels = 1] = grid.shape;
  if (grid.shape.length < 2 || grid.shape.length > 3 || channels !== 1)
    throw new RangeError(`a heat map takes the shape [height, width], not [${grid.shape.join(", ")}]`);
  const {domain = "positive", exponent, quantile, over, opacity = 0.75, size, alt, format = formatNumber} = options;
  const {scheme = domain === "symmetric" ? "PuOr" : "magma", legend = {}} = options;
  const element = options.target && states.has(options.target) ? options.target : create();
  const state = states.get(element)!;
  Object.assign(state, {grid, format, onpick: options.onpick});
  const scale = colourScale(grid.data, {domain, exponent, quantile});
  const shown = size ?? over?.shape[1] ?? width;
  paint(state.cells, colours(grid, scale, scheme), width, height);
  draw(state, over, opacity, options.pixelated ?? shown >= 3 * width);
  state.canvas.setAttribute("aria-label", alt);
  if (size !== undefined) element.style.width = `${size}px`;
  state.unit.textContent = (legend && legend.unit) || "";
  drawLegend(state.legend, legend, scale, scheme, domain, exponent ?? 1, format);
  read(state);
  return element;
}

function colours({data}: Grid, scale: ColourScale, scheme: Scheme): Uint8ClampedArray {
  const table = colourTable(scheme);
  const n = table.length / 3;
  const bytes = new Uint8ClampedArray(data.length * 4);
  for (let i = 0; i < data.length; ++i) {
    const entry = 3 * entryAt(scale.position(data[i]), n);
    bytes[4 * i] = table[entry];
    bytes[4 * i + 1] = table[entry + 1];
    bytes[4 * i + 2] = table[entry + 2];
    // A value that is no number stays a hole rather than passing for the lowest one.
    bytes[4 * i + 3] = Number.isNaN(data[i]) ? 0 : 255;
  }
  return bytes;
}

function draw({canvas, cells}: State, over: Image | undefined, opacity: number, pixelated: boolean): void {
  canvas.classList.toggle("v-pixelated", pixelated && !over);
  const [height, width] = over ? over.shape : [cells.height, cells.width];
  if (over) paint(canvas, toRGBA(toGrey(over)), width, height);
  else Object.assign(canvas, {width, height});
  const context = canvas.getContext("2d")!;
  context.globalAlpha = over ? opacity : 1;
  context.imageSmoothingEnabled = !pixelated;
  context.drawImage(cells, 0, 0, width, height);
}

function create(): HTMLElement {
  const readout = h("output", {class: "v-readout"});
  const canvas = h("canvas", {role: "img", tabindex: 0});
  const cursor = h("span", {class: "v-cursor", hidden: true});
  const legend = h("div", {class: "v-legend"});
  const unit = h("span", {class: "v-unit"});
  const element = h(
    "div",
    {class: "v-heatmap"},
    h("div", {class: "v-map"}, canvas, cursor),
    h("div", {class: "v-below"}, legend, unit, readout)
  );
  const state: State = {
    canvas,
    cells: h("canvas"),
    cursor,
    readout,
    legend,
    unit,
    at: null,
    grid: {data: new Float32Array(1), shape: [1, 1]},
    format: formatNumber
  };
  states.set(element, state);
  const move = (at: State["at"], spoken: boolean) => {
    state.at = at;
    readout.setAttribute("aria-live", spoken ? "polite" : "off");
    read(state);
  };
  canvas.addEventListener("pointermove", (event) => move(cellUnder(event, state), false));
  canvas.addEventListener("pointerleave", () => move(null, false));
  canvas.addEventListener("blur", () => move(null, false));
  canvas.addEventListener("click", (event) => state.onpick?.(...cellUnder(event, state)));
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && state.at) state.onpick?.(...state.at);
    const at = cellAfter(event.key, state);
    if (at === undefined) return;
    event.preventDefault();
    move(at, true);
  });
  return element;
}

function cellUnder({offsetX, offsetY}: MouseEvent, {canvas, grid: {shape}}: State): [number, number] {
  const cell = (offset: number, extent: number, n: number) =>
    Math.min(Math.max(Math.floor((offset / extent) * n), 0), n - 1);
  return [cell(offsetY, canvas.clientHeight, shape[0]), cell(offsetX, canvas.clientWidth, shape[1])];
}

const moves: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1]
};

/** The cell a key leads to, null to leave the map, undefined when the key means nothing here. */
function cellAfter(key: string, {at, grid: {shape}}: State): State["at"] | undefined {
  if (key === "Escape") return at ? null : undefined;
  if (!(key in moves)) return undefined;
  if (!at) return [shape[0] >> 1, shape[1] >> 1];
  // Large maps are walked in sixty-four strides, small ones cell by cell.
  return at.map((v, axis) => {
    const stride = Math.max(1, Math.round(shape[axis] / 64));
    return Math.min(Math.max(v + moves[key][axis] * stride, 0), shape[axis] - 1);
  }) as [number, number];
}

function read({at, grid: {data, shape}, cursor, readout, format}: State): void {
  cursor.hidden = !at;
  if (!at) return void (readout.textContent = "");
  const [row, column] = at.map((v, axis) => Math.min(v, shape[axis] - 1));
  cursor.style.left = `${((column + 0.5) / shape[1]) * 100}%`;
  cursor.style.top = `${((row + 0.5) / shape[0]) * 100}%`;
  readout.textContent = `row ${row}, column ${column}: ${format(data[row * shape[1] + column])}`;
}

function drawLegend(
  element: HTMLElement,
  legend: Legend | false,
  {low, high, position}: ColourScale,
  scheme: Scheme,
  domain: Domain,
  exponent: number,
  format: (value: number) => string
): void {
  element.hidden = !legend;
  if (!legend) return;
  const key = JSON.stringify([legend, low, high, scheme, exponent]);
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  const ramp = h("canvas", {class: "v-ramp", "aria-hidden": "true"});
  const values = Float32Array.from({length: 128}, (_, i) => low + ((high - low) * i) / 127);
  // An odd ramp keeps zero at its centre pixel.
  const data = domain === "symmetric" ? Float32Array.from([...values.slice(0, 64), 0, ...values.slice(64)]) : values;
  paint(ramp, colours({data, shape: [1, data.length]}, {low, high, position}, scheme), data.length, 1);
  const word = (text: string | undefined) => text && h("em", {}, text);
  const signed = domain === "symmetric";
  element.replaceChildren(
    h("span", {class: "v-end"}, word(legend.low ?? (signed ? "against" : undefined)), " ", format(low)),
    ramp,
    h("span", {class: "v-end"}, format(high), " ", word(legend.high ?? (signed ? "for" : undefined)))
  );
}
