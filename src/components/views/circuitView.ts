import {extentOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {barList, type BarItem} from "./barList.js";
import {colourScale, colourTable, entryAt} from "./colour.js";
import {h} from "./dom.js";
import {formatNumber} from "./format.js";
import {heatmap} from "./heatmap.js";
import {imageGrid} from "./imageGrid.js";
import {imageView, paint} from "./imageView.js";

export interface CircuitPicture {
  image: Image;
  edges: readonly {
    from: number;
    weights: Grid;
    kernel: Grid;
    map: Grid;
    factor: number;
    effect: number | null;
    path: number | null;
  }[];
  /** The edge under discussion, by the channel it comes from. */
  chosen: number;
  onpick: (from: number) => void;
  channel: number;
  intact: Grid;
  scaled: Grid;
  /** What excites both ends: pictures, the strongest first. */
  ends: readonly {title: string; images: readonly Image[]}[];
  answers: BarItem[];
}

interface Parts {
  edges: HTMLElement;
  photo: HTMLCanvasElement;
  maps: [HTMLElement, HTMLElement];
  ends: HTMLElement[];
  bars: HTMLElement;
}

const made = new WeakMap<HTMLElement, Parts>();

/**
 * Shows what feeds a channel: for each edge the first layer's kernel, its map on the picture and the edge's own
 * weights; beside it the channel's map before and after, what excites both ends, and the answers.
 */
export function circuitView(picture: CircuitPicture, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  const {edges, chosen, onpick, channel, intact, scaled, ends, answers, image} = picture;
  const reach = Math.max(...edges.map(({weights}) => reachOf(weights)));
  while (parts.edges.children.length > edges.length) parts.edges.lastElementChild!.remove();
  edges.forEach((edge, i) => {
    const row = parts.edges.children[i] ?? parts.edges.appendChild(h("li", {}, edgeButton()));
    const button = row.firstElementChild as HTMLButtonElement;
    const [kernel, map, weights] = button.querySelectorAll("canvas");
    drawKernel(edge.kernel, kernel);
    drawSigned(edge.map, reachOf(edge.map), map, false);
    drawSigned(edge.weights, reach, weights, true);
    const times = edge.factor === 1 ? "" : `, times ${formatNumber(edge.factor)}`;
    button.lastElementChild!.textContent = `from channel ${edge.from}${times}${moveInWords(edge.effect)}`;
    button.setAttribute("aria-pressed", String(edge.from === chosen));
    button.onclick = () => onpick(edge.from);
  });
  imageView(image, {alt: "What the network sees", pixelated: image.shape[0] < 64, target: parts.photo});
  const top = Math.max(extentOf(intact.data)[1], extentOf(scaled.data)[1]);
  [intact, scaled].forEach((map, i) =>
    heatmap(map, {
      domain: [0, top],
      alt: `Channel ${channel}, ${i ? "with its edges changed" : "as it is"}`,
      pixelated: true,
      legend: false,
      target: parts.maps[i]
    })
  );
  ends.forEach(({title, images}, i) => {
    const [heading, grid] = parts.ends[i].children as unknown as [HTMLElement, HTMLElement];
    heading.textContent = title;
    imageGrid(images, {label: title, size: 48, pixelated: images[0]?.shape[0] < 64, target: grid});
  });
  barList(answers, {label: "Answers with the edges changed", domain: [0, 1], target: parts.bars, format: percent});
  return element;
}

/** By how much the answer's logit moves when an edge is cut, with its sign; nothing before it was tried. */
function moveInWords(effect: number | null): string {
  if (effect === null) return "";
  const move = Number((-effect).toFixed(2));
  return `: ${move > 0 ? "+" : ""}${formatNumber(move)}`;
}

const percent = (p: number) => `${(100 * p).toFixed(1)} %`;
const reachOf = ({data}: Grid) => data.reduce((max, v) => Math.max(max, Math.abs(v)), 0);

/** Weights in purple and orange, activations from dark to light. */
function drawSigned({data, shape: [height, width]}: Grid, reach: number, canvas: HTMLCanvasElement, signed: boolean) {
  const table = colourTable(signed ? "PuOr" : "magma");
  const {position} = colourScale([reach], {domain: signed ? "symmetric" : "positive"});
  const bytes = new Uint8ClampedArray(data.length * 4);
  data.forEach((v, i) => {
    const entry = 3 * entryAt(position(v), table.length / 3);
    bytes.set([table[entry], table[entry + 1], table[entry + 2], 255], 4 * i);
  });
  paint(canvas, bytes, width, height);
}

/** A first-layer kernel: signed colours when it reads grey, a picture around grey when it reads colours. */
function drawKernel(kernel: Grid, canvas: HTMLCanvasElement): void {
  const [height, width, colours] = kernel.shape;
  const reach = reachOf(kernel);
  if (colours === 1) return drawSigned(kernel, reach, canvas, true);
  const data = kernel.data.map((v) => 0.5 + v / (2 * reach || 1));
  imageView({data, shape: [height, width, colours]}, {alt: "", pixelated: true, target: canvas});
}

const edgeButton = () =>
  h(
    "button",
    {type: "button", class: "v-edge"},
    ...Array.from({length: 3}, () => h("canvas", {class: "v-pixelated", "aria-hidden": "true"})),
    h("span")
  );

function create(): HTMLElement {
  const edges = h("ol", {class: "v-edges", "aria-label": "Edges into the channel, the strongest first"});
  const photo = h("canvas", {class: "v-image"});
  const blank = () => heatmap({data: new Float32Array(1), shape: [1, 1]}, {alt: "", legend: false, size: 96});
  const maps: [HTMLElement, HTMLElement] = [blank(), blank()];
  const ends = [0, 1].map(() => h("section", {}, h("h4"), h("ul")));
  const bars = h("ol");
  const element = h(
    "div",
    {class: "v-circuit"},
    h("section", {}, h("h4", {}, "Kernel, its map, the edge, and how the answer's logit moves when it is cut"), edges),
    h(
      "div",
      {class: "v-circuit-ends"},
      h(
        "section",
        {},
        h("h4", {}, "The picture; the channel as it is; with its edges changed"),
        h("div", {class: "v-circuit-maps"}, photo, ...maps)
      ),
      ...ends,
      h("section", {}, h("h4", {}, "The answer, with the edges changed"), bars)
    )
  );
  made.set(element, {edges, photo, maps, ends, bars});
  return element;
}
