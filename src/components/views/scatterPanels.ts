import {Maximize} from "lucide";
import type {Grid} from "../arrays/grid.js";
import {toRGBA, type Image} from "../arrays/image.js";
import {categoryColour, parseColour} from "./colour.js";
import {h} from "./dom.js";
import {icon} from "./icon.js";
import {imageView} from "./imageView.js";
import {
  classPlaces,
  intoUnitSquare,
  nearestTo,
  nextTowards,
  underneath,
  WHOLE,
  within,
  zoomed,
  type Look
} from "./scatterFrame.js";

/** One layout of the points. */
export interface ScatterPanel {
  title: string;
  /** [n, 2] */
  layout: Grid;
  /** What is measured of it, a line each. */
  notes?: readonly string[];
}

export interface ScatterPanelsOptions {
  /** What the panels show, for screen readers. */
  label: string;
  /** A class for each point, which gives its colour; null where there are none. */
  labels: ArrayLike<number> | null;
  /** The class's name; its number when omitted. */
  nameOf?: (label: number) => string;
  /** What a point is, in words. */
  describe: (index: number) => string;
  /** The picture of a point, when it has one and it is there. */
  pictureOf?: (index: number) => Image | null;
  /** When it changes, the points travel to their new places instead of jumping there. */
  scene?: string;
  /** Told which points were marked out; none when the mark was taken away. */
  onchoose?: (chosen: ReadonlySet<number>) => void;
  chosen?: ReadonlySet<number>;
  /** A point that stands out from all others, with its name; it may come after the last that has a label. */
  mark?: {index: number; name: string};
  target?: HTMLElement;
}

interface View {
  section: HTMLElement;
  canvas: HTMLCanvasElement;
  title: HTMLElement;
  notes: HTMLElement;
  look: Look;
  /** Where the points are to be, and where they are drawn, in the unit square. */
  goal: Float32Array;
  shown: Float32Array;
  /** Where they set out from while they travel. */
  from: Float32Array | null;
  drag: {start: [number, number]; now: [number, number]; moves: boolean} | null;
  fingers: Map<number, [number, number]>;
}

interface State {
  views: View[];
  options: ScatterPanelsOptions;
  hover: number | null;
  chosen: ReadonlySet<number>;
  began: number;
  pending: number;
  readout: {picture: HTMLCanvasElement; words: HTMLElement};
  dots: Map<string, HTMLCanvasElement>;
  stamps: Map<number, HTMLCanvasElement>;
}

const states = new WeakMap<HTMLElement, State>();
const TRAVEL = 700;
/** With at most so many points in view, they show their pictures. */
const PICTURED = 140;
const NOTHING: ReadonlySet<number> = new Set();

/**
 * Where do the same points lie under several projections? A canvas for each, tied together: pointing at a point shows
 * it in all of them and its picture beside; dragging marks points out in all. Shift-drag, two fingers, the buttons and
 * + − 0 move and zoom; close up, points turn into their pictures. Arrow keys go from point to point, Enter marks its
 * class, Escape unmarks.
 */
