import type {Grid} from "../arrays/grid.js";
import {cropResize, type Image, type Rect} from "../arrays/image.js";
import {h} from "./dom.js";
import {heatmap} from "./heatmap.js";
import {imageView} from "./imageView.js";

export interface PatchPicture {
  /** One channel's map, [h, w]. */
  map: Grid;
  channel: number;
  /** The position looked at, row and column. */
  at: readonly [number, number];
  onpick: (row: number, column: number) => void;
  image: Image;
  /** What the position can see, in pixels of the image. */
  rect: Rect;
  /** How much each pixel counts for it, [height, width] of the image. */
  weight: Grid;
}

interface Parts {
  map: HTMLElement;
  mark: HTMLElement;
  title: HTMLElement;
  photo: HTMLCanvasElement;
  frame: HTMLElement;
  patch: HTMLCanvasElement;
  weight: HTMLElement;
}

const made = new WeakMap<HTMLElement, Parts>();

/** Shows one channel's map, the place in it that was picked, and the part of the photo that this place can see. */
export function patchView(picture: PatchPicture, target?: HTMLElement): HTMLElement {
  const {map, channel, at, onpick, image, rect, weight} = picture;
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  const [rows, columns] = map.shape;
  parts.title.textContent = `Channel ${channel}: pick a place`;
  heatmap(map, {
    domain: map.data.some((v) => v < 0) ? "symmetric" : "positive",
    alt: `Map of channel ${channel}, ${rows} by ${columns}. Point at a place and click, or move with the arrow keys and press Enter.`,
    pixelated: true,
    onpick,
    legend: {unit: "activation", low: "", high: ""},
    target: parts.map
  });
  set(parts.mark, {x: at[1] / columns, y: at[0] / rows, width: 1 / columns, height: 1 / rows});
  const [height, width] = image.shape;
  imageView(image, {alt: "The photo; the frame is what the place can see", target: parts.photo, pixelated: false});
  const left = Math.max(0, rect.x);
  const top = Math.max(0, rect.y);
  const seen = {
    x: left,
    y: top,
    width: Math.max(1, Math.min(width, rect.x + rect.width) - left),
    height: Math.max(1, Math.min(height, rect.y + rect.height) - top)
  };
  set(parts.frame, {x: seen.x / width, y: seen.y / height, width: seen.width / width, height: seen.height / height});
  const cut = cropResize(image, seen, seen.height, seen.width);
  imageView(cut, {alt: `The patch, ${seen.width} by ${seen.height} pixels`, target: parts.patch, pixelated: true});
  heatmap(cropGrid(weight, seen), {
    alt: "How much each pixel of the patch counts",
    quantile: 0.999,
    pixelated: true,
    legend: {unit: "|∂ activation / ∂ pixel|"},
    target: parts.weight
  });
  return element;
}

function set({style}: HTMLElement, {x, y, width, height}: Rect) {
  const percent = (v: number) => `${100 * v}%`;
  Object.assign(style, {left: percent(x), top: percent(y), width: percent(width), height: percent(height)});
}

function cropGrid({data, shape: [, columns]}: Grid, {x, y, width, height}: Rect): Grid {
  const cut = new Float32Array(width * height);
  for (let i = 0; i < height; ++i)
    cut.set(data.subarray((y + i) * columns + x, (y + i) * columns + x + width), i * width);
  return {data: cut, shape: [height, width]};
}

function create(): HTMLElement {
  const map = heatmap({data: new Float32Array(1), shape: [1, 1]}, {alt: ""});
  const mark = h("span", {class: "v-mark-frame"});
  map.firstElementChild!.append(mark);
  const title = h("h4");
  const photo = h("canvas", {class: "v-image"});
  const frame = h("span", {class: "v-mark-frame"});
  const patch = h("canvas", {class: "v-image v-pixelated"});
  const weight = heatmap({data: new Float32Array(1), shape: [1, 1]}, {alt: ""});
  const element = h(
    "div",
    {class: "v-patch"},
    h("section", {}, title, map),
    h("section", {}, h("h4", {}, "What it can see of the photo"), h("div", {class: "v-framed"}, photo, frame)),
    h("section", {}, h("h4", {}, "That patch, larger"), patch),
    h("section", {}, h("h4", {}, "What counts in it"), weight)
  );
  made.set(element, {map, mark, title, photo, frame, patch, weight});
  return element;
}
