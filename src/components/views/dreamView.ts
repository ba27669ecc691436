import type {Image} from "../arrays/image.js";
import {h} from "./dom.js";
import {imageView} from "./imageView.js";
import {sparkline} from "./sparkline.js";

/** A dream made when the site was built: a picture that is also a link to the settings that make it. */
export interface Still {
  id: string;
  /** A data address. */
  href: string;
  width: number;
  height: number;
  title: string;
  /** The settings, as an address: "?dream.network=…". */
  link: string;
}

export interface Dream {
  /** The picture so far; null before the first frame, when a still stands in its place. */
  image: Image | null;
  /** In words. */
  alt: string;
  /** What stands under the picture: what is being dreamt, or when the still was made. */
  note: string;
  /** The objective at each step so far, and how many steps there will be. */
  values: readonly number[];
  steps: number;
  /** What the dream began with. */
  start: Image | null;
  still: Still;
  stills: readonly Still[];
}

interface Parts {
  canvas: HTMLCanvasElement;
  still: HTMLImageElement;
  note: HTMLElement;
  start: HTMLCanvasElement;
  began: HTMLElement;
  line: HTMLElement;
  gallery: HTMLElement;
}

const made = new WeakMap<HTMLElement, Parts>();

/** Shows a dream as it grows, what it began with and how its objective rises; and stills to start others from. */
export function dreamView(dream: Dream, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create(dream.stills);
  const parts = made.get(element)!;
  const {image, alt, note, values, steps, start, still} = dream;
  parts.canvas.hidden = !image;
  parts.still.hidden = Boolean(image);
  if (image) {
    imageView(image, {alt, target: parts.canvas, pixelated: tiny(image.shape[1])});
    parts.canvas.style.aspectRatio = `${image.shape[1]} / ${image.shape[0]}`;
  } else {
    parts.still.src = still.href;
    parts.still.alt = alt;
    parts.still.classList.toggle("v-pixelated", tiny(still.width));
    parts.still.style.aspectRatio = `${still.width} / ${still.height}`;
  }
  parts.note.textContent = note;
  parts.began.hidden = !start;
  if (start) imageView(start, {alt: "What the dream began with", target: parts.start, pixelated: false});
  parts.line.parentElement!.hidden = !values.length;
  sparkline(values, {label: "response", length: steps, width: 92, target: parts.line});
  return element;
}

/** Is a picture so small that its pixels are to be seen? */
const tiny = (width: number) => width < 64;

function create(stills: readonly Still[]): HTMLElement {
  const canvas = h("canvas", {class: "v-image", hidden: true});
  const still = h("img", {class: "v-image", alt: ""});
  const note = h("p", {class: "v-dream-note"});
  const start = h("canvas", {class: "v-image"});
  const line = h("span", {class: "v-spark"});
  const began = h("section", {class: "v-dream-start"}, h("h4", {}, "It began with"), start);
  const gallery = h(
    "section",
    {class: "v-dream-stills"},
    h("h4", {}, "Dreamt when this site was built"),
    h(
      "ul",
      {},
      ...stills.map(({href, title, link, width, height}) =>
        h(
          "li",
          {},
          h(
            "a",
            {href: link},
            h("img", {src: href, alt: "", width, height, class: tiny(width) && "v-pixelated"}),
            title
          )
        )
      )
    )
  );
  const aside = h(
    "div",
    {class: "v-dream-aside"},
    began,
    h("section", {}, h("h4", {}, "How much the network likes it"), line),
    gallery
  );
  const element = h("div", {class: "v-dream"}, h("div", {class: "v-dream-picture"}, canvas, still, note), aside);
  made.set(element, {canvas, still, note, start, began, line, gallery});
  return element;
}