export function scatterPanels(panels: readonly ScatterPanel[], options: ScatterPanelsOptions): HTMLElement {
  const old = options.target && states.get(options.target);
  const fits = old && old.views.length === panels.length;
  const element = fits ? options.target! : create(panels.length);
  const state = states.get(element)!;
  const travels =
    state.options.scene !== options.scene && state.views[0].shown.length === 2 * panels[0].layout.shape[0];
  const other = state.views[0].shown.length !== 2 * panels[0].layout.shape[0];
  if (travels) state.began = performance.now();
  if (other) {
    state.hover = null;
    state.chosen = NOTHING;
    state.stamps.clear();
  }
  if (state.options.pictureOf !== options.pictureOf) state.stamps.clear();
  state.options = options;
  state.chosen = options.chosen ?? state.chosen;
  panels.forEach(({title, layout, notes = []}, i) => {
    const view = state.views[i];
    view.goal = intoUnitSquare(layout);
    if (travels) view.from = still() ? null : view.shown.slice();
    else if (other) view.from = null;
    if (!view.from) view.shown = view.goal;
    view.title.textContent = title;
    view.canvas.setAttribute("aria-label", `${title}: ${layout.shape[0]} points`);
    while (view.notes.children.length > notes.length) view.notes.lastElementChild!.remove();
    notes.forEach((note, k) => {
      const line = view.notes.children[k] ?? view.notes.appendChild(h("div"));
      line.textContent = note;
    });
  });
  element.setAttribute("aria-label", options.label);
  readOut(state);
  redraw(state);
  return element;
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function create(count: number): HTMLElement {
  const picture = h("canvas", {class: "v-image v-pixelated"});
  const words = h("p", {class: "v-scatter-words", "aria-live": "polite"});
  const views = Array.from({length: count}, createView);
  const element = h(
    "div",
    {class: `v-scatter v-scatter-${count}`, role: "group"},
    h("div", {class: "v-scatter-panels"}, ...views.map(({section}) => section)),
    h("div", {class: "v-scatter-readout"}, picture, words)
  );
  const state: State = {
    views,
    options: {label: "", labels: null, describe: String},
    hover: null,
    chosen: NOTHING,
    began: -Infinity,
    pending: 0,
    readout: {picture, words},
    dots: new Map(),
    stamps: new Map()
  };
  states.set(element, state);
  views.forEach((view) => attach(view, state));
  new ResizeObserver(() => redraw(state)).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw(state));
  return element;
}

function createView(): View {
  const canvas = h("canvas", {class: "v-scatter-canvas", tabindex: 0, role: "application"});
  const title = h("h4");
  const notes = h("div", {class: "v-scatter-notes"});
  const bar = h("div", {class: "v-scatter-bar"});
  const section = h("section", {}, h("div", {class: "v-scatter-head"}, title, bar), canvas, notes);
  const none = new Float32Array(0);
  return {
    section,
    canvas,
    title,
    notes,
    look: WHOLE,
    goal: none,
    shown: none,
    from: null,
    drag: null,
    fingers: new Map()
  };
}

