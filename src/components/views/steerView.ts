import type {Image} from "../arrays/image.js";
import {letterOf} from "../arrays/letters.js";
import {barList, type BarItem} from "./barList.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {formatPercent} from "./format.js";
import {imageGrid} from "./imageGrid.js";
import {imageView} from "./imageView.js";

/** An answer, and the same with one feature set to another strength. */
export interface Steering {
  /** What the network was given: a picture with its description, or letters. */
  given: {image: Image; alt: string; pixelated: boolean} | {letters: string};
  before: readonly BarItem[];
  after: readonly BarItem[];
  /** Bars' values as text, and the numbers at their ends. */
  format?: (value: number) => string;
  domain?: readonly [number, number];
  /** The examples nearest to the activation before and after. */
  nearest?: {before: readonly Image[]; after: readonly Image[]};
}

type Part = "picture" | "letters" | "before" | "after" | "nearBefore" | "nearAfter";
const made = new WeakMap<HTMLElement, Record<Part, HTMLElement>>();

/** Shows what was given, what the network answers, and what it answers with one feature set to another strength. */
export function steerView({given, before, after, nearest, ...bars}: Steering, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  const picture = "image" in given;
  parts.picture.hidden = !picture;
  parts.letters.hidden = picture;
  if (picture)
    imageView(given.image, {
      alt: given.alt,
      pixelated: given.pixelated,
      target: parts.picture as HTMLCanvasElement
    });
  else parts.letters.replaceChildren(given.letters.slice(0, -1), h("mark", {}, given.letters.slice(-1)));
  const {format = formatPercent, domain = [0, 1]} = bars;
  barList(before, {label: "Answers", domain, format, target: parts.before});
  barList(after, {label: "Answers, steered", domain, format, target: parts.after});
  const near = (images: readonly Image[], target: HTMLElement) => {
    target.hidden = !nearest;
    imageGrid(images, {
      label: "The nearest parts of the photos",
      size: 48,
      pixelated: false,
      alts: images.map((_, i) => `neighbour ${i + 1}`),
      target
    });
  };
  near(nearest?.before ?? [], parts.nearBefore);
  near(nearest?.after ?? [], parts.nearAfter);
  return element;
}

function create(): HTMLElement {
  const parts = {
    picture: h("canvas", {class: "v-image"}),
    letters: h("p", {class: "v-given-letters"}),
    before: h("ol"),
    after: h("ol"),
    nearBefore: h("ul"),
    nearAfter: h("ul")
  };
  const element = h(
    "div",
    {class: "v-evidence v-steering"},
    h("section", {}, h("h4", {}, "Given"), parts.picture, parts.letters),
    h("section", {}, h("h4", {}, "The answer"), parts.before, parts.nearBefore),
    h("section", {}, h("h4", {}, "The answer, steered"), parts.after, parts.nearAfter)
  );
  made.set(element, parts);
  return element;
}

const best = (values: ArrayLike<number>) => Array.from(values).indexOf(Math.max(...Array.from(values)));

/** A digit's answers as bars. */
export const digitBars = (values: ArrayLike<number>): BarItem[] =>
  Array.from(values, (value, i) => ({label: String(i), value, colour: categoryColour(i)}));

/** The likeliest next letters, of both answers together, in the order of the alphabet. */
export function letterBars(before: ArrayLike<number>, after: ArrayLike<number>, shown = 4): [BarItem[], BarItem[]] {
  const top = (odds: ArrayLike<number>) =>
    Array.from({length: odds.length}, (_, i) => i)
      .sort((a, b) => odds[b] - odds[a])
      .slice(0, shown);
  const tokens = [...new Set([...top(before), ...top(after)])].sort((a, b) => a - b);
  const bars = (odds: ArrayLike<number>) =>
    tokens.map((token) => ({label: letterOf(token), value: odds[token], active: token === best(odds)}));
  return [bars(before), bars(after)];
}

/** What a face network said, as it is read here: years, the probability of its label “male”. */
export interface FaceSaid {
  age: number;
  male: number;
}

/** A face's answers as bars from 0 to 100; `likeness` is the cosine with the embedding as it was. */
export const faceBars = ({age, male}: FaceSaid, likeness: number): BarItem[] => [
  {label: "apparent age, years", value: age},
  {label: "“male”, per cent", value: 100 * male},
  {label: "likeness to itself, per cent", value: 100 * likeness}
];

/** What steering did to a face's answers, in a sentence. */
export const faceInWords = (before: FaceSaid, after: FaceSaid, likeness: number): string =>
  `The network takes this face to be ${before.age.toFixed(0)} years old and gives “male” ${formatPercent(before.male)}. Steered: ${after.age.toFixed(0)} years, ${formatPercent(after.male)}. The cosine with its embedding as it was is ${likeness.toFixed(2)}.`;

/** What steering did to the most probable answer, in a sentence. */
export function steeringInWords(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  {given, name}: {given: string; name: (index: number) => string}
): string {
  const [first, then] = [best(before), best(after)];
  const was = `${given}: the network answers ${name(first)} (${formatPercent(before[first])}).`;
  return first === then
    ? `${was} Steered, it still answers ${name(first)} (${formatPercent(after[first])}).`
    : `${was} Steered, it answers ${name(then)} (${formatPercent(after[then])}).`;
}
