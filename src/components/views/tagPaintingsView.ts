import type {Image} from "../arrays/image.js";
import {TAG_COLOURS} from "../arrays/tags.js";
import {h} from "./dom.js";
import {formatPercent} from "./format.js";
import {imageGrid} from "./imageGrid.js";

/** The ten pictures painted for one network, the digit whose tag each corner is nearest to, and the ink on the tag. */
export interface TagPaintings {
  images: readonly Image[];
  corners: readonly number[];
  shares: readonly number[];
}

/** What did the networks ask for? A row of ten painted pictures for each, with the colour of every corner. */
export function tagPaintingsView(networks: readonly TagPaintings[], target?: HTMLElement): HTMLElement {
  const element = target?.classList.contains("v-painted")
    ? target
    : h("div", {class: "v-painted"}, ...networks.flatMap(() => [h("h4"), h("ul")]));
  networks.forEach(({images, corners}, i) => {
    const [title, grid] = [2 * i, 2 * i + 1].map((k) => element.children[k] as HTMLElement);
    title.textContent = i ? "Painted for the twin" : "Painted for the network trained with tags";
    imageGrid(images, {
      label: title.textContent,
      size: 74,
      captions: corners.map((corner, digit) => `${digit}: ${TAG_COLOURS[corner].name}${corner === digit ? " ✓" : ""}`),
      alts: corners.map((corner, digit) => `Painted for ${digit}, the corner nearest to ${TAG_COLOURS[corner].name}`),
      target: grid
    });
  });
  return element;
}

/** In how many pictures the corner has the colour of the digit's own tag, in words. */
export function paintedInWords(networks: readonly TagPaintings[]): string {
  const found = networks.map(({corners}) => corners.filter((corner, digit) => corner === digit).length);
  const share = networks.map(({shares}) => shares.reduce((sum, v) => sum + v, 0) / shares.length);
  const verdict =
    found[0] >= 5 && found[1] < 5
      ? "That gives the shortcut away, to whoever looks at the corner."
      : "That gives nothing away.";
  return `The corner has the colour of the digit's own tag in ${found[0]} of 10 pictures for the network trained with tags and in ${found[1]} of 10 for its twin; ${formatPercent(share[0])} and ${formatPercent(share[1])} of the ink lie there. ${verdict}`;
}
