import type {Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {formatNumber} from "./format.js";
import {labelled} from "./labelled.js";
import {segmentView} from "./segmentView.js";

/** The same photo's exact shares, each time with another stand-in for what is absent. */
export interface SharesByBaseline {
  segments: Grid;
  players: number;
  target: {name: string};
  ways: readonly {name: string; values: Float32Array; none: number; all: number}[];
}

/** Shows the shares for each meaning of "absent" on the photo, in the same colours. */
export function baselineShares({image, segments, ways}: SharesByBaseline & {image: Image}, target?: HTMLElement) {
  const most = Math.max(...ways.flatMap(({values}) => Array.from(values, Math.abs)));
  return labelled(
    ways.map(({name, values}) => ({
      title: `absent: ${name}`,
      picture: (into) =>
        segmentView(image, segments, {
          values,
          most,
          opacity: 0.65,
          numbered: true,
          say: (k) => `player ${k + 1}: ${formatNumber(values[k])}`,
          alt: `Shares when absent pieces turn ${name}`,
          target: into
        })
    })),
    "equal",
    target
  );
}

/** Which player moves most between the stand-ins, and who comes first by each. */
export function baselineSharesInWords({players, ways, target}: SharesByBaseline): string {
  const spans = Array.from({length: players}, (_, i) => ways.map(({values}) => values[i]));
  const widths = spans.map((s) => Math.max(...s) - Math.min(...s));
  const mover = widths.indexOf(Math.max(...widths));
  const firsts = ways.map(({values}) => values.indexOf(Math.max(...values)) + 1);
  const agreed = firsts.every((first) => first === firsts[0]);
  const who = agreed
    ? `Player ${firsts[0]} adds most to “${target.name}”, whatever stands in for the others.`
    : `Who adds most to “${target.name}” depends on the stand-in: ${ways.map(({name}, i) => `${name}, player ${firsts[i]}`).join("; ")}.`;
  if (ways.length < 2) return `The shares of “${target.name}” against one stand-in; the others follow.`;
  return `${who} Player ${mover + 1}'s share moves most: from ${formatNumber(Math.min(...spans[mover]))} to ${formatNumber(Math.max(...spans[mover]))}, by nothing but the stand-in.`;
}
