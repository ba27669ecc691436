import {sliceOf} from "../../arrays/grid.js";
import type {Image} from "../../arrays/image.js";
import {random} from "../../arrays/random.js";
import type {TensorMap} from "../../lab/gradient.js";
import {withDefaults} from "../../lab/options.js";
import type * as tf from "../../lab/tf.js";
import {climb} from "./climb.js";
import {reader, type Objective} from "./objectives.js";
import {parametrisation, type ParametrisationOptions} from "./parametrisation.js";
import {penalty, type PenaltySpec} from "./penalties.js";
import {redirectRelu} from "./redirectRelu.js";
import {standardTransforms, transform, type TransformSpec} from "./transforms.js";

export interface FeatureVisualisationOptions extends ParametrisationOptions {
  /** Default 512. */
  steps: number;
  /** Adam's step, default .05. */
  stepSize: number;
  /** What the feature must survive at every step; null: `standardTransforms` for the picture's size. */
  transforms: readonly TransformSpec[] | null;
  /** For how many first steps gradients go round silent ReLUs (`redirectRelu`), so that a silent unit wakes up. */
  redirect: number;
  /** Costs of the untransformed picture, taken off the objective. */
  penalties: readonly PenaltySpec[];
  signal: AbortSignal | undefined;
}

/** The picture after `step` steps. `image` and `value` are the first of the batch. */
export interface FeatureFrame {
  step: number;
  steps: number;
  image: Image;
  /**
   * The objective, without penalties: under this step's random transforms, and in the last frame for the picture as
   * it is.
   */
  value: number;
  images: Image[];
  values: Float32Array;
}

const DEFAULTS: FeatureVisualisationOptions = {
  height: 224,
  width: 224,
  channels: 3,
  batch: 1,
  basis: "fourier",
  decay: 1,
  decorrelate: true,
  range: "sigmoid",
  sd: 0.01,
  start: null,
  steps: 512,
  stepSize: 0.05,
  transforms: null,
  redirect: 16,
  penalties: [],
  seed: 0,
  signal: undefined
};

/**
 * What does a unit look for? Starts from faint noise and climbs the objective through random transforms, so that the
 * picture excites the unit wherever and however it is held. Yields steps + 1 frames, the start first.
 * @param tap the activation of a layer, for images [n, h, w, 3] in [0, 1]
 * @see Olah, Mordvintsev & Schubert, "Feature Visualization", Distill (2017); defaults from tensorflow/lucid
 */
export async function* featureVisualisation(
  tap: (layer: string) => TensorMap,
  objective: Objective,
  options?: Partial<FeatureVisualisationOptions>
): AsyncGenerator<FeatureFrame, void, void> {
  const o = withDefaults("featureVisualisation", options, DEFAULTS);
  const change = transform(o.transforms ?? standardTransforms(Math.min(o.height, o.width)));
  const cost = penalty(o.penalties);
  const next = random(o.seed + 1);
  const picture = parametrisation(o);
  const awake = (layer: string) => redirectRelu(tap(layer));
  const score = (images: tf.Tensor4D, step: number) => {
    const seen = step < o.steps ? change(images, next) : images;
    return {
      score: objective.score(reader(step < o.redirect ? awake : tap, seen)),
      cost: o.penalties.length ? cost(images) : undefined
    };
  };
  try {
    for await (const {images, values, ...frame} of climb(picture, {score, ...o})) {
      const list = Array.from({length: o.batch}, (_, i) => sliceOf(images, i) as Image);
      yield {...frame, image: list[0], value: values[0], images: list, values};
    }
  } finally {
    picture.dispose();
  }
}
