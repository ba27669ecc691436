import {full, sliceOf, stack, type Grid} from "../arrays/grid.js";
import {random} from "../arrays/random.js";
import type {RentalDays} from "../arrays/rentalDays.js";
import {last} from "../lab/frames.js";
import {lime} from "../methods/attribution/lime.js";
import {rememberingGame} from "../methods/attribution/rememberingGame.js";
import {shapley} from "../methods/attribution/shapley.js";
import {tabularGame} from "../methods/attribution/tabularGame.js";
import {ale, aleOfLevels} from "../methods/dependence/ale.js";
import {ale2d, type JointEffect} from "../methods/dependence/ale2d.js";
import {dependenceGrid, type GridSpacing} from "../methods/dependence/dependenceGrid.js";
import {hStatistic, type Interaction} from "../methods/dependence/hStatistic.js";
import {centredIce, ice} from "../methods/dependence/ice.js";
import {partialDependence2d} from "../methods/dependence/partialDependence2d.js";
import {permutationImportance} from "../methods/dependence/permutationImportance.js";
import {columnOf, meanOf, type Predict} from "../methods/dependence/predict.js";
import type {Context} from "./context.js";
import {columnNamed, predictorOf, rowsOf, type RentalModelName} from "./rentalModels.js";
import type {TrainedRentals} from "./trainRentals.js";

/** What every question about a trained model begins with. */
export interface RentalQuestion {
  days: RentalDays;
  trained: TrainedRentals;
  model: RentalModelName;
}

export interface RentalEffectsArgs extends RentalQuestion {
  feature: string;
  /** Places to set a quantity to; 20 when left out. A column of kinds is set to each kind. */
  points?: number;
  spacing?: GridSpacing;
  /** How many days' own curves to give back; 60 when left out. */
  curves?: number;
  /** Which days those are. */
  seed?: number;
}

export interface RentalEffects {
  feature: string;
  /** Where the column was set: rising quantities, or levels 0, 1, 2 … */
  values: number[];
  /** The mean prediction with every day's column set there, in bikes. */
  pd: number[];
  /** The same of some days each, [days, values]: ICE. */
  ice: Grid;
  /** The ICE curves less their own value at the first place. */
  centred: Grid;
  /** Which days the curves are of. */
  shown: number[];
  /** Accumulated local effects, mean zero over the days, in bikes, at their own places; days up to each place (at it, for kinds). */
  ale: {values: number[]; effect: number[]; counts: number[]};
  /** The mean prediction over all days: what to add to the ale to draw it beside the pd. */
  average: number;
}

/** What does one column do to the prediction: for all days (PD), for each (ICE), and near the days there are (ALE)? */
export async function rentalEffects(
  {days, trained, model, feature, points = 20, spacing = "quantile", curves = 60, seed = 0}: RentalEffectsArgs,
  {signal}: Context
): Promise<RentalEffects> {
  const {predict, x} = asked(days, trained, model);
  const column = placeOf(trained, feature);
  const {levels} = columnNamed(days, feature);
  const values = dependenceGrid(columnOf(x, column), points, levels ? "levels" : spacing);
  const all = await ice(predict, x, column, values, {signal});
  const shown = someOf(x.shape[0], curves, seed);
  const some = stack(shown.map((i) => sliceOf(all, i)));
  const local = levels
    ? await aleOfLevels(predict, x, column, {signal})
    : await ale(predict, x, column, {bins: points, signal});
  return {
    feature,
    values,
    pd: values.map((_, v) => meanOf(Float64Array.from(days.counts, (_, i) => all.data[i * values.length + v]))),
    ice: some,
    centred: centredIce(some),
    shown,
    ale: {...local, effect: Array.from(local.effect)},
    average: meanOf(await predict(x))
  };
}

export interface RentalSurfaceArgs extends RentalQuestion {
  a: string;
  b: string;
  /** Places for each quantity; 14 when left out. */
  points?: number;
  /** How many days are averaged over; 80 when left out. */
  rows?: number;
  seed?: number;
}

export interface RentalSurface {
  a: {feature: string; values: number[]};
  b: {feature: string; values: number[]};
  /** The mean prediction with both columns set, [a, b], in bikes. */
  pd: Grid;
  /** How many real days have this place as their nearest, [a, b]: 0 where the model is asked about days that never were. */
  near: Grid;
  /** What both do beyond what each does alone, among the days there are; null where one holds kinds. */
  ale: JointEffect | null;
}

/** Bins along each column for second-order effects: the days must fill them. */
const BINS = 8;

/** What do two columns do together, and which of their pairs were there on any real day? */
export async function rentalSurface(
  {days, trained, model, a, b, points = 14, rows = 80, seed = 0}: RentalSurfaceArgs,
  {signal}: Context
): Promise<RentalSurface> {
  const {predict, x} = asked(days, trained, model);
  const axis = (feature: string) => {
    const column = placeOf(trained, feature);
    const spacing = columnNamed(days, feature).levels ? "levels" : "even";
    return {feature, column, spacing, values: dependenceGrid(columnOf(x, column), points, spacing)} as const;
  };
  const pair = {a: axis(a), b: axis(b)};
  const some = stack(someOf(x.shape[0], rows, seed).map((i) => sliceOf(x, i)));
  const pd = await partialDependence2d(predict, some, pair, {signal});
  const near = full(pd.shape);
  const [own, other] = [pair.a, pair.b].map(({column, values}) =>
    Array.from(columnOf(x, column), (v) => nearest(values, v))
  );
  own.forEach((place, i) => ++near.data[place * pair.b.values.length + other[i]]);
  const quantities = pair.a.spacing === "even" && pair.b.spacing === "even";
  return {
    a: {feature: a, values: pair.a.values},
    b: {feature: b, values: pair.b.values},
    pd,
    near,
    ale: quantities ? await ale2d(predict, x, [pair.a.column, pair.b.column], {bins: BINS, signal}) : null
  };
}

