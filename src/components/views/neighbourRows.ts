import type {Image} from "../arrays/image.js";
import {barList} from "./barList.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {formatNumber, formatPercent} from "./format.js";
import {imageGrid} from "./imageGrid.js";
import {imageView} from "./imageView.js";
import {aDigit} from "./words.js";

/** The nearest examples of a digit by layer. */
export interface NeighboursByLayer {
  image: Image;
  answers: readonly {name: string; probability: number}[];
  rows: readonly {layer: string; labels: readonly number[]; distances: Float32Array; images: readonly Image[]}[];
}

const made = new WeakMap<HTMLElement, {query: HTMLCanvasElement; bars: HTMLElement; rows: HTMLElement}>();

/** Shows a digit, what the network answers, and below each other the nearest examples for each layer. */
export function neighbourRows({image, answers, rows}: NeighboursByLayer, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  imageView(image, {alt: "The digit asked about", pixelated: true, target: parts.query});
  barList(
    answers.slice(0, 4).map(({name, probability}) => ({
      label: name,
      value: probability,
      colour: categoryColour(Number(name))
    })),
    {label: "Answers", format: formatPercent, domain: [0, 1], target: parts.bars}
  );
  while (parts.rows.children.length > rows.length) parts.rows.lastElementChild!.remove();
  rows.forEach(({layer, labels, distances, images}, i) => {
    const row = parts.rows.children[i] ?? parts.rows.appendChild(h("section", {}, h("h4"), h("ul")));
    const share = labels.filter((label) => String(label) === answers[0].name).length;
    row.firstElementChild!.replaceChildren(
      layerInWords(layer),
      h("small", {}, ` ${share} of ${labels.length} are ${answers[0].name}s`)
    );
    const list = row.children[1] as HTMLElement;
    imageGrid(images, {
      label: `Nearest to ${layer}`,
      size: 72,
      pixelated: true,
      captions: labels.map((label, k) => `${label} · ${formatNumber(distances[k])}`),
      alts: labels.map((label, k) => `${aDigit(label)}, distance ${formatNumber(distances[k])}`),
      target: list
    });
    // The class's own colour under each picture: a change of class down the rows is seen at once.
    [...list.children].forEach((cell, k) => {
      (cell as HTMLElement).style.borderTop = `4px solid ${categoryColour(labels[k])}`;
    });
  });
  return element;
}

function create(): HTMLElement {
  const query = h("canvas", {class: "v-image"});
  const bars = h("ol");
  const rows = h("div", {class: "v-neighbours"});
  const element = h(
    "div",
    {class: "v-by-example"},
    h("section", {}, h("h4", {}, "You ask about"), query, h("h4", {}, "The network answers"), bars),
    rows
  );
  made.set(element, {query, bars, rows});
  return element;
}

const NAMES: Record<string, string> = {
  input: "Pixels",
  conv1: "First convolution",
  relu1: "First ReLU",
  pool1: "First pooling",
  conv2: "Second convolution",
  relu2: "Second ReLU",
  pool2: "Second pooling",
  dense: "Dense layer",
  relu3: "Last ReLU",
  logits: "Scores"
};

/** A layer of the digit network as a reader calls it, with its own name. */
export const layerInWords = (layer: string): string => (NAMES[layer] ? `${NAMES[layer]} (${layer})` : layer);

/** The same within a sentence: “the last ReLU”. */
export const theLayer = (layer: string): string =>
  NAMES[layer] ? `the ${NAMES[layer].charAt(0).toLowerCase()}${NAMES[layer].slice(1)}` : layer;

/** How the neighbours change from the first row to the last. */
export function neighboursInWords({
  answers,
  rows
}: Pick<NeighboursByLayer, "answers"> & {rows: readonly {layer: string; labels: readonly number[]}[]}): string {
  const answer = answers[0].name;
  const share = ({labels}: {labels: readonly number[]}) => labels.filter((label) => String(label) === answer).length;
  const [first, last] = [rows[0], rows[rows.length - 1]];
  const said = `The network answers ${answer} (${formatPercent(answers[0].probability)}).`;
  const k = first.labels.length;
  if (k === 1) {
    const nearest = ({layer, labels}: {layer: string; labels: readonly number[]}) =>
      `${aDigit(labels[0])} by ${theLayer(layer)}`;
    return `${said} The nearest test digit is ${[...new Set([first, last])].map(nearest).join(", ")}.`;
  }
  if (rows.length < 2)
    return `${said} Of the ${k} nearest by ${theLayer(first.layer)}, ${share(first)} are ${answer}s.`;
  const others = [...new Set(last.labels.filter((label) => String(label) !== answer))];
  const doubt = others.length ? ` The last row still holds ${others.map(aDigit).join(", ")}.` : "";
  return `${said} By ${theLayer(first.layer)}, ${share(first)} of the ${k} nearest test digits are ${answer}s; by ${theLayer(last.layer)}, ${share(last)}.${doubt}`;
}
