import type {Grid} from "../arrays/grid.js";
import {toGrey, toRGBA, type Image} from "../arrays/image.js";
import {colourScale, colourTable, entryAt} from "./colour.js";
import {h} from "./dom.js";
import {formatNumber} from "./format.js";
import {paint} from "./imageView.js";

export interface SegmentViewOptions {
  /** The number of each segment; without numbers the photo stays as it is under the outlines. */
  values?: ArrayLike<number>;
  /** The number of the strongest colour; the largest magnitude when omitted. */
  most?: number;
  opacity?: number;
  /** Which segments are there; the others show `absent`. */
  present?: (segment: number) => boolean;
  /** What stands in for absent segments. */
  absent?: Image;
  /** Write each segment's number on it. */
  numbered?: boolean;
  /** Makes the segments buttons: by click, or with arrow keys and Enter. */
  onpick?: (segment: number) => void;
  /** What a segment says when pointed at. */
  say?: (segment: number) => string;
  /** The picture in words. */
  alt: string;
  target?: HTMLElement;
}

interface State {
  image: Image;
  segments: Grid;
  options: SegmentViewOptions;
  /** The segment pointed at. */
  at: number | null;
  canvas: HTMLCanvasElement;
  readout: HTMLElement;
  legend: HTMLElement;
}

const states = new WeakMap<HTMLElement, State>();

/**
 * A photo cut into segments, each coloured by a number: orange for, purple against. Pointing at a segment, or going
 * through them with the arrow keys, reads it out. Segments are numbered from 1 for readers.
 */
export function segmentView(image: Image, segments: Grid, options: SegmentViewOptions): HTMLElement {
  const element = options.target && states.has(options.target) ? options.target : create();
  const state = states.get(element)!;
  if (state.segments !== segments && state.segments.data.length !== segments.data.length) state.at = null;
  Object.assign(state, {image, segments, options});
  state.canvas.setAttribute("aria-label", options.alt);
  state.canvas.setAttribute("role", options.onpick ? "application" : "img");
  state.canvas.classList.toggle("v-pickable", Boolean(options.onpick));
  draw(state);
  return element;
}

function create(): HTMLElement {
  const canvas = h("canvas", {tabindex: 0});
  const readout = h("output", {class: "v-readout"});
  const ramp = h("canvas", {class: "v-ramp", "aria-hidden": "true"});
  const legend = h("div", {class: "v-legend"}, h("span", {class: "v-end"}), ramp, h("span", {class: "v-end"}));
  const below = h("div", {class: "v-below"}, legend, readout);
  const element = h("div", {class: "v-pieces"}, h("div", {class: "v-map"}, canvas), below);
  const none = {data: new Float32Array(0), shape: [0, 0]};
  const state = {canvas, readout, legend, at: null, segments: none} as unknown as State;
  states.set(element, state);
  const point = (at: number | null, spoken: boolean) => {
    readout.setAttribute("aria-live", spoken ? "polite" : "off");
    if (state.at === at) return;
    state.at = at;
    draw(state);
  };
  const under = ({offsetX, offsetY}: MouseEvent) => {
    const {data, shape} = state.segments;
    const [row, column] = [offsetY / canvas.clientHeight, offsetX / canvas.clientWidth].map((share, axis) =>
      Math.min(Math.max(Math.floor(share * shape[axis]), 0), shape[axis] - 1)
    );
    return data[row * shape[1] + column];
  };
  canvas.addEventListener("pointermove", (event) => point(under(event), false));
  canvas.addEventListener("pointerleave", () => point(null, false));
  canvas.addEventListener("blur", () => point(null, false));
  canvas.addEventListener("click", (event) => state.options.onpick?.(under(event)));
  canvas.addEventListener("keydown", (event) => {
    const count = countOf(state.segments);
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (step) point(state.at === null ? 0 : (state.at + step + count) % count, true);
    else if ((event.key === "Enter" || event.key === " ") && state.at !== null) state.options.onpick?.(state.at);
    else return;
    event.preventDefault();
  });
  return element;
}

const countOf = ({data}: Grid) => data.reduce((most, v) => Math.max(most, v), -1) + 1;

function draw({canvas, readout, legend, image, segments, options, at}: State): void {
  const [height, width] = segments.shape;
  const scale = Math.max(1, Math.round(480 / width));
  Object.assign(canvas, {width: width * scale, height: height * scale});
  const context = canvas.getContext("2d")!;
  const put = (bytes: Uint8ClampedArray, smooth: boolean) => {
    const layer = h("canvas");
    paint(layer, bytes, width, height);
    context.imageSmoothingEnabled = smooth;
    context.drawImage(layer, 0, 0, canvas.width, canvas.height);
  };
  const {values, present = () => true, absent, opacity = 0.75, numbered} = options;
  put(toRGBA(values ? toGrey(image) : image), width >= 100);
  if (values) put(tints(segments, values, options.most, opacity), false);
  if (absent) put(holes(segments, present, absent), false);
  outline(context, segments, scale, () => true, "rgba(255, 255, 255, 0.75)", Math.max(1, canvas.width / 480));
  if (at !== null) outline(context, segments, scale, (k) => k === at, "#ffd479", canvas.width / 130);
  if (numbered) writeNumbers(context, segments, scale, canvas.width / 30);
  drawLegend(legend, values, options.most);
  readout.textContent =
    at === null ? "" : (options.say?.(at) ?? `segment ${at + 1}${values ? `: ${formatNumber(values[at])}` : ""}`);
}

