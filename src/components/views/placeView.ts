import type {Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {formatNumber, formatPercent} from "./format.js";
import {imageGrid} from "./imageGrid.js";
import {imageView} from "./imageView.js";
import {scatterPanels} from "./scatterPanels.js";

/** A picture among others, to one layer. */
export interface Placed {
  image: Image;
  /** [n + 1, 2], the picture itself last. */
  layout: Grid;
  explained: readonly number[];
  labels: readonly number[];
  nearest: readonly {index: number; label: number; distance: number}[];
}

export interface PlaceOptions {
  /** The layer, as the reader calls it. */
  layer: string;
  nameOf: (label: number) => string;
  pictureOf: (index: number) => Image | null;
  target?: HTMLElement;
}

const made = new WeakMap<HTMLElement, {query: HTMLCanvasElement; near: HTMLElement; flat: HTMLElement}>();

/** Shows a picture, those nearest to it in a layer's space, and the whole space seen flat with the picture in it. */
export function placeView({image, layout, explained, labels, nearest}: Placed, options: PlaceOptions): HTMLElement {
  const {layer, nameOf, pictureOf} = options;
  const element = options.target && made.has(options.target) ? options.target : create();
  const parts = made.get(element)!;
  const pixelated = image.shape[0] < 40;
  imageView(image, {alt: "The picture that is followed", pixelated, target: parts.query});
  imageGrid(
    nearest.map(({index}) => pictureOf(index)).filter((picture) => picture !== null),
    {
      label: "The nearest",
      size: 76,
      pixelated,
      captions: nearest.map(({label, distance}) => `${nameOf(label)} · ${formatNumber(distance)}`),
      target: parts.near
    }
  );
  [...parts.near.children].forEach((cell, i) => {
    (cell as HTMLElement).style.borderTop = `4px solid ${categoryColour(nearest[i].label)}`;
  });
  const n = labels.length;
  const flat = scatterPanels(
    [
      {
        title: `${layer}, seen flat`,
        layout,
        notes: [`two directions (PCA) show ${formatPercent(explained[0] + explained[1])} of the variance`]
      }
    ],
    {
      label: `${n} others and the picture, by ${layer}`,
      labels,
      nameOf,
      mark: {index: n, name: "this picture"},
      describe: (i) => (i === n ? "The picture that is followed." : `${nameOf(labels[i])}.`),
      pictureOf: (i) => (i === n ? image : pictureOf(i)),
      scene: layer,
      target: parts.flat
    }
  );
  if (flat !== parts.flat) {
    parts.flat.replaceWith(flat);
    parts.flat = flat;
  }
  return element;
}

function create(): HTMLElement {
  const query = h("canvas", {class: "v-image"});
  const near = h("ul");
  const flat = h("div");
  const element = h(
    "div",
    {class: "v-place"},
    h("section", {}, h("h4", {}, "The same picture"), query, h("h4", {}, "Nearest to it"), near),
    flat
  );
  made.set(element, {query, near, flat});
  return element;
}

/** Where a picture lies, in words. */
export function placeInWords({nearest}: Pick<Placed, "nearest">, layer: string, nameOf: (label: number) => string) {
  const counts = new Map<string, number>();
  for (const {label} of nearest) counts.set(nameOf(label), (counts.get(nameOf(label)) ?? 0) + 1);
  const said = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, n]) => `“${name}” (${n === 1 ? "once" : `${n} times`})`);
  return `To ${layer} its ${nearest.length} nearest are ${said.join(", ")}.`;
}
