import {h, s, uniqueId} from "./dom.js";
import {formatNumber} from "./format.js";

/** A unit of two or three inputs, and what it is given. */
export interface NeuronPicture {
  weights: readonly number[];
  bias: number;
  inputs: readonly number[];
  /** Told of what is dragged. */
  onchange: (change: {weights?: number[]; bias?: number; inputs?: number[]}) => void;
}

/** The plane runs from −REACH to REACH; the picture is SIDE units wide. */
const REACH = 3;
const SIDE = 360;
const NAMES = ["first", "second", "third"];

type Point = [x: number, y: number];

interface Parts {
  on: SVGPolygonElement;
  gradient: SVGLinearGradientElement;
  line: SVGLineElement;
  grip: SVGLineElement;
  arrow: SVGLineElement;
  tip: SVGGElement;
  dot: SVGGElement;
  svg: SVGSVGElement;
  rows: HTMLElement;
  bend: SVGElement;
  now: NeuronPicture;
}

const made = new WeakMap<HTMLElement, Parts>();
const toPixel = (v: number, up = false) => (SIDE * ((up ? -v : v) + REACH)) / (2 * REACH);
const place = ([x, y]: Point): Point => [toPixel(x), toPixel(y, true)];

/** The weighted sum of a unit, before its ReLU. */
export const sumOf = ({weights, bias, inputs}: Pick<NeuronPicture, "weights" | "bias" | "inputs">): number =>
  weights.reduce((sum, w, i) => sum + w * inputs[i], bias);

/**
 * Draws one unit over the plane of its first two inputs: where its sum is above zero, the line where it is zero, its
 * weights as an arrow, and one input as a dot. Arrow, line and dot can be dragged. Beside it the sum, term by term,
 * and the ReLU. A third input moves the line.
 */
export function neuronView(neuron: NeuronPicture, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  parts.now = neuron;
  const {weights, inputs} = neuron;
  const rest = restOf(neuron);
  const [a, b] = weights;
  const corners: Point[] = [
    [-REACH, -REACH],
    [REACH, -REACH],
    [REACH, REACH],
    [-REACH, REACH]
  ];
  const on = halfPlane(corners, a, b, rest);
  parts.on.setAttribute("points", on.map((p) => place(p).join()).join(" "));
  shade(parts.gradient, a, b, rest);
  const ends = lineEnds(a, b, rest);
  for (const line of [parts.line, parts.grip]) {
    line.style.display = ends ? "" : "none";
    if (ends) setLine(line, place(ends[0]), place(ends[1]));
  }
  setLine(parts.arrow, place([0, 0]), place([a, b]));
  parts.tip.setAttribute("transform", `translate(${place([a, b]).join()})`);
  parts.dot.setAttribute("transform", `translate(${place([inputs[0], inputs[1]]).join()})`);
  parts.svg.setAttribute("aria-label", neuronInWords(neuron));
  writeRows(parts.rows, neuron);
  drawBend(parts.bend, sumOf(neuron));
  return element;
}

/** What a unit does with an input, in a sentence. */
export function neuronInWords(neuron: Pick<NeuronPicture, "weights" | "bias" | "inputs">): string {
  const sum = Number(sumOf(neuron).toFixed(2));
  return `The weighted sum is ${formatNumber(sum)}; the ReLU ${sum > 0 ? "passes it on as it is" : "cuts it to 0"}.`;
}

/** What all but the first two inputs add to the sum. */
const restOf = ({weights, bias, inputs}: NeuronPicture) =>
  weights.slice(2).reduce((sum, w, i) => sum + w * inputs[i + 2], bias);

/** The part of a polygon where a·x + b·y + rest > 0. */
function halfPlane(corners: Point[], a: number, b: number, rest: number): Point[] {
  const value = ([x, y]: Point) => a * x + b * y + rest;
  return corners.flatMap((p, i) => {
    const q = corners[(i + 1) % corners.length];
    const [u, v] = [value(p), value(q)];
    const kept = u > 0 ? [p] : [];
    if (u > 0 === v > 0) return kept;
    const t = u / (u - v);
    return [...kept, [p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])] as Point];
  });
}

/** The two points where a·x + b·y + rest = 0 crosses the frame; null when it does not. */
function lineEnds(a: number, b: number, rest: number): [Point, Point] | null {
  const far = 4 * REACH;
  const length = Math.hypot(a, b);
  if (length < 1e-9) return null;
  const foot: Point = [(-rest * a) / length ** 2, (-rest * b) / length ** 2];
  if (Math.max(Math.abs(foot[0]), Math.abs(foot[1])) > far) return null;
  const along: Point = [(-b / length) * far, (a / length) * far];
  return [
    [foot[0] - along[0], foot[1] - along[1]],
    [foot[0] + along[0], foot[1] + along[1]]
  ];
}

/** Colour grows with the sum, from the line outwards; a sum of 6 is full. */
function shade(gradient: SVGLinearGradientElement, a: number, b: number, rest: number) {
  const length2 = a * a + b * b;
  const at = (sum: number): Point =>
    length2 < 1e-9 ? [0, 0] : [((sum - rest) * a) / length2, ((sum - rest) * b) / length2];
  const [from, to] = [place(at(0)), place(at(6))];
  setLine(gradient, from, to);
}

function setLine(element: SVGElement, [x1, y1]: Point, [x2, y2]: Point) {
  for (const [name, v] of Object.entries({x1, y1, x2, y2})) element.setAttribute(name, v.toFixed(2));
}

