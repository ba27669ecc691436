import {extentOf, sliceOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {withDefaults} from "../lab/options.js";
import {baselineOf, type Baseline} from "../methods/attribution/baselines.js";
import {deepLift} from "../methods/attribution/deepLift.js";
import {expectedGradients} from "../methods/attribution/expectedGradients.js";
import {extremes, maskingGame, type MaskingGame} from "../methods/attribution/game.js";
import {kernelShap} from "../methods/attribution/kernelShap.js";
import {rememberingGame} from "../methods/attribution/rememberingGame.js";
import {shapley as exactly} from "../methods/attribution/shapley.js";
import {shapleySampling} from "../methods/attribution/shapleySampling.js";
import {mergeSegments} from "../methods/segmentation/mergeSegments.js";
import {slic} from "../methods/segmentation/slic.js";
import {last} from "../lab/frames.js";
import {answered, type Answered, type Question} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";

export interface ShapleyOptions {
  /** How many players to cut the picture into. */
  players: number;
  compactness: number;
  baseline: Baseline;
  /** Orders of arrival, each also played backwards. */
  permutations: number;
  /** Coalitions drawn for Kernel SHAP. */
  samples: number;
  seed: number;
}

export interface ShapleyArgs extends Question, Partial<ShapleyOptions> {}

/** An estimate of all players' values. */
export interface Estimate {
  values: Float32Array;
  /** Standard errors, where the method has them. */
  errors?: Float32Array;
  /** Coalitions it has played, its own count. */
  played: number;
}

/** An estimate's largest error against the exact values, after so many coalitions. */
export interface Miss {
  played: number;
  error: number;
}

export interface ShapleyFrame {
  step: number;
  steps: number;
  answers: Answer[];
  target: Answer;
  /** The player of each pixel, [h, w], and how many there are. */
  segments: Grid;
  players: number;
  absent: Grid;
  /** f of the picture and of the baseline. */
  all: number;
  none: number;
  sampling: Estimate | null;
  kernel: Estimate | null;
  exact: Float32Array | null;
  /** What each of the 2ⁿ coalitions earns, the s-th with the players of s's set bits; empty until all were played. */
  earned: Float32Array;
  /** How the two estimates came nearer; empty until the exact values are known. */
  misses: {sampling: Miss[]; kernel: Miss[]};
}

/**
 * What is each segment's fair share of the answer? By sampled orders of arrival and by Kernel SHAP, step by step and
 * on the same coalitions, and at the end exactly, from all 2ⁿ of them.
 */
export async function* shapley(
  {model: id, image, target: index, ...given}: ShapleyArgs,
  context: Context
): AsyncGenerator<ShapleyFrame, void, undefined> {
  const options = withDefaults<ShapleyOptions>("shapley", given, {
    players: 8,
    compactness: 20,
    baseline: {kind: "mean"},
    permutations: 24,
    samples: 256,
    seed: 1
  });
  const question = await answered({model: id, image, target: index}, context);
  const {game, segments, absent} = gameOf(question, image, options);
  const remembered = rememberingGame(game);
  const {signal} = context;
  const {none, all} = await extremes(remembered, signal);
  const same = {answers: question.answers, target: question.target, segments, players: game.players, absent, all, none};
  const nothing = {exact: null, earned: new Float32Array(0), misses: {sampling: [], kernel: []}};
  const steps = options.permutations + 1;
  const pairs: Estimate[] = [];
  const fits: Estimate[] = [];
  const orders = shapleySampling(remembered, {permutations: options.permutations, seed: options.seed, signal});
  const batch = Math.max(2, Math.ceil(options.samples / options.permutations));
  const kernels = kernelShap(remembered, {samples: options.samples, seed: options.seed, batch, signal});
  yield {step: 0, steps, ...same, sampling: null, kernel: null, ...nothing};
  for (let step = 1; step < steps; ++step) {
    const order = await orders.next();
    // Forwards and backwards, without nobody and everyone.
    if (!order.done)
      pairs.push({values: order.value.values, errors: order.value.errors, played: 2 * step * (game.players - 1)});
    const kernel = await kernels.next();
    if (!kernel.done) fits.push({values: kernel.value.values, played: kernel.value.step});
    yield {step, steps, ...same, sampling: pairs.at(-1) ?? null, kernel: fits.at(-1) ?? null, ...nothing};
  }
  const {values: exact} = await exactly(remembered, {signal});
  const against = (estimates: Estimate[]) =>
    estimates.map(({values, played}) => ({played, error: largestGap(values, exact)}));
  yield {
    step: steps,
    steps,
    ...same,
    sampling: pairs.at(-1)!,
    kernel: fits.at(-1)!,
    exact,
    earned: remembered.earned(),
    misses: {sampling: against(pairs), kernel: against(fits)}
  };
}

function gameOf(
  {model, x, target}: Answered,
  image: Image,
  options: Pick<ShapleyOptions, "players" | "compactness" | "baseline">
) {
  const segments = playersOf(image, options);
  const baseline = baselineOf(options.baseline, x);
  const game = maskingGame(model.logit(target.index), x, {baseline, segments});
  return {game, segments, baseline, absent: sliceOf(baseline, 0)};
}

/** The picture in so many segments: superpixels, of which the most alike neighbours are joined. */
function playersOf(image: Image, {players, compactness}: Pick<ShapleyOptions, "players" | "compactness">): Grid {
  const fine = slic(image, {segments: 6 * players, compactness});
  return mergeSegments(image, fine, Math.min(players, extentOf(fine.data)[1] + 1), 1);
}

const largestGap = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);

