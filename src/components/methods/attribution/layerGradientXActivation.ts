import {zipGrids, type Grid} from "../../arrays/grid.js";
import type {Scores, TensorMap} from "../../lab/gradient.js";
import {withDefaults} from "../../lab/options.js";
import type {Abortable, Attribution} from "./attribution.js";
import {layerGradient} from "./gradCam.js";

/**
 * How much would each unit of a layer explain of f, were f linear from there on? A ⊙ ∂f/∂A, signed, of the layer's
 * shape [n, …]; `tap` maps inputs to A, `head` maps A to the score.
 * @see Shrikumar, Greenside & Kundaje (2017), section 2, https://arxiv.org/abs/1704.02685
 */
export async function layerGradientXActivation(
  tap: TensorMap,
  head: Scores,
  x: Grid,
  options?: Abortable
): Promise<Attribution> {
  const {signal} = withDefaults<Abortable>("layerGradientXActivation", options, {signal: undefined});
  const {activation, gradient, value} = await layerGradient(tap, head, x, signal);
  return {attribution: zipGrids(activation, gradient, (a, g) => a * g), value};
}
