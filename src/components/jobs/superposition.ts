import {along} from "../arrays/along.js";
import {full, type Grid, grid, sliceOf} from "../arrays/grid.js";
import {
  fallingImportance,
  superposition,
  superpositionGeometry,
  superpositionPhases,
  type Phase,
  type SuperpositionGeometry,
  type SuperpositionOptions
} from "../methods/mechanism/superposition.js";
import {pca} from "../methods/projection/pca.js";
import type {Context} from "./context.js";

export interface ToyArgs extends Partial<
  Pick<SuperpositionOptions, "activation" | "steps" | "every" | "batch" | "stepSize">
> {
  features: number;
  hidden: number;
  /** Chance that a feature is absent, 0 up to 1. */
  sparsity: number;
  /** Each feature matters this many times as much as the one before. */
  falloff: number;
  /** How many models are trained side by side, each from its own start. */
  copies?: number;
  seed: number;
}

/** One toy model on its way. */
export interface ToyModel extends SuperpositionGeometry {
  /** Each feature's direction, [features, hidden]. */
  weights: Grid;
  /** The same in the picture, [features, 3]: as it is for up to three dimensions, else along the three main ones. */
  places: Grid;
  /** How much each feature answers to each other, W Wᵀ: [features, features]. */
  overlaps: Grid;
  bias: Float32Array;
  /** Smoothed over frames, for a single batch says little: each frame counts a fifth, what came before the rest. */
  loss: number;
}

export interface ToyFrame {
  step: number;
  steps: number;
  models: ToyModel[];
  /** The models' mean loss in each frame so far. */
  losses: number[];
}

/** How does a small network keep more features than it has dimensions? Trains toy models and shows their geometry. */
export async function* toyModels(
  {features, hidden, sparsity, falloff, copies = 1, ...training}: ToyArgs,
  {signal}: Pick<Context, "signal">
): AsyncGenerator<ToyFrame, void, undefined> {
  const losses: number[] = [];
  let smooth: number[] | undefined;
  const frames = superposition({
    batch: 256,
    stepSize: 1e-2,
    steps: 1500,
    every: 10,
    ...training,
    features,
    hidden,
    sparsity: Array<number>(copies).fill(sparsity),
    importance: fallingImportance(features, falloff),
    signal
  });
  for await (const {step, steps, loss, weights, bias} of frames) {
    smooth = Array.from(loss, (v, m) => (smooth ? 0.8 * smooth[m] + 0.2 * v : v));
    losses.push(smooth.reduce((sum, v) => sum + v, 0) / copies);
    const models: ToyModel[] = [];
    for (let m = 0; m < copies; ++m) models.push(await modelOf(sliceOf(weights, m), sliceOf(bias, m).data, smooth[m]));
    yield {step, steps, models, losses: [...losses]};
  }
}

async function modelOf(weights: Grid, bias: Float32Array, loss: number): Promise<ToyModel> {
  const own = grid(weights.data.slice(), weights.shape);
  const overlaps = along(own, {components: own, mean: new Float32Array(own.shape[1])});
  return {...superpositionGeometry(own), weights: own, places: await placesOf(own), overlaps, bias: bias.slice(), loss};
}

async function placesOf(weights: Grid): Promise<Grid> {
  const [n, d] = weights.shape;
  let flat = weights;
  if (d > 3) {
    const {components} = await pca(weights, {components: Math.min(3, n)});
    flat = along(weights, {components, mean: new Float32Array(d)});
  }
  const k = flat.shape[1];
  const places = full([n, 3]);
  for (let i = 0; i < n; ++i) places.data.set(flat.data.subarray(i * k, (i + 1) * k), 3 * i);
  return places;
}

/** What becomes of an extra feature? One cell of the phase diagram, trained now: two features, one dimension. */
export async function phaseCell(
  {density, importance, seed}: {density: number; importance: number; seed: number},
  {signal}: Pick<Context, "signal">
): Promise<Phase> {
  const options = {restarts: 4, steps: 800, batch: 512, stepSize: 2e-2, seed, signal};
  return (await superpositionPhases([{density, importance}], options))[0];
}
