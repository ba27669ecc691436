import type {Image} from "../arrays/image.js";
import type {Grid} from "../arrays/grid.js";
import {barList, type BarItem} from "./barList.js";
import {h} from "./dom.js";
import {formatPercent} from "./format.js";
import {heatmap, type HeatmapOptions} from "./heatmap.js";
import {imageView} from "./imageView.js";

/** A photo, the map that explains an answer, and the answers. */
export interface Evidence {
  image: Image;
  /** [h, w]; null while it is on its way. */
  map: Grid | null;
  heat: Omit<HeatmapOptions, "alt" | "target" | "size"> & {alt: string};
  answers: BarItem[];
  /** Explains another answer. */
  onpick?: (item: BarItem, index: number) => void;
  /** Heading of the map: the method's name. */
  title: string;
}

interface Parts {
  photo: HTMLCanvasElement;
  map: HTMLElement;
  bars: HTMLElement;
  title: HTMLElement;
}

const made = new WeakMap<HTMLElement, Parts>();

/**
 * Shows side by side what a network saw, which parts its answer rests on, and what it answers. Drawn into `target`
 * again when given, so that a focused answer keeps its focus.
 */
export function evidence({image, map, heat, answers, onpick, title}: Evidence, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  imageView(image, {alt: "What the network sees", pixelated: image.shape[0] < 100, target: parts.photo});
  parts.title.textContent = title;
  // Until the first map is there, the photo alone stands in its place.
  heatmap(map ?? {data: new Float32Array(1), shape: [1, 1]}, {
    ...heat,
    opacity: map ? heat.opacity : 0,
    target: parts.map
  });
  barList(answers, {label: "Answers", format: formatPercent, domain: [0, 1], onpick, target: parts.bars});
  return element;
}

function create(): HTMLElement {
  const photo = h("canvas", {class: "v-image"});
  const map = heatmap({data: new Float32Array(1), shape: [1, 1]}, {alt: ""});
  const bars = h("ol");
  const title = h("h4");
  const element = h(
    "div",
    {class: "v-evidence"},
    h("section", {}, h("h4", {}, "The network sees"), photo),
    h("section", {}, title, map),
    h("section", {}, h("h4", {}, "It answers"), bars)
  );
  made.set(element, {photo, map, bars, title});
  return element;
}

/** A map with its name. */
export interface NamedMap {
  title: string;
  /** [h, w] */
  map: Grid;
  heat: Omit<HeatmapOptions, "target" | "size">;
}

/** Shows maps beside each other, each under its name; drawn into `target` again when given. */
export function sideBySide(maps: readonly NamedMap[], target?: HTMLElement): HTMLElement {
  const element = target?.classList.contains("v-side") ? target : h("div", {class: "v-evidence v-side"});
  while (element.children.length > maps.length) element.lastElementChild!.remove();
  maps.forEach(({title, map, heat}, i) => {
    const section = element.children[i] ?? element.appendChild(h("section", {}, h("h4")));
    section.firstElementChild!.textContent = title;
    const drawn = heatmap(map, {...heat, target: section.children[1] as HTMLElement | undefined});
    if (drawn !== section.children[1]) section.append(drawn);
  });
  return element;
}
