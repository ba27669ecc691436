import type {Grid} from "../arrays/grid.js";
import type {Image, Rect} from "../arrays/image.js";
import {barList, type BarItem} from "./barList.js";
import {h} from "./dom.js";
import {formatPercent} from "./format.js";
import {heatmap, type HeatmapOptions} from "./heatmap.js";
import {imageView} from "./imageView.js";

/** One part of a figure under its own heading: a picture, a map, or bars. */
export type Panel = {title: string; note?: string} & (
  | {image: Image; alt: string; mark?: Rect | null}
  | {map: Grid; heat: Omit<HeatmapOptions, "target" | "size">}
  | {bars: BarItem[]; domain?: readonly [number, number]; format?: (value: number) => string; onpick?: OnPick}
);

/** Stands where a panel is still being computed: the picture itself, so that nothing moves when the panel comes. */
export const awaited = (image: Image): Panel => ({title: "…", image, alt: "Not computed yet"});

type OnPick = (item: BarItem, index: number) => void;

const kinds = new WeakMap<Element, string>();

/**
 * Shows pictures, maps and bars beside each other, each under its name with a few words below; in rows of `columns`
 * where there is room. Drawn into `target` again when given, so that what is focused keeps its focus.
 */
export function panels(items: readonly Panel[], {columns, target}: {columns?: number; target?: HTMLElement} = {}) {
  const element = target?.classList.contains("v-panels") ? target : h("div", {class: "v-evidence v-panels"});
  if (columns) element.style.setProperty("--columns", String(columns));
  while (element.children.length > items.length) element.lastElementChild!.remove();
  items.forEach((panel, i) => {
    const kind = "image" in panel ? "image" : "map" in panel ? "map" : "bars";
    const old = element.children[i];
    const section = old && kinds.get(old) === kind ? (old as HTMLElement) : create(kind);
    if (section !== old) {
      if (old) old.replaceWith(section);
      else element.append(section);
    }
    const [title, body, note] = section.children as unknown as HTMLElement[];
    title.textContent = panel.title;
    note.textContent = panel.note ?? "";
    note.hidden = !panel.note;
    fill(panel, body);
  });
  return element;
}

function create(kind: string): HTMLElement {
  const body =
    kind === "image"
      ? h("div", {class: "v-map"}, h("canvas", {class: "v-image"}), h("span", {class: "v-cover", hidden: true}))
      : kind === "map"
        ? heatmap({data: new Float32Array(1), shape: [1, 1]}, {alt: ""})
        : h("ol");
  const section = h("section", {}, h("h4"), body, h("p", {class: "v-unit"}));
  kinds.set(section, kind);
  return section;
}

function fill(panel: Panel, body: HTMLElement): void {
  if ("map" in panel) heatmap(panel.map, {...panel.heat, target: body});
  else if ("bars" in panel) {
    const {bars, domain = [0, 1], format = formatPercent, onpick, title} = panel;
    barList(bars, {label: title, domain, format, onpick, target: body});
  } else {
    const [canvas, mark] = body.children as unknown as [HTMLCanvasElement, HTMLElement];
    const [height, width] = panel.image.shape;
    imageView(panel.image, {alt: panel.alt, pixelated: height < 40, target: canvas});
    mark.hidden = !panel.mark;
    if (!panel.mark) return;
    const {x, y, width: w, height: tall} = panel.mark;
    const share = (n: number, of: number) => `${(100 * n) / of}%`;
    Object.assign(mark.style, {
      left: share(x, width),
      top: share(y, height),
      width: share(w, width),
      height: share(tall, height)
    });
  }
}
