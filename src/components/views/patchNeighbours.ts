import type {Image} from "../arrays/image.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {imageGrid} from "./imageGrid.js";
import {imageView} from "./imageView.js";

/** A piece of a photo and its nearest, layer by layer. */
export interface PatchNeighbourRows {
  image: Image;
  /** The title of the photo that the piece is from. */
  name: string;
  rows: readonly {layer: string; images: readonly Image[]; photos: readonly number[]}[];
  /** The photos' names. */
  classes: readonly string[];
  /** The photos' titles, for sentences. */
  titles: readonly string[];
}

const made = new WeakMap<HTMLElement, {query: HTMLCanvasElement; heading: HTMLElement; rows: HTMLElement}>();

/** Shows a piece of a photo and, below each other, the pieces that each layer finds most like it. */
export function patchNeighbours({image, name, rows, classes}: PatchNeighbourRows, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  imageView(image, {alt: `The piece asked about, from “${name}”`, pixelated: true, target: parts.query});
  parts.heading.textContent = `You ask about a piece of “${name}”`;
  while (parts.rows.children.length > rows.length) parts.rows.lastElementChild!.remove();
  rows.forEach(({layer, images, photos}, i) => {
    const row = parts.rows.children[i] ?? parts.rows.appendChild(h("section", {}, h("h4"), h("ul")));
    row.firstElementChild!.textContent = layer;
    const list = row.children[1] as HTMLElement;
    const names = photos.map((photo) => classes[photo]);
    imageGrid(images, {label: `Nearest by ${layer}`, size: 72, pixelated: true, captions: names, target: list});
    [...list.children].forEach((cell, k) => {
      (cell as HTMLElement).style.borderTop = `4px solid ${categoryColour(photos[k])}`;
    });
  });
  return element;
}

/** What the first and the last layer find, in words. */
export function patchNeighboursInWords({name, rows, titles}: Omit<PatchNeighbourRows, "image" | "classes">): string {
  const counts = (photos: readonly number[]) => {
    const most = new Map<number, number>();
    for (const photo of photos) most.set(photo, (most.get(photo) ?? 0) + 1);
    return [...most]
      .sort(([, a], [, b]) => b - a)
      .map(([photo, n]) => `${n} of “${titles[photo]}”`)
      .join(", ");
  };
  const said = ({layer, photos}: {layer: string; photos: readonly number[]}) => `by ${layer}, ${counts(photos)}`;
  const [first, last] = [rows[0], rows[rows.length - 1]];
  return `Nearest to this piece of “${name}”: ${[...new Set([first, last])].map(said).join("; ")}.`;
}

function create(): HTMLElement {
  const query = h("canvas", {class: "v-image"});
  const heading = h("h4");
  const rows = h("div", {class: "v-neighbours"});
  const element = h("div", {class: "v-by-example"}, h("section", {}, heading, query), rows);
  made.set(element, {query, heading, rows});
  return element;
}