function attach(view: View, state: State): void {
  const {canvas, section} = view;
  const at = (event: MouseEvent): [number, number] => {
    const {left, top, width, height} = canvas.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  };
  const zoom = (factor: number, place: readonly [number, number] = [0.5, 0.5]) => {
    view.look = zoomed(view.look, factor, place);
    redraw(state);
  };
  const nearest = (place: [number, number], pixels: number) =>
    nearestTo(view.shown, underneath(view.look, place), pixels / canvas.clientWidth / view.look.k);
  // The middle may be empty: what lies nearest to it stays in view.
  const anchor = () => placeOf(view, nearest([0.5, 0.5], Infinity));
  const enlarge = tool("Enlarge", icon(Maximize), () => {
    const large = section.classList.toggle("v-large");
    for (const {section: other} of state.views) if (other !== section) other.classList.remove("v-large");
    enlarge.setAttribute("aria-pressed", String(large));
    requestAnimationFrame(() => redraw(state));
  });
  section.querySelector(".v-scatter-bar")!.append(
    tool("Closer", "+", () => zoom(1.6, anchor())),
    tool("Farther", "−", () => zoom(1 / 1.6, anchor())),
    enlarge
  );

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    view.fingers.set(event.pointerId, at(event));
    view.drag = view.fingers.size > 1 ? null : {start: at(event), now: at(event), moves: event.shiftKey};
  });
  canvas.addEventListener("pointermove", (event) => {
    const place = at(event);
    const before = view.fingers.get(event.pointerId);
    if (before && view.fingers.size === 2) {
      const [other] = [...view.fingers].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
      const apart = (p: [number, number]) => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1e-3;
      view.look = zoomed(view.look, apart(place) / apart(before), other);
      view.fingers.set(event.pointerId, place);
    } else if (view.drag) {
      if (view.drag.moves && before) {
        const {k, x, y} = view.look;
        view.look = {k, x: x + place[0] - before[0], y: y + place[1] - before[1]};
        view.fingers.set(event.pointerId, place);
      }
      view.drag.now = place;
    } else return point(state, nearest(place, 14));
    redraw(state);
  });
  const lift = (event: PointerEvent) => {
    view.fingers.delete(event.pointerId);
    const {drag} = view;
    view.drag = null;
    if (!drag || drag.moves) return;
    const far = Math.hypot(drag.now[0] - drag.start[0], drag.now[1] - drag.start[1]) * canvas.clientWidth > 5;
    if (far) choose(state, within(view.shown, underneath(view.look, drag.start), underneath(view.look, drag.now)));
    else {
      const tapped = nearest(drag.start, 22);
      point(state, tapped);
      if (tapped === null) choose(state, NOTHING);
    }
    redraw(state);
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", (event) => {
    view.fingers.delete(event.pointerId);
    view.drag = null;
    redraw(state);
  });
  canvas.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse" && !view.drag) point(state, null);
  });
  canvas.addEventListener("dblclick", (event) => zoom(2, at(event)));
  canvas.addEventListener(
    "wheel",
    (event) => {
      // The plain wheel belongs to the page.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 100), at(event));
    },
    {passive: false}
  );
  const ways: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1]
  };
  canvas.addEventListener("keydown", (event) => {
    const {key} = event;
    if (key in ways)
      point(
        state,
        state.hover === null ? nearest([0.5, 0.5], Infinity) : nextTowards(view.shown, state.hover, ways[key])
      );
    else if (key === "Enter" || key === " ") chooseClass(state);
    else if (key === "Escape") {
      choose(state, NOTHING);
      point(state, null);
    } else if (key === "+" || key === "=") zoom(1.6, placeOf(view, state.hover));
    else if (key === "-") zoom(1 / 1.6, placeOf(view, state.hover));
    else if (key === "0") zoom(0);
    else return;
    event.preventDefault();
  });
}

const tool = (name: string, mark: Node | string, onclick: () => void) =>
  h("button", {type: "button", class: "v-button v-quiet", "aria-label": name, title: name, onclick}, mark);

/** Where a point is drawn, as a place of the panel; the panel's middle for none. */
function placeOf({shown, look: {k, x, y}}: View, index: number | null): [number, number] {
  return index === null ? [0.5, 0.5] : [shown[2 * index] * k + x, shown[2 * index + 1] * k + y];
}

function point(state: State, index: number | null): void {
  if (index === state.hover) return;
  state.hover = index;
  readOut(state);
  redraw(state);
}

function choose(state: State, chosen: ReadonlySet<number>): void {
  if (!chosen.size && !state.chosen.size) return;
  state.chosen = chosen;
  readOut(state);
  redraw(state);
  state.options.onchoose?.(chosen);
}

function chooseClass(state: State): void {
  const {hover, options} = state;
  if (hover === null || !options.labels) return;
  const all = Array.from(options.labels);
  choose(state, new Set(all.flatMap((label, i) => (label === all[hover] ? [i] : []))));
}

/** What a hand can do here: fingers have no shift key and no double click. */
const hint = (why: string) =>
  matchMedia("(pointer: coarse)").matches
    ? `Tap a dot to ${why}. Drag to mark some out, pinch to go closer.`
    : `Point at a dot to ${why}. Drag to mark some out, shift and drag to move, double-click to go closer.`;

