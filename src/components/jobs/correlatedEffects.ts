import {full, type Grid} from "../arrays/grid.js";
import {last} from "../lab/frames.js";
import {ale, centreEffect} from "../methods/dependence/ale.js";
import {
  correlatedPoints,
  correlatedTruth,
  trueEffect,
  type CorrelatedPoints
} from "../methods/dependence/correlatedPoints.js";
import {partialDependence} from "../methods/dependence/partialDependence.js";
import {meanOf, type Predict} from "../methods/dependence/predict.js";
import {predictForest, trainForest} from "../models/forest.js";
import {predictTableNet} from "../models/tableNet.js";
import {trainTableNet} from "../models/trainTableNet.js";
import type {Context} from "./context.js";

export interface CorrelatedArgs {
  /** How closely x₂ follows x₁: −0.99 … 0.99 or so. */
  rho: number;
  seed: number;
  /**
   * What learns the points. exact: the function they come from, right everywhere. extrapolating: that function plus
   * 2(x₁ − x₂)², almost right where close columns leave points and far off elsewhere.
   */
  model: "forest" | "network" | "exact" | "extrapolating";
  /** Points; 200 when left out. */
  count?: number;
}

export interface CorrelatedEffect {
  name: "x1" | "x2";
  values: number[];
  /** All with mean zero over the points. */
  truth: number[];
  pd: number[];
  ale: number[];
  /** How far off they are, root mean square over the places. */
  pdError: number;
  aleError: number;
}

export interface CorrelatedEffects {
  /** The correlation of the points as drawn. */
  correlation: number;
  /** The model's root mean squared error on new points drawn alike; 0.1 of it is noise that nobody can foretell. */
  testError: number;
  /** The points; y = x₁ + x₂² + noise. */
  x1: number[];
  x2: number[];
  y: number[];
  effects: CorrelatedEffect[];
  /** What the model says less the truth at the middles of a lattice over [0, 1]²: [x1, x2], both rising. */
  error: Grid;
}

const BINS = 10;
const FRESH = 1000;
const LATTICE = 24;

/** When does an average over impossible points mislead? PD and ALE beside the truth, for columns that go together. */
export async function correlatedEffects(
  {rho, seed, model, count = 200}: CorrelatedArgs,
  {signal}: Context
): Promise<CorrelatedEffects> {
  const points = correlatedPoints(count, rho, seed);
  const predict = await learn(model, points, seed, signal);
  const effects = [];
  for (const column of [0, 1]) effects.push(await effectOf(predict, points.x, column, signal));
  const fresh = correlatedPoints(FRESH, rho, seed + 1);
  const said = await predict(fresh.x);
  const column = (j: number) => Array.from({length: count}, (_, i) => points.x.data[2 * i + j]);
  return {
    correlation: points.correlation,
    testError: Math.sqrt(meanOf(fresh.y.map((v, i) => (said[i] - v) ** 2))),
    x1: column(0),
    x2: column(1),
    y: Array.from(points.y),
    effects,
    error: await errorOver(predict)
  };
}

async function learn(
  model: CorrelatedArgs["model"],
  {x, y}: CorrelatedPoints,
  seed: number,
  signal: AbortSignal
): Promise<Predict> {
  switch (model) {
    case "exact":
      return eachPoint(correlatedTruth);
    case "extrapolating":
      return eachPoint((x1, x2) => correlatedTruth(x1, x2) + 2 * (x1 - x2) ** 2);
    case "forest": {
      const {forest} = await last(trainForest(x, y, {seed, signal}));
      return (rows) => predictForest(forest, rows);
    }
    case "network": {
      const cut = 2 * Math.round(0.75 * y.length);
      const part = (from: number, to: number) => ({
        x: {data: x.data.slice(from, to), shape: [(to - from) / 2, 2]},
        y: y.slice(from / 2, to / 2)
      });
      const course = trainTableNet(part(0, cut), part(cut, x.data.length), [undefined, undefined], {
        steps: 400,
        decay: 0.01,
        seed,
        signal
      });
      const {net} = await last(course);
      return (rows) => predictTableNet(net, rows);
    }
    default:
      throw new RangeError(`unknown model: ${model} (there are: forest, network, exact, extrapolating)`);
  }
}

const eachPoint =
  (f: (x1: number, x2: number) => number): Predict =>
  ({data, shape: [n]}) =>
    Float64Array.from({length: n}, (_, i) => f(data[2 * i], data[2 * i + 1]));

async function effectOf(predict: Predict, x: Grid, column: number, signal: AbortSignal): Promise<CorrelatedEffect> {
  const {values, effect, counts} = await ale(predict, x, column, {bins: BINS, signal});
  const centred = (curve: ArrayLike<number>) => Array.from(centreEffect(curve, counts));
  const truth = centred(values.map((v) => trueEffect(column, v)));
  const pd = centred(await partialDependence(predict, x, column, values, {signal}));
  const off = (curve: ArrayLike<number>) => Math.sqrt(meanOf(truth.map((v, k) => (curve[k] - v) ** 2)));
  return {
    name: column ? "x2" : "x1",
    values,
    truth,
    pd,
    ale: Array.from(effect),
    pdError: off(pd),
    aleError: off(effect)
  };
}

async function errorOver(predict: Predict): Promise<Grid> {
  const at = (k: number) => (k + 0.5) / LATTICE;
  const lattice = full([LATTICE * LATTICE, 2]);
  for (let k = 0; k < lattice.shape[0]; ++k) lattice.data.set([at(Math.floor(k / LATTICE)), at(k % LATTICE)], 2 * k);
  const said = await predict(lattice);
  const off = (k: number) => said[k] - correlatedTruth(lattice.data[2 * k], lattice.data[2 * k + 1]);
  return {data: Float32Array.from({length: said.length}, (_, k) => off(k)), shape: [LATTICE, LATTICE]};
}
