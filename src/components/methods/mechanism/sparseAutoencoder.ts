import {full, type Grid, grid} from "../../arrays/grid.js";
import {random, type Random} from "../../arrays/random.js";
import {adam, type Adam, type Parameters} from "../../lab/adam.js";
import {slowDown} from "../../lab/descend.js";
import {toGrid, withTensor} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";

export type AutoencoderKind = "l1" | "top-k" | "gated";

export interface AutoencoderOptions {
  kind: AutoencoderKind;
  /** Size of the dictionary. */
  features: number;
  /** Weight of the L1 penalty on codes (l1) or gates (gated), with activations scaled to a mean norm of √d. */
  sparsity: number;
  /** Features allowed at once (top-k). */
  k: number;
  steps: number;
  batch: number;
  stepSize: number;
  /** A feature is dead after this many steps without firing on a batch. */
  deadAfter: number;
  /** Steps between revivals of dead features, which cease for the last fifth of training; 0 for none. */
  resampleEvery: number;
  /** Steps between frames; the last step always gives one. */
  every: number;
  seed: number;
  signal: AbortSignal | undefined;
}

/**
 * A trained dictionary, as plain arrays. Activations are multiplied by `scale` before, and divided by it after.
 * `parameters`: `encoder` [d, features], `encoderBias` [features], `decoder` [features, d] with unit rows, `centre` [d],
 * and when gated `magnitude` and `magnitudeBias` [features].
 */
export interface Autoencoder {
  kind: AutoencoderKind;
  features: number;
  k: number;
  scale: number;
  parameters: Record<string, Grid>;
}

export interface AutoencoderFrame {
  step: number;
  steps: number;
  /** Of the frame's own batch: squared error plus penalty. */
  loss: number;
  /** Share of the activations' variance that the reconstruction misses (0 is perfect, 1 as bad as their mean). */
  unexplained: number;
  /** Features active at once, on average (L0). */
  active: number;
  /** Features that have not fired for a while. */
  dead: number;
  /** Features revived so far. */
  revived: number;
  autoencoder: Autoencoder;
}

/**
 * Which features are activations made of? Learns an overcomplete dictionary x ≈ f D + centre with few features f ≥ 0
 * active at once, from activations [n, d]. Decoder rows are held at length 1.
 * - l1: f = ReLU((x − c)W + b); loss ‖x − x̂‖² + λ Σ f
 * - top-k: f keeps the k largest of (x − c)W + b, if positive; loss ‖x − x̂‖²
 * - gated: f = [π > 0] ReLU(e^r ⊙ (x − c)W + b′), π = (x − c)W + b; loss ‖x − x̂‖² + λ Σ ReLU(π) + ‖x − x̂(ReLU π)‖²,
 *   the last with the decoder held
 *
 * Dead features start again in the direction of badly rebuilt activations. Departures: the centre starts at the mean,
 * not the geometric median; the decoder's rows are projected after each step, without removing that part of the
 * gradient.
 *
 * @see Bricken et al. (2023), Towards Monosemanticity, https://transformer-circuits.pub/2023/monosemantic-features,
 * appendix "Autoencoder"; Gao et al. (2024), https://arxiv.org/abs/2406.04093, section 2.3 (top-k); Rajamanoharan et al.
 * (2024), https://arxiv.org/abs/2404.16014, section 3.2 (gated)
 */
