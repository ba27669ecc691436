import type {Grid} from "../../arrays/grid.js";
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
  return {attribution: maxMagnitude(gradient), value};
}

/** The largest magnitude over the last axis of three or more: [n, …, c] → [n, …]; of [n, d], each magnitude. */
export function maxMagnitude({data, shape}: Grid): Grid {
  if (shape.length < 3) return {data: data.map(Math.abs), shape: [...shape]};
  const channels = shape[shape.length - 1];
  const out = new Float32Array(data.length / channels);
  data.forEach((v, i) => {
    const at = Math.floor(i / channels);
    out[at] = Math.max(out[at], Math.abs(v));
  });
  return {data: out, shape: shape.slice(0, -1)};
}
