import {Minus, Plus, RotateCcw} from "lucide";
import {extentOf, type Grid} from "../arrays/grid.js";
import {moved, seenBy, type Camera, type Seen} from "./camera3d.js";
import {h} from "./dom.js";
import {icon, type IconNode} from "./icon.js";

/** A name of the page's palette ("--brass"), or a colour as CSS writes it. */
export type Ink = string;

/** A place to look at, with a shape that says what it is. */
export interface Marker {
  at: readonly number[];
  shape: "disc" | "ring" | "diamond" | "square";
  colour: Ink;
  /** In pixels at the centre of the scene. */
  size?: number;
  label?: string;
  selected?: boolean;
}

/** A path of states; `opacity` counts at the centre, what lies further away is paler. */
export interface Line {
  points: Grid;
  colour: Ink;
  width?: number;
  opacity?: number;
}

/** Specks of one colour. */
export interface Cloud {
  /** [n, 3] */
  points: Grid;
  colour: Ink;
  radius?: number;
  opacity?: number;
}

export interface Scene {
  /** The scene in words. */
  label: string;
  /** What is to fill the frame, [n, 3]; what lies outside is drawn all the same. */
  fit: Grid;
  clouds?: readonly Cloud[];
  lines?: readonly Line[];
  markers?: readonly Marker[];
  /** A path that is walked, step by step, from its step `from` to its end. */
  walk?: {path: Grid; from: number} | null;
  /** Names of the three axes. */
  axes?: readonly [string, string, string];
  onpick?: (marker: number) => void;
  target?: HTMLElement;
}

const OPENING: Camera = {yaw: 0.95, pitch: 0.4, zoom: 1.25};
/** Pixels left free around what is to fill the frame: room for its markers. */
const MARGIN = 18;
/** Milliseconds a step of a walk, and how many steps of its trail stay visible. */
const PACE = 45;
const TRAIL = 26;

interface State {
  canvas: HTMLCanvasElement;
  scene: Scene;
  camera: Camera;
  drawn: boolean;
  walked: Grid | null;
  step: number;
  timer: number;
  /** Where the markers were drawn last, in pixels. */
  places: {x: number; y: number}[];
}

const states = new WeakMap<HTMLElement, State>();

/**
 * Shows points and paths in three dimensions on a canvas. Drag or use the arrow keys to turn it; pinch, use + and −, or
 * click it and turn the wheel to come closer. What is nearer is larger and stronger. Drawn into `target` again when
 * given, from where the reader looks.
 */
export function scene3d(scene: Scene): HTMLElement {
  const element = scene.target && states.has(scene.target) ? scene.target : create(scene);
  const state = states.get(element)!;
  state.scene = scene;
  state.canvas.setAttribute("aria-label", `${scene.label} Arrow keys turn it, plus and minus come closer.`);
  walk(state);
  redraw(state);
  return element;
}

function create(scene: Scene): HTMLElement {
  const canvas = h("canvas", {class: "v-scene-canvas", tabindex: 0, role: "img"});
  const state: State = {
    canvas,
    scene,
    camera: OPENING,
    drawn: true,
    walked: null,
    step: 0,
    timer: 0,
    places: []
  };
  const move = (turn: number, tilt: number, closer = 1) => {
    state.camera = moved(state.camera, turn, tilt, closer);
    redraw(state);
  };
  const button = (mark: IconNode, name: string, press: () => void) =>
    h(
      "button",
      {type: "button", class: "v-button v-quiet", "aria-label": name, title: name, onclick: press},
      icon(mark)
    );
  const element = h(
    "div",
    {class: "v-scene"},
    canvas,
    h(
      "div",
      {class: "v-scene-tools"},
      button(Plus, "Closer", () => move(0, 0, 1.25)),
      button(Minus, "Further away", () => move(0, 0, 0.8)),
      button(RotateCcw, "As at first", () => {
        state.camera = OPENING;
        redraw(state);
      }),
      h("span", {}, "Drag to turn, pinch to zoom, or use the arrow keys.")
    )
  );
  states.set(element, state);
  listen(state, move);
  new ResizeObserver(() => redraw(state)).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw(state));
  return element;
}

