import {sliceOf, type Grid} from "../arrays/grid.js";
import {evaluate, type Scores, type TensorMap} from "../lab/gradient.js";
import {throwIfAborted} from "../lab/options.js";
import {baselineOf, type Baseline} from "../methods/attribution/baselines.js";
import {deconvNet} from "../methods/attribution/deconvNet.js";
import {deepLift} from "../methods/attribution/deepLift.js";
import {expectedGradients} from "../methods/attribution/expectedGradients.js";
import {featureAblation} from "../methods/attribution/featureAblation.js";
import {maskingGame, type MaskingGame} from "../methods/attribution/game.js";
import {gradCam} from "../methods/attribution/gradCam.js";
import {gradCamPlusPlus} from "../methods/attribution/gradCamPlusPlus.js";
import {gradient} from "../methods/attribution/gradient.js";
import {guidedBackprop} from "../methods/attribution/guidedBackprop.js";
import {guidedGradCam} from "../methods/attribution/guidedGradCam.js";
import {inputXGradient} from "../methods/attribution/inputXGradient.js";
import {integratedGradients} from "../methods/attribution/integratedGradients.js";
import {kernelShap} from "../methods/attribution/kernelShap.js";
import {layerConductance} from "../methods/attribution/layerConductance.js";
import {layerGradientXActivation} from "../methods/attribution/layerGradientXActivation.js";
import {layerIntegratedGradients} from "../methods/attribution/layerIntegratedGradients.js";
import {lime} from "../methods/attribution/lime.js";
import {lrp} from "../methods/attribution/lrp.js";
import {occlusion} from "../methods/attribution/occlusion.js";
import {saliency} from "../methods/attribution/saliency.js";
import {shapley} from "../methods/attribution/shapley.js";
import {shapleySampling} from "../methods/attribution/shapleySampling.js";
import {smoothGrad} from "../methods/attribution/smoothGrad.js";
import {layerNamed, type Layer, type Model} from "../models/model.js";
import {answered, type Question} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";

/** What is explained, as the methods want it: functions of tensors and plain grids. */
export interface Subject {
  /** The explained score of inputs like x. */
  f: Scores;
  /** The input, [1, …]. */
  x: Grid;
  /** What stands for nothing, [1, …]; several, [m, …], where a method averages over them. */
  baseline: Grid;
  /** For methods that explain by a layer: from the input to it, and from it to the score. */
  tap: TensorMap;
  head: Scores;
  /** Which features play together, for methods that mask. */
  segments?: Grid;
}

/** One state of an explanation under way; the last one is the answer. */
export interface ExplainFrame {
  step: number;
  steps: number;
  /** Of the input's or the layer's shape [1, …]. */
  attribution: Grid;
  /** The completeness gap, for the methods that promise completeness. */
  delta: number | null;
  /** One value for each segment, for the methods that mask. */
  values?: Float32Array;
  /** Standard errors of the values, where they are known. */
  errors?: Float32Array;
  /** How well LIME's surrogate fits. */
  r2?: number;
}

export type OptionValue = number | string | boolean | readonly number[];

/** One method as it is offered to pages and to the command line. */
export interface Explainer {
  /** The question it answers. */
  question: string;
  /** Which of a subject's optional parts it looks at. */
  uses: readonly ("layer" | "baseline" | "baselines" | "segments")[];
  /** Its options with their defaults for an input x; undefined where the method itself decides. */
  options(x: Grid): Record<string, OptionValue | undefined>;
  run(subject: Subject, options: any, signal?: AbortSignal): AsyncIterable<ExplainFrame>;
}

type Frame = Omit<ExplainFrame, "delta"> & {delta?: number};

/** Path methods look at many points of a small input, where they cost nothing, and at fewer of a photo. */
const pathSteps = (x: Grid): number => (x.data.length <= 4096 ? 2000 : 64);

const none = () => ({});

