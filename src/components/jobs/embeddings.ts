import {alignTo} from "../arrays/alignTo.js";
import type {Grid} from "../arrays/grid.js";
import {throwIfAborted} from "../lab/options.js";
import * as tf from "../lab/tf.js";
import {gpuRepulsion} from "../methods/projection/gpuRepulsion.js";
import {nearestNeighbours} from "../methods/projection/neighbours.js";
import {pca} from "../methods/projection/pca.js";
import {phate, type PhateFrame} from "../methods/projection/phate.js";
import {neighbourAccuracy, prepareQuality, type Quality} from "../methods/projection/quality.js";
import {interpolatedRepulsion, type Repulsion} from "../methods/projection/repulsion.js";
import {spareRepulsion} from "../methods/projection/spareRepulsion.js";
import {tsne, type TsneFrame, type TsneSettings} from "../methods/projection/tsne.js";
import {umap, type UmapFrame, type UmapSettings} from "../methods/projection/umap.js";
import type {Context} from "./context.js";

/** What may be changed while the four run; `run.tell(settings)` sends them anew, all of them. */
export interface EmbeddingSettings {
  /** t-SNE's; brought below a third of the points. */
  perplexity: number;
  /** t-SNE's; at a start from scratch the first quarter of the steps has at least 12. */
  exaggeration: number;
  /** Times the usual step size, of t-SNE and of UMAP. */
  learningRate: number;
  /** UMAP's, itself included; PHATE's bandwidth reaches a third as far. PHATE begins again when it changes. */
  neighbours: number;
  /** UMAP's. */
  minDist: number;
}

/** Layouts to go on from, [n, 2] each. */
export interface StartingLayouts {
  pca: Grid;
  tsne: Grid;
  umap: Grid;
  phate: Grid;
  /** Is PHATE's layout of these very points and settings, so that it need not be made again? */
  finished: boolean;
}

export interface EmbeddingArgs {
  /** [n, d]; more than 50 columns are brought down to 50 principal components first. */
  x: Grid;
  /** A class for each point, for the accuracy of neighbours; null where there are none. */
  labels: ArrayLike<number> | null;
  start: "pca" | "random" | StartingLayouts;
  settings: EmbeddingSettings;
  steps: number;
  seed: number;
  /** Whether the repulsion of t-SNE is to be exact, on the graphics card; interpolated where there is none. */
  gpu?: boolean;
}

/** How good a layout is, so far as it has been measured. */
export interface EmbeddingQuality extends Partial<Quality> {
  accuracy?: number;
}

/** The four layouts after one more step each. */
export interface EmbeddingFrame {
  step: number;
  steps: number;
  layouts: Record<"pca" | "tsne" | "umap" | "phate", Grid>;
  quality: Record<"pca" | "tsne" | "umap" | "phate", EmbeddingQuality>;
  /** Shares of the variance along the two components. */
  explained: [number, number];
  tsne: Pick<TsneFrame, "kl" | "perplexity" | "exaggeration"> | null;
  umap: Pick<UmapFrame, "neighbours"> | null;
  phate: Pick<PhateFrame, "time" | "stress"> | null;
  /** What was asked and could not be done, in a sentence. */
  notice: string | null;
}

const NAMES = ["pca", "tsne", "umap", "phate"] as const;
/** The largest perplexity and neighbourhood that can be asked while it runs. */
export const WIDEST = 100;
const LANDMARKS = 200;
const PHATE_STEPS = 60;
/** Points that are asked for their neighbourhoods, and points among which neighbours vote. */
const ASKED = 250;
const VOTING = 1000;
/** Measuring a layout may take one part in so many of the time: the points go first. */
const JUDGED_AT_MOST = 6;

/**
 * What do four projections make of the same points? PCA, t-SNE, UMAP and PHATE under one clock and one seed: a frame
 * is one step of each. Settings may change while they run. Quality is measured in turns, one projection at a time.
 */
