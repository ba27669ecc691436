import type {Image} from "../arrays/image.js";
import type {Grid} from "../arrays/grid.js";
import {barList} from "./barList.js";
import {h} from "./dom.js";
import {formatPercent} from "./format.js";
import {sideBySide} from "./evidence.js";
import {imageView} from "./imageView.js";
import {mapInWords} from "./words.js";

/** One answer, its answers' bars, and the maps that explain it, each by another method. */
export interface Lenses {
  image: Image;
  answers: {name: string; probability: number}[];
  target: {name: string};
  maps: {title: string; map: Grid; signed: boolean}[];
  opacity: number;
  /** Explains another answer. */
  onpick: (name: string) => void;
}

const made = new WeakMap<HTMLElement, {photo: HTMLCanvasElement; bars: HTMLElement; maps: HTMLElement}>();

/** Shows what a network sees, what it answers, and several explanations of the answer in a row. */
export function lensView({image, answers, target, maps, opacity, onpick}: Lenses, element?: HTMLElement): HTMLElement {
  if (!element || !made.has(element)) element = create();
  const {photo, bars, maps: row} = made.get(element)!;
  imageView(image, {alt: "The photo as the network sees it", pixelated: false, target: photo});
  const items = answers.map(({name, probability}) => ({label: name, value: probability, active: name === target.name}));
  barList(items, {
    label: "Answers",
    format: formatPercent,
    domain: [0, 1],
    onpick: ({label}) => onpick(label),
    target: bars
  });
  const heat = (signed: boolean) => ({
    domain: signed ? ("symmetric" as const) : ("positive" as const),
    over: image,
    opacity,
    quantile: 0.995,
    legend: false as const
  });
  sideBySide(
    maps.map(({title, map, signed}) => ({title, map, heat: {...heat(signed), alt: mapInWords(map, signed)}})),
    row
  );
  return element;
}

function create(): HTMLElement {
  const photo = h("canvas", {class: "v-image"});
  const bars = h("ol");
  const maps = h("div", {class: "v-evidence v-side"});
  const element = h("div", {class: "v-lenses"}, h("section", {class: "v-subject"}, photo, bars), maps);
  made.set(element, {photo, bars, maps});
  return element;
}
