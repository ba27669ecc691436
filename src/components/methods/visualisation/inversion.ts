import {sliceOf, type Grid} from "../../arrays/grid.js";
import type {Image} from "../../arrays/image.js";
import type {TensorMap} from "../../lab/gradient.js";
import {slowDown} from "../../lab/descend.js";
import {withDefaults} from "../../lab/options.js";
import type * as tf from "../../lab/tf.js";
import {climb} from "./climb.js";
import {match, reader} from "./objectives.js";
import {parametrisation, type ParametrisationOptions} from "./parametrisation.js";
import {penalty, type PenaltySpec} from "./penalties.js";

export interface InversionOptions extends Omit<ParametrisationOptions, "batch" | "start"> {
  /** What pictures are like besides: default TV^β with β = 2 and the α-norm with α = 6. */
  penalties: readonly PenaltySpec[];
  steps: number;
  /** Adam's step; it falls to a tenth over the second half, so that the picture settles. */
  stepSize: number;
  signal: AbortSignal | undefined;
}

/** The picture after `step` steps. */
export interface InversionFrame {
  step: number;
  steps: number;
  image: Image;
  /** How far its representation is from the one to be inverted: ‖Φ(x) − Φ₀‖ / ‖Φ₀‖. 0: nothing was lost. */
  error: number;
}

const DEFAULTS: InversionOptions = {
  height: 224,
  width: 224,
  channels: 3,
  basis: "fourier",
  decay: 1,
  decorrelate: true,
  range: "sigmoid",
  sd: 0.01,
  penalties: [
    {kind: "tv", weight: 10, beta: 2},
    {kind: "alpha", weight: 0.1, alpha: 6}
  ],
  steps: 200,
  stepSize: 0.05,
  seed: 0,
  signal: undefined
};

/**
 * What does a layer still know of a picture? Looks for an image whose activation is `target`: it minimises
 * ‖Φ(x) − Φ₀‖² / ‖Φ₀‖² + Σ penalties, from faint noise. What different seeds agree on, the layer has kept; what they
 * disagree on, it has thrown away. Yields steps + 1 frames, the start first.
 *
 * Departures: Adam on Fourier amplitudes instead of momentum on pixels, and penalties that are means over positions
 * of a picture in [0, 1], so that their weights are the same at every size.
 * @param tap the layer's activation, for images [n, h, w, 3] in [0, 1]
 * @param target the activation to invert, without the batch: [h, w, c] or [c]
 * @see Mahendran & Vedaldi, "Understanding Deep Image Representations by Inverting Them", CVPR (2015)
 */
export async function* inversion(
  tap: TensorMap,
  target: Grid,
  options?: Partial<InversionOptions>
): AsyncGenerator<InversionFrame, void, void> {
  const o = withDefaults("inversion", options, DEFAULTS);
  const objective = match("representation", target);
  const cost = penalty(o.penalties);
  const picture = parametrisation({...o, batch: 1, start: null});
  const score = (images: tf.Tensor4D) => ({
    score: objective.score(reader(() => tap, images)),
    cost: cost(images)
  });
  try {
    for await (const {images, values, ...frame} of climb(picture, {score, schedule: slowDown, ...o}))
      yield {...frame, image: sliceOf(images, 0) as Image, error: Math.sqrt(-values[0])};
  } finally {
    picture.dispose();
  }
}
