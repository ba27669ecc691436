import type {Grid} from "../../arrays/grid.js";
import {adam} from "../../lab/adam.js";
import {breathe, throwIfAborted} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";
import type {Parametrisation} from "./parametrisation.js";

/** Where a climb stands: `images` [n, h, w, 3] in [0, 1] and what the score said of each. */
export interface Climb {
  step: number;
  steps: number;
  images: Grid;
  values: Float32Array;
}

/** A batch's scores [n] and what is taken off them [n]; both are climbed together, the score alone is reported. */
export interface Scored {
  score: tf.Tensor;
  cost?: tf.Tensor;
}

export interface ClimbOptions {
  /** Scores the images at one step; synchronous and tidied. step = steps is the finished picture. */
  score: (images: tf.Tensor4D, step: number) => Scored;
  steps: number;
  stepSize: number;
  /** What the step size is multiplied by, as a function of the fraction done; by default nothing changes it. */
  schedule?: (fraction: number) => number;
  signal: AbortSignal | undefined;
}

/**
 * Which picture scores best? Adam, from the parametrisation's start. Yields steps + 1 frames: frame k is the picture
 * after k steps, with its scores. Examples of a batch climb their own score each, unless the score lets them meet.
 */
export async function* climb(
  {parameters, decode}: Pick<Parametrisation, "parameters" | "decode">,
  {score, steps, stepSize, schedule = () => 1, signal}: ClimbOptions
): AsyncGenerator<Climb, void, void> {
  const optimiser = adam({parameters});
  try {
    for (let step = 0; step <= steps; ++step) {
      throwIfAborted(signal);
      const seen: tf.Tensor[] = [];
      try {
        const loss = (p: Record<string, tf.Tensor>) => {
          const images = decode(p.parameters);
          const scored = score(images, step);
          seen.push(tf.keep(images), tf.keep(scored.score));
          return tf.neg(tf.sum(scored.cost ? tf.sub(scored.score, scored.cost) : scored.score));
        };
        if (step < steps) optimiser.step(loss, stepSize * schedule(step / steps)).dispose();
        else tf.tidy(() => void loss(optimiser.parameters));
        const [images, values] = (await Promise.all(seen.map((t) => t.data()))) as Float32Array[];
        throwIfAborted(signal);
        yield {step, steps, images: {data: images, shape: seen[0].shape}, values};
      } finally {
        tf.dispose(seen);
      }
      await breathe();
    }
  } finally {
    optimiser.dispose();
  }
}
