import {along} from "../arrays/along.js";
import {full, type Grid, grid} from "../arrays/grid.js";
import {evaluate} from "../lab/gradient.js";
import {basins} from "../methods/dynamics/basins.js";
import {
  fixedPoints,
  searchStarts,
  type FixedPoint,
  type FixedPointFrame,
  type FixedPointOptions
} from "../methods/dynamics/fixedPoints.js";
import {flipFlop, signAccuracy} from "../methods/dynamics/flipFlop.js";
import {angleError, ring} from "../methods/dynamics/ring.js";
import {pca} from "../methods/projection/pca.js";
import {
  openRnn,
  readRnn,
  rnnFromJson,
  stateSize,
  stepRnn,
  type OpenRnn,
  type Rnn,
  type RnnJson
} from "../models/rnn.js";
import type {Context} from "./context.js";
import {outputsOf, type Task} from "./trainRnn.js";

/** Three directions in state space, and the point they start from: what turns states into places in a picture. */
export interface Basis {
  /** Orthonormal rows, [3, d]. */
  components: Grid;
  /** [d] */
  mean: Float32Array;
}

/** A network at its task: where its states go, seen along their three principal directions. */
export interface StateSpace {
  basis: Basis;
  /** The share of the states' variance along each direction. */
  explained: number[];
  /** [trials, T, 3] */
  paths: Grid;
  /** On other trials: the share of right bits, or the mean error of the angle in radians. */
  score: number;
}

/** A fixed or slow point with its place in the picture. */
export interface PlacedPoint extends FixedPoint {
  place: number[];
  /** Its unstable directions, each a move in the picture. */
  ways: number[][];
  /** What the network says there. */
  output: number[];
}

export interface TaskArgs {
  rnn: RnnJson;
  task: Task;
  seed: number;
}

export interface LandscapeArgs
  extends TaskArgs, Partial<Pick<FixedPointOptions, "steps" | "tolerance" | "slow" | "unique" | "method">> {
  /** What the states are seen along; from `stateSpace`. */
  basis: Basis;
  /** How many starts, and how far they are shaken from states that the network visits. */
  starts?: number;
  noise?: number;
}

export interface LandscapeFrame {
  step: number;
  steps: number;
  /** The starts on their way: places [n, 3], and ½‖F(h) − h‖² of each. */
  search: {places: Grid; q: Float32Array};
  /** What was found; null before the last frame. */
  points: PlacedPoint[] | null;
  /** The starts as they were, places [n, 3], and the stable point (its index in `points`, or −1) that each runs to. */
  basins: {places: Grid; ends: number[]} | null;
}

const SHOWN = 16;
const DRAW = {"flip-flop": flipFlop, ring} as const;
const trialsOf = ({task, seed}: Omit<TaskArgs, "rnn">) => DRAW[task]({trials: 32, seed: 2 * seed + 1});

/** Where do a network's states go at its task? The paths of some trials along the states' principal directions. */
export async function stateSpace(args: TaskArgs, {signal}: Pick<Context, "signal">): Promise<StateSpace> {
  const rnn = rnnFromJson(args.rnn);
  const open = openRnn(rnn);
  try {
    const {inputs, targets} = trialsOf(args);
    const visited = await evaluate(open.states, inputs);
    const outputs = await outputsOf(rnn, inputs);
    const score = args.task === "ring" ? angleError(outputs, targets) : signAccuracy(outputs, targets);
    return {...(await seenAlong(visited, signal)), score};
  } finally {
    open.dispose();
  }
}

/**
 * Where does a recurrent network stand still? The search for fixed points with the input held at zero, frame by frame,
 * from states that the network visits. In the end the same starts are let go, to see which stable point draws each.
 */
export async function* landscape(
  {rnn: json, task, basis, starts = 1024, noise = 0.5, seed, ...search}: LandscapeArgs,
  {signal}: Pick<Context, "signal">
): AsyncGenerator<LandscapeFrame, void, undefined> {
  const rnn = rnnFromJson(json);
  const open = openRnn(rnn);
  try {
    const from = searchStarts(await evaluate(open.states, trialsOf({task, seed}).inputs), {count: starts, noise, seed});
    for await (const {points, ...frame} of fixedPoints(open.dynamics(), from, {...search, signal}))
      yield {
        ...searched(frame, basis),
        points: points && points.map((point) => placed(point, basis, rnn)),
        basins: points && {places: along(from, basis), ends: await endsOf(open, from, points, signal)}
      };
  } finally {
    open.dispose();
  }
}

async function seenAlong(visited: Grid, signal: AbortSignal): Promise<Omit<StateSpace, "score">> {
  const [trials, steps, d] = visited.shape;
  const states = grid(visited.data, [trials * steps, d]);
  const {components, mean, explained, layout} = await pca(states, {components: 3, signal});
  const paths = grid(layout.data.slice(0, SHOWN * steps * 3), [SHOWN, steps, 3]);
  return {basis: {components, mean}, explained: Array.from(explained), paths};
}

