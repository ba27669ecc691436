import {grid, type Grid} from "../arrays/grid.js";
import {ablation} from "../methods/mechanism/ablation.js";
import {
  activationPatching,
  logitDifference,
  pathPatching,
  readActivations,
  type Hooked,
  type Site
} from "../methods/mechanism/patching.js";
import {patchTogether} from "../methods/mechanism/patchTogether.js";
import {repeatedSequences} from "../methods/mechanism/repeatedSequences.js";
import {openTransformer, type Transformer} from "../models/transformer.js";
import {softmaxRows} from "./attention.js";
import type {Context} from "./context.js";
import {sequenceOf, transformerOf, type TransformerSource} from "./transformerSource.js";

/** Two sequences of one length, which a network continues differently. */
export interface TwoRuns {
  network: TransformerSource;
  clean: string;
  corrupted: string;
}

/** What a row of the map stands for: the residual stream before a layer, or one head. */
export interface PatchRow {
  name: string;
  head: number | null;
  title: string;
}

/** The activations of a transformer that can be carried over, from the input up. */
export function patchRows({layers, heads}: {layers: number; heads: number}): PatchRow[] {
  const stream = (l: number): PatchRow => ({
    name: `residual.${l}`,
    head: null,
    title: l === 0 ? "letters in" : l === layers ? "before the answer" : `after layer ${l - 1}`
  });
  return [
    ...Array.from({length: layers}, (_, l) => [
      stream(l),
      ...Array.from({length: heads}, (_, head) => ({name: `head.${l}`, head, title: `head ${l}.${head}`}))
    ]).flat(),
    stream(layers)
  ];
}

const siteOf = ({name, head}: PatchRow, place: number): Site => ({
  name,
  index: head === null ? [place] : [head, place]
});

/** The question both runs are asked: the answer's logit less its rival's, at the last place. */
export interface PatchQuestion {
  answer: number;
  instead: number;
  /** The logit difference in the clean and in the corrupted run. */
  clean: number;
  corrupted: number;
}

interface Opened extends PatchQuestion {
  transformer: Transformer;
  run: Hooked;
  source: Grid;
  base: Grid;
  cleanLogits: Float32Array;
  corruptedLogits: Float32Array;
}

async function asked<T>({network, clean, corrupted}: TwoRuns, f: (opened: Opened) => Promise<T>): Promise<T> {
  if (clean.length !== corrupted.length)
    throw new RangeError(
      `the two sequences must be of one length, place by place: ${clean.length} and ${corrupted.length} letters given`
    );
  const transformer = transformerOf(network);
  const [source, base] = [sequenceOf(clean, transformer), sequenceOf(corrupted, transformer)];
  const open = openTransformer(transformer);
  try {
    const last = async (x: Grid) => {
      const {data} = (await readActivations(open.run, x, [])).get("output")!;
      return data.slice(data.length - transformer.vocabulary);
    };
    const [cleanLogits, corruptedLogits] = [await last(source), await last(base)];
    const [answer, instead] = [cleanLogits, corruptedLogits].map(largest);
    if (answer === instead)
      throw new RangeError("both runs give the same answer, so there is nothing to carry over: change another letter");
    const difference = (logits: Float32Array) => logits[answer] - logits[instead];
    return await f({
      transformer,
      run: open.run,
      source,
      base,
      answer,
      instead,
      clean: difference(cleanLogits),
      corrupted: difference(corruptedLogits),
      cleanLogits,
      corruptedLogits
    });
  } finally {
    open.dispose();
  }
}

const largest = (row: Float32Array) => row.indexOf(row.reduce((max, v) => Math.max(max, v), -Infinity));

export type Intervention = "restore" | "break" | "zero" | "mean" | "resample";

export interface PatchMap extends PatchQuestion {
  rows: PatchRow[];
  /** The logit difference with each activation replaced alone, [rows, T]. */
  values: Grid;
  /**
   * The share of the difference between the runs that each replacement makes, [rows, T]: restored when the clean
   * activation is put into the corrupted run, lost with all others.
   */
  effect: Grid;
}

