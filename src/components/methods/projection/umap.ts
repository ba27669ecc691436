import type {Grid} from "../../arrays/grid.js";
import {random, type Random} from "../../arrays/random.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {fewerNeighbours, nearestNeighbours, type Neighbours} from "./neighbours.js";
import {pca} from "./pca.js";

/** What may be changed while UMAP runs: every epoch reads the object anew. */
export interface UmapSettings {
  /** The size of each point's neighbourhood, itself included, as umap-learn counts: 2 … n. */
  neighbours: number;
  /** How close points may lie in the layout. */
  minDist: number;
  /** The scale of the layout: the distance over which membership falls off. */
  spread: number;
  /** Random points pushed away for every neighbour pulled in. */
  negatives: number;
  /** The weight of pushing against pulling. */
  repulsion: number;
  /** The step size of the first epoch; it falls in a straight line to 0. */
  learningRate: number;
}

export interface UmapOptions {
  /** Live: change its fields while the method runs. */
  settings: Partial<UmapSettings>;
  /** The largest neighbourhood that will be asked while it runs. */
  maxNeighbours: number;
  /**
   * Epochs. umap-learn takes 500 up to 10,000 points; 800 leave every one of three seeds a little truer (2,000 digits,
   * trustworthiness .9457 … .9476 after .9443 … .9466).
   */
  steps: number;
  start: "pca" | "random" | Grid;
  /** The points' neighbours, when they are known already (at least `settings.neighbours` − 1 of them). */
  neighbours: Neighbours | undefined;
  every: number;
  seed: number;
  signal: AbortSignal | undefined;
}

export interface UmapFrame {
  step: number;
  steps: number;
  /** [n, 2] */
  layout: Grid;
  /** What the settings came to at this epoch. */
  neighbours: number;
  a: number;
  b: number;
  learningRate: number;
}

/** Memberships of the fuzzy neighbourhood graph, each directed edge with a weight in (0, 1]. */
export interface FuzzyGraph {
  from: Int32Array;
  to: Int32Array;
  weights: Float64Array;
}

const DEFAULTS: UmapSettings = {
  neighbours: 15,
  minDist: 0.1,
  spread: 1,
  negatives: 5,
  repulsion: 1,
  learningRate: 1
};

/**
 * Which points belong together, drawn in the plane? Uniform manifold approximation and projection: a fuzzy graph of
 * neighbours, laid out by sampling its edges (pulled together by weight) and random pairs (pushed apart) under the
 * curve 1 / (1 + a d^{2b}). Exact neighbours where umap-learn approximates them, and principal components where it
 * starts from the graph's spectrum. [n, d] → one frame [n, 2] for each epoch.
 * @see McInnes, Healy, Melville, "UMAP" (2018), algorithms 1–5, https://arxiv.org/abs/1802.03426
 */
export async function* umap(x: Grid, options?: Partial<UmapOptions>): AsyncGenerator<UmapFrame, void, undefined> {
  const n = x.shape[0];
  const o = withDefaults<UmapOptions>("umap", options, {
    settings: {},
    maxNeighbours: 0,
    steps: n <= 10_000 ? 800 : 200,
    start: "pca",
    neighbours: undefined,
    every: 1,
    seed: 1,
    signal: undefined
  });
  const read = () => withDefaults("umap: settings", o.settings, DEFAULTS);
  const widest = Math.max(o.maxNeighbours, legalNeighbours(read().neighbours, n));
  const neighbours = o.neighbours ?? (await nearestNeighbours(x, {k: widest - 1, signal: o.signal}));
  const next = random(o.seed);
  const layout = await startingLayout(x, o, next);
  let schedule: Schedule | undefined;
  let known = NaN;
  let curve: {a: number; b: number; key: string} | undefined;
  for (let step = 1; step <= o.steps; ++step) {
    await breathe();
    throwIfAborted(o.signal);
    const settings = read();
    if (settings.neighbours !== known) {
      schedule = createSchedule(graphOf(neighbours, settings.neighbours), step);
      known = settings.neighbours;
    }
    const key = `${settings.minDist} ${settings.spread}`;
    if (curve?.key !== key) curve = {...umapCurve(settings.minDist, settings.spread), key};
    const learningRate = settings.learningRate * (1 - (step - 1) / o.steps);
    epoch(layout, schedule!, step, {...settings, ...curve, learningRate}, next);
    if (step % o.every !== 0 && step !== o.steps) continue;
    const frame = {data: Float32Array.from(layout), shape: [n, 2]};
    yield {step, steps: o.steps, layout: frame, neighbours: known, a: curve.a, b: curve.b, learningRate};
  }
}

function legalNeighbours(neighbours: number, n: number): number {
  if (!(Number.isInteger(neighbours) && neighbours >= 2 && neighbours <= n))
    throw new RangeError(`neighbours must be a whole number from 2 to n = ${n}, got ${neighbours}`);
  return neighbours;
}