/** What the colours' ends stand for; hidden while there are no numbers. */
function drawLegend(legend: HTMLElement, values: ArrayLike<number> | undefined, most: number | undefined): void {
  legend.hidden = !values;
  if (!values) return;
  const [low, ramp, high] = legend.children as unknown as [HTMLElement, HTMLCanvasElement, HTMLElement];
  const scale = colourScale(most === undefined ? values : [most], {domain: "symmetric"});
  low.replaceChildren(h("em", {}, "against"), ` ${formatNumber(scale.low)}`);
  high.replaceChildren(`${formatNumber(scale.high)} `, h("em", {}, "for"));
  paint(ramp, new Uint8ClampedArray(entriesOf(colourTable("PuOr"))), colourTable("PuOr").length / 3, 1);
}

/** RGB triples as opaque RGBA. */
const entriesOf = (table: ArrayLike<number>) =>
  Array.from({length: (table.length / 3) * 4}, (_, i) => (i % 4 === 3 ? 255 : table[3 * (i >> 2) + (i % 4)]));

function tints({data}: Grid, values: ArrayLike<number>, most: number | undefined, opacity: number): Uint8ClampedArray {
  const {position} = colourScale(most === undefined ? values : [most], {domain: "symmetric"});
  const table = colourTable("PuOr");
  const bytes = new Uint8ClampedArray(data.length * 4);
  for (let i = 0; i < data.length; ++i) {
    const entry = 3 * entryAt(position(values[data[i]] ?? 0), table.length / 3);
    bytes.set([table[entry], table[entry + 1], table[entry + 2], 255 * opacity], 4 * i);
  }
  return bytes;
}

/** The stand-in's pixels where a segment is absent, nothing elsewhere. */
function holes({data}: Grid, present: (segment: number) => boolean, absent: Image): Uint8ClampedArray {
  const bytes = toRGBA(absent);
  for (let i = 0; i < data.length; ++i) if (present(data[i])) bytes[4 * i + 3] = 0;
  return bytes;
}

/** Lines along the pixel edges between segments; only those that touch a segment of `which`. */
function outline(
  context: CanvasRenderingContext2D,
  {data, shape: [height, width]}: Grid,
  scale: number,
  which: (segment: number) => boolean,
  colour: string,
  lineWidth: number
): void {
  context.beginPath();
  const edge = (p: number, q: number) => data[p] !== data[q] && (which(data[p]) || which(data[q]));
  for (let y = 0; y < height; ++y)
    for (let x = 0; x < width; ++x) {
      const p = y * width + x;
      if (x + 1 < width && edge(p, p + 1)) {
        context.moveTo((x + 1) * scale, y * scale);
        context.lineTo((x + 1) * scale, (y + 1) * scale);
      }
      if (y + 1 < height && edge(p, p + width)) {
        context.moveTo(x * scale, (y + 1) * scale);
        context.lineTo((x + 1) * scale, (y + 1) * scale);
      }
    }
  context.lineCap = "round";
  Object.assign(context, {strokeStyle: colour, lineWidth});
  context.stroke();
}

/** Each segment's number, at its pixel that is nearest to its middle. */
function writeNumbers(context: CanvasRenderingContext2D, segments: Grid, scale: number, size: number): void {
  Object.assign(context, {font: `600 ${size}px sans-serif`, textAlign: "center", textBaseline: "middle"});
  for (const [segment, [x, y]] of middlesOf(segments).entries()) {
    const at = [(x + 0.5) * scale, (y + 0.5) * scale] as const;
    Object.assign(context, {
      lineWidth: size / 4,
      strokeStyle: "rgba(0, 0, 0, 0.7)",
      fillStyle: "#fff",
      lineJoin: "round"
    });
    context.strokeText(String(segment + 1), ...at);
    context.fillText(String(segment + 1), ...at);
  }
}

/** For each segment the pixel [x, y] of its own that is nearest to the mean of its pixels. */
export function middlesOf({data, shape: [, width]}: Grid): [number, number][] {
  const sums: [number, number, number][] = [];
  data.forEach((k, p) => {
    const sum = (sums[k] ??= [0, 0, 0]);
    sum[0] += p % width;
    sum[1] += Math.floor(p / width);
    sum[2] += 1;
  });
  const nearest = sums.map(() => Infinity);
  const middles = sums.map((): [number, number] => [0, 0]);
  data.forEach((k, p) => {
    const [x, y] = [p % width, Math.floor(p / width)];
    const distance = (x - sums[k][0] / sums[k][2]) ** 2 + (y - sums[k][1] / sums[k][2]) ** 2;
    if (distance < nearest[k]) [nearest[k], middles[k]] = [distance, [x, y]];
  });
  return middles;
}
