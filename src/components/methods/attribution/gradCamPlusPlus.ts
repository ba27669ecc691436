import type {Grid} from "../../arrays/grid.js";
import type {Scores, TensorMap} from "../../lab/gradient.js";
import {withDefaults} from "../../lab/options.js";
import type {Abortable, Attribution} from "./attribution.js";
import {layerGradient, mapSizes, weightedMap} from "./gradCam.js";

/**
 * Where does a layer see the class, when there are several of it? Grad-CAM with each position weighing by itself, so
 * that a small instance counts as much as a large one: ReLU(Σₖ wₖ Aₖ), wₖ = Σ α·ReLU(g), α = g² / (2g² + g³ Σ A),
 * g = ∂f/∂A. The paper differentiates exp(f); its derivatives are powers of g times exp(f), which only scales the map
 * and is left out. Shapes as in `gradCam`.
 * @see Chattopadhay, Sarkar, Howlader & Balasubramanian (2018), "Grad-CAM++: generalized gradient-based visual
 * explanations for deep convolutional networks", equations 10 and 19, https://arxiv.org/abs/1710.11063
 */
export async function gradCamPlusPlus(
  tap: TensorMap,
  head: Scores,
  x: Grid,
  options?: Abortable
): Promise<Attribution> {
  const {signal} = withDefaults<Abortable>("gradCamPlusPlus", options, {signal: undefined});
  const {activation, gradient, value} = await layerGradient(tap, head, x, signal);
  const {channels, positions} = mapSizes("gradCamPlusPlus", activation);
  const weigh = (example: number, k: number) => {
    const at = (p: number) => (example * positions + p) * channels + k;
    let total = 0;
    for (let p = 0; p < positions; ++p) total += activation.data[at(p)];
    let weight = 0;
    for (let p = 0; p < positions; ++p) {
      const g = gradient.data[at(p)];
      const share = 2 * g * g + g * g * g * total;
      if (g > 0 && share) weight += (g * g * g) / share;
    }
    return weight;
  };
  return {attribution: weightedMap(activation, weigh, true), value};
}
