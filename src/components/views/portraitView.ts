import type {Image} from "../arrays/image.js";
import {h} from "./dom.js";
import {imageGrid} from "./imageGrid.js";
import {unitReport, type UnitReport} from "./unitReport.js";

export interface PortraitPicture {
  title: string;
  images: readonly Image[];
  /** A few words under each. */
  captions: readonly string[];
  /** What test digits say, where the network was shown some. */
  report: UnitReport | null;
}

const made = new WeakMap<HTMLElement, {title: HTMLElement; pictures: HTMLElement; report: HTMLElement}>();

/** Shows the pictures made for a unit, and beside them what real examples do to it. */
export function portraitView({title, images, captions, report}: PortraitPicture, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  parts.title.textContent = title;
  const many = images.length > 1;
  imageGrid(images, {
    label: title,
    size: many ? 132 : 280,
    captions,
    pixelated: images[0].shape[1] < 64,
    target: parts.pictures
  });
  parts.pictures.classList.toggle("v-one", !many);
  element.classList.toggle("v-alone", !report);
  if (report) {
    const drawn = unitReport(report, parts.report.firstElementChild as HTMLElement | undefined);
    if (drawn !== parts.report.firstElementChild) parts.report.replaceChildren(drawn);
  } else parts.report.replaceChildren();
  return element;
}

function create(): HTMLElement {
  const title = h("h4");
  const pictures = h("ul");
  const report = h("div");
  const element = h("div", {class: "v-portrait"}, h("section", {}, title, pictures), report);
  made.set(element, {title, pictures, report});
  return element;
}
