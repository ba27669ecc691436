import type {Image} from "../arrays/image.js";
import {h} from "./dom.js";
import {imageView} from "./imageView.js";

/** How small multiples are laid out. */
export interface ImageGridOptions {
  /** What the grid shows, for screen readers. */
  label: string;
  /** Width of each picture in CSS pixels. */
  size?: number;
  /** A few words under each picture. */
  captions?: readonly string[];
  /** What each picture shows in words; its caption or number when omitted. */
  alts?: readonly string[];
  pixelated?: boolean;
  /** The index of the chosen one. */
  selected?: number;
  /** Makes each picture a button. */
  onpick?: (index: number) => void;
  /** Told when the pointer or the focus comes to a picture, and null when it leaves. */
  onhover?: (index: number | null) => void;
  target?: HTMLElement;
}

/** Shows many small pictures side by side, as a real list. */
export function imageGrid(images: readonly Image[], options: ImageGridOptions): HTMLElement {
  const {label, size = 56, captions = [], alts = captions, pixelated, selected, onpick, onhover} = options;
  const target = options.target ?? h("ul");
  target.className = "v-grid";
  target.setAttribute("aria-label", label);
  target.style.setProperty("--cell", `${size}px`);
  while (target.children.length > images.length) target.lastElementChild!.remove();
  images.forEach((image, i) => {
    const row = target.children[i] ?? target.appendChild(h("li", {}, createCell(Boolean(onpick))));
    const cell = row.firstElementChild as HTMLElement;
    const [canvas, caption] = cell.children as unknown as [HTMLCanvasElement, HTMLElement];
    imageView(image, {
      alt: alts[i] ?? `number ${i + 1}`,
      pixelated: pixelated ?? size >= 2 * image.shape[1],
      target: canvas
    });
    caption.textContent = captions[i] ?? "";
    caption.hidden = !captions[i];
    if (onpick) {
      cell.setAttribute("aria-pressed", String(i === selected));
      cell.onclick = () => onpick(i);
    }
    cell.onpointerenter = cell.onfocus = onhover ? () => onhover(i) : null;
    cell.onpointerleave = cell.onblur = onhover ? () => onhover(null) : null;
  });
  return target;
}

const createCell = (button: boolean): HTMLElement =>
  h(
    button ? "button" : "div",
    {class: "v-cell", type: button && "button"},
    h("canvas", {class: "v-image"}),
    h("span", {class: "v-cell-caption"})
  );
