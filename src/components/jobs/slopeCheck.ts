import {random} from "../arrays/random.js";
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

export interface SlopeErrorsArgs extends Omit<SlopeCheckArgs, "h"> {
  /** Ways to move, from short to long. */
  ways: readonly number[];
}

/** How far must a number be moved for the slope to come out right? The error of `slopeCheck` for each of some ways. */
export async function* slopeErrors(
  {ways, ...args}: SlopeErrorsArgs,
  context: Context
): AsyncGenerator<{step: number; steps: number; errors: [h: number, error: number][]}, void, undefined> {
  const errors: [number, number][] = [];
  for (const h of ways) {
    let error = NaN;
    for await ({error} of slopeCheck({...args, h}, context));
    errors.push([h, error]);
    yield {step: errors.length, steps: ways.length, errors: [...errors]};
  }
}

function relativeError(slopes: readonly {gradient: number; tried: number}[]): number {
  const mean = (of: (slope: {gradient: number; tried: number}) => number) =>
    Math.sqrt(slopes.reduce((sum, slope) => sum + of(slope) ** 2, 0) / slopes.length);
  return mean(({gradient, tried}) => tried - gradient) / mean(({gradient}) => gradient);
}
