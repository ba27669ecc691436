import {zipGrids, type Grid} from "../../arrays/grid.js";
import type {Scores} from "../../lab/gradient.js";
import {withDefaults} from "../../lab/options.js";
import {gradientAt, type Abortable, type Attribution} from "./attribution.js";

/**
 * How much of f would each number of the input explain, were f linear? x ⊙ ∂f/∂x, signed, of x's shape. Exact for a
 * linear f against a baseline of zero; for a network of ReLUs without biases it equals LRP and DeepLIFT from zero.
 * @see Shrikumar, Greenside & Kundaje (2017), "Learning important features through propagating activation
 * differences", section 2, https://arxiv.org/abs/1704.02685
 */
export async function inputXGradient(f: Scores, x: Grid, options?: Abortable): Promise<Attribution> {
  const {signal} = withDefaults<Abortable>("inputXGradient", options, {signal: undefined});
  const {value, gradient} = await gradientAt(f, x, signal);
  return {attribution: zipGrids(x, gradient, (a, b) => a * b), value};
}
