import {full, type Grid, sizeOf} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {intervene, measure, readActivations, type Hooked, type Site} from "./patching.js";

export interface AblationOptions {
  /** zero: nothing is said; mean: the average over the reference; resample: what the site said on another example. */
  kind: "zero" | "mean" | "resample";
  /** Other inputs, [n, …], for mean and resample; mean averages over examples only, place by place. */
  reference: Grid | undefined;
  /** Examples drawn for each site by resampling; their effects are averaged. */
  draws: number;
  seed: number;
  /** Called with the fraction done. */
  progress: ((fraction: number) => void) | undefined;
  signal: AbortSignal | undefined;
}

export interface Ablation {
  /** The metric with nothing removed. */
  intact: number;
  /** The metric with each site removed, in the order of the sites. */
  values: Float32Array;
}

/**
 * What is lost without it? Removes one site after another from the run on `input` (one example, [1, …]) and measures
 * `metric` of the output. Zero takes a network where it has never been; mean and resample keep the activation likely,
 * and so measure what the site says about this input rather than that it speaks at all.
 *
 * @see Chan et al. (2022), Causal Scrubbing (resampling); Wang et al. (2022), Interpretability in the Wild,
 * https://arxiv.org/abs/2211.00593, section 2.2 (mean ablation)
 */
export async function ablation(
  run: Hooked,
  input: Grid,
  metric: Scores,
  sites: readonly Site[],
  options: Partial<AblationOptions> = {}
): Promise<Ablation> {
  const {kind, reference, draws, seed, progress, signal} = withDefaults<AblationOptions>("ablation", options, {
    kind: "mean",
    reference: undefined,
    draws: 8,
    seed: 0,
    progress: undefined,
    signal: undefined
  });
  if (kind !== "zero" && !reference) throw new RangeError(`${kind} ablation needs a reference: other inputs, [n, …]`);
  const names = [...new Set(sites.map((site) => site.name))];
  const said = await readActivations(run, kind === "zero" ? input : reference!, names);
  const next = random(seed);
  const repeats = kind === "resample" ? draws : 1;
  const values = new Float32Array(sites.length);
  for (const [i, site] of sites.entries()) {
    await breathe();
    throwIfAborted(signal);
    const all = said.get(site.name)!;
    const others = Array.from({length: repeats}, () => substitute(all, kind, next));
    const scores = await intervene(
      run,
      input,
      metric,
      others.map(() => site),
      (_, copy) => others[copy]
    );
    values[i] = scores.reduce((sum, v) => sum + v, 0) / repeats;
    progress?.((i + 1) / sites.length);
  }
  return {intact: await measure(run, input, metric), values};
}

/** What to put in an activation's place, from what it is on the reference: [n, …] → [1, …]. */
function substitute(said: Grid, kind: AblationOptions["kind"], next: ReturnType<typeof random>): Grid {
  const shape = [1, ...said.shape.slice(1)];
  const size = sizeOf(shape);
  if (kind === "zero") return full(shape);
  if (kind === "resample") {
    const i = next.integer(said.shape[0]);
    return {data: said.data.subarray(i * size, (i + 1) * size), shape};
  }
  const mean = full(shape);
  said.data.forEach((v, i) => (mean.data[i % size] += v / said.shape[0]));
  return mean;
}
