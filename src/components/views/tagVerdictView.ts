import type {Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {AGAINST, FOR} from "./colour.js";
import {h} from "./dom.js";
import {dotRows} from "./dotRows.js";
import {formatPercent} from "./format.js";
import {panels} from "./panels.js";

/** What one method made of one network's answers. */
export interface Verdict {
  method: string;
  share: number;
  map: Grid;
}

export interface VerdictPicture {
  /** Of the network that learnt with tags, and of its twin. */
  verdicts: readonly (readonly Verdict[])[];
  /** The method whose maps are shown. */
  method: string;
  image: Image;
  /** A method's name for readers. */
  name: (method: string) => string;
}

/** Which methods point at the tag? A row a method with both networks' shares, and the maps of one of them. */
export function tagVerdictView({verdicts, method, image, name}: VerdictPicture, target?: HTMLElement): HTMLElement {
  const element = target?.classList.contains("v-verdicts")
    ? target
    : h("div", {class: "v-verdicts"}, h("div"), h("div"));
  const [above, below] = element.children as unknown as [HTMLElement, HTMLElement];
  const shown = verdicts.map((list) => list.find((v) => v.method === method) ?? list.at(-1)!);
  const heat = {over: image, opacity: 0.9, pixelated: true, legend: false as const};
  const maps = panels(
    [
      {title: "The digit", image, alt: "A faint digit with a coloured tag in its corner"},
      ...shown.map(({share, map}, i) => ({
        title: `${name(shown[0].method)}, ${i ? "the twin" : "trained with tags"}`,
        map,
        note: `${formatPercent(share)} on the tag`,
        heat: {...heat, alt: `Map of the ${i ? "twin" : "network trained with tags"}`}
      }))
    ],
    {columns: 3, target: above}
  );
  const rows = dotRows(
    verdicts[0].map((verdict, i) => ({
      label: name(verdict.method),
      marks: [
        {value: 100 * verdict.share, shape: "dot" as const, colour: FOR, name: "trained with tags"},
        {value: 100 * (verdicts[1][i]?.share ?? NaN), shape: "ring" as const, colour: AGAINST, name: "the twin"}
      ]
    })),
    {
      unit: "% of the map that lies on the tag",
      domain: [0, 100],
      key: [
        {value: 0, shape: "dot", colour: FOR, name: "trained with tags"},
        {value: 0, shape: "ring", colour: AGAINST, name: "the twin"}
      ],
      alt: "Shares of the maps on the tag, by method",
      target: below
    }
  );
  if (maps !== above || rows !== below) element.replaceChildren(maps, rows);
  return element;
}

/** Who caught the shortcut and who missed it, by name. */
export function verdictsInWords(
  verdicts: readonly Verdict[],
  caught: number,
  name: (method: string) => string
): string {
  const list = (some: readonly Verdict[]) => some.map(({method}) => name(method)).join(", ") || "none";
  const found = verdicts.filter(({share}) => share >= caught);
  const missed = verdicts.filter(({share}) => share < caught);
  return `At least ${formatPercent(caught)} of the map on the tag: ${list(found)}. Missed: ${list(missed)}.`;
}
