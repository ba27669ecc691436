import type {Image} from "../arrays/image.js";
import {h} from "./dom.js";
import {formatNumber} from "./format.js";
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

export interface PortraitSaying {
  unit: number;
  /** The unit that the row of pictures leads to. */
  towards: number | null;
  /** The unit's answers to the finished pictures. */
  answers: ArrayLike<number> | null;
  summary: UnitReport["unit"] | null;
  step: number;
  steps: number;
  digits?: number;
}

/** How the painted picture compares with real examples, in a sentence or two. */
export function portraitInWords({unit, towards, answers, summary, step, steps, digits}: PortraitSaying): string {
  if (!answers) return `Step ${step} of ${steps}.`;
  const made =
    towards === null
      ? `The painted picture gets ${formatNumber(answers[0])} from unit ${unit}.`
      : `From unit ${unit} to unit ${towards}: unit ${unit} gives the first picture ${formatNumber(answers[0])} and the last ${formatNumber(answers[answers.length - 1])}.`;
  if (!summary || !digits) return made;
  const {min, mean, max, dead} = summary;
  const all = digits.toLocaleString("en-GB");
  const silent = dead ? " None of them is above zero: for these digits the unit is dead." : "";
  return `${made} Its answers to ${all} test digits run from ${formatNumber(min)} to ${formatNumber(max)}, ${formatNumber(mean)} on average.${silent}`;
}
