import {full, type Grid, sizeOf} from "../../arrays/grid.js";
import {toGrid, withTensor, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import * as tf from "../../lab/tf.js";

/** A network whose activations can be seen and replaced on their way: input [n, …] → output [n, …]. */
export type Hooked = (input: tf.Tensor, hook?: (name: string, activation: tf.Tensor) => tf.Tensor) => tf.Tensor;

/**
 * A part of an activation: for each axis after the batch the index, or null for all of them. `{name: "head.1", index:
 * [2, null, null]}` is all that the third head of layer 1 says; `{name: "conv1", index: [null, null, 7]}` is a channel.
 * Axes left out at the end count as null.
 */
export interface Site {
  name: string;
  index: readonly (number | null)[];
}

/** What interventions did to a number. */
export interface Interventions {
  /** The number in the run that serves as the source of activations, and in the run that is intervened on. */
  source: number;
  base: number;
  /** The number with each site's activation replaced, in the order of the sites. */
  values: Float32Array;
  /** (value − base) / (source − base): 0 when nothing changed, 1 when the source's number is back. */
  restored: Float32Array;
}

export interface PatchingOptions {
  /** Sites patched in one run of the network. */
  batch: number;
  /** Called with the fraction done. */
  progress: ((fraction: number) => void) | undefined;
  signal: AbortSignal | undefined;
}

/** Runs the network once on one example and downloads the activations named: name → [1, …]; "output" is its answer. */
export async function readActivations(run: Hooked, input: Grid, names: readonly string[]): Promise<Map<string, Grid>> {
  const found = await withTensor(input, (x) => {
    const seen: Record<string, tf.Tensor> = {};
    const output = run(x, (name, activation) => {
      if (names.includes(name)) seen[name] = activation;
      return activation;
    });
    return {...seen, output} as Record<string, tf.Tensor>;
  });
  const grids = new Map<string, Grid>();
  for (const [name, tensor] of Object.entries(found)) grids.set(name, await toGrid(tensor));
  for (const name of names)
    if (!grids.has(name)) throw new RangeError(`unknown activation: ${name} (the run never passed it)`);
  return grids;
}

/**
 * Which activation carries the answer? Runs the network on `base` once for each site, with the site's activation taken
 * from the run on `source`, and measures `metric` of the output ([n, …] → [n]). With the clean input as the source and
 * the corrupted one as the base it restores ("denoising": what is enough); the other way round it breaks ("noising":
 * what is needed). Both inputs are one example each, [1, …], of one shape.
 *
 * @see Meng et al. (2022), Locating and Editing Factual Associations in GPT, https://arxiv.org/abs/2202.05262; Heimersheim
 * & Nanda (2024), How to use and interpret activation patching, https://arxiv.org/abs/2404.15255
 */
export async function activationPatching(
  run: Hooked,
  {source, base}: {source: Grid; base: Grid},
  metric: Scores,
  sites: readonly Site[],
  options: Partial<PatchingOptions> = {}
): Promise<Interventions> {
  const {batch, progress, signal} = withDefaults<PatchingOptions>("activationPatching", options, {
    batch: 64,
    progress: undefined,
    signal: undefined
  });
  const names = [...new Set(sites.map((site) => site.name))];
  const replacements = await readActivations(run, source, names);
  const values = new Float32Array(sites.length);
  for (let from = 0; from < sites.length; from += batch) {
    await breathe();
    throwIfAborted(signal);
    const some = sites.slice(from, from + batch);
    values.set(await intervene(run, base, metric, some, (name) => replacements.get(name)!), from);
    progress?.((from + some.length) / sites.length);
  }
  return compare(await measure(run, source, metric), await measure(run, base, metric), values);
}

/** The metric on one example, left alone. */
export const measure = async (run: Hooked, input: Grid, metric: Scores): Promise<number> =>
  (await toGrid(await withTensor(input, (x) => metric(run(x))))).data[0];

function compare(source: number, base: number, values: Float32Array): Interventions {
  return {source, base, values, restored: values.map((v) => (v - base) / (source - base))};
}

/** The metric of `input` (one example) with each site replaced in its own copy: copies × sites in one batch. */
export async function intervene(
  run: Hooked,
  input: Grid,
  metric: Scores,
  sites: readonly Site[],
  replacement: (name: string, site: number) => Grid
): Promise<Float32Array> {
  const copies = tiled(input, sites.length);
  const scores = await withTensor(copies, (x) =>
    metric(
      run(x, (name, activation) => {
        const own = sites.flatMap((site, i) => (site.name === name ? [i] : []));
        if (!own.length) return activation;
        const mask = full(activation.shape);
        const values = full(activation.shape);
        const size = sizeOf(activation.shape.slice(1));
        for (const i of own) {
          mask.data.set(siteMask(sites[i], activation.shape.slice(1)), i * size);
          values.data.set(replacement(name, i).data, i * size);
        }
        return replaced(activation, tf.tensor(values.data, values.shape), tf.tensor(mask.data, mask.shape));
      })
    )
  );
  return (await toGrid(scores)).data;
}

const replaced = (activation: tf.Tensor, value: tf.Tensor, mask: tf.Tensor) =>
  tf.add(activation, tf.mul(mask, tf.sub(value, activation)));

function tiled({data, shape}: Grid, n: number): Grid {
  if (shape[0] !== 1) throw new RangeError(`one example at a time is patched: [1, …], not [${shape.join(", ")}]`);
  const out = full([n, ...shape.slice(1)]);
  for (let i = 0; i < n; ++i) out.data.set(data, i * data.length);
  return out;
}

/** 1 where a site lies in an activation of this shape (without the batch), 0 elsewhere. */
export function siteMask({name, index}: Site, shape: readonly number[]): Float32Array {
  if (index.length > shape.length || index.some((at, axis) => at != null && !(at >= 0 && at < shape[axis])))
    throw new RangeError(`no site [${index.join(", ")}] in ${name}, whose shape is [${shape.join(", ")}]`);
  const mask = new Float32Array(sizeOf(shape));
  for (let i = 0; i < mask.length; ++i) {
    let rest = i;
    let inside = true;
    for (let axis = shape.length - 1; axis >= 0; --axis) {
      const at = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
      if (index[axis] != null && index[axis] !== at) inside = false;
    }
    mask[i] = Number(inside);
  }
  return mask;
}

/**
 * Every single site along some axes of an activation, in row-major order: `sitesOf("head.0", [4, 41, 64], [0, 1])` is
 * one site for each head and token. `shape` leaves out the batch.
 */
export function sitesOf(name: string, shape: readonly number[], axes: readonly number[]): Site[] {
  const counts = axes.map((axis) => shape[axis]);
  return Array.from({length: sizeOf(counts)}, (_, i) => {
    const index: (number | null)[] = shape.map(() => null);
    let rest = i;
    for (let a = axes.length - 1; a >= 0; --a) {
      index[axes[a]] = rest % counts[a];
      rest = Math.floor(rest / counts[a]);
    }
    return {name, index};
  });
}

export interface Path {
  /** What the path begins with, taken from the source run. */
  sender: Site;
  /** What it reaches: an activation computed from the sender, a head's queries say. */
  receiver: Site;
}

/**
 * Does one part speak to the answer through another? For each path: (1) run the base with the sender taken from the
 * source and every activation in `frozen` held at its base value, and note what the receiver then gets; (2) run the
 * base again with only the receiver replaced by that. All else that the sender reaches stays as it was. `frozen` names
 * the activations whose parts could carry a detour; the sender itself is let through.
 *
 * @see Goldowsky-Dill et al. (2023), Localizing Model Behavior with Path Patching, https://arxiv.org/abs/2304.05969;
 * Wang et al. (2022), Interpretability in the Wild, https://arxiv.org/abs/2211.00593, appendix B
 */
export async function pathPatching(
  run: Hooked,
  {source, base}: {source: Grid; base: Grid},
  metric: Scores,
  paths: readonly Path[],
  frozen: readonly string[],
  options: Partial<Omit<PatchingOptions, "batch">> = {}
): Promise<Interventions> {
  const {progress, signal} = withDefaults<Omit<PatchingOptions, "batch">>("pathPatching", options, {
    progress: undefined,
    signal: undefined
  });
  const fromSource = await readActivations(run, source, [...new Set(paths.map(({sender}) => sender.name))]);
  const fromBase = await readActivations(run, base, frozen);
  const values = new Float32Array(paths.length);
  for (const [i, {sender, receiver}] of paths.entries()) {
    await breathe();
    throwIfAborted(signal);
    const received = await readActivations(
      (x, see) =>
        run(x, (name, activation) => {
          const held = fromBase.get(name);
          const kept = held ? tf.tensor(held.data, held.shape) : activation;
          if (name !== sender.name) return see!(name, kept);
          const mask = tf.tensor(siteMask(sender, activation.shape.slice(1)), activation.shape);
          return see!(name, replaced(kept, tf.tensor(fromSource.get(name)!.data, activation.shape), mask));
        }),
      base,
      [receiver.name]
    );
    values[i] = (await intervene(run, base, metric, [receiver], (name) => received.get(name)!))[0];
    progress?.((i + 1) / paths.length);
  }
  return compare(await measure(run, source, metric), await measure(run, base, metric), values);
}

/**
 * The usual metric: how much higher is one logit than another? Logits [n, classes], or [n, T, classes] at place `at`
 * (the last when omitted), → [n].
 */
export function logitDifference(answer: number, instead: number, at?: number): Scores {
  return (logits) => {
    const classes = logits.shape[logits.shape.length - 1]!;
    const here =
      logits.shape.length === 3 ? tf.slice(logits, [0, at ?? logits.shape[1]! - 1, 0], [-1, 1, classes]) : logits;
    const rows = tf.reshape(here, [-1, classes]);
    const column = (i: number) => tf.reshape(tf.slice(rows, [0, i], [-1, 1]), [-1]);
    return tf.sub(column(answer), column(instead));
  };
}