function readOut({views, hover, chosen, options, readout}: State): void {
  const picture = hover === null ? null : (options.pictureOf?.(hover) ?? null);
  if (picture) imageView(picture, {size: 64, pixelated: true, alt: options.describe(hover!), target: readout.picture});
  readout.picture.hidden = !picture;
  readout.words.textContent =
    hover !== null
      ? options.describe(hover)
      : chosen.size
        ? `${chosen.size} points marked out. Escape, or a click beside the points, takes the mark away.`
        : hint(views.length > 1 ? "find it in every panel" : "see what it is");
}

/** Draws at the next frame, however often it is asked for until then. */
function redraw(state: State): void {
  state.pending ||= requestAnimationFrame(() => {
    state.pending = 0;
    const t = Math.min(1, (performance.now() - state.began) / TRAVEL);
    const eased = t * t * (3 - 2 * t);
    let travelling = false;
    for (const view of state.views) {
      const {from, goal} = view;
      if (from && t < 1) {
        view.shown = goal.map((v, c) => from[c] + (v - from[c]) * eased);
        travelling = true;
      } else {
        view.shown = goal;
        view.from = null;
      }
      draw(view, state);
    }
    if (travelling) redraw(state);
  });
}

function draw(view: View, state: State): void {
  const {canvas, look, shown, drag} = view;
  const {labels, pictureOf, mark} = state.options;
  const side = canvas.clientWidth;
  if (!side) return;
  const ratio = Math.min(devicePixelRatio || 1, 2);
  const pixels = Math.round(side * ratio);
  if (canvas.width !== pixels) canvas.width = canvas.height = pixels;
  const style = getComputedStyle(canvas);
  const [ink, paper] = [style.color, style.getPropertyValue("--paper")];
  const context = canvas.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, side, side);
  const n = shown.length / 2;
  const radius = Math.min(4.5, Math.max(1.3, (side / Math.sqrt(n)) * 0.13)) * Math.sqrt(look.k > 1 ? 1.5 : 1);
  const x = (i: number) => (shown[2 * i] * look.k + look.x) * side;
  const y = (i: number) => (shown[2 * i + 1] * look.k + look.y) * side;
  const visible: number[] = [];
  for (let i = 0; i < n; ++i) {
    const [a, b] = [x(i), y(i)];
    if (a > -20 && b > -20 && a < side + 20 && b < side + 20) visible.push(i);
  }
  const pictured = pictureOf && look.k > 1 && visible.length <= PICTURED;
  const colour = (i: number) => (labels && i < labels.length ? categoryColour(labels[i]) : ink);
  for (const pass of state.chosen.size ? [false, true] : [true]) {
    context.globalAlpha = pass ? 0.9 : 0.14;
    for (const i of visible) {
      if (state.chosen.size && state.chosen.has(i) !== pass) continue;
      const stamp = pictured ? stampOf(i, colour(i), state) : null;
      if (stamp) context.drawImage(stamp, x(i) - 14, y(i) - 14, 28, 28);
      else {
        const dot = dotOf(colour(i), radius, ratio, state);
        context.drawImage(dot, x(i) - radius - 1, y(i) - radius - 1, dot.width / ratio, dot.height / ratio);
      }
    }
  }
  context.globalAlpha = 1;
  context.textAlign = "center";
  context.textBaseline = "middle";
  if (labels && look.k < 3) nameClasses(context, view, state, side, ink, paper);
  if (mark && mark.index < n) drawMark(context, [x(mark.index), y(mark.index)], mark.name, side, ink, paper);
  if (drag && !drag.moves) {
    context.strokeStyle = ink;
    context.setLineDash([4, 3]);
    const [[a, b], [c, d]] = [drag.start, drag.now];
    context.strokeRect(a * side, b * side, (c - a) * side, (d - b) * side);
    context.setLineDash([]);
  }
  if (state.hover !== null && state.hover < n) {
    context.lineWidth = 2;
    for (const [r, tone] of [
      [radius + 5, paper],
      [radius + 3.5, ink]
    ] as const) {
      context.strokeStyle = tone;
      context.beginPath();
      context.arc(x(state.hover), y(state.hover), r, 0, 2 * Math.PI);
      context.stroke();
    }
  }
}

