import type {Grid} from "../../arrays/grid.js";
import {evaluate, type Scores, type TensorMap} from "../../lab/gradient.js";
import {baselineGrid} from "./attribution.js";
import {
  integratedGradients,
  type IntegratedGradientsFrame,
  type IntegratedGradientsOptions
} from "./integratedGradients.js";

/**
 * How much of f(x) − f(baseline) does each unit of a layer account for, the units taken as the input of what follows?
 * Integrated gradients of `head` along the straight path from the layer's activation at the baseline to that at x.
 * Frames as of `integratedGradients`, of the layer's shape [1, …]. The path is straight in the layer's own space;
 * conductance takes the curved one that a straight path of inputs makes.
 * @see Sundararajan, Taly & Yan (2017), https://arxiv.org/abs/1703.01365
 */
export async function* layerIntegratedGradients(
  tap: TensorMap,
  head: Scores,
  x: Grid,
  options?: Partial<IntegratedGradientsOptions>
): AsyncGenerator<IntegratedGradientsFrame, void, undefined> {
  const from = await evaluate(tap, baselineGrid(x, options?.baseline));
  yield* integratedGradients(head, await evaluate(tap, x), {...options, baseline: from});
}