export async function* embeddings(args: EmbeddingArgs, context: Context): AsyncGenerator<EmbeddingFrame> {
  const {x, labels, steps, seed, gpu = false} = args;
  const {signal} = context;
  const n = x.shape[0];
  const fresh = typeof args.start === "string";
  const start = typeof args.start === "string" ? null : args.start;
  const live = {...args.settings};
  context.listen?.((next: EmbeddingSettings) => Object.assign(live, next));

  const reduced = await pca(x, {components: Math.min(50, ...x.shape), seed, signal});
  const flat = planeOf(reduced.layout);
  const plane = start ? alignTo(flat, start.pca) : flat;
  const beginning = args.start === "random" ? undefined : (start ?? undefined);
  const frame: EmbeddingFrame = {
    step: 0,
    steps,
    layouts: {pca: plane, tsne: start?.tsne ?? plane, umap: start?.umap ?? plane, phate: start?.phate ?? plane},
    quality: {pca: {}, tsne: {}, umap: {}, phate: {}},
    explained: [reduced.explained[0], reduced.explained[1]],
    tsne: null,
    umap: null,
    phate: null,
    notice: null
  };
  if (fresh) yield {...frame};
  const widest = Math.min(WIDEST, Math.floor(n / 3));
  context.progress(NaN, "finding each point's neighbours");
  const near = await nearestNeighbours(reduced.layout, {k: Math.min(n - 1, 3 * widest), signal});
  const judge = judgement(reduced.layout, labels, seed, signal);

  const tsneSettings: Partial<TsneSettings> = {};
  const umapSettings: Partial<UmapSettings> = {};
  const obey = (step: number) => {
    const early = fresh && step <= steps / 4;
    tsneSettings.perplexity = Math.min(Math.max(live.perplexity, 2), widest);
    tsneSettings.exaggeration = early ? Math.max(12, live.exaggeration) : live.exaggeration;
    tsneSettings.learningRate = live.learningRate * Math.max(n / 48, 50);
    tsneSettings.momentum = early ? 0.5 : 0.8;
    umapSettings.neighbours = Math.min(Math.max(Math.round(live.neighbours), 2), widest);
    umapSettings.minDist = live.minDist;
    umapSettings.learningRate = live.learningRate;
  };
  obey(1);
  const common = {steps, seed, signal, neighbours: near};
  const word = args.start === "random" ? "random" : "pca";
  const runs = {
    tsne: tsne(reduced.layout, {
      ...common,
      settings: tsneSettings,
      start: beginning?.tsne ?? word,
      repulsion: gpu ? await exactRepulsionOr(n, (notice) => (frame.notice = notice)) : "auto"
    }),
    umap: umap(reduced.layout, {...common, settings: umapSettings, start: beginning?.umap ?? word})
  };
  const potential = background((neighbours: number, signal: AbortSignal) =>
    phate(reduced.layout, {neighbours, landmarks: LANDMARKS, steps: PHATE_STEPS, seed, near, signal})
  );
  let asked = start?.finished ? bandwidthOf(live.neighbours) : NaN;
  let settled = 0;
  let [judged, cost] = [0, 0];
  let [seen, since] = [live.neighbours, -Infinity];
  try {
    for (let step = 1; step <= steps; ++step) {
      throwIfAborted(signal);
      obey(step);
      if (live.neighbours !== seen) [seen, since] = [live.neighbours, step];
      // While the slider moves, PHATE waits: it can only begin again, and that takes longest.
      if (bandwidthOf(live.neighbours) !== asked && step - since > 8) {
        asked = bandwidthOf(live.neighbours);
        potential.begin(Math.min(asked, n - 1));
      }
      const [t, u] = [await runs.tsne.next(), await runs.umap.next()];
      if (t.value) {
        const {kl, perplexity, exaggeration} = t.value;
        frame.layouts.tsne = t.value.layout;
        frame.tsne = {kl, perplexity, exaggeration};
      }
      if (u.value) {
        frame.layouts.umap = u.value.layout;
        frame.umap = {neighbours: u.value.neighbours};
      }
      const p = await potential.next(step === steps);
      if (p) {
        frame.layouts.phate = alignTo(p.layout, start?.phate ?? frame.layouts.pca);
        frame.phate = {time: p.time, stress: p.stress};
      }
      const now = performance.now();
      if (step === steps || now > judged + JUDGED_AT_MOST * cost) {
        const turns = step === steps ? NAMES : [NAMES[settled++ % NAMES.length]];
        for (const name of turns)
          frame.quality[name] = (await judge(frame.layouts[name], step === steps)) ?? frame.quality[name];
        judged = performance.now();
        cost = judged - now;
      }
      yield {...frame, step, layouts: {...frame.layouts}, quality: {...frame.quality}};
    }
  } finally {
    await Promise.all([runs.tsne.return(), runs.umap.return(), potential.end()]);
  }
}

