import type {Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {categoryColour} from "./colour.js";
import {dotRows, type Mark} from "./dotRows.js";
import {formatNumber} from "./format.js";
import {labelled} from "./labelled.js";
import {lineChart} from "./lineChart.js";
import {segmentView} from "./segmentView.js";
import {waterfall} from "./waterfall.js";

interface Estimate {
  values: Float32Array;
  errors?: Float32Array;
  played: number;
}

/** Shapley values of a photo's segments by three ways, as far as they are. */
export interface SharesOfAnswer {
  segments: Grid;
  players: number;
  target: {name: string};
  all: number;
  none: number;
  sampling: Estimate | null;
  kernel: Estimate | null;
  exact: Float32Array | null;
  misses: {sampling: {played: number; error: number}[]; kernel: {played: number; error: number}[]};
}

const SAMPLING = categoryColour(0);
const KERNEL = categoryColour(2);

const KEY: Mark[] = [
  {value: 0, shape: "tick", name: "exact"},
  {value: 0, shape: "dot", colour: SAMPLING, name: "sampled orders ± 2 s.e."},
  {value: 0, shape: "ring", colour: KERNEL, name: "Kernel SHAP"}
];

/** Shows the players on the photo, their values by every way, the sum from nothing to the answer, and the errors. */
export function shapleyView(
  {image, opacity, ...shares}: SharesOfAnswer & {image: Image; opacity: number},
  target?: HTMLElement
): HTMLElement {
  const {segments, players, all, none, misses} = shares;
  const values = bestOf(shares);
  const line = (name: string, points: {played: number; error: number}[], colour: string, dashed = false) => ({
    name,
    // An error of rounding only would stretch the scale over seven decades.
    points: points.map(({played, error}) => [played, Math.max(error, 1e-4)] as const),
    colour,
    dashed
  });
  return labelled(
    [
      {
        title: `${players} players`,
        picture: (into) =>
          segmentView(image, segments, {
            ...(values && {values}),
            opacity,
            numbered: true,
            say: (k) => `player ${k + 1}${values ? `: ${formatNumber(values[k])}` : ""}`,
            alt: `The photo cut into ${players} players`,
            target: into
          })
      },
      {
        title: "Three ways to one number",
        picture: (into) =>
          dotRows(rowsOf(shares), {unit: "share of the score", key: KEY, alt: sharesInWords(shares), target: into})
      },
      {
        title: "The shares add up",
        picture: (into) =>
          waterfall(values ? Array.from(values, (value, i) => ({label: `player ${i + 1}`, value})) : [], {
            start: {label: "nobody there", value: none},
            end: {label: "the whole photo", value: all},
            unit: "score",
            alt: sumInWords(shares),
            target: into
          })
      },
      {
        title: "How fast they get there",
        picture: (into) =>
          lineChart([line("orders", misses.sampling, SAMPLING), line("Kernel SHAP", misses.kernel, KERNEL, true)], {
            x: {
              label: "coalitions played",
              log: true,
              domain: [Math.min(10, ...ends(misses)), Math.max(100, ...ends(misses))]
            },
            y: {label: "largest error of the score", log: true, ...(misses.kernel.length ? {} : {domain: [0.01, 1]})},
            height: 250,
            alt: missesInWords(shares),
            target: into
          })
      }
    ],
    "two",
    target
  );
}

const ends = ({sampling, kernel}: SharesOfAnswer["misses"]) => [...sampling, ...kernel].map(({played}) => played);

/** The best values there are. */
const bestOf = ({exact, sampling, kernel}: SharesOfAnswer) => exact ?? sampling?.values ?? kernel?.values ?? null;

function rowsOf({players, exact, sampling, kernel}: SharesOfAnswer) {
  return Array.from({length: players}, (_, i) => ({
    label: `player ${i + 1}`,
    marks: [
      {value: exact?.[i] ?? NaN, shape: "tick" as const, name: "exact"},
      {value: kernel?.values[i] ?? NaN, shape: "ring" as const, colour: KERNEL, name: "Kernel SHAP"},
      {
        value: sampling?.values[i] ?? NaN,
        error: 2 * (sampling?.errors?.[i] || 0),
        shape: "dot" as const,
        colour: SAMPLING,
        name: "sampled orders"
      }
    ]
  }));
}

/** The sum of the shares against what they must come to. */
export function sumInWords(shares: SharesOfAnswer): string {
  const values = bestOf(shares);
  const {all, none} = shares;
  const less = none < 0 ? `(${formatNumber(none)})` : formatNumber(none);
  const due = `${formatNumber(all)} − ${less} = ${formatNumber(all - none)}`;
  if (!values) return `The shares will have to add up to ${due}.`;
  const sum = values.reduce((total, v) => total + v, 0);
  return `The shares add up to ${formatNumber(sum)}; everyone less nobody is ${due}.`;
}

/** Which players gain and lose most. */
export function sharesInWords(shares: SharesOfAnswer): string {
  const values = bestOf(shares);
  if (!values) return `The photo is cut into ${shares.players} players.`;
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a]);
  const [first, last] = [order[0], order.at(-1)!];
  const how = shares.exact ? "exactly" : "so far, by sampling";
  const low = values[last] < 0 ? "works against it most" : "adds least";
  return `Player ${first + 1} adds most to “${shares.target.name}” (${formatNumber(values[first])}, ${how}); player ${last + 1} ${low} (${formatNumber(values[last])}).`;
}

/** How near the two estimates came. */
export function missesInWords({misses: {sampling, kernel}, players}: SharesOfAnswer): string {
  if (!sampling.length) return `Exact values come when all ${2 ** players} coalitions have been played.`;
  const [a, b] = [sampling.at(-1)!, kernel.at(-1)!];
  return `Against the exact values, from all ${2 ** players} coalitions, sampled orders are off by at most ${formatNumber(a.error)} after ${a.played}, Kernel SHAP by ${formatNumber(b.error)} after ${b.played}.`;
}

/** A row for each player. */
export const sharesTable = ({players, exact, sampling, kernel}: SharesOfAnswer): Record<string, number | string>[] =>
  Array.from({length: players}, (_, i) => ({
    player: i + 1,
    exact: exact?.[i] ?? "",
    "sampled orders": sampling?.values[i] ?? "",
    "standard error": sampling?.errors?.[i] ?? "",
    "Kernel SHAP": kernel?.values[i] ?? ""
  }));