/** A method's share for each player, and whether the shares add up. */
export interface Shares {
  method: string;
  values: Float32Array;
  sum: number;
  /** What the sum should be: f(x) − f(baseline), or less the mean of f over several baselines. */
  due: number;
  /** Forward and backward passes it took. */
  passes: number;
}

/**
 * How near do the fast relatives come? DeepLIFT against the same baseline, and expected gradients against many, their
 * pixels added up within each player.
 */
export async function shapRelatives(
  {model: id, image, target: index, ...given}: ShapleyArgs,
  context: Context
): Promise<Shares[]> {
  const options = withDefaults<ShapleyOptions>("shapRelatives", given, {
    players: 8,
    compactness: 20,
    baseline: {kind: "mean"},
    permutations: 24,
    samples: 64,
    seed: 1
  });
  const question = await answered({model: id, image, target: index}, context);
  const {model, x, target} = question;
  const {game, baseline} = gameOf(question, image, options);
  const f = model.logit(target.index);
  const {signal} = context;
  const lift = await deepLift(f, x, {baseline, pooling: "rescale", signal});
  const baselines = manyBaselines(x, options.seed);
  const samples = Math.min(options.samples, 128);
  const gradients = await last(expectedGradients(f, x, {baselines, samples, seed: options.seed, signal}));
  return [
    shares("DeepLIFT", game, lift.attribution, lift.delta![0], 2),
    shares("Expected gradients", game, gradients.attribution, gradients.delta, samples)
  ];
}

function shares(method: string, {of, players}: MaskingGame, {data}: Grid, gap: number, passes: number): Shares {
  const values = new Float32Array(players);
  data.forEach((v, i) => (values[of[i]] += v));
  const sum = values.reduce((total, v) => total + v, 0);
  return {method, values, sum, due: sum - gap, passes};
}

/** Black, white, the mean colour, two blurs and three noises. */
function manyBaselines(x: Grid, seed: number): Grid {
  const sigma = x.shape[1] / 16;
  const kinds: Baseline[] = [
    {kind: "black"},
    {kind: "white"},
    {kind: "mean"},
    {kind: "blur", sigma},
    {kind: "blur", sigma: 2 * sigma},
    ...[0, 1, 2].map((i) => ({kind: "noise" as const, seed: seed + i}))
  ];
  const grids = kinds.map((kind) => baselineOf(kind, x).data);
  const data = new Float32Array(grids.length * x.data.length);
  grids.forEach((g, i) => data.set(g, i * x.data.length));
  return {data, shape: [grids.length, ...x.shape.slice(1)]};
}

export interface BaselineFrame {
  step: number;
  steps: number;
  segments: Grid;
  players: number;
  target: Answer;
  /** The exact values against each baseline, as many as are ready. */
  ways: {name: string; values: Float32Array; none: number; all: number}[];
}

/** How much of a fair share is the choice of what "absent" means? Exact values against one baseline after the other. */
export async function* shapleyByBaseline(
  {baselines, ...args}: Question & {players: number; compactness: number; baselines: Record<string, Baseline>},
  context: Context
): AsyncGenerator<BaselineFrame, void, undefined> {
  const question = await answered(args, context);
  const {players, compactness} = args;
  const ways: BaselineFrame["ways"] = [];
  const steps = Object.keys(baselines).length;
  for (const [name, baseline] of Object.entries(baselines)) {
    const {game, segments} = gameOf(question, args.image, {players, compactness, baseline});
    const {values, all, none} = await exactly(game, {signal: context.signal});
    ways.push({name, values, all, none});
    yield {step: ways.length, steps, segments, players: game.players, target: question.target, ways: [...ways]};
  }
}