/** Every attribution method, by its name: the one list that pages, loaders and the command line share. */
export const explainers = {
  gradient: {
    question: "Which way would each number of the input have to move to raise the score the fastest?",
    uses: [],
    options: none,
    run: ({f, x}, options, signal) => once(gradient(f, x, {...options, signal}))
  },
  saliency: {
    question: "Which pixels does the score react to most?",
    uses: [],
    options: none,
    run: ({f, x}, options, signal) => once(saliency(f, x, {...options, signal}))
  },
  inputXGradient: {
    question: "How much of the score would each number explain, were the network linear?",
    uses: [],
    options: none,
    run: ({f, x}, options, signal) => once(inputXGradient(f, x, {...options, signal}))
  },
  smoothGrad: {
    question: "What is the gradient on average over a noisy neighbourhood?",
    uses: [],
    options: () => ({samples: 25, sigma: 0.15, statistic: "mean", seed: 0}),
    run: ({f, x}, options, signal) => frames(smoothGrad(f, x, {...options, signal}))
  },
  guidedBackprop: {
    question: "Which strokes excite the units that speak for the class?",
    uses: [],
    options: none,
    run: ({f, x}, options, signal) => once(guidedBackprop(f, x, {...options, signal}))
  },
  deconvNet: {
    question: "What does a deconvolutional network rebuild from the answer?",
    uses: [],
    options: none,
    run: ({f, x}, options, signal) => once(deconvNet(f, x, {...options, signal}))
  },
  integratedGradients: {
    question: "How much of the change from the baseline does each number account for?",
    uses: ["baseline"],
    options: (x) => ({steps: pathSteps(x), rule: "trapezoid"}),
    run: ({f, x, baseline}, options, signal) => frames(integratedGradients(f, x, {...options, baseline, signal}))
  },
  expectedGradients: {
    question: "How much of the change from the average over many baselines does each number account for?",
    uses: ["baselines"],
    options: () => ({samples: 128, seed: 0}),
    run: ({f, x, baseline}, options, signal) =>
      frames(expectedGradients(f, x, {...options, baselines: baseline, signal}))
  },
  deepLift: {
    question: "How does each number's difference from the baseline turn into the score's difference?",
    uses: ["baselines"],
    options: () => ({pooling: "winner"}),
    run: ({f, x, baseline}, options, signal) => once(deepLift(f, x, {...options, baseline, signal}))
  },
  lrp: {
    question: "How does the score flow back when each unit shares it by what its inputs gave?",
    uses: [],
    options: () => ({epsilon: 1e-4}),
    run: ({f, x}, options, signal) => once(lrp(f, x, {...options, signal}))
  },
  activation: {
    question: "What does a layer answer to this input? (No attribution: what the layer methods start from.)",
    uses: ["layer"],
    options: none,
    run: ({tap, x}) => once(evaluate(tap, x).then((attribution) => ({attribution})))
  },
  gradCam: {
    question: "Where does a layer see what speaks for the class?",
    uses: ["layer"],
    options: () => ({relu: true}),
    run: ({tap, head, x}, options, signal) => once(gradCam(tap, head, x, {...options, signal}))
  },
  gradCamPlusPlus: {
    question: "Where does a layer see the class, when there are several of it?",
    uses: ["layer"],
    options: none,
    run: ({tap, head, x}, options, signal) => once(gradCamPlusPlus(tap, head, x, {...options, signal}))
  },
  guidedGradCam: {
    question: "Which strokes in the place that speaks for the class?",
    uses: ["layer"],
    options: () => ({relu: true}),
    run: ({tap, head, x}, options, signal) => once(guidedGradCam(tap, head, x, {...options, signal}))
  },
  layerGradientXActivation: {
    question: "How much of the score would each unit of a layer explain, were the rest linear?",
    uses: ["layer"],
    options: none,
    run: ({tap, head, x}, options, signal) => once(layerGradientXActivation(tap, head, x, {...options, signal}))
  },
  layerIntegratedGradients: {
    question: "How much of the change from the baseline does each unit of a layer account for?",
    uses: ["layer", "baseline"],
    options: (x) => ({steps: pathSteps(x), rule: "trapezoid"}),
    run: ({tap, head, x, baseline}, options, signal) =>
      frames(layerIntegratedGradients(tap, head, x, {...options, baseline, signal}))
  },
  layerConductance: {
    question: "How much of the change from the baseline flows through each unit of a layer?",
    uses: ["layer", "baseline"],
    options: (x) => ({steps: pathSteps(x)}),
    run: ({tap, head, x, baseline}, options, signal) =>
      frames(layerConductance(tap, head, x, {...options, baseline, signal}))
  },
  occlusion: {
    question: "What does the score lose when a patch hides part of the input?",
    uses: ["baseline"],
    options: (x) => ({...patchFor(x), aggregate: "mean"}),
    run: ({f, x, baseline}, options, signal) => frames(occlusion(f, x, {...options, baseline, signal}))
  },
  featureAblation: {
    question: "What does the score lose when one feature, or one segment, goes missing?",
    uses: ["baseline", "segments"],
    options: none,
    run: ({f, x, baseline, segments}, options, signal) =>
      frames(featureAblation(f, x, {...options, baseline, segments, signal}))
  },
  lime: {
    question: "Which simple model answers alike near this input?",
    uses: ["baseline", "segments"],
    options: () => ({samples: 1000, kernelWidth: 0.25, surrogate: "ridge", alpha: undefined, seed: 0}),
    run: (subject, options, signal) => played(subject, (game) => lime(game, {...options, signal}))
  },
  shapley: {
    question: "What is each feature's fair share, over all orders of arrival?",
    uses: ["baseline", "segments"],
    options: none,
    run: (subject, options, signal) =>
      played(subject, async function* (game) {
        yield {step: 1, steps: 1, ...(await shapley(game, {...options, signal}))};
      })
  },
  shapleySampling: {
    question: "What is each feature's fair share, over some orders of arrival?",
    uses: ["baseline", "segments"],
    options: () => ({permutations: 64, seed: 0}),
    run: (subject, options, signal) => played(subject, (game) => shapleySampling(game, {...options, signal}))
  },
  kernelShap: {
    question: "Which linear game is the most like this one?",
    uses: ["baseline", "segments"],
    options: () => ({samples: 2048, paired: true, seed: 0}),
    run: (subject, options, signal) => played(subject, (game) => kernelShap(game, {...options, signal}))
  }
} satisfies Record<string, Explainer>;