export interface RentalImportanceArgs extends RentalQuestion {
  repeats?: number;
  /** Days to judge by: those no model has seen, or those it learnt from. */
  on?: "test" | "train";
  seed?: number;
}

export interface RentalImportance {
  /** The root mean squared error before anything was shuffled, in bikes. */
  error: number;
  /** By column: how much it rises when the column is shuffled, each time, on average, and the standard deviation. */
  columns: {name: string; mean: number; sd: number; rises: number[]}[];
}

/** Which columns does the model need to be as good as it is? */
export async function rentalImportance(
  {days, trained, model, repeats = 10, on = "test", seed = 0}: RentalImportanceArgs,
  {signal}: Context
): Promise<RentalImportance> {
  const which = trained.split[on];
  const {predict, x} = asked(days, trained, model, which);
  const y = which.map((i) => days.counts[i]);
  const {error, columns} = await permutationImportance(predict, x, y, {repeats, loss: "rmse", seed, signal});
  return {error, columns: columns.map((column, j) => ({name: trained.columns[j], ...column}))};
}

export interface RentalInteractionArgs extends RentalQuestion {
  /** How many days to look at; the work grows with the square. 50 when left out. */
  rows?: number;
  seed?: number;
}

export interface RentalInteraction {
  step: number;
  steps: number;
  /** Each column with all others, as many as are known: H (0 none, 1 all), and its size in bikes. */
  total: (Interaction & {name: string})[];
  /** The pairs known so far. */
  pairs: (Interaction & {a: string; b: string})[];
}

/** Which columns work together? A frame after each column, then after each pair. */
export async function* rentalInteraction(
  {days, trained, model, rows = 50, seed = 0}: RentalInteractionArgs,
  {signal}: Context
): AsyncGenerator<RentalInteraction, void, undefined> {
  const {predict, x} = asked(days, trained, model, someOf(days.counts.length, rows, seed));
  const name = (j: number) => trained.columns[j];
  for await (const {step, steps, total, pairs} of hStatistic(predict, x, {signal}))
    yield {
      step,
      steps,
      total: total.map((one, j) => ({name: name(j), ...one})),
      pairs: pairs.map(({a, b, h, size}) => ({a: name(a), b: name(b), h, size}))
    };
}

export interface RentalDayArgs extends RentalQuestion {
  /** The day to explain, by its place in the table. */
  day: number;
  /** How many other days stand in for what is not known; 50 when left out. */
  background?: number;
  /** Coalitions drawn for LIME. */
  samples?: number;
  seed?: number;
}

export interface RentalDay {
  day: number;
  /** What the model says of the day, what it says of the background days on average, and what was counted. */
  prediction: number;
  baseline: number;
  count: number;
  /** By column: what the day has there, its Shapley value and LIME's weight, in bikes. */
  columns: {name: string; value: number; shapley: number; lime: number}[];
  /** What the Shapley values miss of prediction − baseline: rounding only. */
  delta: number;
  /** How well LIME's line fits its samples: 1 is perfect. */
  r2: number;
}

/**
 * Why so many bikes on this day? Exact Shapley values over all coalitions of columns, and LIME's line over a draw of
 * the same coalitions; columns that are left out take the values of other days.
 */
export async function rentalDay(
  {days, trained, model, day, background = 50, samples = 500, seed = 0}: RentalDayArgs,
  {signal}: Context
): Promise<RentalDay> {
  if (!(Number.isInteger(day) && day >= 0 && day < days.counts.length))
    throw new RangeError(`no day ${day}: the table has days 0 to ${days.counts.length - 1}`);
  const {predict, x: row} = asked(days, trained, model, [day]);
  const {train} = trained.split;
  const others = someOf(train.length, background, seed).map((i) => train[i]);
  // LIME's coalitions are among those that the Shapley values have played.
  const game = rememberingGame(tabularGame(predict, row, rowsOf(days, trained.columns, others)));
  const {values, all, none, delta} = await shapley(game, {signal});
  const line = await last(lime(game, {samples, batch: samples, seed, signal}));
  return {
    day,
    prediction: all,
    baseline: none,
    count: days.counts[day],
    columns: trained.columns.map((name, j) => ({name, value: row.data[j], shapley: values[j], lime: line.values[j]})),
    delta,
    r2: line.r2
  };
}

/** The model asked about, and the days as it reads them. */
function asked(
  days: RentalDays,
  {models, columns}: TrainedRentals,
  name: RentalModelName,
  which?: readonly number[]
): {predict: Predict; x: Grid} {
  const model = models[name];
  if (!model) throw new RangeError(`no trained model: ${name} (trained: ${Object.keys(models).join(", ") || "none"})`);
  return {predict: predictorOf(model), x: rowsOf(days, columns, which)};
}

function placeOf({columns}: TrainedRentals, feature: string): number {
  const at = columns.indexOf(feature);
  if (at < 0) throw new RangeError(`the models do not read ${feature} (they read: ${columns.join(", ")})`);
  return at;
}

/** So many of n, drawn by seed, in rising order. */
const someOf = (n: number, count: number, seed: number): number[] =>
  Array.from(random(seed).permutation(n).subarray(0, count)).sort((a, b) => a - b);

const nearest = (values: readonly number[], v: number): number =>
  values.reduce((best, value, k) => (Math.abs(value - v) < Math.abs(values[best] - v) ? k : best), 0);
