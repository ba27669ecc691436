import {random} from "../arrays/random.js";
import {last} from "../lab/frames.js";
import {gradient} from "../methods/attribution/gradient.js";
import {finiteDifferences} from "../methods/evaluation/finiteDifferences.js";
import {answered, type Question} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";

export interface SlopeCheckArgs extends Question {
  /** How many numbers of the picture to try, drawn by the seed. */
  pixels: number;
  /** How far each is moved to either side; the picture runs from 0 to 1. */
  h: number;
  seed: number;
}

export interface SlopeCheckFrame {
  step: number;
  steps: number;
  target: Answer;
  /** What the gradient says of each number tried so far, and what moving it says. */
  slopes: {gradient: number; tried: number}[];
  /** Their root mean square difference, as a share of the gradient's root mean square. */
  error: number;
}

/** Is the gradient right? Some numbers of the picture are moved a little, and the answer's score is watched. */
export async function* slopeCheck(
  {pixels, h, seed, ...question}: SlopeCheckArgs,
  context: Context
): AsyncGenerator<SlopeCheckFrame, void, undefined> {
  const {model, x, target} = await answered(question, context);
  const {signal} = context;
  const f = model.logit(target.index);
  const indices = random(seed).permutation(x.data.length).slice(0, pixels);
  const {attribution} = await gradient(f, x, {signal});
  for await (const {step, steps, slopes: tried} of finiteDifferences(f, x, indices, {h, signal})) {
    const slopes = Array.from(tried, (slope, k) => ({gradient: attribution.data[indices[k]], tried: slope}));
    yield {step, steps, target, slopes, error: relativeError(slopes)};
  }
}

export interface SlopeErrorsArgs extends Omit<SlopeCheckArgs, "h" | "model"> {
  models: readonly string[];
  /** Ways to move, from short to long. */
  ways: readonly number[];
}

export interface SlopeErrorsFrame {
  step: number;
  steps: number;
  /** For each network begun, the error of each way tried so far. */
  curves: {model: string; errors: [h: number, error: number][]}[];
}

/** How far must a number be moved for the slope to come out right? The error of `slopeCheck` for each of some ways. */
export async function* slopeErrors(
  {models, ways, ...args}: SlopeErrorsArgs,
  context: Context
): AsyncGenerator<SlopeErrorsFrame, void, undefined> {
  const curves: SlopeErrorsFrame["curves"] = [];
  const steps = models.length * ways.length;
  let step = 0;
  for (const model of models) {
    const errors: [number, number][] = [];
    curves.push({model, errors});
    for (const h of ways) {
      const {error} = await last(slopeCheck({...args, model, h}, context));
      errors.push([h, error]);
      yield {step: ++step, steps, curves: curves.map((curve) => ({...curve, errors: [...curve.errors]}))};
    }
  }
}

function relativeError(slopes: readonly {gradient: number; tried: number}[]): number {
  const mean = (of: (slope: {gradient: number; tried: number}) => number) =>
    Math.sqrt(slopes.reduce((sum, slope) => sum + of(slope) ** 2, 0) / slopes.length);
  return mean(({gradient, tried}) => tried - gradient) / mean(({gradient}) => gradient);
}