export async function* sparseAutoencoder(
  activations: Grid,
  options: Partial<AutoencoderOptions> = {}
): AsyncGenerator<AutoencoderFrame, void, undefined> {
  const o = withDefaults<AutoencoderOptions>("sparseAutoencoder", options, {
    kind: "l1",
    features: 64,
    sparsity: 2,
    k: 4,
    steps: 1500,
    batch: 256,
    stepSize: 1e-2,
    deadAfter: 100,
    resampleEvery: 250,
    every: 50,
    seed: 0,
    signal: undefined
  });
  const [n] = activations.shape;
  if (activations.shape.length !== 2 || !n)
    throw new RangeError(`activations must be [n, d] with n > 0, not [${activations.shape.join(", ")}]`);
  if (!(o.k >= 1 && o.k <= o.features)) throw new RangeError(`k must be 1 to ${o.features} features, not ${o.k}`);
  const next = random(o.seed);
  const {scaled, scale, mean, variance} = standardised(activations);
  const x = tf.tensor(scaled.data, scaled.shape);
  const optimiser = adam(initialDictionary(o, mean, next));
  let idle: tf.Tensor = tf.zeros([o.features]);
  let revived = 0;
  try {
    for (let step = 1; step <= o.steps; ++step) {
      await breathe();
      throwIfAborted(o.signal);
      const rows = Int32Array.from({length: Math.min(o.batch, n)}, () => next.integer(n));
      const seen = learn(optimiser, x, rows, o, o.stepSize * slowDown(step / o.steps));
      try {
        idle = replacedBy(idle, (t) => tf.mul(tf.add(t, 1), tf.sub(1, seen.fired)));
        if (o.resampleEvery && step % o.resampleEvery === 0 && step <= 0.8 * o.steps) {
          const dead = await deadFeatures(idle, o.deadAfter);
          await revive(optimiser, scaled, dead, o, next);
          revived += dead.length;
          idle = replacedBy(idle, (t) => tf.mul(t, keepMask(o.features, dead)));
        }
        if (step % o.every !== 0 && step !== o.steps) continue;
        const [loss, error, active] = await Promise.all(
          [seen.loss, seen.error, seen.active].map(async (t) => (await t.data())[0])
        );
        yield {
          step,
          steps: o.steps,
          loss,
          unexplained: error / variance,
          active,
          dead: (await deadFeatures(idle, o.deadAfter)).length,
          revived,
          autoencoder: {kind: o.kind, features: o.features, k: o.k, scale, parameters: await optimiser.read()}
        };
      } finally {
        tf.dispose(seen as any);
      }
    }
  } finally {
    tf.dispose([x, idle]);
    optimiser.dispose();
  }
}

function replacedBy(old: tf.Tensor, f: (old: tf.Tensor) => tf.Tensor): tf.Tensor {
  const value = tf.tidy(() => f(old));
  old.dispose();
  return value;
}

/** Activations scaled to a mean norm of √d, their mean [d], and their variance summed over the d numbers. */
function standardised({data, shape: [n, d]}: Grid) {
  let norms = 0;
  for (let i = 0; i < n; ++i) norms += Math.hypot(...data.subarray(i * d, (i + 1) * d));
  const scale = norms ? (Math.sqrt(d) * n) / norms : 1;
  const scaled = grid(
    data.map((v) => v * scale),
    [n, d]
  );
  const mean = full([d]);
  scaled.data.forEach((v, i) => (mean.data[i % d] += v / n));
  const variance = scaled.data.reduce((sum, v, i) => sum + (v - mean.data[i % d]) ** 2, 0) / n;
  return {scaled, scale, mean, variance};
}

/** Random unit directions, read by the encoder as they are written by the decoder. */
function initialDictionary({features, kind}: AutoencoderOptions, mean: Grid, next: Random): Record<string, Grid> {
  const d = mean.shape[0];
  const decoder = full([features, d]);
  const encoder = full([d, features]);
  for (let i = 0; i < features; ++i) {
    const direction = Float32Array.from({length: d}, () => next.normal());
    const length = Math.hypot(...direction);
    direction.forEach((v, j) => (encoder.data[j * features + i] = decoder.data[i * d + j] = v / length));
  }
  const start: Record<string, Grid> = {encoder, encoderBias: full([features]), decoder, centre: mean};
  return kind === "gated" ? {...start, magnitude: full([features]), magnitudeBias: full([features])} : start;
}

/** One step on some rows. Returns loss, squared error, mean number of active features, and who fired (0 or 1). */
function learn(optimiser: Adam, x: tf.Tensor, rows: Int32Array, o: AutoencoderOptions, stepSize: number) {
  return tf.tidy(() => {
    const batch = tf.gather(x, tf.tensor1d(rows, "int32"));
    const seen: Record<"codes" | "error", tf.Tensor | undefined> = {codes: undefined, error: undefined};
    const value = optimiser.step((p) => {
      const {codes, gates} = encode(p, batch, o);
      const error = squaredError(batch, codes, p);
      seen.codes = tf.keep(codes);
      seen.error = tf.keep(error);
      if (o.kind === "top-k") return error;
      const penalty = tf.mul(tf.mean(tf.sum(gates, 1)), o.sparsity);
      if (o.kind === "l1") return tf.add(error, penalty);
      const held = {...p, decoder: stopGradient(p.decoder), centre: stopGradient(p.centre)};
      return tf.addN([error, penalty, squaredError(batch, gates, held)]);
    }, stepSize);
    const {decoder} = optimiser.parameters;
    optimiser.replace({decoder: tf.div(decoder, tf.maximum(tf.norm(decoder, 2, 1, true), 1e-8))});
    const on = tf.cast(tf.greater(seen.codes!, 0), "float32");
    seen.codes!.dispose();
    return {loss: value, error: seen.error!, active: tf.mean(tf.sum(on, 1)), fired: tf.max(on, 0)};
  });
}