function graphOf(known: Neighbours, neighbours: number): FuzzyGraph {
  const k = legalNeighbours(neighbours, known.n) - 1;
  if (k > known.k)
    throw new RangeError(`${neighbours} neighbours asked, ${known.k + 1} are known: raise maxNeighbours`);
  return fuzzyGraph(fewerNeighbours(known, k));
}

/**
 * How strongly is each point another's neighbour? w_{j|i} = exp(−max(0, dᵢⱼ − ρᵢ) / σᵢ), with ρ the distance of the
 * nearest other point and σ such that a row adds up to log₂(k + 1); joined by w + wᵀ − w∘wᵀ. Both directions of an
 * edge are listed.
 */
export function fuzzyGraph(near: Neighbours): FuzzyGraph {
  const {n, k, indices} = near;
  const weight = memberships(near);
  const {starts, edges} = arriving(near);
  const from = new Int32Array(2 * n * k);
  const to = new Int32Array(2 * n * k);
  const weights = new Float64Array(2 * n * k);
  /** Where in `weight` the way back from each point to i is, if i is the one it was noted for. */
  const back = new Int32Array(n);
  const notedFor = new Int32Array(n).fill(-1);
  let count = 0;
  const add = (i: number, j: number, w: number) => {
    from[count] = i;
    to[count] = j;
    weights[count++] = w;
  };
  for (let i = 0; i < n; ++i) {
    for (let s = starts[i]; s < starts[i + 1]; ++s) {
      const j = Math.floor(edges[s] / k);
      back[j] = edges[s];
      notedFor[j] = i;
    }
    for (let e = i * k; e < (i + 1) * k; ++e) {
      const j = indices[e];
      const both = notedFor[j] === i;
      if (both && j < i) continue;
      const w = weight[e];
      const v = both ? weight[back[j]] : 0;
      add(i, j, w + v - w * v);
      add(j, i, w + v - w * v);
    }
  }
  return {from: from.slice(0, count), to: to.slice(0, count), weights: weights.slice(0, count)};
}

/** The edges that end in each point: those of point i are edges[starts[i]] … edges[starts[i + 1] − 1]. */
function arriving({n, indices}: Neighbours): {starts: Int32Array; edges: Int32Array} {
  const starts = new Int32Array(n + 1);
  for (const j of indices) ++starts[j + 1];
  for (let i = 0; i < n; ++i) starts[i + 1] += starts[i];
  const next = starts.slice();
  const edges = new Int32Array(indices.length);
  indices.forEach((j, e) => (edges[next[j]++] = e));
  return {starts, edges};
}

/** w_{j|i} for each listed neighbour, [n × k]. */
function memberships({n, k, distances}: Neighbours): Float64Array {
  const overall = meanOf(distances);
  const weight = new Float64Array(n * k);
  let sigma = overall;
  for (let i = 0; i < n; ++i) {
    const row = distances.subarray(i * k, (i + 1) * k);
    const rho = row.find((d) => d > 0) ?? 0;
    sigma = bandwidth(row, rho, Math.log2(k + 1), sigma);
    const width = Math.max(sigma, 1e-3 * (rho > 0 ? meanOf(row) : overall));
    for (let m = 0; m < k; ++m) weight[i * k + m] = row[m] > rho && width > 0 ? Math.exp(-(row[m] - rho) / width) : 1;
  }
  return weight;
}

const meanOf = (row: Float32Array) => row.reduce((s, d) => s + d, 0) / row.length;

/** The σ at which Σ exp(−max(0, d − ρ) / σ) is the target: Newton's method on log σ, kept inside a bracket. */
function bandwidth(row: Float32Array, rho: number, target: number, guess: number): number {
  let low = 0;
  let high = Infinity;
  let sigma = guess > 1e-12 ? guess : 1;
  for (let trial = 0; trial < 64; ++trial) {
    let sum = 0;
    let slope = 0;
    for (let m = 0; m < row.length; ++m) {
      const beyond = (row[m] - rho) / sigma;
      if (beyond > 0) {
        const w = Math.exp(-beyond);
        sum += w;
        slope += beyond * w;
      } else ++sum;
    }
    if (Math.abs(sum - target) < 1e-6) break;
    if (sum > target) high = sigma;
    else low = sigma;
    const newton = sigma * Math.exp((target - sum) / slope);
    if (newton > low && newton < high && newton < 1e3 * sigma && newton > 1e-3 * sigma) sigma = newton;
    else sigma = high === Infinity ? sigma * 2 : (low + high) / 2;
  }
  return sigma;
}

/**
 * Which smooth curve 1 / (1 + a d^{2b}) comes nearest to "1 up to minDist, then exp(−(d − minDist) / spread)"? Least
 * squares on 300 points from 0 to 3 · spread (Gauss–Newton, damped). minDist .1 and spread 1 give a = 1.57694,
 * b = .89506.
 */
