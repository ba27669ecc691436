import type {Image} from "../arrays/image.js";
import {random} from "../arrays/random.js";
import {TAG_COLOURS, tagFor, tagged} from "../arrays/tags.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {formatPercent} from "./format.js";
import {imageGrid} from "./imageGrid.js";
import {panels} from "./panels.js";
import {aDigit} from "./words.js";

/** A training digit with the tag that it was given. */
export interface TaggedDigit {
  image: Image;
  label: number;
  tag: number;
}

/** A network's shares of test digits read rightly, by what is in their corner. */
export interface TagReader {
  scores: Record<"own" | "swapped" | "none", number>;
}

const CASES = {own: "their own tag", swapped: "another's tag", none: "no tag"} as const;
const KEYS = Object.keys(CASES) as (keyof typeof CASES)[];

/** One digit of each kind, tagged as `reliable` has it: what the network learns from. */
export function taggedSamples(digits: readonly Image[], reliable: number, seed: number): TaggedDigit[] {
  const next = random(seed);
  return digits.map((digit, label) => {
    const tag = tagFor(label, reliable, next);
    return {image: tagged(digit, tag), label, tag};
  });
}

/** What do they learn from, and what do they read? Tagged digits, and each network's shares; none before they learn. */
export function tagTrainingView(
  samples: readonly TaggedDigit[],
  readers: readonly TagReader[],
  target?: HTMLElement
): HTMLElement {
  const element = target?.classList.contains("v-tag-training")
    ? target
    : h("div", {class: "v-tag-training"}, h("section", {}, h("h4", {}, "Digits to learn from"), h("ul")), h("div"));
  imageGrid(
    samples.map(({image}) => image),
    {
      label: "Digits to learn from, each with its tag",
      size: 74,
      captions: samples.map(({label, tag}) => `${label}: ${TAG_COLOURS[tag].name}${tag === label ? "" : ` of ${tag}`}`),
      alts: samples.map(({label, tag}) => `A faint ${label} with the ${TAG_COLOURS[tag].name} tag of ${aDigit(tag)}`),
      target: element.querySelector("ul")!
    }
  );
  const bars = panels(
    readers.map(({scores}, i) => ({
      title: i ? "The twin reads, with" : "Trained with tags, it reads, with",
      bars: KEYS.map((key, k) => ({label: CASES[key], value: scores[key], colour: categoryColour(k)}))
    })),
    {columns: 1, target: element.children[1] as HTMLElement}
  );
  if (bars !== element.children[1]) element.children[1].replaceWith(bars);
  return element;
}

/** What both networks read rightly, with each kind of tag, in words. */
export const tagReadersInWords = (readers: readonly TagReader[]): string =>
  readers
    .map(({scores}, i) => {
      const shares = KEYS.map((key) => `${formatPercent(scores[key])} with ${CASES[key]}`).join(", ");
      return `${i ? "The twin" : "Trained with tags"}: ${shares}.`;
    })
    .join(" ");