const searched = ({step, steps, states, q}: Omit<FixedPointFrame, "points">, basis: Basis) => ({
  step,
  steps,
  search: {places: along(states, basis), q}
});

function placed(point: FixedPoint, basis: Basis, rnn: Rnn): PlacedPoint {
  const direction = {...basis, mean: new Float32Array(basis.mean.length)};
  const place = (v: Float32Array, b: Basis) => Array.from(along(grid(v, [1, v.length]), b).data);
  return {
    ...point,
    place: place(point.state, basis),
    ways: point.unstable.map((v) => place(v, direction)),
    output: Array.from(readRnn(rnn, point.state))
  };
}

/** The index in `points` of the stable point that each state runs to. */
async function endsOf(
  open: OpenRnn,
  from: Grid,
  points: readonly FixedPoint[],
  signal: AbortSignal
): Promise<number[]> {
  const stable = points.flatMap(({kind, slow}, i) => (kind === "stable" && !slow ? [i] : []));
  if (!stable.length) return Array.from({length: from.shape[0]}, () => -1);
  const attractors = stable.map((i) => points[i].state);
  return (await basins(open.dynamics(), from, attractors, {signal})).map((end) => (end < 0 ? end : stable[end]));
}

/** A network driven by hand: after each step its place in the picture and what it says. */
export interface Drive {
  /** [T, 3] */
  path: Grid;
  /** [T, outputs] */
  outputs: Grid;
  /** [T, inputs] */
  inputs: Grid;
}

/** Where do these inputs take the network? Runs it from the zero state: inputs [T, inputs]. */
export async function driveRnn({rnn: json, inputs, basis}: {rnn: RnnJson; inputs: Grid; basis: Basis}): Promise<Drive> {
  const rnn = rnnFromJson(json);
  const [steps, width] = inputs.shape;
  const d = stateSize(rnn);
  const states = full([steps, d]);
  const outputs = full([steps, rnn.outputs]);
  let state: Float32Array = new Float32Array(d);
  for (let t = 0; t < steps; ++t) {
    state = stepRnn(rnn, inputs.data.subarray(t * width, (t + 1) * width), state);
    states.data.set(state, t * d);
    outputs.data.set(readRnn(rnn, state), t * rnn.outputs);
  }
  return {path: along(states, basis), outputs, inputs};
}

/** A point that a careless search reports, and the nearest one that a strict search knows. */
export interface Claim {
  place: number[];
  q: number;
  kind: FixedPoint["kind"];
  /** Place of the nearest strict point, and the distance to it in state space. */
  truth: number[];
  error: number;
}

export interface Claims {
  claims: Claim[];
  /** The strict points' places. */
  strict: number[][];
  /** How many strict points a claim lies on, and how many claims are too many: off the mark, or said before. */
  met: number;
  ghosts: number;
}

/** A claim this near to a strict point, in state space, lies on it. */
const ON_THE_MARK = 0.01;

/**
 * What does a loose tolerance let through? Searches twice from the same starts, once content with q below `tolerance`
 * and once with the strict 1e-12, and says how far each point of the first lies from those of the second.
 */
export async function looseSearch(
  {rnn, task, basis, starts = 256, noise = 0.5, seed, tolerance = 1e-4}: LandscapeArgs,
  {signal, progress}: Pick<Context, "signal" | "progress">
): Promise<Claims> {
  const open = openRnn(rnnFromJson(rnn));
  try {
    const from = searchStarts(await evaluate(open.states, trialsOf({task, seed}).inputs), {count: starts, noise, seed});
    progress(0.2, "searching loosely");
    const loose = await pointsFrom(open, from, {tolerance, slow: tolerance, signal});
    progress(0.6, "searching strictly");
    const strict = (await pointsFrom(open, from, {tolerance: 1e-12, signal})).filter(({slow}) => !slow);
    const place = (state: Float32Array) => Array.from(along(grid(state, [1, state.length]), basis).data);
    const marks = new Set<number>();
    const claims = loose.map(({state, q, kind}): Claim => {
      const {index, distance} = nearest(state, strict);
      if (distance < ON_THE_MARK) marks.add(index);
      return {place: place(state), q, kind, truth: place(strict[index].state), error: distance};
    });
    const met = marks.size;
    return {claims, strict: strict.map(({state}) => place(state)), met, ghosts: claims.length - met};
  } finally {
    open.dispose();
  }
}

async function pointsFrom(open: OpenRnn, starts: Grid, options: Partial<FixedPointOptions>): Promise<FixedPoint[]> {
  let points: FixedPoint[] = [];
  for await (const frame of fixedPoints(open.dynamics(), starts, options)) points = frame.points ?? points;
  return points;
}

function nearest(state: Float32Array, points: readonly FixedPoint[]): {index: number; distance: number} {
  let best = {index: 0, distance: Infinity};
  points.forEach((p, index) => {
    const distance = Math.hypot(...state.map((v, i) => v - p.state[i]));
    if (distance < best.distance) best = {index, distance};
  });
  return best;
}
