import {categoryColour} from "./colour.js";
import {dotRows, type Mark} from "./dotRows.js";
import {formatPercent} from "./format.js";

/** A share of right answers with its 95 % interval. */
interface Share {
  accuracy: number;
  low: number;
  high: number;
}

/** What a probe on pieces of photos is right about, layer by layer, judged in two ways. */
export interface PatchProbes {
  rows: readonly {layer: string; random: Share; photo: Share}[];
  pieces: number;
  chance: number;
}

const RANDOM = {shape: "ring", colour: "var(--ink-3)", name: "other pieces, at random"} as const;
const PHOTO = {shape: "dot", colour: categoryColour(2), name: "photos never met"} as const;
const CHANCE = {shape: "tick", colour: "var(--line-2)", name: "always the most frequent answer"} as const;

/** How far can a probe be believed beyond the photos it learnt from? A row for each layer, two verdicts and chance. */
export function patchProbesChart(
  {rows, chance}: PatchProbes,
  {alt, target}: {alt: string; target?: HTMLElement}
): HTMLElement {
  const mark = (share: Share, as: Omit<Mark, "value">): Mark => ({
    ...as,
    value: share.accuracy,
    error: (share.high - share.low) / 2
  });
  return dotRows(
    rows.map(({layer, random, photo}) => ({
      label: layer,
      marks: [{...CHANCE, value: chance}, mark(random, RANDOM), mark(photo, PHOTO)]
    })),
    {
      unit: "share of right answers",
      domain: [0.3, 1],
      key: [RANDOM, PHOTO, CHANCE].map((as) => ({...as, value: 0})),
      alt,
      target
    }
  );
}

/** The best layer by either verdict, in words. */
export function patchProbesInWords({rows, pieces, chance}: PatchProbes): string {
  const best = (of: "random" | "photo") => rows.reduce((a, b) => (b[of].accuracy > a[of].accuracy ? b : a));
  const [easy, fair] = [best("random"), best("photo")];
  return (
    `On other pieces of the same photos a probe is right on up to ${formatPercent(easy.random.accuracy)} (${easy.layer}), ` +
    `on photos never met on up to ${formatPercent(fair.photo.accuracy)} (${fair.layer}). Always giving the most ` +
    `frequent answer is right on ${formatPercent(chance)} of the ${pieces} pieces.`
  );
}
