import type {Image} from "../arrays/image.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {formatNumber, formatPercent} from "./format.js";
import {histogram} from "./histogram.js";
import {imageGrid} from "./imageGrid.js";
import {imageView} from "./imageView.js";
import {aDigit} from "./words.js";

/** A query, its neighbours in one layer, and how far neighbours usually are. */
export interface Stranger {
  image: Image;
  answer: {name: string; probability: number};
  images: readonly Image[];
  labels: readonly number[];
  distances: Float32Array;
  typical: readonly number[];
}

const made = new WeakMap<HTMLElement, {query: HTMLCanvasElement; list: HTMLElement; spread: HTMLElement}>();

/** Shows what is nearest to something strange, and how much farther that is than usual. */
export function strangeness({image, images, labels, distances, typical}: Stranger, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const {query, list, spread} = made.get(element)!;
  imageView(image, {alt: "What is asked about", pixelated: true, target: query});
  imageGrid(images, {
    label: "Nearest examples",
    size: 52,
    pixelated: true,
    captions: labels.map((label, k) => `${label} · ${formatNumber(distances[k])}`),
    target: list
  });
  [...list.children].forEach((cell, k) => {
    (cell as HTMLElement).style.borderTop = `4px solid ${categoryColour(labels[k])}`;
  });
  histogram(typical, {
    label: "distance to the nearest example, digits never seen",
    domain: [0, Math.max(distances[0], typical[typical.length - 1]) * 1.05],
    mark: distances[0],
    width: 320,
    target: spread
  });
  return element;
}

function create(): HTMLElement {
  const query = h("canvas", {class: "v-image"});
  const list = h("ul");
  const spread = h("div", {class: "v-histogram"});
  const element = h(
    "div",
    {class: "v-by-example"},
    h("section", {}, h("h4", {}, "You ask about"), query),
    h(
      "div",
      {class: "v-neighbours"},
      h("section", {}, h("h4", {}, "The nearest, all the same"), list),
      h("section", {}, spread)
    )
  );
  made.set(element, {query, list, spread});
  return element;
}

/** How sure the network is, and how far the nearest example lies compared with what is usual. */
export function strangenessInWords({answer, distances, typical, labels}: Stranger): string {
  const farther = typical.filter((d) => d < distances[0]).length / typical.length;
  const usual = typical[Math.floor(typical.length / 2)];
  return `The network answers ${answer.name} (${formatPercent(answer.probability)}), and there are neighbours: the nearest is ${aDigit(labels[0])}, at distance ${formatNumber(distances[0])}. Usual is ${formatNumber(usual)}; ${formatPercent(farther)} of digits it has never seen lie nearer to theirs (the line marks this one).`;
}
