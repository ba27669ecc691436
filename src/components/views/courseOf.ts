import type {CoursePicture} from "./courseView.js";

/** What a training wrote down: the loss along the way, and at some steps what the heads did. */
export interface Course {
  losses: readonly {step: number; loss: number}[];
  marks: readonly {step: number; induction: number[][]}[];
  steps: number;
}

/** A training's loss and its best induction score, as two lines. */
export function courseOf({losses, marks, steps}: Course, at?: number): CoursePicture {
  const best = marks.map(({step, induction}) => [step, Math.max(...induction.flat())] as const);
  return {
    lines: [
      {
        name: "loss",
        points: losses.map(({step, loss}) => [step, loss] as const),
        domain: [0, 4],
        colour: "var(--ink-2)"
      },
      {name: "induction", points: best, domain: [0, 1], colour: "var(--verdigris)"}
    ],
    steps,
    stops: marks.map(({step}) => step),
    at,
    alt: `Loss from ${losses.at(0)?.loss.toFixed(2)} to ${losses.at(-1)?.loss.toFixed(2)} in ${steps} steps; the best head's induction score from ${best.at(0)?.[1].toFixed(2)} to ${best.at(-1)?.[1].toFixed(2)}.`
  };
}
