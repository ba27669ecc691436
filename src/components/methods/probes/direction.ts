import {sliceOf, type Grid} from "../../arrays/grid.js";
import {normals} from "../../arrays/random.js";
import {valueAndGradient, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import type {Probe} from "./probe.js";

/**
 * Which way through the layer does a concept lie? The direction of length 1, in activations, along which a linear
 * probe's score for one class grows fastest against the mean of the others (a concept activation vector), [d].
 * @see Kim et al., "Interpretability beyond feature attribution: TCAV" (2018), section 3.2
 */
export function conceptDirection(probe: Probe, target: number): Float32Array {
  if (probe.layers.length !== 1)
    throw new RangeError("only a linear probe has a direction; this one has a hidden layer");
  const [d, classes] = probe.layers[0].weights.shape;
  if (!(Number.isInteger(target) && target >= 0 && target < classes))
    throw new RangeError(`unknown class: ${target} (this probe has classes 0 to ${classes - 1})`);
  const {data} = probe.layers[0].weights;
  return unit(
    Float32Array.from({length: d}, (_, i) => {
      let others = 0;
      for (let c = 0; c < classes; ++c) if (c !== target) others += data[i * classes + c] / (classes - 1);
      return (data[i * classes + target] - others) * probe.scale[i];
    })
  );
}

/** How far along a direction does each example lie? [n, …] → n inner products. */
export function along(x: Grid, direction: Float32Array): Float32Array {
  const n = x.shape[0];
  const d = x.data.length / n;
  if (d !== direction.length) throw new RangeError(`the direction has ${direction.length} numbers, an example ${d}`);
  return Float32Array.from({length: n}, (_, i) => {
    let s = 0;
    for (let c = 0; c < d; ++c) s += x.data[i * d + c] * direction[c];
    return s;
  });
}

export interface SensitivityOptions {
  /** Examples differentiated together. */
  batch: number;
  /** Random directions to hold the concept against. */
  randomDirections: number;
  seed: number;
  signal: AbortSignal | undefined;
}

export interface Sensitivity {
  /** For each example, the derivative of the class's score along the concept's direction. */
  derivatives: Float32Array;
  /** The share of examples whose score rises along it: the TCAV score. */
  score: number;
  /** The same share for random directions. */
  randomScores: Float32Array;
  /** How often a random direction's share is as far from one half. */
  p: number;
}

/**
 * Does the network use a concept for a class? Differentiates the class's logit, as a function `f` of the layer's
 * activations, along a direction: S = ∇f(a) · v for each example of the class, and the share with S > 0. Random
 * directions show what a share means in this layer.
 * @see Kim et al. (2018), equations 1 and 2
 */
export async function conceptSensitivity(
  f: Scores,
  activations: Grid,
  direction: Float32Array,
  options?: Partial<SensitivityOptions>
): Promise<Sensitivity> {
  const o = withDefaults<SensitivityOptions>("conceptSensitivity", options, {
    batch: 64,
    randomDirections: 50,
    seed: 1,
    signal: undefined
  });
  const gradient = await gradientsOf(f, activations, o);
  const share = (derivatives: Float32Array) => derivatives.filter((v) => v > 0).length / derivatives.length;
  const derivatives = along(gradient, direction);
  const score = share(derivatives);
  const randomScores = Float32Array.from({length: o.randomDirections}, (_, r) =>
    share(along(gradient, unit(normals(direction.length, o.seed + r))))
  );
  const asFar = randomScores.filter((s) => Math.abs(s - 0.5) >= Math.abs(score - 0.5)).length;
  return {derivatives, score, randomScores, p: (1 + asFar) / (1 + o.randomDirections)};
}

async function gradientsOf(f: Scores, x: Grid, {batch, signal}: SensitivityOptions): Promise<Grid> {
  const n = x.shape[0];
  const size = sliceOf(x, 0).data.length;
  const data = new Float32Array(x.data.length);
  for (let from = 0; from < n; from += batch) {
    await breathe();
    throwIfAborted(signal);
    const to = Math.min(n, from + batch);
    const part = {data: x.data.subarray(from * size, to * size), shape: [to - from, ...x.shape.slice(1)]};
    data.set((await valueAndGradient(f, part)).gradient.data, from * size);
  }
  return {data, shape: x.shape};
}

function unit(v: Float32Array): Float32Array {
  const length = Math.sqrt(v.reduce((s, c) => s + c * c, 0));
  return length > 0 ? v.map((c) => c / length) : v;
}
