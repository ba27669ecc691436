import {centreSquare, toRGBA, type Image, type Rect} from "../arrays/image.js";
import {h} from "../views/dom.js";
import {paint} from "../views/imageView.js";
import {clampCrop, mostZoom, panCrop, wholeSquare, zoomCrop, zoomOf} from "./crop.js";
import {emit} from "./input.js";
import {range} from "./range.js";

/** An element that shows a square of an image and lets it be moved and scaled. */
export interface CropEditor extends HTMLElement {
  value: Rect;
  /** Puts another image in, with a crop of it. */
  show(image: Image, crop: Rect): void;
}

/**
 * Which part of the picture does the network see? Drag to move, pinch or turn the wheel to zoom; by keyboard, arrows
 * move and + and − zoom. Outside the image its edge pixels go on, as they do for the network.
 */
export function cropEditor(size: number): CropEditor {
  const canvas = h("canvas", {
    class: "v-crop-view",
    tabindex: 0,
    role: "application",
    "aria-label": "Crop: arrow keys move the picture, plus and minus zoom"
  });
  canvas.style.width = `${size}px`;
  const source = h("canvas");
  const zoom = range([1, 64], {label: "Zoom", log: true, value: 1, unit: "×", format: (v) => v.toFixed(1)});
  const button = (text: string, crop: (image: Image) => Rect) =>
    h("button", {type: "button", class: "v-button", onclick: () => change(crop(image), true)}, text);
  const element = h(
    "div",
    {class: "v-crop"},
    canvas,
    h(
      "div",
      {class: "v-crop-controls"},
      zoom,
      h("div", {class: "v-row"}, button("Fill the square", centreSquare), button("Show all of it", wholeSquare)),
      h("p", {class: "v-hint"}, "Drag the picture, pinch or scroll to zoom; or use the arrow keys, + and −.")
    )
  ) as unknown as CropEditor;

  let image: Image;
  let crop: Rect = {x: 0, y: 0, width: 1, height: 1};
  const draw = () => {
    const side = Math.round(size * Math.min(devicePixelRatio || 1, 2));
    if (canvas.width !== side) canvas.width = canvas.height = side;
    drawCrop(canvas.getContext("2d")!, source, crop, side);
    zoom.value = zoomOf(crop, image);
  };
  const change = (next: Rect, finished: boolean) => {
    crop = clampCrop(next, image);
    draw();
    emit(element, finished);
  };
  const finish = () => element.dispatchEvent(new Event("change", {bubbles: true}));

  zoom.addEventListener("input", (event) => {
    event.stopPropagation();
    const most = Math.min(zoom.value, mostZoom(image));
    change(zoomCrop(crop, zoomOf(crop, image) / most, image), false);
  });
  zoom.addEventListener("change", (event) => {
    event.stopPropagation();
    finish();
  });
  listen(canvas, {
    pan: (dx, dy, finished) => {
      const scale = crop.width / canvas.clientWidth;
      change(panCrop(crop, -dx * scale, -dy * scale, image), finished);
    },
    zoom: (factor, u, v, finished) => change(zoomCrop(crop, 1 / factor, image, u, v), finished),
    finish
  });
  Object.defineProperty(element, "value", {get: () => crop, set: (next: Rect) => element.show(image, next)});
  element.show = (next, area) => {
    if (next !== image) paint(source, toRGBA(next), next.shape[1], next.shape[0]);
    image = next;
    crop = area;
    draw();
  };
  return element;
}

interface Gestures {
  pan(dx: number, dy: number, finished: boolean): void;
  zoom(factor: number, u: number, v: number, finished: boolean): void;
  finish(): void;
}

function listen(canvas: HTMLCanvasElement, {pan, zoom, finish}: Gestures): void {
  const pointers = new Map<number, {x: number; y: number}>();
  const at = ({offsetX, offsetY}: MouseEvent) => ({x: offsetX, y: offsetY});
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    const from = pointers.get(event.pointerId);
    if (!from) return;
    const to = at(event);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, to);
    if (!other) return pan(to.x - from.x, to.y - from.y, false);
    const distance = (p: {x: number; y: number}) => Math.max(Math.hypot(p.x - other.x, p.y - other.y), 1);
    const middle = {x: (to.x + other.x) / 2, y: (to.y + other.y) / 2};
    zoom(distance(to) / distance(from), middle.x / canvas.clientWidth, middle.y / canvas.clientHeight, false);
  });
  const release = ({pointerId}: PointerEvent) => {
    if (pointers.delete(pointerId) && !pointers.size) finish();
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener(
    "wheel",
    (event) => {
      // A page that scrolls past keeps scrolling: the wheel zooms only once the picture has been chosen.
      if (document.activeElement !== canvas && !event.ctrlKey) return;
      event.preventDefault();
      zoom(
        Math.exp(-event.deltaY / 400),
        event.offsetX / canvas.clientWidth,
        event.offsetY / canvas.clientHeight,
        true
      );
    },
    {passive: false}
  );
  canvas.addEventListener("keydown", (event) => {
    const step = canvas.clientWidth * (event.shiftKey ? 0.2 : 0.04);
    const keys: Record<string, () => void> = {
      ArrowLeft: () => pan(step, 0, true),
      ArrowRight: () => pan(-step, 0, true),
      ArrowUp: () => pan(0, step, true),
      ArrowDown: () => pan(0, -step, true),
      "+": () => zoom(1.15, 0.5, 0.5, true),
      "=": () => zoom(1.15, 0.5, 0.5, true),
      "-": () => zoom(1 / 1.15, 0.5, 0.5, true)
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
}

/** Draws a crop of a canvas as a square; beyond an edge its last row or column is drawn out. */
function drawCrop(context: CanvasRenderingContext2D, source: HTMLCanvasElement, crop: Rect, side: number): void {
  const scale = side / crop.width;
  context.imageSmoothingQuality = "high";
  context.clearRect(0, 0, side, side);
  for (const [sy, sh, dy, dh] of stretches(crop.y, crop.width, source.height, scale))
    for (const [sx, sw, dx, dw] of stretches(crop.x, crop.width, source.width, scale))
      context.drawImage(source, sx, sy, sw, sh, dx, dy, dw, dh);
}

/** Along one axis: which source pixels go where, before the image, in it and after it. */
export function stretches(start: number, length: number, limit: number, scale: number): number[][] {
  const end = start + length;
  const [a, b] = [Math.max(start, 0), Math.min(end, limit)];
  return [
    [0, 1, 0, -start],
    [a, b - a, a - start, b - a],
    [limit - 1, 1, limit - start, end - limit]
  ]
    .filter(([, , , extent]) => extent > 0)
    .map(([from, count, to, extent]) => [from, count, to * scale, extent * scale]);
}
