import {contextOf, gistOf, type Gist} from "../arrays/contexts.js";
import type {Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {pictureAt, type Sheet} from "../arrays/sheet.js";
import {h} from "./dom.js";
import {imageGrid} from "./imageGrid.js";

/** Examples that activations belong to: pictures of a few sorts, or places in sequences of letters. */
export type Examples = PictureExamples | PlaceExamples;

export interface PictureExamples {
  kind: "pictures";
  sheet: Sheet;
  /** What each picture is, as an index of `names`. */
  labels: readonly number[];
  names: readonly string[];
  /** What they are called: "digits". */
  noun: string;
  /** How a sentence goes on from a number of them to a name: "come from". */
  are: [one: string, many: string];
}

export interface PlaceExamples {
  kind: "places";
  /** [sequences, T] (arrays/contexts.ts) */
  tokens: Grid;
}

interface TilesOptions {
  label: string;
  captions: readonly string[];
  alts: readonly string[];
  selected: number;
  onpick: (index: number) => void;
  target: HTMLElement;
}

/** One tile for each of some groups of examples: their mean picture, or the letter they share. */
export function exampleTiles(groups: readonly (readonly number[])[], examples: Examples, options: TilesOptions) {
  if (examples.kind === "pictures") {
    const {sheet} = examples;
    return imageGrid(
      groups.map((group) => meanOf(group, sheet)),
      {...options, size: 56, pixelated: sheet.side < 20}
    );
  }
  const {target, label, captions, alts, selected, onpick} = options;
  target.className = "v-grid v-letter-tiles";
  target.setAttribute("aria-label", label);
  target.style.setProperty("--cell", "56px");
  while (target.children.length > groups.length) target.lastElementChild!.remove();
  groups.forEach((group, i) => {
    const row = target.children[i] ?? target.appendChild(h("li", {}, createTile()));
    const cell = row.firstElementChild as HTMLElement;
    const gist = gistOf(group.map((row) => contextOf(examples.tokens, row)));
    const [sign, caption] = cell.children as unknown as [HTMLElement, HTMLElement];
    sign.replaceChildren(...signOf(gist));
    caption.textContent = captions[i];
    cell.setAttribute("aria-label", `${alts[i]}; ${gistInWords(gist)}`);
    cell.setAttribute("aria-pressed", String(i === selected));
    cell.onclick = () => onpick(i);
  });
  return target;
}

const createTile = () =>
  h("button", {class: "v-cell", type: "button"}, h("span", {class: "v-sign"}), h("span", {class: "v-cell-caption"}));

/** A letter in a box stands at the place itself; one after an arrow comes next. */
function signOf(gist: Gist | null): (Node | string)[] {
  if (!gist || 2 * gist.agree < gist.of) return ["·"];
  return gist.where === "here" ? [h("mark", {}, gist.letter)] : ["→ ", gist.letter];
}

const gistInWords = (gist: Gist | null): string =>
  gist
    ? `${gist.where === "here" ? "the letter is" : "the next letter is"} ${gist.letter} at ${gist.agree} of its ${gist.of} strongest places`
    : "its strongest places have no letter in common";

/** The examples that excite a feature most, with how much: pictures, or lines of letters with the place marked. */
export function topExamples(
  rows: readonly number[],
  values: readonly number[],
  examples: Examples,
  {label, target}: {label: string; target: HTMLElement}
): HTMLElement {
  if (examples.kind === "pictures") {
    const {sheet, labels, names} = examples;
    return imageGrid(
      rows.map((i) => pictureAt(sheet, i)),
      {
        label,
        size: 48,
        pixelated: false,
        captions: values.map((v) => v.toFixed(1)),
        alts: rows.map((i) => names[labels[i]]),
        target
      }
    );
  }
  target.className = "v-contexts";
  target.setAttribute("aria-label", label);
  target.replaceChildren(
    ...rows.map((row, i) => {
      const {before, letter, after} = contextOf(examples.tokens, row);
      return h(
        "li",
        {},
        h("span", {class: "v-before"}, before.slice(-12)),
        h("mark", {}, letter),
        h("span", {class: "v-after"}, after.slice(0, 4)),
        h("span", {class: "v-strength"}, values[i].toFixed(1))
      );
    })
  );
  return target;
}

/** What some examples are, in a sentence. */
export function examplesInWords(rows: readonly number[], examples: Examples): string {
  if (examples.kind === "places") {
    const words = gistInWords(gistOf(rows.map((row) => contextOf(examples.tokens, row))));
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
  }
  const {labels, names, noun, are} = examples;
  const counts = [...new Set(rows.map((i) => labels[i]))]
    .map((label) => ({label, n: rows.filter((i) => labels[i] === label).length}))
    .sort((a, b) => b.n - a.n);
  if (counts.length === 1 && rows.length > 1)
    return `Of its ${rows.length} strongest ${noun}, all ${are[1]} ${names[counts[0].label]}.`;
  const told = counts.map(({label, n}) => `${n} ${are[n === 1 ? 0 : 1]} ${names[label]}`).join(", ");
  return `Of its ${rows.length} strongest ${noun}, ${told}.`;
}

/** The mean of some pictures of a sheet; of none, a dark one. */
function meanOf(places: readonly number[], sheet: Sheet): Image {
  const channels = sheet.image.shape[2];
  const data = new Float32Array(sheet.side ** 2 * channels);
  for (const place of places) pictureAt(sheet, place).data.forEach((v, i) => (data[i] += v / places.length));
  return {data, shape: [sheet.side, sheet.side, channels]};
}
