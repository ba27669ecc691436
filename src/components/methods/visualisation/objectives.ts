import {sizeOf, type Grid} from "../../arrays/grid.js";
import type {TensorMap} from "../../lab/gradient.js";
import * as tf from "../../lab/tf.js";

/** Gives a layer's activation for the batch being scored: [n, h, w, c] or [n, c]. */
export type Read = (layer: string) => tf.Tensor;

/** What should a picture bring about in a network? Reads layers of a batch and scores each of its examples, [n]. */
export interface Objective {
  /** The layers it reads, so that a network can be made ready for them. */
  layers: readonly string[];
  score(read: Read): tf.Tensor;
}

/** An objective as plain data: what a page sends to the lab. */
export type ObjectiveSpec =
  | {kind: "neuron"; layer: string; channel: number; y?: number; x?: number}
  | {kind: "channel"; layer: string; channel: number}
  | {kind: "layer"; layer: string}
  | {kind: "logit"; layer: string; target: number}
  | {kind: "direction"; layer: string; vector: ArrayLike<number>}
  | {kind: "cosine"; layer: string; target: Grid}
  | {kind: "match"; layer: string; target: Grid}
  | {kind: "guide"; layer: string; target: Grid}
  | {kind: "diversity"; layer: string}
  | {kind: "sum"; terms: {weight: number; objective: ObjectiveSpec}[]}
  | {kind: "between"; from: ObjectiveSpec; to: ObjectiveSpec};

/** Which objective does this description mean? Throws on a kind it does not know. */
export function objective(spec: ObjectiveSpec): Objective {
  switch (spec.kind) {
    case "neuron":
      return neuron(spec.layer, spec.channel, spec);
    case "channel":
      return channel(spec.layer, spec.channel);
    case "layer":
      return layer(spec.layer);
    case "logit":
      return logit(spec.layer, spec.target);
    case "direction":
      return direction(spec.layer, spec.vector);
    case "cosine":
      return cosine(spec.layer, spec.target);
    case "match":
      return match(spec.layer, spec.target);
    case "guide":
      return guide(spec.layer, spec.target);
    case "diversity":
      return diversity(spec.layer);
    case "sum":
      return sum(spec.terms.map(({weight, objective: term}) => ({weight, objective: objective(term)})));
    case "between":
      return between(objective(spec.from), objective(spec.to));
    default:
      throw new RangeError(
        `unknown objective: ${(spec as {kind: string}).kind} (known: neuron, channel, layer, logit, direction, ` +
          `cosine, match, guide, diversity, sum, between)`
      );
  }
}

/** Reads layers for one batch of images; a layer that two objectives share is computed once. */
export function reader(tap: (layer: string) => TensorMap, images: tf.Tensor): Read {
  const known = new Map<string, tf.Tensor>();
  return (layer) => {
    let activation = known.get(layer);
    if (!activation) known.set(layer, (activation = tap(layer)(images)));
    return activation;
  };
}

/**
 * What excites one position of one channel? Without `y` and `x` the centre counts: floor(h/2), floor(w/2). In a dense
 * layer [n, c] the channel alone is the neuron.
 * @see Olah, Mordvintsev & Schubert, "Feature Visualization", Distill (2017)
 */
export function neuron(layer: string, channel: number, {y, x}: {y?: number; x?: number} = {}): Objective {
  return {
    layers: [layer],
    score(read) {
      const a = read(layer);
      checkChannel(layer, a, channel);
      if (a.rank === 2) return tf.reshape(tf.slice(a, [0, channel], [-1, 1]), [-1]);
      const row = y ?? a.shape[1]! >> 1;
      const column = x ?? a.shape[2]! >> 1;
      if (!(row >= 0 && row < a.shape[1]! && column >= 0 && column < a.shape[2]!))
        throw new RangeError(`no position (${row}, ${column}) in ${layer}, which is ${a.shape[1]} × ${a.shape[2]}`);
      return tf.reshape(tf.slice(a, [0, row, column, channel], [-1, 1, 1, 1]), [-1]);
    }
  };
}

