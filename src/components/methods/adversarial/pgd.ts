import type {Grid} from "../../arrays/grid.js";
import {valueAndGradient, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {ascent, checkBudget, project, randomStart, type Norm} from "./budget.js";

export interface PgdOptions {
  norm: Norm;
  /** How far each example may move in all. */
  epsilon: number;
  steps: number;
  /** The length of one step; 2.5 ε / steps when left out, so that the ball's edge is in reach. */
  stepSize: number | undefined;
  /** Begin at a random point of the ball instead of at x. */
  randomStart: boolean;
  seed: number;
  /** The range of legal pixels. */
  range: readonly [number, number];
  signal: AbortSignal | undefined;
}

export interface PgdFrame {
  step: number;
  steps: number;
  /** The inputs after this step, of x's shape. */
  adversarial: Grid;
  /** f before this step, [n]. */
  value: Float32Array;
}

/**
 * Which small change raises f the most? Steps up the gradient, each followed by a projection back into the ball of
 * radius ε around x and into the range of pixels: x ← Π(x + α sign(∂f/∂x)) for L∞, x ← Π(x + α g/|g|) for L2. f is
 * what is to rise (attackObjective). [n, …] in the range → [n, …] in each frame, never further than ε (to 1e-6).
 * @see Madry et al. (2018), "Towards deep learning models resistant to adversarial attacks", section 2.1,
 * https://arxiv.org/abs/1706.06083
 */
export async function* pgd(
  f: Scores,
  x: Grid,
  options?: Partial<PgdOptions>
): AsyncGenerator<PgdFrame, void, undefined> {
  const o = withDefaults<PgdOptions>("pgd", options, {
    norm: "linf",
    epsilon: 0.1,
    steps: 10,
    stepSize: undefined,
    randomStart: true,
    seed: 0,
    range: [0, 1],
    signal: undefined
  });
  const {norm, epsilon, steps, range, signal} = o;
  checkBudget("pgd", norm, epsilon);
  const stepSize = o.stepSize ?? (2.5 * epsilon) / steps;
  let now = o.randomStart ? randomStart(x, norm, epsilon, o.seed) : {data: x.data.slice(), shape: [...x.shape]};
  now = project(now, x, norm, epsilon, range);
  for (let step = 1; step <= steps; ++step) {
    await breathe();
    throwIfAborted(signal);
    const {value, gradient} = await valueAndGradient(f, now);
    const move = ascent(gradient, norm, stepSize);
    now = project({data: now.data.map((v, i) => v + move[i]), shape: [...x.shape]}, x, norm, epsilon, range);
    yield {step, steps, adversarial: now, value};
  }
}