/**
 * Which activation carries the answer? Each in turn comes from the clean run (restore), from the corrupted one (break),
 * or is set to zero, to its mean over other sequences, or to what it was on another (eight draws).
 */
export async function patchMap(
  {kind, seed = 0, ...runs}: TwoRuns & {kind: Intervention; seed?: number},
  {signal, progress}: Context
): Promise<PatchMap> {
  return asked(runs, async (o) => {
    const {run, source, base, answer, instead, clean, corrupted, transformer} = o;
    const rows = patchRows(transformer);
    const length = source.shape[1];
    const sites = rows.flatMap((row) => Array.from({length}, (_, place) => siteOf(row, place)));
    const metric = logitDifference(answer, instead);
    const options = {signal, progress: (fraction: number) => progress(fraction)};
    const others = () => repeatedSequences({sequences: 32, length, vocabulary: transformer.vocabulary, seed}).tokens;
    const ends = kind === "restore" ? {source, base} : {source: base, base: source};
    const {values} =
      kind === "restore" || kind === "break"
        ? await activationPatching(run, ends, metric, sites, {...options, batch: length})
        : await ablation(run, source, metric, sites, {
            ...options,
            kind,
            seed,
            reference: kind === "zero" ? undefined : others()
          });
    const from = kind === "restore" ? corrupted : clean;
    const to = kind === "restore" ? clean : corrupted;
    const shape = [rows.length, length];
    const effect = grid(
      values.map((v) => (v - from) / (to - from)),
      shape
    );
    return {rows, values: grid(values, shape), effect, answer, instead, clean, corrupted};
  });
}

/** A place of the map: which row, which position. */
export interface PatchCell {
  row: number;
  place: number;
}

export interface PatchedRun extends PatchQuestion {
  /** The logit difference with all cells carried over. */
  difference: number;
  /** Probabilities of each next token in the clean, the corrupted and the patched run. */
  probabilities: {clean: number[]; corrupted: number[]; patched: number[]};
}

/** What does the corrupted run answer with these activations taken from the clean one, all at once? */
export const patchedRun = ({cells, ...runs}: TwoRuns & {cells: readonly PatchCell[]}): Promise<PatchedRun> =>
  asked(runs, async ({run, source, base, transformer, cleanLogits, corruptedLogits, ...question}) => {
    const rows = patchRows(transformer);
    const sites = cells
      .filter(({row, place}) => row < rows.length && place < source.shape[1])
      .map(({row, place}) => siteOf(rows[row], place));
    const {data} = await patchTogether(run, {source, base}, sites);
    const logits = data.subarray(data.length - transformer.vocabulary);
    const {answer, instead, clean, corrupted} = question;
    const odds = (row: Float32Array) => Array.from(softmaxRows(grid(row, [1, row.length])).data);
    return {
      answer,
      instead,
      clean,
      corrupted,
      difference: logits[answer] - logits[instead],
      probabilities: {clean: odds(cleanLogits), corrupted: odds(corruptedLogits), patched: odds(logits)}
    };
  });

export interface BoardFrame extends PatchedRun {
  step: number;
  steps: number;
  rows: PatchRow[];
  /** What each activation restores alone, [rows, T]; null until it is known. */
  effect: Grid | null;
}

/**
 * Two runs to play with: first what the corrupted run answers with some activations carried over, then what each
 * activation would restore alone. `effect` is an earlier answer to the second, so that it need not be asked again.
 */
export async function* patchBoard(
  {cells, effect, ...runs}: TwoRuns & {cells: readonly PatchCell[]; effect?: Grid},
  context: Context
): AsyncGenerator<BoardFrame, void, undefined> {
  const rows = patchRows(transformerOf(runs.network));
  const patched = await patchedRun({...runs, cells});
  yield {...patched, rows, effect: effect ?? null, step: 1, steps: effect ? 1 : 2};
  if (effect) return;
  const map = await patchMap({...runs, kind: "restore"}, context);
  yield {...patched, rows, effect: map.effect, step: 2, steps: 2};
}

