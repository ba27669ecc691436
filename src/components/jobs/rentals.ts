import type {Grid} from "../arrays/grid.js";
import type {RentalDays} from "../arrays/rentalDays.js";
import type {Context} from "./context.js";

export type RentalModelName = "linear" | "network" | "forest";

/** What a model learnt, in plain arrays: hand it on as it is. */
export interface RentalModel {
  kind: RentalModelName;
  [part: string]: unknown;
}

/** How wrong a model is on days it has never seen, in bikes. r2 is 1 for a perfect model, 0 for the mean. */
export interface RentalError {
  mae: number;
  rmse: number;
  r2: number;
}

/** Three models of one table, and how good they are. */
export interface TrainedRentals {
  seed: number;
  /** The columns they read, in the order of every list by column. */
  columns: string[];
  /** Which days each had: to learn from, to stop by, to be judged by. */
  split: {train: number[]; valid: number[]; test: number[]};
  models: Record<RentalModelName, RentalModel>;
  /** On the test days. */
  errors: Record<RentalModelName, RentalError>;
}

export interface TrainRentalsArgs {
  days: RentalDays;
  /** Which columns the models may read; all but atemp when left out. */
  columns?: string[];
  seed: number;
}

export interface TrainRentalsFrame {
  step: number;
  steps: number;
  /** What is being trained. The linear model is ready from the first frame. */
  doing: "network" | "forest" | "done";
  /** The network's error so far, root mean square in bikes, on the days it learns from and on those it stops by. */
  curve: {step: number; train: number; valid: number}[];
  /** The step whose network is kept. */
  best: number;
  trees: number;
  /** Of the models ready so far, on the test days. */
  errors: Partial<Record<RentalModelName, RentalError>>;
  /** In the last frame only. */
  trained?: TrainedRentals;
}

/** What every question about a trained model begins with. */
export interface RentalQuestion {
  days: RentalDays;
  trained: TrainedRentals;
  model: RentalModelName;
}

export interface RentalEffects {
  feature: string;
  /** Where the column was set: rising values, or levels 0, 1, 2 … */
  values: number[];
  /** The mean prediction with every day's column set there, in bikes. */
  pd: number[];
  /** The same of some days each, [days, values]: ICE. */
  ice: Grid;
  /** The ICE curves less their own value at the first place. */
  centred: Grid;
  /** Which days the curves are of. */
  shown: number[];
  /** Accumulated local effects: mean zero over the days, in bikes, at their own edges. counts: days up to each edge. */
  ale: {values: number[]; effect: number[]; counts: number[]};
  /** The mean prediction over all days: add it to the ale to draw it beside the pd. */
  average: number;
}

export interface RentalSurface {
  a: {feature: string; values: number[]};
  b: {feature: string; values: number[]};
  /** The mean prediction with both columns set, [a, b]. */
  pd: Grid;
  /** How many real days are nearest to each place, [a, b]: 0 where the model is asked about days that never were. */
  near: Grid;
}

export interface RentalImportance {
  /** The root mean squared error before anything was shuffled. */
  error: number;
  /** By column: how much it rises when the column is shuffled, its mean and standard deviation over the repeats. */
  columns: {name: string; mean: number; sd: number; rises: number[]}[];
}

export interface RentalInteraction {
  step: number;
  steps: number;
  /** H by column: the share of the column's effect that is not its own; NaN while not yet known. */
  total: {name: string; h: number}[];
  /** H of each pair known so far. */
  pairs: {a: string; b: string; h: number}[];
}

export interface RentalDay {
  day: number;
  /** What the model says of the day, what it says of the background days on average, what was counted. */
  prediction: number;
  baseline: number;
  count: number;
  /** By column: what the day has there, its Shapley value and LIME's weight, in bikes. */
  columns: {name: string; value: number; shapley: number; lime: number}[];
  /** What the Shapley values miss of prediction − baseline: rounding only. */
  delta: number;
  /** How well LIME's line fits its samples, 1 is perfect. */
  r2: number;
}

export interface CorrelatedArgs {
  /** How closely x₂ follows x₁, 0 … 0.99 or so. */
  rho: number;
  seed: number;
  /** exact: the function that made the data, so that the model is right everywhere. */
  model: "forest" | "network" | "exact";
}

export interface CorrelatedEffects {
  /** The correlation of the drawn points. */
  correlation: number;
  /** The points, [n] each; y = x₁ + x₂² + noise. */
  x1: number[];
  x2: number[];
  y: number[];
  /** For x₁ and x₂: the true effect, what PD and ALE say, all with mean zero; and how far off, root mean square. */
  effects: {
    name: string;
    values: number[];
    truth: number[];
    pd: number[];
    ale: number[];
    pdError: number;
    aleError: number;
  }[];
  /** What the model says minus the truth on a lattice over [0, 1]², [x1, x2], rising. */
  error: Grid;
}

/** Which model of the days predicts best? */
export async function* trainRentals(
  args: TrainRentalsArgs,
  context: Context
): AsyncGenerator<TrainRentalsFrame, void, undefined> {
  throw new Error(`being written: ${args} ${context}`);
}

/** What does one column do to the prediction? */
export async function rentalEffects(
  args: RentalQuestion & {feature: string; points?: number; curves?: number; seed?: number},
  context: Context
): Promise<RentalEffects> {
  throw new Error(`being written: ${args} ${context}`);
}

/** What do two columns do together? */
export async function rentalSurface(
  args: RentalQuestion & {a: string; b: string; points?: number},
  context: Context
): Promise<RentalSurface> {
  throw new Error(`being written: ${args} ${context}`);
}

/** Which columns does the model need? */
export async function rentalImportance(
  args: RentalQuestion & {repeats?: number; seed?: number},
  context: Context
): Promise<RentalImportance> {
  throw new Error(`being written: ${args} ${context}`);
}

/** Which columns work together? */
export async function* rentalInteraction(
  args: RentalQuestion & {rows?: number; seed?: number},
  context: Context
): AsyncGenerator<RentalInteraction, void, undefined> {
  throw new Error(`being written: ${args} ${context}`);
}

/** Why so many bikes on this day? */
export async function rentalDay(
  args: RentalQuestion & {day: number; background?: number; seed?: number},
  context: Context
): Promise<RentalDay> {
  throw new Error(`being written: ${args} ${context}`);
}

/** When do averages over impossible points mislead? */
export async function correlatedEffects(args: CorrelatedArgs, context: Context): Promise<CorrelatedEffects> {
  throw new Error(`being written: ${args} ${context}`);
}
