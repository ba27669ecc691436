import type {Grid} from "../arrays/grid.js";
import {withDefaults} from "../lab/options.js";
import {baselineOf, type Baseline} from "../methods/attribution/baselines.js";
import {batchFor} from "../methods/attribution/attribution.js";
import {maskingGame} from "../methods/attribution/game.js";
import {lime as fit, type LimeFrame as Fit} from "../methods/attribution/lime.js";
import type {SurrogateKind} from "../methods/attribution/surrogate.js";
import {rankCorrelation} from "../methods/evaluation/rankCorrelation.js";
import {slic} from "../methods/segmentation/slic.js";
import {answered, type Question} from "./answered.js";
import type {Answer} from "./classify.js";
import type {Context} from "./context.js";

export interface LimeOptions {
  /** About how many segments to cut the picture into, and how square they are to be. */
  segments: number;
  compactness: number;
  /** Coalitions played for each seed. */
  samples: number;
  kernelWidth: number;
  surrogate: SurrogateKind;
  /** The surrogate is fitted once from each. */
  seeds: readonly number[];
  baseline: Baseline;
}

export interface LimeArgs extends Question, Partial<LimeOptions> {}

/** One seed's surrogate, as far as its samples go. */
export interface Surrogate {
  seed: number;
  /** The weight of each segment. */
  values: Float32Array;
  intercept: number;
  r2: number;
  /** What the surrogate says of the whole picture. */
  predicted: number;
}

export interface LimeFrame {
  step: number;
  steps: number;
  answers: Answer[];
  target: Answer;
  /** Segment ids 0 … n − 1, [h, w]. */
  segments: Grid;
  count: number;
  /** One for each seed; empty in the first frame. */
  runs: Surrogate[];
  /** Spearman's correlation of the first two seeds' weights; NaN for a single seed. */
  agreement: number;
  /** How the fit grew: samples seen, the mean R² over seeds, and the agreement of the first two. */
  history: {samples: number; r2: number; agreement: number}[];
}

/**
 * Which simple model of the picture's segments answers alike, and would another draw say the same? First the segments,
 * then, from each seed at once, the surrogate as its samples arrive.
 */
export async function* lime(
  {model: id, image, target: index, ...given}: LimeArgs,
  context: Context
): AsyncGenerator<LimeFrame, void, undefined> {
  const options = withDefaults<LimeOptions>("lime", given, {
    segments: 40,
    compactness: 10,
    samples: 256,
    kernelWidth: 0.25,
    surrogate: "ridge",
    seeds: [1, 2],
    baseline: {kind: "mean"}
  });
  const {samples, kernelWidth, surrogate, seeds} = options;
  const {model, x, answers, target} = await answered({model: id, image, target: index}, context);
  const segments = slic(image, {segments: options.segments, compactness: options.compactness});
  const baseline = baselineOf(options.baseline, x);
  const game = maskingGame(model.logit(target.index), x, {baseline, segments});
  const same = {answers, target, segments, count: game.players};
  const history: LimeFrame["history"] = [];
  const empty = {runs: [], agreement: NaN, history};
  yield {step: 0, steps: samples, ...same, ...empty};
  // Small networks fit on after some tenths of a second, large ones after each batch that fits the memory.
  const batch = Math.max(8, batchFor(x.data.length) / 2);
  const fits = seeds.map((seed) => fit(game, {samples, kernelWidth, surrogate, seed, batch, signal: context.signal}));
  for (let step = 0; step < samples;) {
    const runs: Surrogate[] = [];
    for (const [i, seed] of seeds.entries()) {
      const {value: frame} = (await fits[i].next()) as {value: Fit};
      const {values, intercept, r2, predicted} = frame;
      runs.push({seed, values, intercept, r2, predicted});
      step = frame.step;
    }
    const agreement = runs.length > 1 ? rankCorrelation(runs[0].values, runs[1].values) : NaN;
    history.push({samples: step, r2: runs.reduce((sum, {r2}) => sum + r2, 0) / runs.length, agreement});
    yield {step, steps: samples, ...same, runs, agreement, history: [...history]};
  }
}
