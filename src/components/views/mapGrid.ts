import {extentOf, type Grid} from "../arrays/grid.js";
import {colourScale, colourTable, entryAt, type Domain, type Scheme} from "./colour.js";
import {h} from "./dom.js";
import {formatNumber} from "./format.js";
import {paint} from "./imageView.js";

export interface MapGridOptions {
  label: string;
  /** One scale for all maps, so that weak ones are dark; or each its own. */
  scale?: "shared" | "own";
  /** The numbers at the ends of the shared scale; by default from 0, or from −m to m when some are below zero. */
  domain?: Domain;
  scheme?: Scheme;
  /** Width of each, CSS pixels. */
  size?: number;
  captions?: readonly string[];
  selected?: number;
  onpick?: (index: number) => void;
  target?: HTMLElement;
}

/** Shows many maps of numbers [h, w] side by side in colour, as a real list. */
export function mapGrid(maps: readonly Grid[], options: MapGridOptions): HTMLElement {
  const {label, scale = "shared", size = 84, captions = [], selected, onpick} = options;
  const target = options.target?.classList.contains("v-maps") ? options.target : h("ul");
  target.className = "v-grid v-maps";
  target.setAttribute("aria-label", label);
  target.style.setProperty("--cell", `${size}px`);
  while (target.children.length > maps.length) target.lastElementChild!.remove();
  const domain = options.domain ?? domainOf(maps);
  const shared = colourScale(extremesOf(maps), {domain});
  maps.forEach((map, i) => {
    const row =
      target.children[i] ??
      target.appendChild(
        h(
          "li",
          {},
          h(
            onpick ? "button" : "div",
            {class: "v-cell", type: onpick && "button"},
            h("canvas", {class: "v-image v-pixelated"}),
            h("span", {class: "v-cell-caption"})
          )
        )
      );
    const cell = row.firstElementChild as HTMLElement;
    const [canvas, caption] = cell.children as unknown as [HTMLCanvasElement, HTMLElement];
    const {position, low} = scale === "shared" ? shared : colourScale(map.data, {domain});
    const scheme = options.scheme ?? (domain === "symmetric" || low < 0 ? "PuOr" : "magma");
    paint(canvas, colours(map, position, colourTable(scheme)), map.shape[1], map.shape[0]);
    const [least, most] = extentOf(map.data).map(formatNumber);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${captions[i] ?? `map ${i + 1}`}: from ${least} to ${most}`);
    caption.textContent = captions[i] ?? "";
    caption.hidden = !captions[i];
    if (!onpick) return;
    cell.setAttribute("aria-pressed", String(i === selected));
    cell.onclick = () => onpick(i);
  });
  return target;
}

const extremesOf = (maps: readonly Grid[]) => Float32Array.from(maps.flatMap(({data}) => extentOf(data)));
const domainOf = (maps: readonly Grid[]): Domain =>
  maps.some(({data}) => data.some((v) => v < 0)) ? "symmetric" : "positive";

function colours({data}: Grid, position: (v: number) => number, table: Uint8ClampedArray): Uint8ClampedArray {
  const bytes = new Uint8ClampedArray(data.length * 4);
  const n = table.length / 3;
  for (let i = 0; i < data.length; ++i) {
    const entry = 3 * entryAt(position(data[i]), n);
    for (let c = 0; c < 3; ++c) bytes[4 * i + c] = table[entry + c];
    bytes[4 * i + 3] = 255;
  }
  return bytes;
}