/**
 * What excites a whole feature map? The mean of one channel over its positions.
 * @see Olah, Mordvintsev & Schubert, "Feature Visualization", Distill (2017)
 */
export function channel(layer: string, channel: number): Objective {
  return {
    layers: [layer],
    score(read) {
      const a = read(layer);
      checkChannel(layer, a, channel);
      const begin = a.shape.map(() => 0);
      begin[a.rank - 1] = channel;
      return perExample(tf.slice(a, begin, [...a.shape.slice(0, -1), 1]), tf.mean);
    }
  };
}

/**
 * What is a layer interested in, whatever it is? The mean of its squared activations: DeepDream's objective.
 * @see Mordvintsev, Olah & Tyka, "Inceptionism: Going Deeper into Neural Networks" (2015)
 */
export const layer = (layer: string): Objective => ({
  layers: [layer],
  score: (read) => perExample(tf.square(read(layer)), tf.mean)
});

/** What raises one class's logit (before softmax)? `layer` holds the logits; class maps [n, h, w, c] are averaged. */
export const logit = (layer: string, target: number): Objective => channel(layer, target);

/**
 * What raises a mixture of channels? The mean over positions of the dot product of activation and `vector`.
 * @see Olah, Mordvintsev & Schubert, "Feature Visualization", Distill (2017), "the space of activations"
 */
export function direction(layer: string, vector: ArrayLike<number>): Objective {
  return {
    layers: [layer],
    score(read) {
      const a = read(layer);
      const channels = a.shape[a.rank - 1]!;
      if (vector.length !== channels)
        throw new RangeError(`a direction of ${vector.length} numbers does not fit ${layer} (${channels} channels)`);
      // [n, …, c] · [c, 1] → [n, positions]
      const dots = tf.matMul(tf.reshape(a, [-1, channels]), tf.tensor2d(Float32Array.from(vector), [channels, 1]));
      return perExample(tf.reshape(dots, [a.shape[0], -1]), tf.mean);
    }
  };
}

/** What points the same way as a given activation? The cosine between the two, −1…1, whatever their lengths. */
export const cosine = (layer: string, target: Grid): Objective => ({
  layers: [layer],
  score(read) {
    const [a, t] = flatPair(layer, read(layer), target);
    const dots = tf.sum(tf.mul(a, t), 1);
    // The length of a zero activation has no gradient; a tiny constant gives it one.
    const lengths = tf.sqrt(tf.add(tf.sum(tf.square(a), 1), 1e-12));
    return tf.div(dots, tf.mul(lengths, Math.sqrt(normSquared(target)) + 1e-6));
  }
});

/**
 * What has the same representation as a given picture? −‖a − t‖² / ‖t‖², 0 at a perfect match, −1 for silence.
 * @see Mahendran & Vedaldi, "Understanding Deep Image Representations by Inverting Them", CVPR (2015), eq. 4
 */
export const match = (layer: string, target: Grid): Objective => ({
  layers: [layer],
  score(read) {
    const [a, t] = flatPair(layer, read(layer), target);
    return tf.mul(tf.sum(tf.squaredDifference(a, t), 1), -1 / normSquared(target));
  }
});

/**
 * What brings out of a picture the features of a guide? Each position takes the guide's feature vector that fits it
 * best: the mean over positions i of maxⱼ aᵢ·gⱼ, over the length of the guide's own mean vector so that a step is of
 * one size at every layer.
 * @see Mordvintsev, "DeepDream" notebook, google/deepdream (2015), "controlling dreams"
 */