export function umapCurve(minDist: number, spread = 1): {a: number; b: number} {
  if (!(minDist >= 0 && spread > 0 && minDist < 3 * spread))
    throw new RangeError(`minDist must be from 0 to below 3 · spread, got minDist ${minDist}, spread ${spread}`);
  const points = Array.from({length: 300}, (_, i) => (3 * spread * i) / 299);
  const target = points.map((d) => (d < minDist ? 1 : Math.exp(-(d - minDist) / spread)));
  const error = (a: number, b: number) =>
    points.reduce((s, d, i) => s + (1 / (1 + a * d ** (2 * b)) - target[i]) ** 2, 0);
  let [a, b, damping] = [1, 1, 1e-3];
  let reached = error(a, b);
  for (let trial = 0; trial < 200 && damping < 1e12; ++trial) {
    let [aa, ab, bb, ra, rb] = [0, 0, 0, 0, 0];
    points.forEach((d, i) => {
      if (d === 0) return;
      const power = d ** (2 * b);
      const value = 1 / (1 + a * power);
      const da = -value * value * power;
      const db = 2 * a * Math.log(d) * da;
      const r = target[i] - value;
      aa += da * da;
      ab += da * db;
      bb += db * db;
      ra += da * r;
      rb += db * r;
    });
    const [p, q] = [aa * (1 + damping), bb * (1 + damping)];
    const det = p * q - ab * ab;
    const stepA = (q * ra - ab * rb) / det;
    const stepB = (p * rb - ab * ra) / det;
    const tried = a + stepA > 0 ? error(a + stepA, b + stepB) : Infinity;
    if (tried <= reached) {
      a += stepA;
      b += stepB;
      reached = tried;
      damping /= 10;
      if (Math.abs(stepA) < 1e-13 * a && Math.abs(stepB) < 1e-13) break;
    } else damping *= 10;
  }
  return {a, b};
}

async function startingLayout(x: Grid, {start, seed, signal}: UmapOptions, next: Random): Promise<Float64Array> {
  const n = x.shape[0];
  if (typeof start === "object") {
    if (start.data.length !== 2 * n) throw new RangeError(`the start has shape [${start.shape}], not [${n}, 2]`);
    return Float64Array.from(start.data);
  }
  if (start === "random") return Float64Array.from({length: 2 * n}, () => 20 * next() - 10);
  const {layout} = await pca(x, {components: 2, seed, signal});
  const largest = layout.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  return Float64Array.from(layout.data, (v) => (10 * v) / largest + 1e-4 * next.normal());
}

/** When each edge is sampled: every `period` epochs, its next time in `due`. */
interface Schedule extends FuzzyGraph {
  period: Float64Array;
  due: Float64Array;
  /** Negative samples drawn so far, as a fractional epoch. */
  pushed: Float64Array;
}

function createSchedule(graph: FuzzyGraph, step: number): Schedule {
  const strongest = graph.weights.reduce((m, w) => Math.max(m, w), 0);
  const period = graph.weights.map((w) => strongest / w);
  const due = period.map((p) => step - 1 + p);
  return {...graph, period, due, pushed: new Float64Array(period.length).fill(step - 1)};
}

function epoch(
  y: Float64Array,
  {from, to, period, due, pushed}: Schedule,
  step: number,
  s: UmapSettings & {a: number; b: number},
  next: Random
): void {
  const n = y.length / 2;
  const {a, b, learningRate: rate, repulsion} = s;
  const clip = (v: number) => (v > 4 ? 4 : v < -4 ? -4 : v);
  for (let e = 0; e < due.length; ++e) {
    if (due[e] > step) continue;
    const i = 2 * from[e];
    const j = 2 * to[e];
    const dx = y[i] - y[j];
    const dy = y[i + 1] - y[j + 1];
    const square = dx * dx + dy * dy;
    if (square > 0) {
      const power = square ** b;
      const pull = (-2 * a * b * power) / (square * (a * power + 1));
      const px = rate * clip(pull * dx);
      const py = rate * clip(pull * dy);
      y[i] += px;
      y[i + 1] += py;
      y[j] -= px;
      y[j + 1] -= py;
    }
    due[e] += period[e];
    const count = Math.floor(((step - pushed[e]) / period[e]) * s.negatives);
    for (let m = 0; m < count; ++m) {
      const k = 2 * next.integer(n);
      if (k === i) continue;
      const ex = y[i] - y[k];
      const ey = y[i + 1] - y[k + 1];
      const away = ex * ex + ey * ey;
      const push = away > 0 ? (2 * repulsion * b) / ((0.001 + away) * (a * away ** b + 1)) : 0;
      y[i] += rate * (push > 0 ? clip(push * ex) : 4);
      y[i + 1] += rate * (push > 0 ? clip(push * ey) : 4);
    }
    if (s.negatives > 0) pushed[e] += (count * period[e]) / s.negatives;
    else pushed[e] = step;
  }
}
