import type {Grid} from "../../arrays/grid.js";
import type {Scores} from "../../lab/gradient.js";
import {withDefaults} from "../../lab/options.js";
import {gradientAt, type Abortable, type Attribution} from "./attribution.js";

/**
 * Which way would each number of the input have to move to raise f the fastest? The gradient ∂f/∂x, signed, of x's
 * shape [n, …]. It speaks of a neighbourhood only: a saturated f has no gradient however much the input matters.
 * @see Simonyan, Vedaldi & Zisserman (2014), "Deep inside convolutional networks", https://arxiv.org/abs/1312.6034
 */
export async function gradient(f: Scores, x: Grid, options?: Abortable): Promise<Attribution> {
  const {signal} = withDefaults<Abortable>("gradient", options, {signal: undefined});
  const {value, gradient: attribution} = await gradientAt(f, x, signal);
  return {attribution, value};
}