export const guide = (layer: string, target: Grid): Objective => ({
  layers: [layer],
  score(read) {
    const a = read(layer);
    const channels = a.shape[a.rank - 1]!;
    if (target.shape[target.shape.length - 1] !== channels)
      throw new RangeError(
        `a guide of shape [${target.shape.join(", ")}] does not fit ${layer} (${channels} channels)`
      );
    const guides = tf.tensor2d(target.data, [sizeOf(target.shape) / channels, channels]);
    // [n · positions, c] · [c, guides] → the best guide of each position
    const fits = tf.max(tf.matMul(tf.reshape(a, [-1, channels]), guides, false, true), 1);
    return tf.mul(perExample(tf.reshape(fits, [a.shape[0], -1]), tf.mean), 1 / Math.sqrt(normSquared(target) + 1e-12));
  }
});

/**
 * How unlike each other are the pictures of a batch? For each, minus the sum over the others of the cosine between
 * their Gram matrices at a layer (which channels fire together, wherever). One picture alone scores 0.
 * @see Olah, Mordvintsev & Schubert, "Feature Visualization", Distill (2017), "diversity"
 */
export const diversity = (layer: string): Objective => ({
  layers: [layer],
  score(read) {
    const a = read(layer);
    const [n, channels] = [a.shape[0], a.shape[a.rank - 1]!];
    const flat = tf.reshape(a, [n, -1, channels]);
    const grams = tf.reshape(tf.matMul(flat, flat, true, false), [n, -1]);
    const unit = tf.div(grams, tf.sqrt(tf.add(tf.sum(tf.square(grams), 1, true), 1e-10)));
    const others = tf.sub(tf.ones([n, n]), tf.eye(n));
    return tf.neg(tf.sum(tf.mul(tf.matMul(unit, unit, false, true), others), 1));
  }
});

/** A weighted sum of objectives; a negative weight takes one away. */
export const sum = (terms: readonly {weight: number; objective: Objective}[]): Objective => {
  if (!terms.length) throw new RangeError("an objective needs at least one term");
  return {
    layers: [...new Set(terms.flatMap((t) => t.objective.layers))],
    score: (read) => tf.addN(terms.map((t) => tf.mul(t.objective.score(read), t.weight)))
  };
};

/**
 * What lies between two features? The i-th of n pictures wants (1 − t)·from + t·to with t = i / (n − 1); a single
 * picture wants half of each.
 * @see Olah, Mordvintsev & Schubert, "Feature Visualization", Distill (2017), "interaction between neurons"
 */
export const between = (from: Objective, to: Objective): Objective => ({
  layers: [...new Set([...from.layers, ...to.layers])],
  score(read) {
    const [a, b] = [from.score(read), to.score(read)];
    const n = a.shape[0];
    const t = tf.tensor1d(Array.from({length: n}, (_, i) => (n > 1 ? i / (n - 1) : 0.5)));
    return tf.add(tf.mul(a, tf.sub(1, t)), tf.mul(b, t));
  }
});

/** Reduces everything but the batch: [n, …] → [n]. */
const perExample = (a: tf.Tensor, reduce: typeof tf.mean): tf.Tensor => reduce(tf.reshape(a, [a.shape[0], -1]), 1);

function checkChannel(layer: string, a: tf.Tensor, channel: number) {
  const channels = a.shape[a.rank - 1]!;
  if (!(Number.isInteger(channel) && channel >= 0 && channel < channels))
    throw new RangeError(`no channel ${channel} in ${layer} (it has 0 to ${channels - 1})`);
}

/** An activation and its target, both as rows: [n, k] and [1, k]. */
function flatPair(layer: string, a: tf.Tensor, target: Grid): [tf.Tensor, tf.Tensor] {
  const size = sizeOf(a.shape.slice(1));
  if (target.data.length !== size)
    throw new RangeError(
      `a target of shape [${target.shape.join(", ")}] does not fit ${layer}: [${a.shape.slice(1).join(", ")}]`
    );
  return [tf.reshape(a, [a.shape[0], size]), tf.tensor2d(target.data, [1, size])];
}

const normSquared = ({data}: Grid): number => {
  let total = 0;
  for (const v of data) total += v * v;
  return total;
};
