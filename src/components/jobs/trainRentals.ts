import {random} from "../arrays/random.js";
import type {RentalDays} from "../arrays/rentalDays.js";
import {trainForest} from "../models/forest.js";
import {trainTableNet} from "../models/trainTableNet.js";
import type {Context} from "./context.js";
import {
  columnNamed,
  errorOf,
  predictorOf,
  rowsOf,
  trainLinear,
  type RentalError,
  type RentalModel,
  type RentalModelName
} from "./rentalModels.js";

/** Models of one table, and how good they are. Hand it on as it is. */
export interface TrainedRentals {
  seed: number;
  /** The columns they read, in the order of every list by column. */
  columns: string[];
  /** Which days each had: to learn from, to stop by, to be judged by. The first two are one to all but the network. */
  split: {train: number[]; valid: number[]; test: number[]};
  /** Those that are ready. */
  models: Partial<Record<RentalModelName, RentalModel>>;
  /** Theirs, on the test days. */
  errors: Partial<Record<RentalModelName, RentalError>>;
}

export interface TrainRentalsArgs {
  days: RentalDays;
  /** Which columns the models may read; all but the felt temperature when left out. */
  columns?: string[];
  seed: number;
}

export interface TrainRentalsFrame {
  step: number;
  steps: number;
  /** What is being trained. The linear model is ready in the first frame, the network in the first of the forest's. */
  doing: "network" | "forest" | "done";
  /** The network's root mean squared error by step, on the days it learns from and on those it is stopped by. */
  curve: {step: number; train: number; valid: number}[];
  /** The step whose network is kept. */
  best: number;
  /** Trees grown, of how many. */
  trees: number;
  allTrees: number;
  trained: TrainedRentals;
}

const TEST = 0.25;
const VALID = 0.15;
const TREES = 24;
const STEPS = 1500;
const EVERY = 25;

/** The columns that models read unless told otherwise: felt temperature would say what temperature says. */
export const usualColumns = ({columns}: RentalDays): string[] =>
  columns.map(({name}) => name).filter((name) => name !== "atemp");

/**
 * How well can the number of bikes be foretold from the day? Trains a line, a small network and a forest on the same
 * random days, and judges each on days that none has seen.
 */
export async function* trainRentals(
  {days, columns = usualColumns(days), seed}: TrainRentalsArgs,
  {signal}: Context
): AsyncGenerator<TrainRentalsFrame, void, undefined> {
  const split = splitDays(days.counts.length, seed);
  const rows = (which: number[]) => ({x: rowsOf(days, columns, which), y: which.map((i) => days.counts[i])});
  const [train, valid, test, both] = [split.train, split.valid, split.test, [...split.train, ...split.valid]].map(rows);
  const levels = columns.map((name) => columnNamed(days, name).levels?.length);
  let trained: TrainedRentals = {seed, columns, split, models: {}, errors: {}};
  const add = async (model: RentalModel) => {
    const error = errorOf(await predictorOf(model)(test.x), test.y);
    trained = {
      ...trained,
      models: {...trained.models, [model.kind]: model},
      errors: {...trained.errors, [model.kind]: error}
    };
  };
  await add({kind: "linear", linear: trainLinear(both.x, both.y, levels)});

  const curve: TrainRentalsFrame["curve"] = [];
  const frame = {steps: STEPS / EVERY + TREES, best: 0, trees: 0, allTrees: TREES};
  yield {...frame, step: 0, doing: "network", curve: [], trained};
  const course = trainTableNet(train, valid, levels, {seed, steps: STEPS, every: EVERY, signal});
  let net;
  for await (const now of course) {
    net = now.net;
    frame.best = now.best;
    curve.push({step: now.step, train: now.train, valid: now.valid});
    yield {...frame, step: now.step / EVERY, doing: "network", curve: [...curve], trained};
  }
  await add({kind: "network", net: net!});

  for await (const {step, steps, forest} of trainForest(both.x, both.y, {seed, trees: TREES, signal})) {
    if (step === steps) await add({kind: "forest", forest});
    const doing = step === steps ? "done" : "forest";
    yield {...frame, step: STEPS / EVERY + step, doing, trees: step, curve, trained};
  }
}

/** Which days to learn from, to stop by and to judge by. */
function splitDays(n: number, seed: number): TrainedRentals["split"] {
  const order = Array.from(random(seed).permutation(n));
  const [test, valid] = [Math.round(TEST * n), Math.round(VALID * n)];
  const rising = (list: number[]) => list.sort((a, b) => a - b);
  return {
    test: rising(order.slice(0, test)),
    valid: rising(order.slice(test, test + valid)),
    train: rising(order.slice(test + valid))
  };
}
