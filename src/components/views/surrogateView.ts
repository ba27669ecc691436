import type {Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {quantileOf} from "../arrays/grid.js";
import {formatNumber, formatPercent} from "./format.js";
import {labelled, type Titled} from "./labelled.js";
import {lineChart} from "./lineChart.js";
import {segmentView} from "./segmentView.js";

/** Linear surrogates of a network over a photo's segments, one for each seed, and how they grew. */
export interface Surrogates {
  step: number;
  steps: number;
  segments: Grid;
  count: number;
  target: {name: string; logit: number};
  runs: readonly {seed: number; values: Float32Array; intercept: number; r2: number; predicted: number}[];
  agreement: number;
  history: readonly {samples: number; r2: number; agreement: number}[];
}

/** Shows the weights of two seeds' surrogates on the photo, and how fit and agreement grew with the samples. */
export function surrogateView(
  {image, segments, count, runs, history, steps, opacity}: Surrogates & {image: Image; opacity: number},
  target?: HTMLElement
): HTMLElement {
  const most = Math.max(...runs.flatMap(({values}) => [quantileOf(values.map(Math.abs), 0.98)]), 1e-9);
  const maps: Titled[] = (runs.length ? runs : [null, null]).map((run, i) => ({
    title: run ? `Seed ${run.seed} · R² ${run.r2.toFixed(2)}` : i ? "The same pieces" : `${count} pieces`,
    picture: (into) =>
      segmentView(image, segments, {
        ...(run && {values: run.values, most}),
        say: (k) => `piece ${k + 1}${run ? `: ${formatNumber(run.values[k])}` : ""}`,
        opacity,
        alt: run ? `Weights of seed ${run.seed} on ${count} pieces` : `The photo cut into ${count} pieces`,
        target: into
      })
  }));
  const growth: Titled = {
    title: "As samples arrive",
    picture: (into) =>
      lineChart(
        [
          {name: "fit R²", points: history.map(({samples, r2}) => [samples, r2]), colour: "var(--brass)"},
          {
            name: "agreement",
            points: history.map(({samples, agreement}) => [samples, agreement]),
            colour: "var(--verdigris)",
            dashed: true
          }
        ],
        {
          x: {label: "samples", domain: [0, steps]},
          y: {label: "0 … 1", domain: [Math.min(0, ...history.map(({agreement}) => agreement || 0)), 1]},
          height: 260,
          alt: history.length
            ? `After ${history.at(-1)!.samples} samples the mean R² is ${history.at(-1)!.r2.toFixed(2)} and the agreement of the two seeds ${history.at(-1)!.agreement.toFixed(2)}`
            : "No samples yet",
          target: into
        }
      )
  };
  return labelled([...maps, growth], "equal", target);
}

/** How well the surrogates fit and agree, in sentences; `fully` adds which pieces weigh most. */
export function surrogateInWords({runs, agreement, count, step, target}: Surrogates, fully: boolean): string {
  if (!runs.length) return `The photo is cut into ${count} pieces.`;
  const [a, b] = runs;
  const r2 = runs.reduce((sum, run) => sum + run.r2, 0) / runs.length;
  const trust =
    r2 > 0.8 ? "a good likeness" : r2 > 0.5 ? "a rough likeness" : "a poor likeness: read the colours with care";
  const fit = `After ${step} samples a sum over ${count} pieces explains ${formatPercent(Math.max(0, r2))} of what the score does (R² ${r2.toFixed(2)}), ${trust}.`;
  const alike = b
    ? ` The two seeds rank the pieces with a correlation of ${agreement.toFixed(2).replace("-", "−")}.`
    : "";
  if (!fully) return fit + alike;
  const order = strongest(a.values);
  const listed = order.slice(0, 3).map((k) => `piece ${k + 1} (${formatNumber(a.values[k])})`);
  return `${fit}${alike} Seed ${a.seed} gives the largest weights to ${listed.join(", ")}. The whole photo's score is ${formatNumber(target.logit)}; the surrogate says ${formatNumber(a.predicted)}.`;
}

/** A row for each segment, a column for each seed. */
export function surrogateTable({runs, count}: Surrogates): Record<string, number>[] {
  return Array.from({length: count}, (_, k) => ({
    piece: k + 1,
    ...Object.fromEntries(runs.map(({seed, values}) => [`weight, seed ${seed}`, values[k]]))
  }));
}

/** Segments by the size of their weight, the largest first. */
export const strongest = (values: ArrayLike<number>): number[] =>
  Array.from(values, (_, k) => k).sort((i, j) => Math.abs(values[j]) - Math.abs(values[i]));