export interface WholeMapFrame extends PatchMap {
  step: number;
  steps: number;
  /** Through whom the first layer's heads speak; null until it is known. */
  paths: PathMap | null;
}

/** The whole map of one kind of intervention, and then the paths between the heads of two layers. */
export async function* wholeMap(
  args: TwoRuns & {kind: Intervention; seed?: number; paths?: PathMap},
  context: Context
): AsyncGenerator<WholeMapFrame, void, undefined> {
  const {paths, kind, seed, ...runs} = args;
  const map = await patchMap({...runs, kind, seed}, context);
  yield {...map, paths: paths ?? null, step: 1, steps: paths ? 1 : 2};
  if (!paths) yield {...map, paths: await pathMap(runs, context), step: 2, steps: 2};
}

export interface PathMap extends PatchQuestion {
  /** Heads of layer 0. */
  senders: string[];
  /** What they may speak through: queries, keys and values of each head of layer 1, and straight to the answer. */
  receivers: string[];
  /** Share of the difference restored along each path alone, [senders, receivers]. */
  restored: Grid;
}

/** Through whom do the heads of the first layer speak to the answer? Path patching, one path at a time. */
export async function pathMap(runs: TwoRuns, {signal, progress}: Context): Promise<PathMap> {
  return asked(runs, async ({run, source, base, transformer, answer, instead, clean, corrupted}) => {
    const {heads, layers} = transformer;
    if (layers !== 2) throw new RangeError(`paths between layers need two of them; this network has ${layers}`);
    const every = Array.from({length: heads}, (_, h) => h);
    const sides = ["query", "key", "value"];
    const inner = every.flatMap((h) => sides.map((side) => ({name: `${side}.1`, index: [h]})));
    const metric = logitDifference(answer, instead);
    const restored: number[] = [];
    for (const h of every) {
      const sender = {name: "head.0", index: [h]};
      const through = inner.map((receiver) => ({sender, receiver}));
      const heard = await pathPatching(run, {source, base}, metric, through, ["head.0"], {signal});
      const straight = [{sender, receiver: {name: "residual.2", index: []}}];
      const direct = await pathPatching(run, {source, base}, metric, straight, ["head.0", "head.1"], {signal});
      restored.push(...heard.restored, ...direct.restored);
      progress((h + 1) / heads);
    }
    return {
      senders: every.map((h) => `head 0.${h}`),
      receivers: [...every.flatMap((h) => sides.map((side) => `1.${h} ${side}`)), "answer"],
      restored: grid(restored, [heads, inner.length + 1]),
      answer,
      instead,
      clean,
      corrupted
    };
  });
}

/** What is left of the answer. */
export interface Remains {
  difference: number;
  /** Probability of the clean run's answer. */
  probability: number;
}

export interface BrokenHeads extends PatchQuestion {
  intact: Remains;
  /** With each head of the layer taken from the corrupted run at the last place, one at a time and all at once. */
  alone: Remains[];
  together: Remains;
}

/** Do heads stand in for each other? Breaks each head of a layer at the last place, then all of them. */
export async function brokenHeads(
  {layer, ...runs}: TwoRuns & {layer: number},
  {signal}: Context
): Promise<BrokenHeads> {
  return asked(runs, async ({run, source, base, transformer, answer, instead, clean, corrupted}) => {
    const last = source.shape[1] - 1;
    const every = Array.from({length: transformer.heads}, (_, h) => ({name: `head.${layer}`, index: [h, last]}));
    const without = async (sites: Site[]): Promise<Remains> => {
      signal.throwIfAborted();
      const {data} = await patchTogether(run, {source: base, base: source}, sites);
      const logits = data.slice(data.length - transformer.vocabulary);
      const odds = softmaxRows(grid(logits, [1, logits.length])).data;
      return {difference: logits[answer] - logits[instead], probability: odds[answer]};
    };
    const alone: Remains[] = [];
    for (const site of every) alone.push(await without([site]));
    return {answer, instead, clean, corrupted, intact: await without([]), alone, together: await without(every)};
  });
}
