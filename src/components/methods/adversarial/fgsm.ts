import type {Grid} from "../../arrays/grid.js";
import {valueAndGradient, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {ascent, checkBudget, project, type Norm} from "./budget.js";

export interface FgsmOptions {
  norm: Norm;
  /** How far each example may move. */
  epsilon: number;
  /** The range of legal pixels. */
  range: readonly [number, number];
  signal: AbortSignal | undefined;
}

export interface Fgsm {
  /** The inputs after the step, of x's shape. */
  adversarial: Grid;
  /** f before the step, [n]. */
  value: Float32Array;
}

/**
 * Which single small step raises f the most, were f linear? x + ε · sign(∂f/∂x) for L∞, x + ε · g/|g| for L2, then
 * clipped to the range of pixels. f is what is to rise: the loss of the right class, or the log probability of a
 * wanted one (attackObjective). [n, …] in the range → [n, …]; exact for a linear f where nothing is clipped.
 * @see Goodfellow, Shlens & Szegedy (2015), "Explaining and harnessing adversarial examples", section 4,
 * https://arxiv.org/abs/1412.6572
 */
export async function fgsm(f: Scores, x: Grid, options?: Partial<FgsmOptions>): Promise<Fgsm> {
  const {norm, epsilon, range, signal} = withDefaults<FgsmOptions>("fgsm", options, {
    norm: "linf",
    epsilon: 0.1,
    range: [0, 1],
    signal: undefined
  });
  checkBudget("fgsm", norm, epsilon);
  await breathe();
  throwIfAborted(signal);
  const {value, gradient} = await valueAndGradient(f, x);
  const step = ascent(gradient, norm, epsilon);
  const moved = {data: x.data.map((v, i) => v + step[i]), shape: [...x.shape]};
  return {adversarial: project(moved, x, norm, epsilon, range), value};
}
