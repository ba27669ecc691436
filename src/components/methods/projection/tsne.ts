import type {Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {calibrate, neighboursFor, symmetrise, type Affinities} from "./affinities.js";
import {fewerNeighbours, nearestNeighbours, type Neighbours} from "./neighbours.js";
import {pca} from "./pca.js";
import {exactRepulsion, interpolatedRepulsion, type Repulsion} from "./repulsion.js";

/** What may be changed while t-SNE runs: every step reads the object anew. */
export interface TsneSettings {
  /** The effective number of neighbours of each point: above 1, at most n / 3 (and `maxPerplexity`). */
  perplexity: number;
  /** What the affinities are multiplied by; "early" is 12 for the first quarter of 1,000 steps, then 1. */
  exaggeration: number | "early";
  /** The step size; "auto" is max(n / 48, 50). */
  learningRate: number | "auto";
  /** How much of the last step is kept; "early" is .5 for the first 250 steps, then .8. */
  momentum: number | "early";
}

export interface TsneOptions {
  /** Live: change its fields while the method runs. */
  settings: Partial<TsneSettings>;
  /** The largest perplexity that will be asked while it runs; more neighbours are found for it beforehand. */
  maxPerplexity: number;
  steps: number;
  /** Where the points start: along two principal components, at random, or in a given layout [n, 2]. */
  start: "pca" | "random" | Grid;
  /** How the points push each other; "auto" is exact up to 800 points and interpolated above. */
  repulsion: "auto" | "exact" | "interpolated" | Repulsion;
  /** The points' neighbours, when they are known already (at least 3 · perplexity of them). */
  neighbours: Neighbours | undefined;
  /** Steps between frames; the last step always gives one. */
  every: number;
  seed: number;
  signal: AbortSignal | undefined;
}

export interface TsneFrame {
  step: number;
  steps: number;
  /** [n, 2], centred on 0. */
  layout: Grid;
  /** Σ pᵢⱼ log(pᵢⱼ / qᵢⱼ), in nats, without exaggeration, before the step. */
  kl: number;
  /** What the settings came to at this step. */
  perplexity: number;
  exaggeration: number;
  learningRate: number;
}

const DEFAULTS: TsneSettings = {perplexity: 30, exaggeration: "early", learningRate: "auto", momentum: "early"};
const EARLY = 250;
/** Above this, interpolation beats the plain loop over pairs (bench/projections.ts). */
const PAIRS_UP_TO = 800;

/**
 * Which points are neighbours, drawn in the plane? t-distributed stochastic neighbour embedding: gradient descent,
 * with momentum and gains, on KL(P‖Q) where pᵢⱼ comes from Gaussians of one perplexity and qᵢⱼ = q̃ᵢⱼ / Z,
 * q̃ᵢⱼ = 1 / (1 + |yᵢ − yⱼ|²). P is kept for the 3 · perplexity nearest neighbours; memory is linear in n.
 * [n, d] → frames of [n, 2]. Reduce wide data first (`pca`, 50 components).
 * @see van der Maaten and Hinton, "Visualizing Data using t-SNE" (2008); van der Maaten, "Accelerating t-SNE using
 *   Tree-Based Algorithms" (2014) for the sparse P; Kobak and Berens, "The art of using t-SNE" (2019) for the start
 */
export async function* tsne(x: Grid, options?: Partial<TsneOptions>): AsyncGenerator<TsneFrame, void, undefined> {
  const o = withDefaults<TsneOptions>("tsne", options, {
    settings: {},
    maxPerplexity: 0,
    steps: 500,
    start: "pca",
    repulsion: "auto",
    neighbours: undefined,
    every: 1,
    seed: 1,
    signal: undefined
  });
  const n = x.shape[0];
  if (!(n >= 7)) throw new RangeError(`t-SNE needs at least 7 points, got ${n}`);
  const read = () => withDefaults("tsne: settings", o.settings, DEFAULTS);
  const widest = Math.max(o.maxPerplexity, legalPerplexity(read().perplexity, n));
  const neighbours = o.neighbours ?? (await nearestNeighbours(x, {k: neighboursFor(widest, n), signal: o.signal}));
  const state = createState(await startingLayout(x, o));
  const repulsion = chooseRepulsion(o.repulsion, n);
  let affinities: Affinities | undefined;
  let known = NaN;
  try {
    for (let step = 1; step <= o.steps; ++step) {
      await breathe();
      throwIfAborted(o.signal);
      const settings = read();
      if (settings.perplexity !== known) {
        affinities = affinitiesOf(neighbours, settings.perplexity);
        known = settings.perplexity;
      }
      const exaggeration = settings.exaggeration === "early" ? (step <= EARLY ? 12 : 1) : settings.exaggeration;
      const learningRate = settings.learningRate === "auto" ? Math.max(n / 48, 50) : settings.learningRate;
      const momentum = settings.momentum === "early" ? (step <= EARLY ? 0.5 : 0.8) : settings.momentum;
      const last = step === o.steps || step % o.every === 0;
      const kl = await gradientInto(state.gradient, state, affinities!, exaggeration, repulsion, last);
      descend(state, learningRate, momentum);
      if (!last) continue;
      const layout = {data: Float32Array.from(state.layout), shape: [n, 2]};
      yield {step, steps: o.steps, layout, kl, perplexity: known, exaggeration, learningRate};
    }
  } finally {
    repulsion.dispose();
  }
}

/** The KL divergence of a layout and its gradient, [n, 2]: what t-SNE walks down. Exaggeration 1. */
export async function tsneGradient(
  layout: Grid,
  affinities: Affinities,
  repulsion: Repulsion = exactRepulsion()
): Promise<{kl: number; gradient: Float64Array}> {
  const state = createState(Float64Array.from(layout.data));
  const kl = await gradientInto(state.gradient, state, affinities, 1, repulsion, true);
  return {kl, gradient: state.gradient};
}

interface State {
  layout: Float64Array;
  gradient: Float64Array;
  forces: Float64Array;
  velocity: Float64Array;
  gains: Float64Array;
}

const createState = (layout: Float64Array): State => ({
  layout,
  gradient: new Float64Array(layout.length),
  forces: new Float64Array(layout.length),
  velocity: new Float64Array(layout.length),
  gains: new Float64Array(layout.length).fill(1)
});

function legalPerplexity(perplexity: number, n: number): number {
  if (!(perplexity > 1 && perplexity <= n / 3))
    throw new RangeError(`perplexity must be above 1 and at most n / 3 = ${Math.floor(n / 3)}, got ${perplexity}`);
  return perplexity;
}

function affinitiesOf(neighbours: Neighbours, perplexity: number): Affinities {
  const k = neighboursFor(legalPerplexity(perplexity, neighbours.n), neighbours.n);
  if (k > neighbours.k)
    throw new RangeError(
      `perplexity ${perplexity} needs ${k} neighbours, ${neighbours.k} are known: raise maxPerplexity`
    );
  const near = fewerNeighbours(neighbours, k);
  return symmetrise(near, calibrate(near, perplexity));
}

function chooseRepulsion(asked: TsneOptions["repulsion"], n: number): Repulsion {
  if (typeof asked === "object") return asked;
  if (asked === "auto") return n <= PAIRS_UP_TO ? exactRepulsion() : interpolatedRepulsion();
  if (asked === "exact") return exactRepulsion();
  if (asked === "interpolated") return interpolatedRepulsion();
  throw new RangeError(`unknown repulsion: ${asked} (it takes: auto, exact, interpolated, or a Repulsion)`);
}

async function startingLayout(x: Grid, {start, seed, signal}: TsneOptions): Promise<Float64Array> {
  const n = x.shape[0];
  if (typeof start === "object") {
    if (start.data.length !== 2 * n) throw new RangeError(`the start has shape [${start.shape}], not [${n}, 2]`);
    return Float64Array.from(start.data);
  }
  if (start === "random") {
    const next = random(seed);
    return Float64Array.from({length: 2 * n}, () => 1e-4 * next.normal());
  }
  const {layout, variance} = await pca(x, {components: 2, seed, signal});
  const scale = variance[0] > 0 ? 1e-4 / Math.sqrt(variance[0]) : 1;
  return Float64Array.from(layout.data, (v) => v * scale);
}

/**
 * ∂KL/∂yᵢ = 4 (e Σⱼ pᵢⱼ q̃ᵢⱼ (yᵢ − yⱼ) − Σⱼ q̃²ᵢⱼ (yᵢ − yⱼ) / Z), with exaggeration e. Gives the divergence where it
 * is asked for, else NaN.
 */
async function gradientInto(
  gradient: Float64Array,
  {layout, forces}: State,
  affinities: Affinities,
  exaggeration: number,
  repulsion: Repulsion,
  measure: boolean
): Promise<number> {
  // Started first: on a GPU the repulsion runs while this thread adds up the attraction.
  const pushing = repulsion.push(layout, forces);
  attract(layout, affinities, gradient);
  const divergence = measure ? divergenceOf(layout, affinities) : NaN;
  const z = typeof pushing === "number" ? pushing : await pushing;
  for (let c = 0; c < gradient.length; ++c) gradient[c] = 4 * (exaggeration * gradient[c] - forces[c] / z);
  return divergence + Math.log(z);
}

/** Σⱼ pᵢⱼ q̃ᵢⱼ (yᵢ − yⱼ) for each i, over the sparse pairs. */
function attract(y: Float64Array, {n, starts, columns, values}: Affinities, out: Float64Array): void {
  out.fill(0);
  for (let i = 0; i < n; ++i) {
    const xi = y[2 * i];
    const yi = y[2 * i + 1];
    let fx = 0;
    let fy = 0;
    for (let e = starts[i], end = starts[i + 1]; e < end; ++e) {
      const j = 2 * columns[e];
      const dx = xi - y[j];
      const dy = yi - y[j + 1];
      const w = values[e] / (1 + dx * dx + dy * dy);
      fx += w * dx;
      fy += w * dy;
      out[j] -= w * dx;
      out[j + 1] -= w * dy;
    }
    out[2 * i] += fx;
    out[2 * i + 1] += fy;
  }
}

/** Σ pᵢⱼ log(pᵢⱼ / q̃ᵢⱼ): the divergence less log Z, since the p add up to 1. */
function divergenceOf(y: Float64Array, {n, starts, columns, values}: Affinities): number {
  let sum = 0;
  for (let i = 0; i < n; ++i)
    for (let e = starts[i]; e < starts[i + 1]; ++e) {
      const p = values[e];
      const dx = y[2 * i] - y[2 * columns[e]];
      const dy = y[2 * i + 1] - y[2 * columns[e] + 1];
      if (p > 0) sum += p * Math.log(p * (1 + dx * dx + dy * dy));
    }
  return 2 * sum;
}

/** One step with momentum; each coordinate's gain grows while its gradient keeps against its velocity. */
function descend({layout, gradient, velocity, gains}: State, learningRate: number, momentum: number): void {
  const centre = [0, 0];
  for (let c = 0; c < layout.length; ++c) {
    const slows = gradient[c] > 0 === velocity[c] > 0;
    gains[c] = Math.max(0.01, slows ? gains[c] * 0.8 : gains[c] + 0.2);
    velocity[c] = momentum * velocity[c] - learningRate * gains[c] * gradient[c];
    layout[c] += velocity[c];
    centre[c & 1] += layout[c];
  }
  for (let c = 0; c < layout.length; ++c) layout[c] -= (2 * centre[c & 1]) / layout.length;
}
