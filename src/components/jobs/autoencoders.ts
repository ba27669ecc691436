import {type Grid, grid, sliceOf} from "../arrays/grid.js";
import {evaluate} from "../lab/gradient.js";
import {
  encodeFeatures,
  sparseAutoencoder,
  steerFeature,
  type Autoencoder,
  type AutoencoderFrame,
  type AutoencoderOptions
} from "../methods/mechanism/sparseAutoencoder.js";
import {maxCosines, superposedData} from "../methods/mechanism/superposedData.js";
import type {Context} from "./context.js";

/** Activations to take apart: some that the page holds, or made-up ones whose features are known. */
export type ActivationSource = {kind: "given"; activations: Grid} | {kind: "planted"; features: number; seed: number};

type Training = Partial<
  Pick<AutoencoderOptions, "kind" | "features" | "sparsity" | "k" | "steps" | "every" | "resampleEvery" | "stepSize">
>;

export interface DictionaryArgs extends Training {
  source: ActivationSource;
  seed: number;
}

/** What one feature of a dictionary answers to. */
export interface FeatureSummary {
  /** The examples that excite it most, the strongest first, and how strongly. */
  top: number[];
  values: number[];
  /** The share of examples on which it fires. */
  density: number;
  /** Counts of its strength where it fires, over equal intervals from 0 to its largest. */
  histogram: number[];
}

export interface DictionaryFrame extends AutoencoderFrame {
  features: FeatureSummary[];
  /** For each planted direction the largest cosine with a learnt one; null where nothing was planted. */
  recovered: Float32Array | null;
  /** Every frame's numbers so far. */
  course: {loss: number[]; unexplained: number[]; active: number[]; dead: number[]};
}

const TOP = 12;
const BINS = 16;

/** The activations of a source, and the planted directions where there are some. */
export function activationsOf(source: ActivationSource): {activations: Grid; truth: Grid | null} {
  if (source.kind === "given") return {activations: source.activations, truth: null};
  const {features, seed} = source;
  const {activations, truth} = superposedData({samples: 4096, features, dimensions: 20, density: 0.05, seed});
  return {activations, truth};
}

/** Which features are activations made of? Trains a dictionary and says, frame by frame, what each feature answers to. */
export async function* trainDictionary(
  {source, ...options}: DictionaryArgs,
  {signal}: Pick<Context, "signal">
): AsyncGenerator<DictionaryFrame, void, undefined> {
  const {activations, truth} = activationsOf(source);
  const course: DictionaryFrame["course"] = {loss: [], unexplained: [], active: [], dead: []};
  for await (const frame of sparseAutoencoder(activations, {every: 25, ...options, signal})) {
    for (const name of ["loss", "unexplained", "active", "dead"] as const) course[name].push(frame[name]);
    const codes = await encodeFeatures(frame.autoencoder, activations);
    const recovered = truth && maxCosines(truth, frame.autoencoder.parameters.decoder).cosine;
    yield {...frame, features: summaries(codes), recovered, course: structuredClone(course)};
  }
}

/** Codes [n, features] → what each feature answers to. */
function summaries({data, shape: [n, features]}: Grid): FeatureSummary[] {
  return Array.from({length: features}, (_, f) => {
    const code = Float32Array.from({length: n}, (_, i) => data[i * features + f]);
    const firing = Array.from(code.keys()).filter((i) => code[i] > 0);
    firing.sort((a, b) => code[b] - code[a]);
    const top = firing.slice(0, TOP);
    const histogram = Array<number>(BINS).fill(0);
    for (const i of firing) histogram[Math.min(BINS - 1, Math.floor((BINS * code[i]) / code[top[0]]))] += 1;
    return {top, values: top.map((i) => code[i]), density: firing.length / n, histogram};
  });
}

export interface SteerArgs {
  model: string;
  /** The layer whose activations the dictionary was trained on. */
  layer: string;
  autoencoder: Autoencoder;
  /** [d] */
  activation: Float32Array;
  feature: number;
  /** The strength to set the feature to. */
  value: number;
}

export interface Steered {
  /** Probabilities of the classes with the activation as it was, and as it was steered. */
  before: Float32Array;
  after: Float32Array;
  /** How strongly the feature fired on its own. */
  own: number;
}

/** What would the network answer if this feature were stronger? Sets it, and runs the rest of the network. */
export async function steerDigit(args: SteerArgs, context: Pick<Context, "model" | "signal">): Promise<Steered> {
  const {layer, autoencoder, activation, feature, value} = args;
  const model = await context.model(args.model);
  await model.need(undefined, context.signal);
  const one = grid(activation, [1, activation.length]);
  const {data} = await encodeFeatures(autoencoder, one);
  const moved = await steerFeature(autoencoder, one, feature, value);
  const rest = model.from(layer).logits();
  const both = grid(Float32Array.of(...one.data, ...moved.data), [2, activation.length]);
  const answers = model.probabilities(await evaluate(rest, both));
  return {before: sliceOf(answers, 0).data.slice(), after: sliceOf(answers, 1).data.slice(), own: data[feature]};
}

export interface AgreementFrame {
  step: number;
  steps: number;
  /** For each feature of the first dictionary that fires, the largest cosine with one of the second: [≤ features]. */
  cosines: Float32Array;
  /** How many features of the first are ever on. */
  living: number;
}

/** Do two dictionaries of the same activations agree? Trains two that differ in their seed, in step. */
export async function* twoDictionaries(
  {source, seed, ...options}: DictionaryArgs,
  {signal}: Pick<Context, "signal">
): AsyncGenerator<AgreementFrame, void, undefined> {
  const {activations} = activationsOf(source);
  const open = (own: number) => sparseAutoencoder(activations, {every: 50, ...options, seed: own, signal});
  const [first, second] = [open(seed), open(seed + 1)];
  try {
    for (;;) {
      const [a, b] = [await first.next(), await second.next()];
      if (a.done || b.done) return;
      const {step, steps, autoencoder} = a.value;
      const codes = await encodeFeatures(autoencoder, activations);
      const {features} = autoencoder;
      const on = new Set<number>();
      codes.data.forEach((v, i) => v > 0 && on.add(i % features));
      const {cosine} = maxCosines(autoencoder.parameters.decoder, b.value.autoencoder.parameters.decoder);
      yield {step, steps, cosines: cosine.filter((_, i) => on.has(i)), living: on.size};
    }
  } finally {
    await first.return();
    await second.return();
  }
}