const squaredError = (x: tf.Tensor, codes: tf.Tensor, p: Parameters) =>
  tf.mean(tf.sum(tf.squaredDifference(x, decode(p, codes)), 1));

const decode = (p: Parameters, codes: tf.Tensor): tf.Tensor =>
  tf.add(tf.matMul(codes as tf.Tensor2D, p.decoder as tf.Tensor2D), p.centre);

/** Codes [n, features], and what the penalty is laid on: the codes themselves, or a gated autoencoder's ReLU(π). */
function encode(p: Parameters, x: tf.Tensor, {kind, k}: {kind: AutoencoderKind; k: number}) {
  const read = tf.matMul(tf.sub(x, p.centre) as tf.Tensor2D, p.encoder as tf.Tensor2D);
  const sum = tf.add(read, p.encoderBias);
  const positive = tf.relu(sum);
  if (kind === "l1") return {codes: positive, gates: positive};
  if (kind === "top-k") {
    const codes = keepTop(positive, k);
    return {codes, gates: codes};
  }
  const magnitude = tf.relu(tf.add(tf.mul(read, tf.exp(p.magnitude)), p.magnitudeBias));
  return {codes: maskedBy(magnitude, sum), gates: positive};
}

/** Keeps the k largest of each row; the others become 0, in value and in gradient. */
function keepTop(x: tf.Tensor, k: number): tf.Tensor {
  return tf.customGrad((x, save) => {
    const tensor = x as tf.Tensor;
    const least = tf.slice(tf.topk(tensor, k).values, [0, k - 1], [-1, 1]);
    const mask = tf.cast(tf.greaterEqual(tensor, least), "float32");
    (save as tf.GradSaveFunc)([mask]);
    return {value: tf.mul(tensor, mask), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0])};
  })(x);
}

/** x where the gate is open (> 0), 0 elsewhere; the gate itself gets no gradient. */
function maskedBy(x: tf.Tensor, gate: tf.Tensor): tf.Tensor {
  return tf.customGrad((x, gate, save) => {
    const mask = tf.cast(tf.greater(gate as tf.Tensor, 0), "float32");
    (save as tf.GradSaveFunc)([mask]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => [tf.mul(dy, saved[0]), tf.zerosLike(saved[0])];
    return {value: tf.mul(x as tf.Tensor, mask), gradFunc};
  })(x, gate);
}

/** The same numbers, through which no gradient flows. */
const stopGradient = (x: tf.Tensor): tf.Tensor =>
  tf.customGrad((x) => ({value: tf.clone(x as tf.Tensor), gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy)}))(x);

async function deadFeatures(idle: tf.Tensor, after: number): Promise<number[]> {
  return Array.from(await idle.data()).flatMap((steps, i) => (steps >= after ? [i] : []));
}

/** 0 for the features given, 1 for all others. */
const keepMask = (features: number, gone: readonly number[]): tf.Tensor => {
  const mask = new Float32Array(features).fill(1);
  for (const i of gone) mask[i] = 0;
  return tf.tensor1d(mask);
};

/**
 * Points dead features at activations drawn with a chance in proportion to their squared error squared, with encoder
 * weights a fifth as long as the living ones', and forgets their moments.
 */
