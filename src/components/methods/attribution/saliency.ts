import {maxMagnitude} from "../../arrays/channels.js";
import {mapGrid, type Grid} from "../../arrays/grid.js";
import type {Scores} from "../../lab/gradient.js";
import {withDefaults} from "../../lab/options.js";
import {gradientAt, type Abortable, type Attribution} from "./attribution.js";

/**
 * Which pixels does f react to most? The largest |∂f/∂x| over a pixel's channels: [n, h, w, c] → [n, h, w], never
 * negative. Plain features, [n, d], keep their shape.
 * @see Simonyan, Vedaldi & Zisserman (2014), "Deep inside convolutional networks", section 3.1,
 * https://arxiv.org/abs/1312.6034
 */
export async function saliency(f: Scores, x: Grid, options?: Abortable): Promise<Attribution> {
  const {signal} = withDefaults<Abortable>("saliency", options, {signal: undefined});
  const {value, gradient} = await gradientAt(f, x, signal);
  return {attribution: x.shape.length < 3 ? mapGrid(gradient, Math.abs) : maxMagnitude(gradient), value};
}
