import {SHIFT} from "../arrays/alterPicture.js";
import type {Image} from "../arrays/image.js";
import {categoryColour} from "./colour.js";
import {h} from "./dom.js";
import {formatPercent} from "./format.js";
import {imageGrid} from "./imageGrid.js";
import {lineChart, type Series} from "./lineChart.js";

/** A picture under growing alteration, and what is measured of each. */
export interface Altered {
  readings: readonly {amount: number; seen: Image}[];
  series: readonly Series[];
}

export interface AlteredOptions {
  alteration: string;
  /** The amount looked at. */
  at: number;
  /** What the lines measure. */
  measure: string;
  domain?: readonly [number, number];
  /** A few words under each picture. */
  captions: readonly string[];
  alt: string;
  /** Goes to another amount. */
  onpick: (amount: number) => void;
  target?: HTMLElement;
}

const ENDS: Record<string, [low: string, middle: string, high: string]> = {
  cover: ["covered at the left", "in the middle", "at the right"],
  shift: ["to the left", "as it is", "to the right"],
  light: ["darker", "as it is", "brighter"]
};

/** The same picture altered more and more, and lines over the amount: the one looked at is marked in both. */
export function alteredView({readings, series}: Altered, options: AlteredOptions): HTMLElement {
  const {alteration, at, measure, domain = [0, 1], captions, alt, onpick} = options;
  const element = options.target?.classList.contains("v-altered")
    ? options.target
    : h("div", {class: "v-altered"}, h("ul"), h("div"));
  const [grid, lines] = element.children as unknown as [HTMLElement, HTMLElement];
  const chosen = nearest(readings, at);
  imageGrid(
    readings.map(({seen}) => seen),
    {
      label: "What the network saw",
      size: 70,
      captions,
      alts: readings.map(({amount}, i) => `${inWords(alteration, amount)}: ${captions[i]}`),
      selected: chosen ? readings.indexOf(chosen) : undefined,
      onpick: (i) => onpick(readings[i].amount),
      pixelated: (readings[0]?.seen.shape[0] ?? 0) < 40,
      target: grid
    }
  );
  const [low, middle, high] = ENDS[alteration];
  const chart = lineChart(series, {
    x: {label: `${low} ← ${middle} → ${high}`, domain: [-1, 1]},
    y: {label: measure, domain, format: domain[0] < 0 ? undefined : formatPercent},
    height: 220,
    dots: true,
    mark: at,
    alt,
    target: lines
  });
  if (chart !== lines) lines.replaceWith(chart);
  return element;
}

/** The reading nearest to an amount. */
export const nearest = <T extends {amount: number}>(readings: readonly T[], at: number): T | undefined =>
  readings.toSorted((a, b) => Math.abs(a.amount - at) - Math.abs(b.amount - at))[0];

/** An alteration in words, as `alterPicture` makes it: “shifted by 18 % to the right”. */
export function inWords(alteration: string, amount: number): string {
  const side = amount < 0 ? 0 : 2;
  if (alteration === "cover")
    return amount === 0 ? "covered in the middle" : `covered ${amount < 0 ? "left" : "right"} of the middle`;
  if (amount === 0) return "as it is";
  return alteration === "shift"
    ? `shifted by ${formatPercent(SHIFT * Math.abs(amount))} ${ENDS.shift[side]}`
    : `made ${ENDS.light[side]}`;
}

/** What a network said of an altered picture, class by class. */
export interface ReadAltered {
  amount: number;
  seen: Image;
  probabilities: Float32Array;
}

/** A line for each class that any of the pictures made likelier than a tenth, the first answer always. */
export function answerLines(
  readings: readonly ReadAltered[],
  answers: readonly {index: number; name: string}[]
): Series[] {
  return answers
    .filter(({index}, rank) => rank === 0 || readings.some(({probabilities}) => probabilities[index] > 0.1))
    .slice(0, 8)
    .map(({index, name}) => ({
      name,
      colour: categoryColour(index),
      points: readings.map(({amount, probabilities}) => [amount, probabilities[index]] as const)
    }));
}

/** The likeliest class of an altered picture. */
export function firstOf({probabilities}: ReadAltered, answers: readonly {index: number; name: string}[]) {
  const index = probabilities.indexOf(Math.max(...probabilities));
  return {name: answers.find((a) => a.index === index)!.name, probability: probabilities[index]};
}

/** An answer with its probability: “7” (98 %). */
export const quoted = ({name, probability}: {name: string; probability: number}): string =>
  `“${name}” (${formatPercent(probability)})`;
