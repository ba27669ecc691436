import {sliceOf, type Grid} from "../arrays/grid.js";
import type {Scores} from "../lab/gradient.js";
import {deconvNet} from "../methods/attribution/deconvNet.js";
import {gradient} from "../methods/attribution/gradient.js";
import {guidedBackprop} from "../methods/attribution/guidedBackprop.js";
import {inputXGradient} from "../methods/attribution/inputXGradient.js";
import {smoothGrad} from "../methods/attribution/smoothGrad.js";
import {answered, type Question} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";

export type SaliencyMethod = "gradient" | "inputXGradient" | "smoothGrad" | "guidedBackprop" | "deconvNet";

export interface SaliencyArgs extends Question {
  method: SaliencyMethod;
  /** SmoothGrad's: noisy copies, noise as a share of the image's range, seed. */
  samples?: number;
  sigma?: number;
  seed?: number;
}

export interface SaliencyFrame {
  step: number;
  steps: number;
  /** All answers, the most probable first. */
  answers: Answer[];
  /** The answer explained. */
  target: Answer;
  /** Signed, [h, w, 3]; null in the first frame, which has the answers alone. */
  attribution: Grid | null;
}

/** Which pixels move a network's answer? First the answers, then the map, refined where the method samples. */
export async function* saliency(args: SaliencyArgs, context: Context): AsyncGenerator<SaliencyFrame, void, undefined> {
  const {method, samples, sigma, seed} = args;
  const {signal} = context;
  const {model, x, answers, target} = await answered(args, context);
  yield {step: 0, steps: 1, answers, target, attribution: null};
  const f = model.logit(target.index);
  const frames =
    method === "smoothGrad" ? smoothGrad(f, x, {samples, sigma, seed, signal}) : once(method, f, x, signal);
  for await (const {attribution, step, steps} of frames)
    yield {step, steps, answers, target, attribution: sliceOf(attribution, 0)};
}

const oneShot = {gradient, inputXGradient, guidedBackprop, deconvNet};

async function* once(method: Exclude<SaliencyMethod, "smoothGrad">, f: Scores, x: Grid, signal: AbortSignal) {
  if (!Object.hasOwn(oneShot, method))
    throw new RangeError(
      `unknown method: ${method} (there are: ${[...Object.keys(oneShot), "smoothGrad"].join(", ")})`
    );
  const {attribution} = await oneShot[method](f, x, {signal});
  yield {attribution, step: 1, steps: 1};
}
