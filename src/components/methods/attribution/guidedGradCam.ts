import type {Grid} from "../../arrays/grid.js";
import type {Scores, TensorMap} from "../../lab/gradient.js";
import type {Attribution} from "./attribution.js";
import {gradCam, type GradCamOptions} from "./gradCam.js";
import {guidedBackprop} from "./guidedBackprop.js";

/**
 * Which strokes in the place that speaks for the class? Guided backpropagation, times the Grad-CAM map brought to the
 * picture's size: [n, h, w, c], signed. `f` is head ∘ tap; see `gradCam` for the two. It inherits the insensitivity of
 * guided backpropagation: the fine detail hardly depends on the class.
 * @see Selvaraju et al. (2017), "Grad-CAM", section 3.2, https://arxiv.org/abs/1610.02391
 */
export async function guidedGradCam(
  tap: TensorMap,
  head: Scores,
  x: Grid,
  options?: Partial<GradCamOptions>
): Promise<Attribution> {
  const where = await gradCam(tap, head, x, options);
  const {attribution: what, value} = await guidedBackprop((x) => head(tap(x)), x, {signal: options?.signal});
  const [, height, width, channels] = x.shape;
  const mask = upsample(where.attribution, height, width);
  const data = what.data.map((v, i) => v * mask.data[Math.floor(i / channels)]);
  return {attribution: {data, shape: [...x.shape]}, value};
}

/** Maps brought to another size, bilinearly between the centres of their cells: [n, h, w] → [n, height, width]. */
export function upsample({data, shape: [n, h, w]}: Grid, height: number, width: number): Grid {
  const rows = Array.from({length: height}, (_, i) => between(i, height, h));
  const columns = Array.from({length: width}, (_, j) => between(j, width, w));
  const out = new Float32Array(n * height * width);
  let at = 0;
  for (let k = 0; k < n; ++k)
    for (const [y0, y1, ty] of rows)
      for (const [x0, x1, tx] of columns) {
        const v = (y: number, x: number) => data[(k * h + y) * w + x];
        out[at++] = (1 - ty) * ((1 - tx) * v(y0, x0) + tx * v(y0, x1)) + ty * ((1 - tx) * v(y1, x0) + tx * v(y1, x1));
      }
  return {data: out, shape: [n, height, width]};
}

/** The two source cells around output cell i, and how far it lies towards the second. */
function between(i: number, length: number, source: number): [number, number, number] {
  const at = Math.min(Math.max(((i + 0.5) * source) / length - 0.5, 0), source - 1);
  const low = Math.floor(at);
  return [low, Math.min(low + 1, source - 1), at - low];
}