function nameClasses(
  context: CanvasRenderingContext2D,
  {shown, look}: View,
  {options: {labels, nameOf = String}}: State,
  side: number,
  ink: string,
  paper: string
) {
  const size = Math.max(12, Math.min(18, side / 18));
  context.font = `600 ${size}px ${getComputedStyle(context.canvas).fontFamily}`;
  context.lineJoin = "round";
  context.lineWidth = size / 3.5;
  for (const [label, a, b] of classPlaces(shown, labels!)) {
    // A name stays whole at the edge of the panel; one that is out of view is not drawn into it.
    const half = context.measureText(nameOf(label)).width / 2 + 4;
    const x = (a * look.k + look.x) * side;
    const within = x > 0 && x < side ? Math.min(Math.max(x, half), Math.max(side - half, half)) : x;
    const place = [within, (b * look.k + look.y) * side] as const;
    context.strokeStyle = paper;
    context.strokeText(nameOf(label), ...place);
    context.fillStyle = ink;
    context.fillText(nameOf(label), ...place);
  }
}

/** A cross in a ring, and its name beside it, on the side that has room. */
function drawMark(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  name: string,
  side: number,
  ink: string,
  paper: string
) {
  context.beginPath();
  context.arc(x, y, 8, 0, 2 * Math.PI);
  for (const [dx, dy] of [
    [13, 0],
    [0, 13]
  ]) {
    context.moveTo(x - dx, y - dy);
    context.lineTo(x + dx, y + dy);
  }
  context.font = `600 13px ${getComputedStyle(context.canvas).fontFamily}`;
  const left = x > side / 2;
  context.textAlign = left ? "right" : "left";
  const place = [x + (left ? -17 : 17), y] as const;
  for (const [tone, width] of [
    [paper, 5],
    [ink, 2]
  ] as const) {
    context.strokeStyle = tone;
    context.lineWidth = width;
    context.stroke();
  }
  context.strokeStyle = paper;
  context.lineWidth = 4;
  context.strokeText(name, ...place);
  context.fillStyle = ink;
  context.fillText(name, ...place);
}

/** A dot as a little picture: thousands are drawn faster so than as arcs. */
function dotOf(colour: string, radius: number, ratio: number, {dots}: State): HTMLCanvasElement {
  const key = `${colour} ${radius.toFixed(2)} ${ratio}`;
  let dot = dots.get(key);
  if (dot) return dot;
  if (dots.size > 200) dots.clear();
  const side = Math.ceil(2 * (radius + 1) * ratio);
  dot = h("canvas", {width: side, height: side});
  const context = dot.getContext("2d")!;
  context.fillStyle = colour;
  context.beginPath();
  context.arc((radius + 1) * ratio, (radius + 1) * ratio, radius * ratio, 0, 2 * Math.PI);
  context.fill();
  dots.set(key, dot);
  return dot;
}

/** A point's picture: a photo as it is, a drawing with its ink in the class's colour and its paper clear. */
function stampOf(index: number, colour: string, {stamps, options}: State): HTMLCanvasElement | null {
  const kept = stamps.get(index);
  if (kept) return kept;
  const image = options.pictureOf!(index);
  if (!image) return null;
  const [height, width, channels] = image.shape;
  const [r, g, b] = parseColour(colour);
  const bytes = new Uint8ClampedArray(4 * width * height);
  if (channels === 3) bytes.set(toRGBA(image));
  else for (let p = 0; p < width * height; ++p) bytes.set([r, g, b, 255 * image.data[p]], 4 * p);
  const stamp = h("canvas", {width, height});
  stamp.getContext("2d")!.putImageData(new ImageData(bytes, width, height), 0, 0);
  if (stamps.size > 2000) stamps.clear();
  stamps.set(index, stamp);
  return stamp;
}
