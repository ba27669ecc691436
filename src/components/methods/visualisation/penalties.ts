import * as tf from "../../lab/tf.js";

/** What should a picture avoid? Images [n, h, w, c] in [0, 1] → a cost for each, [n]. */
export type Penalty = (images: tf.Tensor4D) => tf.Tensor;

/** A penalty as plain data, with its weight. */
export type PenaltySpec =
  | {kind: "l1"; weight: number}
  | {kind: "l2"; weight: number}
  | {kind: "tv"; weight: number; beta?: number}
  | {kind: "alpha"; weight: number; alpha?: number};

/** The weighted sum of penalties; no penalty costs nothing. Throws on a kind it does not know. */
export function penalty(specs: readonly PenaltySpec[]): Penalty {
  const terms = specs.map((spec): Penalty => {
    const cost = costOf(spec);
    return (images) => tf.mul(cost(images), spec.weight);
  });
  return (images) => (terms.length ? tf.addN(terms.map((t) => t(images))) : tf.zeros([images.shape[0]]));
}

function costOf(spec: PenaltySpec): Penalty {
  if (spec.kind === "l1") return l1;
  if (spec.kind === "l2") return l2;
  if (spec.kind === "tv") return totalVariation(spec.beta);
  if (spec.kind === "alpha") return alphaNorm(spec.alpha);
  throw new RangeError(`unknown penalty: ${(spec as {kind: string}).kind} (known: l1, l2, tv, alpha)`);
}

/** How much ink is there? The mean of x: for digits, white on black, it leaves only the strokes that count. */
export const l1: Penalty = (images) => meanOf(images);

/** How far is a picture from plain grey? The mean of (x − ½)². */
export const l2: Penalty = (images) => meanOf(tf.square(tf.sub(images, 0.5)));

/**
 * How extreme are a picture's numbers? The mean of |2x − 1|^α: 0 for grey, 1 for black and white. A large α leaves the
 * middle of the range free and holds its ends. Departure: a mean, where the paper sums, so that a weight means the
 * same at every size. `alpha` ≥ 2.
 * @see Mahendran & Vedaldi, "Understanding Deep Image Representations by Inverting Them", CVPR (2015), section 3
 */
export function alphaNorm(alpha = 6): Penalty {
  if (!(alpha >= 2)) throw new RangeError(`the α-norm needs α of 2 or more, not ${alpha}`);
  return (images) => meanOf(tf.pow(tf.square(tf.sub(tf.mul(images, 2), 1)), alpha / 2));
}

/**
 * How rough is a picture? TV^β: the mean over positions and channels of ((x[i, j+1] − x[i, j])² + (x[i+1, j] −
 * x[i, j])²)^(β/2). β = 1 keeps edges, β = 2 smooths spikes. Departure: a mean, as in `alphaNorm`; the last row and
 * column, which have no next one, are left out.
 * @see Mahendran & Vedaldi (2015), section 3, "total variation"
 */
export function totalVariation(beta = 2): Penalty {
  if (!(beta > 0)) throw new RangeError(`total variation needs a positive β, not ${beta}`);
  return (images) => {
    const [n, h, w, c] = images.shape;
    const inner = [n, h - 1, w - 1, c] as [number, number, number, number];
    const here = tf.slice(images, [0, 0, 0, 0], inner);
    const right = tf.squaredDifference(tf.slice(images, [0, 0, 1, 0], inner), here);
    const down = tf.squaredDifference(tf.slice(images, [0, 1, 0, 0], inner), here);
    const squares = tf.add(right, down);
    // Below β = 2 the power has no gradient at a flat spot.
    return meanOf(beta === 2 ? squares : tf.pow(tf.add(squares, 1e-8), beta / 2));
  };
}

const meanOf = (a: tf.Tensor): tf.Tensor => tf.mean(tf.reshape(a, [a.shape[0], -1]), 1);