export type MethodName = keyof typeof explainers;

/** Finds a method by its name, or throws an error that lists them. */
export function explainerNamed(name: string): Explainer {
  if (!Object.hasOwn(explainers, name))
    throw new RangeError(`unknown method: ${name} (there are: ${Object.keys(explainers).join(", ")})`);
  return explainers[name as MethodName];
}

/** A method's options for an input: its defaults, and what is given in their place. Unknown names are an error. */
export function explainOptions(name: string, x: Grid, given: Record<string, OptionValue | undefined> = {}) {
  const defaults = explainerNamed(name).options(x);
  for (const option of Object.keys(given))
    if (!Object.hasOwn(defaults, option))
      throw new RangeError(
        `${name}: unknown option ${option} (it takes: ${Object.keys(defaults).join(", ") || "none"})`
      );
  return {...defaults, ...given};
}

/** Runs a method on a subject. */
export function explainSubject(
  name: string,
  subject: Subject,
  given?: Record<string, OptionValue | undefined>,
  signal?: AbortSignal
): AsyncIterable<ExplainFrame> {
  return explainerNamed(name).run(subject, explainOptions(name, subject.x, given), signal);
}

/** The layer a method looks at when none is named: the last one with feature maps that leads to the answer. */
export function defaultLayer({card, layers}: Pick<Model, "card" | "layers">): string {
  const isMap = (layer?: Layer) => layer?.shape.length === 3;
  const landmarks = card.landmarks.map((name) => layers.find((layer) => layer.name === name));
  const {name} = [landmarks.at(-1), ...layers.toReversed()].find(isMap) ?? layers[Math.max(0, layers.length - 2)];
  return name;
}

/**
 * Joins a model and an input. `raw` takes x as the network's own input; otherwise x is a picture in [0, 1] and the
 * model's preprocessing is part of the functions.
 */
export function subjectOf(
  model: Model,
  {
    x,
    target,
    layer = defaultLayer(model),
    baseline,
    segments,
    raw = false
  }: {
    x: Grid;
    target: number;
    layer?: string;
    baseline: Grid;
    segments?: Grid;
    raw?: boolean;
  }
): Subject {
  layerNamed(model.layers, layer);
  const whole = raw ? model.raw : model;
  const head = model.from(layer).logit(target);
  return {f: whole.logit(target), x, baseline, tap: whole.tap(layer), head, segments};
}

export interface ExplainArgs extends Question {
  method: MethodName;
  layer?: string;
  baseline?: Baseline;
  segments?: Grid;
  options?: Record<string, OptionValue>;
}

/** One state of an explanation in a page: of the picture's or the layer's shape, without the batch. */
export interface PageFrame extends ExplainFrame {
  answers: Answer[];
  target: Answer;
}

/** Why this answer, by any method? Frames as the method refines its map. */
export async function* explain(args: ExplainArgs, context: Context): AsyncGenerator<PageFrame, void, undefined> {
  const {signal} = context;
  const {model, x, answers, target} = await answered(args, context);
  const baseline = baselineOf(args.baseline ?? {kind: "black"}, x);
  const subject = subjectOf(model, {...args, x, baseline, target: target.index});
  for await (const frame of explainSubject(args.method, subject, args.options, signal)) {
    throwIfAborted(signal);
    context.progress(frame.step / frame.steps, args.method);
    yield {...frame, attribution: sliceOf(frame.attribution, 0), answers, target};
  }
}

/** A patch of about a tenth of a picture's height, moving by half of itself; one feature at a time otherwise. */
function patchFor({shape}: Grid): {window: number; stride: number} {
  const window = shape.length === 4 ? Math.max(1, Math.round(shape[1] / 10)) : 1;
  return {window, stride: Math.max(1, Math.floor(window / 2))};
}

/** A one-shot method's answer as the only frame. */
async function* once(answer: Promise<{attribution: Grid; delta?: Float32Array}>): AsyncGenerator<ExplainFrame> {
  const {attribution, delta} = await answer;
  yield {step: 1, steps: 1, attribution, delta: delta?.[0] ?? null};
}

/** An iterative method's frames. */
async function* frames(run: AsyncIterable<Frame>): AsyncGenerator<ExplainFrame> {
  for await (const {step, steps, attribution, delta = null, values} of run)
    yield {step, steps, attribution, delta, ...(values && {values})};
}

type Played = Omit<ExplainFrame, "attribution" | "delta"> & {values: Float32Array; delta?: number};

/** The frames of a method that plays a game of the subject's features, with its values laid over the input. */
async function* played(
  {f, x, baseline, segments}: Subject,
  play: (game: MaskingGame) => AsyncIterable<Played>
): AsyncGenerator<ExplainFrame> {
  const game = maskingGame(f, x, {baseline, segments});
  for await (const {step, steps, values, errors, r2, delta = null} of play(game))
    yield {
      step,
      steps,
      attribution: game.spread(values),
      delta,
      values,
      ...(errors && {errors}),
      ...(r2 !== undefined && {r2})
    };
}
