import type {Grid} from "../arrays/grid.js";
import {withDefaults} from "./options.js";
import * as tf from "./tf.js";

/** Named trainable tensors. */
export type Parameters = Record<string, tf.Tensor>;

export interface AdamOptions {
  /** Decay of the running mean of gradients. */
  beta1: number;
  /** Decay of the running mean of squared gradients. */
  beta2: number;
  epsilon: number;
  /** Longest gradient (Euclidean norm over all parameters together) before it is scaled down; Infinity for none. */
  clip: number;
  /** Decoupled weight decay: each step also shrinks every parameter by stepSize · decay of itself. */
  decay: number;
}

/** Parameters under training, with the optimiser's memory of them. */
export interface Adam {
  /** The parameters as they are now. They belong to the optimiser: read them, do not free them. */
  readonly parameters: Parameters;
  /** Walks one step down `loss`, and returns its value before the step (a scalar to be freed). */
  step(loss: (parameters: Parameters) => tf.Tensor, stepSize: number): tf.Tensor;
  /** Sets parameters from outside, a constraint say; takes over the new tensors and frees the old. */
  replace(parameters: Parameters): void;
  /** Forgets the moments where `mask` (broadcast against the parameter) is 0, and keeps them where it is 1. */
  forget(name: string, mask: tf.Tensor): void;
  /** Downloads the parameters. */
  read(): Promise<Record<string, Grid>>;
  dispose(): void;
}

/**
 * Which way, and how far, should each parameter move? Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
 * θ ← θ − stepSize · m̂ / (√v̂ + ε), with the bias-corrected moments m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ).
 *
 * @see Kingma & Ba (2015), Adam: A Method for Stochastic Optimization, algorithm 1, https://arxiv.org/abs/1412.6980;
 * Loshchilov & Hutter (2019), Decoupled Weight Decay Regularization, https://arxiv.org/abs/1711.05101
 */
export function adam(start: Record<string, Grid>, options: Partial<AdamOptions> = {}): Adam {
  const {beta1, beta2, epsilon, clip, decay} = withDefaults<AdamOptions>("adam", options, {
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    clip: Infinity,
    decay: 0
  });
  const names = Object.keys(start);
  const parameters: Parameters = {};
  const first: Parameters = {};
  const second: Parameters = {};
  for (const name of names) {
    parameters[name] = tf.tensor(start[name].data, start[name].shape, "float32");
    first[name] = tf.zeros(start[name].shape);
    second[name] = tf.zeros(start[name].shape);
  }
  let t = 0;
  const set = (store: Parameters, name: string, value: tf.Tensor) => {
    store[name].dispose();
    store[name] = tf.keep(value);
  };
  const move = (gradients: tf.Tensor[], stepSize: number) => {
    ++t;
    const correctedStep = (stepSize * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
    const correctedEpsilon = epsilon * Math.sqrt(1 - beta2 ** t);
    const scale = clip < Infinity ? clipping(gradients, clip) : null;
    names.forEach((name, i) => {
      const g = scale ? tf.mul(gradients[i], scale) : gradients[i];
      set(first, name, tf.add(tf.mul(first[name], beta1), tf.mul(g, 1 - beta1)));
      set(second, name, tf.add(tf.mul(second[name], beta2), tf.mul(tf.square(g), 1 - beta2)));
      const change = tf.div(tf.mul(first[name], correctedStep), tf.add(tf.sqrt(second[name]), correctedEpsilon));
      const shrunk = decay ? tf.mul(parameters[name], 1 - stepSize * decay) : parameters[name];
      set(parameters, name, tf.sub(shrunk, change));
    });
  };
  return {
    parameters,
    step: (loss, stepSize) =>
      tf.tidy(() => {
        const f = (...tensors: tf.Tensor[]) => loss(Object.fromEntries(names.map((name, i) => [name, tensors[i]])));
        const {value, grads} = tf.valueAndGrads(f as any)(names.map((name) => parameters[name]));
        move(grads, stepSize);
        return value;
      }),
    replace(changed) {
      for (const [name, value] of Object.entries(changed)) set(parameters, name, value);
    },
    forget: (name, mask) =>
      tf.tidy(() => {
        for (const store of [first, second]) set(store, name, tf.mul(store[name], mask));
      }),
    async read() {
      const data = await Promise.all(names.map((name) => parameters[name].data()));
      return Object.fromEntries(
        names.map((name, i) => [name, {data: Float32Array.from(data[i]), shape: [...start[name].shape]}])
      );
    },
    dispose() {
      for (const store of [parameters, first, second]) for (const name of names) store[name].dispose();
    }
  };
}

/** The factor that brings the gradients' common norm down to `limit`. */
function clipping(gradients: tf.Tensor[], limit: number): tf.Tensor {
  const norm = tf.sqrt(tf.addN(gradients.map((g) => tf.sum(tf.square(g)))));
  return tf.div(limit, tf.maximum(norm, limit));
}