function listen(state: State, move: (turn: number, tilt: number, closer?: number) => void): void {
  const {canvas} = state;
  const fingers = new Map<number, {x: number; y: number}>();
  let travelled = 0;
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  };
  canvas.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, {x: event.offsetX, y: event.offsetY});
    canvas.setPointerCapture(event.pointerId);
    travelled = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const at = fingers.get(event.pointerId);
    if (!at) {
      canvas.style.cursor = state.scene.onpick && markerAt(state, event) >= 0 ? "pointer" : "";
      return;
    }
    const [dx, dy] = [event.offsetX - at.x, event.offsetY - at.y];
    const before = fingers.size === 2 ? spread() : 0;
    Object.assign(at, {x: event.offsetX, y: event.offsetY});
    travelled += Math.hypot(dx, dy);
    if (fingers.size === 2) move(0, 0, spread() / Math.max(before, 1));
    else move(-dx * 0.01, dy * 0.01);
  });
  const lift = (event: PointerEvent) => {
    if (event.type === "pointerup" && fingers.size === 1 && travelled < 5) {
      const marker = markerAt(state, event);
      if (marker >= 0) state.scene.onpick?.(marker);
    }
    fingers.delete(event.pointerId);
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  // Only when the reader has chosen the scene does the wheel belong to it; else the page scrolls.
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (document.activeElement !== canvas && !event.ctrlKey) return;
      event.preventDefault();
      move(0, 0, Math.exp(-event.deltaY * 0.0015));
    },
    {passive: false}
  );
  const keys: Record<string, [number, number, number?]> = {
    ArrowLeft: [0.12, 0],
    ArrowRight: [-0.12, 0],
    ArrowUp: [0, -0.12],
    ArrowDown: [0, 0.12],
    "+": [0, 0, 1.15],
    "=": [0, 0, 1.15],
    "-": [0, 0, 1 / 1.15]
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    move(...keys[event.key]);
  });
}

function markerAt({places}: State, {offsetX, offsetY}: PointerEvent): number {
  const far = places.map(({x, y}) => Math.hypot(x - offsetX, y - offsetY));
  const best = far.indexOf(Math.min(...far));
  return best >= 0 && far[best] < 16 ? best : -1;
}

/** Starts walking a path that has not been walked yet. */
function walk(state: State): void {
  const path = state.scene.walk?.path ?? null;
  if (path === state.walked) return;
  state.walked = path;
  clearInterval(state.timer);
  if (!path) return;
  const last = path.shape[0] - 1;
  state.step = matchMedia("(prefers-reduced-motion: reduce)").matches ? last : Math.min(state.scene.walk!.from, last);
  state.timer = window.setInterval(() => {
    if (state.step >= last || !state.canvas.isConnected) return clearInterval(state.timer);
    state.step += 1;
    redraw(state);
  }, PACE);
}

/** Draws at the browser's next frame, once. */
function redraw(state: State): void {
  if (!state.drawn) return;
  state.drawn = false;
  requestAnimationFrame(() => {
    state.drawn = true;
    draw(state);
  });
}

type Stroke = {near: number; paint: () => void};

