import type {Grid} from "../../arrays/grid.js";
import {valueAndGradient, type Scores} from "../../lab/gradient.js";
import {noiseTunnel, type NoiseTunnelFrame, type NoiseTunnelOptions} from "./noiseTunnel.js";

/**
 * Which way would each number of the input have to move, on average over a neighbourhood, to raise f? The mean of the
 * gradient over copies of x with Gaussian noise: (1/n) Σ ∂f/∂x (x + ε), ε ~ N(0, (sigma · range)²). Signed, of x's
 * shape [1, …]; the map sharpens from frame to frame. With `statistic: "variance"` it is VarGrad.
 * @see Smilkov et al. (2017), "SmoothGrad: removing noise by adding noise", https://arxiv.org/abs/1706.03825
 */
export const smoothGrad = (
  f: Scores,
  x: Grid,
  options?: Partial<NoiseTunnelOptions>
): AsyncGenerator<NoiseTunnelFrame, void, undefined> =>
  noiseTunnel(async (x) => ({attribution: (await valueAndGradient(f, x)).gradient}), x, options);