function writeRows(rows: HTMLElement, neuron: NeuronPicture) {
  const {weights, inputs, bias} = neuron;
  const f = (v: number) => formatNumber(Number(v.toFixed(2)));
  const sum = sumOf(neuron);
  const row = (name: string, working: string, value: string, kind = "") =>
    h("tr", {class: kind}, h("th", {scope: "row"}, name), h("td", {}, working), h("td", {}, value));
  rows.replaceChildren(
    ...weights.map((w, i) => row(`${NAMES[i]} input × weight`, `${f(inputs[i])} × ${f(w)}`, f(w * inputs[i]))),
    row("bias", "", f(bias)),
    row("sum", "", f(sum), "v-sum"),
    row("after ReLU", "max(0, sum)", f(Math.max(0, sum)), "v-out")
  );
}

/** The ReLU as a graph, with the present sum on it. */
function drawBend(svg: SVGElement, sum: number) {
  const x = (v: number) => 100 + Math.max(-90, Math.min(90, v * 10));
  const y = (v: number) => 90 - Math.min(80, v * 9);
  svg.replaceChildren(
    s("line", {x1: 10, x2: 190, y1: 90, y2: 90, class: "v-axis"}),
    s("line", {x1: 100, x2: 100, y1: 8, y2: 98, class: "v-axis"}),
    s("polyline", {points: `10,90 100,90 ${x(8.8)},${y(8.8)}`, class: "v-bend"}),
    s("circle", {cx: x(sum), cy: y(Math.max(0, sum)), r: 5, class: "v-now"}),
    s("text", {x: 190, y: 104, "text-anchor": "end"}, "sum"),
    s("text", {x: 106, y: 14}, "passed on")
  );
}

function create(): HTMLElement {
  const id = uniqueId();
  const gradient = s(
    "linearGradient",
    {id, gradientUnits: "userSpaceOnUse"},
    s("stop", {offset: 0, class: "v-low"}),
    s("stop", {offset: 1, class: "v-high"})
  );
  const on = s("polygon", {fill: `url(#${id})`, class: "v-on"});
  const line = s("line", {class: "v-fold"});
  const grip = s("line", {class: "v-grip"});
  const arrow = s("line", {class: "v-arrow"});
  const tip = s(
    "g",
    {class: "v-handle"},
    s("circle", {r: 18, class: "v-reach"}),
    s("circle", {r: 7}),
    s("text", {x: 11, y: -9}, "weights")
  );
  const dot = s(
    "g",
    {class: "v-handle v-given"},
    s("circle", {r: 18, class: "v-reach"}),
    s("circle", {r: 7}),
    s("text", {x: 11, y: 19}, "input")
  );
  const middle = SIDE / 2;
  const svg = s(
    "svg",
    {viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img", class: "v-neuron-map"},
    s("defs", {}, gradient),
    on,
    s("line", {x1: middle, x2: middle, y1: 0, y2: SIDE, class: "v-axis"}),
    s("line", {x1: 0, x2: SIDE, y1: middle, y2: middle, class: "v-axis"}),
    s("text", {x: SIDE - 6, y: middle - 6, "text-anchor": "end"}, "first input →"),
    s("text", {x: middle + 6, y: 14}, "second input ↑"),
    line,
    grip,
    arrow,
    dot,
    tip
  );
  const rows = h("tbody");
  const bend = s("svg", {
    viewBox: "0 0 200 110",
    class: "v-relu",
    role: "img",
    "aria-label": "The ReLU: nothing below zero, the sum itself above"
  });
  const element = h(
    "div",
    {class: "v-neuron"},
    h("div", {class: "v-neuron-plane"}, svg),
    h("div", {class: "v-neuron-sum"}, h("table", {}, rows), bend)
  );
  const parts: Parts = {on, gradient, line, grip, arrow, tip, dot, svg, rows, bend, now: null as never};
  made.set(element, parts);
  const snap = (v: number) => Math.round(Math.max(-REACH, Math.min(REACH, v)) * 20) / 20;
  drag(tip, svg, ([x, y]) => {
    const {weights, onchange} = parts.now;
    onchange({weights: [snap(x), snap(y), ...weights.slice(2)]});
  });
  drag(dot, svg, ([x, y]) => {
    const {inputs, onchange} = parts.now;
    onchange({inputs: [snap(x), snap(y), ...inputs.slice(2)]});
  });
  // The line is moved so that it goes through the pointer: the bias is minus what the inputs there add up to.
  drag(grip, svg, ([x, y]) => {
    const {weights, inputs, onchange} = parts.now;
    const others = weights.slice(2).reduce((sum, w, i) => sum + w * inputs[i + 2], 0);
    onchange({bias: snap(-(weights[0] * x + weights[1] * y + others))});
  });
  return element;
}

function drag(handle: SVGElement, svg: SVGSVGElement, move: (at: Point) => void) {
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    const follow = ({clientX, clientY}: PointerEvent) => {
      const {left, top, width, height} = svg.getBoundingClientRect();
      move([REACH * ((2 * (clientX - left)) / width - 1), REACH * (1 - (2 * (clientY - top)) / height)]);
    };
    handle.addEventListener("pointermove", follow);
    const stop = () => handle.removeEventListener("pointermove", follow);
    handle.addEventListener("pointerup", stop, {once: true});
    handle.addEventListener("pointercancel", stop, {once: true});
  });
}
