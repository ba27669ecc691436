import type {Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {differenceScale, type Difference} from "./differenceScale.js";
import {h} from "./dom.js";
import {formatShare} from "./format.js";
import {imageView} from "./imageView.js";
import {mapGrid} from "./mapGrid.js";

export interface CarryPicture {
  clean: Image;
  corrupted: Image;
  difference: Difference;
  /** The maps that are in the patched run now: a channel's own, or the clean run's where it was carried over. */
  channels: readonly {channel: number; clean: Grid; corrupted: Grid; restored: number | null}[];
  carried: (channel: number) => boolean;
  ontoggle: (channel: number) => void;
}

interface Parts {
  clean: HTMLCanvasElement;
  corrupted: HTMLCanvasElement;
  scale: HTMLElement;
  from: HTMLElement;
  into: HTMLElement;
}

const made = new WeakMap<HTMLElement, Parts>();

/** Two pictures, and a layer's channels in both runs: choosing a channel carries it over. */
export function carryView(picture: CarryPicture, target?: HTMLElement): HTMLElement {
  const element = target && made.has(target) ? target : create();
  const parts = made.get(element)!;
  const {channels, carried, ontoggle} = picture;
  const crisp = picture.clean.shape[0] < 64;
  imageView(picture.clean, {alt: "Clean picture", pixelated: crisp, target: parts.clean});
  imageView(picture.corrupted, {alt: "Corrupted picture", pixelated: crisp, target: parts.corrupted});
  differenceScale(picture.difference, parts.scale);
  const pick = (i: number) => ontoggle(channels[i].channel);
  const words = channels.map(
    ({channel, restored}) =>
      `${channel}${restored === null ? "" : `: ${formatShare(restored)}`}${carried(channel) ? " ✓" : ""}`
  );
  mapGrid(
    channels.map(({clean}) => clean),
    {label: "Channels of the clean run", size: 60, captions: words, onpick: pick, target: parts.from}
  );
  mapGrid(
    channels.map((c) => (carried(c.channel) ? c.clean : c.corrupted)),
    {
      label: "Channels of the corrupted run",
      size: 60,
      captions: channels.map(({channel}) => `${channel}${carried(channel) ? " clean" : ""}`),
      onpick: pick,
      target: parts.into
    }
  );
  for (const grid of [parts.from, parts.into])
    channels.forEach(({channel}, i) =>
      grid.children[i].firstElementChild!.setAttribute("aria-pressed", String(carried(channel)))
    );
  return element;
}

function create(): HTMLElement {
  const clean = h("canvas", {class: "v-image"});
  const corrupted = h("canvas", {class: "v-image"});
  const scale = h("div", {class: "v-difference"});
  const [from, into] = [h("ul", {class: "v-maps"}), h("ul", {class: "v-maps"})];
  const element = h(
    "div",
    {class: "v-carry"},
    h("section", {}, h("h4", {}, "Clean run: choose a channel"), clean, from),
    h("section", {}, h("h4", {}, "Corrupted run, patched"), corrupted, into),
    h("section", {class: "v-carry-scale"}, h("h4", {}, "How much of the answer is back"), scale)
  );
  made.set(element, {clean, corrupted, scale, from, into});
  return element;
}