function draw(state: State): void {
  const {canvas, scene, camera} = state;
  const {clientWidth: width, clientHeight: height} = canvas;
  if (!width || !height) return;
  const ratio = Math.min(devicePixelRatio || 1, 2);
  [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  const context = canvas.getContext("2d")!;
  context.scale(ratio, ratio);
  const ink = palette(canvas);
  const {centre, radius} = sphereOf(scene.fit);
  const unit = unitOf(scene.fit, centre, radius, [width, height]);
  const see = (p: ArrayLike<number>, i = 0): Seen => {
    const s = seenBy(camera, ...([0, 1, 2].map((c) => (p[i + c] - centre[c]) / radius) as [number, number, number]));
    return {...s, x: width / 2 + unit * s.x, y: height / 2 + unit * s.y};
  };
  const strokes: Stroke[] = [];
  const faint = ({near}: Seen) => 0.35 + 0.65 * Math.min(Math.max((near + 1) / 2, 0), 1);

  const segment = (a: Seen, b: Seen, colour: string, thick: number, opacity: number) =>
    strokes.push({
      near: (a.near + b.near) / 2,
      paint() {
        context.globalAlpha = opacity * faint(a);
        context.strokeStyle = colour;
        context.lineWidth = thick * a.scale;
        context.beginPath();
        context.moveTo(a.x, a.y);
        context.lineTo(b.x, b.y);
        context.stroke();
      }
    });
  const dot = (at: Seen, colour: string, size: number, opacity: number) =>
    strokes.push({
      near: at.near,
      paint() {
        context.globalAlpha = opacity * faint(at);
        context.fillStyle = colour;
        context.beginPath();
        context.arc(at.x, at.y, size * at.scale, 0, 2 * Math.PI);
        context.fill();
      }
    });

  axesOf(scene.axes ?? [], centre, radius).forEach(({from, to, name}) => {
    const end = see(to);
    segment(see(from), end, ink("--line-2"), 1, 0.8);
    strokes.push({near: end.near, paint: () => write(context, name, end.x, end.y, ink, "--ink-3", faint(end))});
  });
  for (const {points, colour, width: thick = 1, opacity = 1} of scene.lines ?? []) {
    const places = Array.from({length: points.shape[0]}, (_, i) => see(points.data, 3 * i));
    for (let i = 1; i < places.length; ++i) segment(places[i - 1], places[i], ink(colour), thick, opacity);
  }
  for (const {points, colour, radius: size = 1.75, opacity = 0.8} of scene.clouds ?? [])
    for (let i = 0; i < points.shape[0]; ++i) {
      const at = see(points.data, 3 * i);
      if (Number.isFinite(at.x)) dot(at, ink(colour), size, opacity);
    }
  state.places = (scene.markers ?? []).map((marker) => {
    const at = see(marker.at);
    strokes.push({near: at.near + 1e-3, paint: () => mark(context, marker, at, ink, faint(at))});
    const {label, size = 6} = marker;
    const [x, y] = [at.x + size * at.scale + 4, at.y - size * at.scale];
    if (label) strokes.push({near: 2, paint: () => write(context, label, x, y, ink, "--ink", faint(at))});
    return at;
  });
  if (state.walked) {
    const start = Math.max(0, state.step - TRAIL);
    for (let i = start + 1; i <= state.step; ++i)
      segment(
        see(state.walked.data, 3 * (i - 1)),
        see(state.walked.data, 3 * i),
        ink("--alert"),
        2.5,
        (i - start) / TRAIL
      );
    const head = see(state.walked.data, 3 * state.step);
    // Where the reader is now is never hidden.
    for (const [colour, size] of [
      ["--panel", 8],
      ["--alert", 6]
    ] as const)
      dot({...head, near: Infinity}, ink(colour), size, 1);
  }
  strokes.sort((a, b) => a.near - b.near);
  for (const {paint} of strokes) paint();
}

function mark(
  context: CanvasRenderingContext2D,
  {shape, colour, size = 6, selected}: Marker,
  {x, y, scale}: Seen,
  ink: (name: Ink) => string,
  opacity: number
): void {
  const r = size * Math.min(scale, 2);
  context.globalAlpha = 0.3 + 0.7 * opacity;
  context.beginPath();
  if (shape === "diamond")
    polygon(context, [
      [x, y - r],
      [x + r, y],
      [x, y + r],
      [x - r, y]
    ]);
  else if (shape === "square") context.rect(x - 0.8 * r, y - 0.8 * r, 1.6 * r, 1.6 * r);
  else context.arc(x, y, r, 0, 2 * Math.PI);
  context.fillStyle = shape === "disc" ? ink(colour) : ink("--panel");
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = ink(colour);
  context.stroke();
  if (selected) {
    context.globalAlpha = 1;
    context.beginPath();
    context.arc(x, y, r + 5, 0, 2 * Math.PI);
    context.strokeStyle = ink("--ink");
    context.lineWidth = 1.5;
    context.stroke();
  }
}

function polygon(context: CanvasRenderingContext2D, corners: readonly (readonly [number, number])[]): void {
  corners.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
}

/** Text with a halo, kept inside the canvas. */
function write(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  ink: (name: Ink) => string,
  colour: Ink,
  opacity: number
): void {
  context.globalAlpha = 0.4 + 0.6 * opacity;
  context.font = `600 13px ${getComputedStyle(context.canvas).fontFamily}`;
  const room = context.canvas.clientWidth - context.measureText(text).width - 4;
  const place = [Math.max(2, Math.min(x, room)), Math.max(12, y)] as const;
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = ink("--panel");
  context.strokeText(text, ...place);
  context.fillStyle = ink(colour);
  context.fillText(text, ...place);
}

function axesOf(names: readonly string[], centre: readonly number[], radius: number) {
  return names.map((name, c) => {
    const along = (by: number) => centre.map((v, i) => (i === c ? v + by * radius : v));
    return {name, from: along(-1), to: along(1)};
  });
}

/** Pixels a radius: as large as all of `fit` stays inside the frame, seen as at first. */
function unitOf({data}: Grid, centre: readonly number[], radius: number, frame: readonly [number, number]): number {
  const [across, up] = frame.map((length) => length / 2 - MARGIN);
  let unit = 0.46 * Math.min(...frame);
  for (let i = 0; i < data.length; i += 3) {
    const {x, y} = seenBy(OPENING, ...(centre.map((c, k) => (data[i + k] - c) / radius) as [number, number, number]));
    unit = Math.min(unit, across / Math.abs(x), up / Math.abs(y));
  }
  return unit;
}

/** The middle of points and how far the furthest lies from it. */
function sphereOf({data}: Grid): {centre: number[]; radius: number} {
  const centre = [0, 1, 2].map((c) => {
    const [low, high] = extentOf(data.filter((_, i) => i % 3 === c));
    return Number.isFinite(low) ? (low + high) / 2 : 0;
  });
  let radius = 0;
  for (let i = 0; i < data.length; i += 3)
    radius = Math.max(radius, Math.hypot(data[i] - centre[0], data[i + 1] - centre[1], data[i + 2] - centre[2]));
  return {centre, radius: radius || 1};
}

/** Reads the page's colours by name, each once. */
function palette(element: Element): (name: Ink) => string {
  const style = getComputedStyle(element);
  const known = new Map<string, string>();
  return (name) => {
    if (!name.startsWith("--")) return name;
    if (!known.has(name)) known.set(name, style.getPropertyValue(name).trim() || "#888");
    return known.get(name)!;
  };
}
