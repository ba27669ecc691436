import type {Grid} from "../arrays/grid.js";
import {
  encodeFeatures,
  sparseAutoencoder,
  type AutoencoderFrame,
  type AutoencoderOptions
} from "../methods/mechanism/sparseAutoencoder.js";
import {maxCosines, superposedData} from "../methods/mechanism/superposedData.js";
import type {Context} from "./context.js";
import {residualStream, type StreamArgs} from "./residualStream.js";

/**
 * Activations to take apart: some that the page holds, those of a transformer's residual stream, or made-up ones whose
 * features are known.
 */
export type ActivationSource =
  | {kind: "given"; activations: Grid}
  | ({kind: "residual"} & StreamArgs)
  | {kind: "planted"; features: number; seed: number};

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
  /** The sequences whose places were the examples (jobs/residualStream.ts), [sequences, T]; null for other sources. */
  tokens: Grid | null;
  /** Every frame's numbers so far. */
  course: {loss: number[]; unexplained: number[]; active: number[]; dead: number[]};
}

const TOP = 12;
const BINS = 16;

/** The activations of a source; the planted directions, and the sequences read, where there are some. */
export async function activationsOf(
  source: ActivationSource
): Promise<{activations: Grid; truth: Grid | null; tokens: Grid | null}> {
  if (source.kind === "given") return {activations: source.activations, truth: null, tokens: null};
  if (source.kind === "residual") return {...(await residualStream(source)), truth: null};
  const {features, seed} = source;
  const {activations, truth} = superposedData({samples: 4096, features, dimensions: 20, density: 0.05, seed});
  return {activations, truth, tokens: null};
}

/** Which features are activations made of? Trains a dictionary and says, frame by frame, what each feature answers to. */
export async function* trainDictionary(
  {source, ...options}: DictionaryArgs,
  {signal}: Pick<Context, "signal">
): AsyncGenerator<DictionaryFrame, void, undefined> {
  const {activations, truth, tokens} = await activationsOf(source);
  const course: DictionaryFrame["course"] = {loss: [], unexplained: [], active: [], dead: []};
  for await (const frame of sparseAutoencoder(activations, {every: 25, ...options, signal})) {
    for (const name of ["loss", "unexplained", "active", "dead"] as const) course[name].push(frame[name]);
    const codes = await encodeFeatures(frame.autoencoder, activations);
    const recovered = truth && maxCosines(truth, frame.autoencoder.parameters.decoder).cosine;
    yield {...frame, features: summaries(codes), recovered, tokens, course: structuredClone(course)};
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
  const {activations} = await activationsOf(source);
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
