import {EigenvalueDecomposition, Matrix} from "ml-matrix";
import {solveSymmetric} from "../../arrays/cholesky.js";
import {full, type Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {adam} from "../../lab/adam.js";
import {toGrid, withTensor, type TensorMap} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";
import {jacobians} from "./jacobian.js";

export interface FixedPointOptions {
  /** Gauss–Newton (damped, a step for each start by its own) or Adam on all starts at once. */
  method: "gauss-newton" | "adam";
  steps: number;
  /** Adam's step size; it falls to a millionth on the way. */
  stepSize: number;
  /** A start has arrived at a fixed point once q is below this. */
  tolerance: number;
  /** A start that ends with q below this, but above the tolerance, is a slow point; others are dropped. */
  slow: number;
  /** Points nearer to each other than this (Euclidean) count as one. */
  unique: number;
  /** Steps between frames; the last step always gives one. */
  every: number;
  signal: AbortSignal | undefined;
}

/** One place where the dynamics stand still, or almost. */
export interface FixedPoint {
  state: Float32Array;
  /** ½‖F(h) − h‖². */
  q: number;
  /** stable: every eigenvalue inside the unit circle; unstable: every one outside; saddle: some of each. */
  kind: "stable" | "saddle" | "unstable";
  /** q reached no zero: the state creeps here, it does not stand. */
  slow: boolean;
  /** How many starts ended here. */
  starts: number;
  /** Of the Jacobian ∂F/∂h, largest modulus first. */
  eigenvalues: {re: number; im: number}[];
  /** Unit vectors that span the directions with |λ| > 1 (a complex pair gives its real and its imaginary part). */
  unstable: Float32Array[];
}

export interface FixedPointFrame {
  step: number;
  steps: number;
  /** Where the starts are now: [n, d]. */
  states: Grid;
  /** ½‖F(h) − h‖² of each. */
  q: Float32Array;
  /** What was found; null before the last frame. */
  points: FixedPoint[] | null;
}

/**
 * Where does a recurrent network stand still? Minimises q(h) = ½‖F(h) − h‖² from many starts; F is the update with its
 * input held, [n, d] → [n, d]. Minima with q = 0 are fixed points, stable or not; higher minima are slow points. The
 * last frame holds the points found, without doubles: fixed ones before slow ones, then those with fewer unstable
 * directions, then those that more starts reached.
 *
 * Gauss–Newton here is Levenberg–Marquardt: (AᵀA + μI)δ = −Aᵀ(F − h), A = ∂F/∂h − I, with μ divided by 5 after a step
 * that lowers q and multiplied by 5, the step undone, after one that does not. Adam starts with long steps and less
 * momentum than usual, so that states far from where a network usually is (an LSTM's cells at rest) are reached too.
 *
 * @see Sussillo & Barak (2013), Opening the Black Box, Neural Computation 25(3), section 3; Golub & Sussillo (2018),
 * FixedPointFinder, JOSS 3(31); Marquardt (1963), J. SIAM 11(2)
 */
export async function* fixedPoints(
  f: TensorMap,
  starts: Grid,
  options: Partial<FixedPointOptions> = {}
): AsyncGenerator<FixedPointFrame, void, undefined> {
  const given = withDefaults<FixedPointOptions>("fixedPoints", options, {
    method: "gauss-newton",
    steps: options.method === "adam" ? 2500 : 60,
    stepSize: 0.6,
    tolerance: 1e-12,
    slow: 1e-6,
    unique: 1e-3,
    every: options.method === "adam" ? 50 : 1,
    signal: undefined
  });
  if (starts.shape.length !== 2 || !starts.shape[0])
    throw new RangeError(`starts must be [n, d] with n > 0, not [${starts.shape.join(", ")}]`);
  const search = given.method === "adam" ? byAdam(f, starts, given) : byGaussNewton(f, starts, given);
  for await (const frame of search) {
    const last = frame.step === frame.steps;
    if (last) yield {...frame, points: await classifyPoints(f, frame.states, frame.q, given)};
    else if (frame.step % given.every === 0) yield {...frame, points: null};
  }
}

type Search = AsyncGenerator<Omit<FixedPointFrame, "points">, void, undefined>;

async function* byAdam(f: TensorMap, starts: Grid, {steps, stepSize, every, signal}: FixedPointOptions): Search {
  // Near a minimum gradients shrink by orders of magnitude: a long memory of their squares would freeze the steps.
  // With the usual β₁ = .9, starts end at the nearest saddles: 6 of an LSTM's 8 corners are found, with .5 all of them.
  const optimiser = adam({states: starts}, {beta1: 0.5, beta2: 0.95});
  try {
    for (let step = 1; step <= steps; ++step) {
      await breathe();
      throwIfAborted(signal);
      const falling = stepSize * 1e-6 ** (step / steps);
      optimiser.step(({states}) => tf.sum(qOf(f, states)), falling).dispose();
      if (step % every !== 0 && step !== steps) continue;
      const states = (await optimiser.read()).states;
      yield {step, steps, states, q: (await toGrid(await withTensor(states, (h) => qOf(f, h)))).data};
    }
  } finally {
    optimiser.dispose();
  }
}

const qOf = (f: TensorMap, h: tf.Tensor): tf.Tensor => tf.mul(tf.sum(tf.square(tf.sub(f(h), h)), 1), 0.5);

async function* byGaussNewton(f: TensorMap, starts: Grid, {steps, tolerance, signal}: FixedPointOptions): Search {
  const [n, d] = starts.shape;
  const states = starts.data.slice();
  const q = new Float32Array(n).fill(Infinity);
  const damping = new Float64Array(n).fill(1e-2);
  // Each start's last good linearisation, and the trial state on its way to be judged.
  const slopes = new Float32Array(n * d * d);
  const residuals = new Float32Array(n * d);
  const trials = states.slice();
  let active = Array.from({length: n}, (_, i) => i);
  for (let step = 1; step <= steps; ++step) {
    await breathe();
    throwIfAborted(signal);
    const {value, slope} = await linearise(f, gather(trials, active, d));
    active = active.filter((i, at) => {
      const h = trials.subarray(i * d, (i + 1) * d);
      const residual = value.subarray(at * d, (at + 1) * d).map((v, j) => v - h[j]);
      const reached = residual.reduce((sum, r) => sum + r * r, 0) / 2;
      if (reached < q[i]) {
        q[i] = reached;
        states.set(h, i * d);
        residuals.set(residual, i * d);
        slopes.set(slope.subarray(at * d * d, (at + 1) * d * d), i * d * d);
        damping[i] /= 5;
      } else damping[i] *= 5;
      // Float32 cannot lower q any further once a step fails below the tolerance, or the damping has grown this much.
      if (q[i] < tolerance / 100 || (reached > q[i] && q[i] < tolerance) || damping[i] > 1e4) return false;
      const move = dampedStep(slopes.subarray(i * d * d), residuals.subarray(i * d), d, damping[i]);
      for (let j = 0; j < d; ++j) trials[i * d + j] = states[i * d + j] + move[j];
      return true;
    });
    const last = !active.length || step === steps;
    yield {step, steps: last ? step : steps, states: {data: states.slice(), shape: [n, d]}, q: q.slice()};
    if (last) return;
  }
}

function gather(rows: Float32Array, indices: readonly number[], d: number): Grid {
  const out = full([indices.length, d]);
  indices.forEach((i, at) => out.data.set(rows.subarray(i * d, (i + 1) * d), at * d));
  return out;
}

/** F and its Jacobians at some states, in chunks that keep the copies below a million numbers or so. */
async function linearise(f: TensorMap, {data, shape: [n, d]}: Grid) {
  const value = new Float32Array(n * d);
  const slope = new Float32Array(n * d * d);
  const chunk = Math.max(1, Math.floor(1e6 / (d * d)));
  for (let from = 0; from < n; from += chunk) {
    const part = data.subarray(from * d, Math.min(from + chunk, n) * d);
    const [y, j] = await withTensor({data: part, shape: [part.length / d, d]}, (h) => [f(h), jacobians(f, h)]);
    value.set((await toGrid(y)).data, from * d);
    slope.set((await toGrid(j)).data, from * d * d);
  }
  return {value, slope};
}

/** Solves (AᵀA + μI)δ = −Aᵀr with A = J − I. */
function dampedStep(jacobian: Float32Array, r: Float32Array, d: number, mu: number): Float64Array {
  const a = Float64Array.from(jacobian.subarray(0, d * d));
  for (let i = 0; i < d; ++i) a[i * d + i] -= 1;
  const normal = new Float64Array(d * d);
  const right = new Float64Array(d);
  for (let k = 0; k < d; ++k)
    for (let i = 0; i < d; ++i) {
      right[i] -= a[k * d + i] * r[k];
      for (let j = 0; j <= i; ++j) normal[i * d + j] += a[k * d + i] * a[k * d + j];
    }
  for (let i = 0; i < d; ++i) {
    normal[i * d + i] += mu;
    for (let j = 0; j < i; ++j) normal[j * d + i] = normal[i * d + j];
  }
  return solveSymmetric(normal, right);
}

/**
 * What kind of point is it? Drops the starts that ended nowhere, merges those that ended together, and reads each
 * point's stability from the eigenvalues of its Jacobian. `states` [n, d] and `q` [n] as a search left them.
 */
export async function classifyPoints(
  f: TensorMap,
  states: Grid,
  q: Float32Array,
  {tolerance, slow, unique, signal}: Pick<FixedPointOptions, "tolerance" | "slow" | "unique" | "signal">
): Promise<FixedPoint[]> {
  const kept = distinct(states, q, slow, unique);
  const d = states.shape[1];
  const places = kept.map(({index}) => index);
  const {slope} = await linearise(f, gather(states.data, places, d));
  const points: FixedPoint[] = [];
  for (const [at, {index, starts}] of kept.entries()) {
    if (at % 16 === 0) {
      await breathe();
      throwIfAborted(signal);
    }
    points.push({
      state: states.data.slice(index * d, (index + 1) * d),
      q: q[index],
      slow: q[index] >= tolerance,
      starts,
      ...stabilityOf(slope.subarray(at * d * d, (at + 1) * d * d), d)
    });
  }
  return points.sort(
    (a, b) => Number(a.slow) - Number(b.slow) || a.unstable.length - b.unstable.length || b.starts - a.starts
  );
}

/** The lowest of each group of ends that lie together, and how many lie there. */
function distinct({data, shape: [n, d]}: Grid, q: Float32Array, slow: number, unique: number) {
  const byHeight = Array.from({length: n}, (_, i) => i)
    .filter((i) => q[i] < slow)
    .sort((i, j) => q[i] - q[j]);
  const kept: {index: number; starts: number}[] = [];
  for (const i of byHeight) {
    const near = kept.find(({index}) => {
      let distance = 0;
      for (let k = 0; k < d && distance < unique ** 2; ++k) distance += (data[i * d + k] - data[index * d + k]) ** 2;
      return distance < unique ** 2;
    });
    if (near) ++near.starts;
    else kept.push({index: i, starts: 1});
  }
  return kept;
}

/** Eigenvalues, largest modulus first, the kind they make, and the directions of the ones outside the unit circle. */
function stabilityOf(jacobian: Float32Array, d: number): Pick<FixedPoint, "eigenvalues" | "kind" | "unstable"> {
  const found = new EigenvalueDecomposition(Matrix.from1DArray(d, d, jacobian as unknown as number[]));
  const [re, im] = [found.realEigenvalues, found.imaginaryEigenvalues];
  const order = re
    .map((_, i) => i)
    .sort((i, j) => Math.hypot(re[j], im[j]) - Math.hypot(re[i], im[i]) || im[j] - im[i]);
  const outside = order.filter((i) => Math.hypot(re[i], im[i]) > 1);
  return {
    eigenvalues: order.map((i) => ({re: re[i], im: im[i]})),
    kind: !outside.length ? "stable" : outside.length === d ? "unstable" : "saddle",
    unstable: outside.map((i) => {
      const column = found.eigenvectorMatrix.getColumn(i);
      const length = Math.hypot(...column);
      return Float32Array.from(column, (v) => v / length);
    })
  };
}

/**
 * Where should a search begin? Draws states at random from those a network visits, [n, …, d], and shakes them with
 * normal noise: [count, d].
 */
export function searchStarts(visited: Grid, {count = 1024, noise = 0.5, seed = 0} = {}): Grid {
  const d = visited.shape[visited.shape.length - 1];
  const next = random(seed);
  const starts = full([count, d]);
  for (let i = 0; i < count; ++i) {
    const from = next.integer(visited.data.length / d) * d;
    for (let j = 0; j < d; ++j) starts.data[i * d + j] = visited.data[from + j] + noise * next.normal();
  }
  return starts;
}
