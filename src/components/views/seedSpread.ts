import type {Image} from "../arrays/image.js";
import {categoryColour} from "./colour.js";
import {dotRows} from "./dotRows.js";
import {labelled} from "./labelled.js";
import {segmentView} from "./segmentView.js";
import {strongest, type Surrogates} from "./surrogateView.js";

/** Rows drawn: the segments of the largest mean weight. */
const ROWS = 10;

/** Would another seed say the same? The numbered pieces, and the strongest as rows, every seed's weight as a dot. */
export function seedSpread(given: Surrogates & {image: Image}, target?: HTMLElement): HTMLElement {
  const {image, segments, count, runs} = given;
  return labelled(
    [
      {
        title: `${count} pieces`,
        picture: (into) =>
          segmentView(image, segments, {
            numbered: true,
            say: (k) => `piece ${k + 1}`,
            alt: `The photo cut into ${count} numbered pieces`,
            target: into
          })
      },
      {
        title: runs.length ? `The strongest, by ${runs.length} seeds` : "The strongest",
        picture: (into) => spreadRows(given, into)
      }
    ],
    "two",
    target
  );
}

function spreadRows({runs, count}: Surrogates, target?: HTMLElement): HTMLElement {
  const means = meansOf(runs, count);
  const rows = strongest(means)
    .slice(0, ROWS)
    .map((k) => ({
      label: `piece ${k + 1}`,
      marks: [
        ...runs.map(({seed, values}) => ({
          value: values[k],
          shape: "dot" as const,
          colour: categoryColour(seed - 1),
          name: `seed ${seed}`
        })),
        {value: runs.length ? means[k] : NaN, shape: "tick" as const, name: "mean"}
      ]
    }));
  return dotRows(rows, {
    unit: "weight: change of the score",
    key: [
      {value: 0, shape: "dot", colour: categoryColour(0), name: "one seed"},
      {value: 0, shape: "tick", name: "mean of the seeds"}
    ],
    alt: "Weights of the strongest pieces by seed",
    target
  });
}

/** How many seeds agree on the strongest piece, and how wide the weights spread. */
export function spreadInWords({runs, count, step}: Surrogates): string {
  if (!runs.length) return `The photo is cut into ${count} pieces; no sample was played yet.`;
  const means = meansOf(runs, count);
  const [best] = strongest(means);
  const votes = runs.filter(({values}) => strongest(values)[0] === best).length;
  const flips = strongest(means)
    .slice(0, ROWS)
    .filter((k) => runs.some(({values}) => values[k] > 0) && runs.some(({values}) => values[k] < 0)).length;
  return `After ${step} samples each, ${votes} of ${runs.length} seeds call piece ${best + 1} the strongest. Of the ${Math.min(ROWS, count)} strongest pieces, ${flips} ${flips === 1 ? "is" : "are"} for the answer by one seed and against it by another.`;
}

const meansOf = (runs: Surrogates["runs"], count: number) =>
  Float32Array.from({length: count}, (_, k) => runs.reduce((sum, {values}) => sum + values[k], 0) / (runs.length || 1));