const bandwidthOf = (neighbours: number) => Math.max(2, Math.round(neighbours / 3));

function planeOf({data, shape: [n, d]}: Grid): Grid {
  return {data: data.filter((_, c) => c % d < 2), shape: [n, 2]};
}

/** Exact repulsion on the graphics card while there is one; else, or when it is lost, the interpolated one. */
async function exactRepulsionOr(n: number, say: (notice: string) => void): Promise<Repulsion> {
  const instead = "the repulsion is interpolated";
  if (tf.getBackend() !== "webgpu") {
    say(`Exact repulsion needs WebGPU; here the lab runs on ${tf.getBackend()}, so ${instead}.`);
    return interpolatedRepulsion();
  }
  return spareRepulsion(await gpuRepulsion(n), interpolatedRepulsion, (reason) =>
    say(`The graphics card gave up (${reason}); from here on ${instead}.`)
  );
}

/**
 * Measures a layout against the data it was made from. Ranking the data's own neighbourhoods takes longest and goes on
 * beside the clock: until it is done the answer is null, unless it is waited for.
 */
function judgement(x: Grid, labels: ArrayLike<number> | null, seed: number, signal: AbortSignal) {
  const [n] = x.shape;
  const some = labels && Array.from(labels).slice(0, VOTING);
  let measure: ((layout: Grid) => Quality) | undefined;
  const ranking = prepareQuality(x, {k: Math.min(12, Math.floor((n - 1) / 2)), sample: ASKED, seed, signal}).then(
    (ready) => (measure = ready)
  );
  // A run that is given up gives this up too; whoever waits for it still hears of it.
  ranking.catch(() => {});
  return async (layout: Grid, wait: boolean): Promise<EmbeddingQuality | null> => {
    if (wait) await ranking;
    if (!measure) return null;
    const quality = measure(layout);
    if (!some) return quality;
    const voting = {data: layout.data.subarray(0, 2 * some.length), shape: [some.length, 2]};
    return {...quality, accuracy: neighbourAccuracy(voting, some)};
  };
}

/**
 * A run that goes on beside the clock: its frames are taken when they are ready, and begun anew it drops the old ones.
 */
function background<T, S>(make: (setting: S, signal: AbortSignal) => AsyncGenerator<T>) {
  let controller = new AbortController();
  let frames: AsyncGenerator<T> | undefined;
  let pending: Promise<unknown> | undefined;
  let ready: T | undefined;
  let failure: unknown;
  const advance = () => {
    const mine = frames!;
    pending = mine.next().then(
      ({done, value}) => {
        if (mine !== frames) return;
        pending = undefined;
        if (done) frames = undefined;
        else ready = value;
      },
      (error) => {
        if (mine === frames && error.name !== "AbortError") failure = error;
      }
    );
  };
  const end = async () => {
    controller.abort();
    const [old, last] = [frames, pending];
    frames = pending = undefined;
    await last;
    await old?.return(undefined);
  };
  return {
    begin(setting: S) {
      void end();
      controller = new AbortController();
      frames = make(setting, controller.signal);
      advance();
    },
    /** The newest frame, if there is one; `wait` waits for the end of the run. */
    async next(wait: boolean): Promise<T | undefined> {
      do {
        if (wait) await pending;
        if (failure) throw failure;
        if (frames && !pending) advance();
      } while (wait && frames);
      const given = ready;
      ready = undefined;
      return given;
    },
    end
  };
}
