import {sliceOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import type {Scores} from "../lab/gradient.js";
import {deconvNet} from "../methods/attribution/deconvNet.js";
import {gradient} from "../methods/attribution/gradient.js";
import {guidedBackprop} from "../methods/attribution/guidedBackprop.js";
import {inputXGradient} from "../methods/attribution/inputXGradient.js";
import {smoothGrad} from "../methods/attribution/smoothGrad.js";
import {answersOf, batchOfOne, type Answer} from "./classify.js";
import type {Context} from "./context.js";

export type SaliencyMethod = "gradient" | "inputXGradient" | "smoothGrad" | "guidedBackprop" | "deconvNet";

export interface SaliencyArgs {
  model: string;
  /** Of the size the network is to see. */
  image: Image;
  /** The class to explain; null for the network's first answer. */
  target: number | null;
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
  const {model: id, image, method, samples, sigma, seed} = args;
  const {signal} = context;
  const model = await context.model(id);
  await model.need(undefined, signal);
  const x = batchOfOne(image);
  const answers = await answersOf(model, x);
  const target = args.target === null ? answers[0] : answers.find(({index}) => index === args.target);
  if (!target) throw new RangeError(`unknown class: ${args.target} (${id} has classes 0 to ${answers.length - 1})`);
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
