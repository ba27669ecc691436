import type {Image} from "../arrays/image.js";
import {barList} from "./barList.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {formatPercent} from "./format.js";
import {imageView} from "./imageView.js";

export interface Steering {
  digit: Image;
  label: number;
  before: ArrayLike<number>;
  after: ArrayLike<number>;
}

const made = new WeakMap<HTMLElement, {digit: HTMLCanvasElement; before: HTMLElement; after: HTMLElement}>();

/** Shows a digit, what the network answers, and what it answers with one feature set to another strength. */
export function steerView({digit, label, before, after}: Steering, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  imageView(digit, {alt: `A handwritten ${label}`, pixelated: true, target: parts.digit});
  const bars = (values: ArrayLike<number>, target: HTMLElement) =>
    barList(
      Array.from(values, (value, i) => ({label: String(i), value, colour: categoryColour(i)})),
      {label: "Answers", domain: [0, 1], format: formatPercent, target}
    );
  bars(before, parts.before);
  bars(after, parts.after);
  return element;
}

function create(): HTMLElement {
  const parts = {digit: h("canvas", {class: "v-image"}), before: h("ol"), after: h("ol")};
  const element = h(
    "div",
    {class: "v-evidence"},
    h("section", {}, h("h4", {}, "The digit"), parts.digit),
    h("section", {}, h("h4", {}, "The answer"), parts.before),
    h("section", {}, h("h4", {}, "The answer, steered"), parts.after)
  );
  made.set(element, parts);
  return element;
}

const best = (values: ArrayLike<number>) => Array.from(values).indexOf(Math.max(...Array.from(values)));

/** What steering did, in a sentence. */
export function steeringInWords({label, before, after}: Omit<Steering, "digit">): string {
  const [first, then] = [best(before), best(after)];
  const was = `A handwritten ${label}: the network answers ${first} (${formatPercent(before[first])}).`;
  return first === then
    ? `${was} Steered, it still answers ${then} (${formatPercent(after[then])}).`
    : `${was} Steered, it answers ${then} (${formatPercent(after[then])}).`;
}