async function revive(optimiser: Adam, x: Grid, dead: number[], o: AutoencoderOptions, next: Random): Promise<void> {
  if (!dead.length) return;
  const d = x.shape[1];
  const drawn = Array.from({length: Math.min(2048, x.shape[0])}, () => next.integer(x.shape[0]));
  const pool = full([drawn.length, d]);
  drawn.forEach((row, at) => pool.data.set(x.data.subarray(row * d, (row + 1) * d), at * d));
  const errors = await toGrid(
    await withTensor(pool, (t) => {
      const back = decode(optimiser.parameters, encode(optimiser.parameters, t, o).codes);
      return tf.square(tf.sum(tf.squaredDifference(t, back), 1));
    })
  );
  const total = errors.data.reduce((sum, v) => sum + v, 0);
  const p = await optimiser.read();
  const living = meanLength(p.encoder, dead);
  for (const i of dead) {
    let mark = next() * total;
    const row = Math.max(
      0,
      errors.data.findIndex((v) => (mark -= v) <= 0)
    );
    const direction = pool.data.slice(row * d, (row + 1) * d).map((v, j) => v - p.centre.data[j]);
    const length = Math.hypot(...direction) || 1;
    for (let j = 0; j < d; ++j) {
      p.decoder.data[i * d + j] = direction[j] / length;
      p.encoder.data[j * o.features + i] = (0.2 * living * direction[j]) / length;
    }
    for (const name of ["encoderBias", "magnitude", "magnitudeBias"]) if (p[name]) p[name].data[i] = 0;
  }
  tf.tidy(() => {
    const mask = keepMask(o.features, dead);
    for (const name of Object.keys(p)) {
      if (name === "centre") continue;
      optimiser.replace({[name]: tf.tensor(p[name].data, p[name].shape)});
      optimiser.forget(name, name === "decoder" ? tf.expandDims(mask, 1) : mask);
    }
  });
}

/** Mean length of the encoder's columns, dead ones left out (unless all are dead). */
function meanLength({data, shape: [d, features]}: Grid, dead: readonly number[]): number {
  const gone = new Set(dead.length < features ? dead : []);
  let sum = 0;
  for (let i = 0; i < features; ++i) {
    if (gone.has(i)) continue;
    let square = 0;
    for (let j = 0; j < d; ++j) square += data[j * features + i] ** 2;
    sum += Math.sqrt(square);
  }
  return sum / (features - gone.size);
}

async function withDictionary(autoencoder: Autoencoder, x: Grid, f: (p: Parameters, x: tf.Tensor) => tf.Tensor) {
  const parameters = Object.entries(autoencoder.parameters);
  return toGrid(
    await withTensor(x, (t) =>
      f(Object.fromEntries(parameters.map(([name, {data, shape}]) => [name, tf.tensor(data, shape)])), t)
    )
  );
}

/** Which features are in these activations, and how strongly? [n, d] → codes [n, features] ≥ 0. */
export const encodeFeatures = (autoencoder: Autoencoder, activations: Grid): Promise<Grid> =>
  withDictionary(autoencoder, activations, (p, x) => encode(p, tf.mul(x, autoencoder.scale), autoencoder).codes);

/** What activations do these codes stand for? [n, features] → [n, d], in the activations' own scale. */
export const decodeFeatures = (autoencoder: Autoencoder, codes: Grid): Promise<Grid> =>
  withDictionary(autoencoder, codes, (p, c) => tf.div(decode(p, c), autoencoder.scale));

/**
 * What changes when a feature is turned up or down? Sets one feature's code to `value` (in the units of
 * `encodeFeatures`) and moves the activations by the difference along its direction; what the dictionary cannot
 * rebuild stays as it was. [n, d] → [n, d].
 *
 * @see Templeton et al. (2024), Scaling Monosemanticity, "Influence on Behavior",
 * https://transformer-circuits.pub/2024/scaling-monosemanticity
 */
export async function steerFeature(autoencoder: Autoencoder, activations: Grid, feature: number, value: number) {
  const {features, scale, parameters} = autoencoder;
  if (!(feature >= 0 && feature < features))
    throw new RangeError(`unknown feature: ${feature} (this dictionary has 0 to ${features - 1})`);
  const codes = await encodeFeatures(autoencoder, activations);
  const d = activations.shape[1];
  const direction = parameters.decoder.data.subarray(feature * d, (feature + 1) * d);
  const data = activations.data.map(
    (v, i) => v + ((value - codes.data[Math.floor(i / d) * features + feature]) * direction[i % d]) / scale
  );
  return grid(data, activations.shape);
}
