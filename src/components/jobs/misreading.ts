import {grid, type Grid} from "../arrays/grid.js";
import {random} from "../arrays/random.js";
import {throwIfAborted} from "../lab/options.js";
import {pca} from "../methods/projection/pca.js";
import {tsne, type TsneSettings} from "../methods/projection/tsne.js";
import type {Context} from "./context.js";

/** Points whose true arrangement is known, made to be misread. */
export type PointSet = "sizes" | "distances" | "noise" | "ring";

/** Points with their groups. */
export interface Made {
  /** [n, d] */
  x: Grid;
  groups: number[];
}

/** Makes a set of n points from a seed. */
export function pointSet(kind: PointSet, n: number, seed: number): Made {
  const next = random(seed);
  const cloud = (centre: number[], sd: number) => centre.map((c) => c + sd * next.normal());
  const groups = Array.from({length: n}, (_, i) => (kind === "noise" ? 0 : i % (kind === "distances" ? 3 : 2)));
  const rows = groups.map((group) => {
    // Two clouds, one ten times as wide as the other.
    if (kind === "sizes") return cloud([group ? 40 : 0, 0], group ? 10 : 1);
    // Three clouds: the third is five times as far away as the first two are from each other.
    if (kind === "distances") return cloud([[0, 10, 55][group], 0], 1);
    if (kind === "noise") return cloud(new Array<number>(50).fill(0), 1);
    // A ring around a small cloud: one lies inside the other.
    const angle = 2 * Math.PI * next();
    return group ? cloud([10 * Math.cos(angle), 10 * Math.sin(angle)], 0.4) : cloud([0, 0], 1);
  });
  return {x: grid(rows.flat(), [n, rows[0].length]), groups};
}

/** What is true of a layout and can be compared with the truth. */
export interface Shape {
  /** The root mean square distance of each group's points from its middle. */
  widths: number[];
  /** Distances between the groups' middles: first to second, second to third. */
  gaps: number[];
  /**
   * How evenly the points lie: the mean distance to the nearest other over what chance would give in the same area. 1 is
   * pure chance, below 1 clumped.
   * @see Clark and Evans, "Distance to nearest neighbor as a measure of spatial relationships in populations" (1954)
   */
  evenness: number;
}

/** Measures a layout [n, d] of grouped points; evenness is taken in its first two columns. */
export function shapeOf({data, shape: [n, d]}: Grid, groups: readonly number[]): Shape {
  const count = Math.max(...groups) + 1;
  const middles = Array.from({length: count}, (_, g) => {
    const own = groups.flatMap((group, i) => (group === g ? [i] : []));
    return Array.from({length: d}, (_, c) => own.reduce((s, i) => s + data[i * d + c], 0) / own.length);
  });
  const squares = middles.map(() => ({sum: 0, n: 0}));
  groups.forEach((g, i) => {
    for (let c = 0; c < d; ++c) squares[g].sum += (data[i * d + c] - middles[g][c]) ** 2;
    ++squares[g].n;
  });
  const gap = (a: number[], b: number[]) => Math.sqrt(a.reduce((s, v, c) => s + (v - b[c]) ** 2, 0));
  let [x0, x1, y0, y1, nearest] = [Infinity, -Infinity, Infinity, -Infinity, 0];
  for (let i = 0; i < n; ++i) {
    const [x, y] = [data[i * d], data[i * d + 1]];
    [x0, x1, y0, y1] = [Math.min(x0, x), Math.max(x1, x), Math.min(y0, y), Math.max(y1, y)];
    let least = Infinity;
    for (let j = 0; j < n; ++j) if (j !== i) least = Math.min(least, Math.hypot(data[j * d] - x, data[j * d + 1] - y));
    nearest += least / n;
  }
  return {
    widths: squares.map(({sum, n}) => Math.sqrt(sum / n)),
    gaps: middles.slice(1).map((middle, g) => gap(middle, middles[g])),
    evenness: nearest / (0.5 * Math.sqrt(((x1 - x0) * (y1 - y0)) / n))
  };
}

export interface MisreadingArgs {
  kind: PointSet;
  points: number;
  perplexity: number;
  steps: number;
  seed: number;
}

export interface MisreadingFrame {
  step: number;
  steps: number;
  groups: number[];
  /** The points as they are; where they have more than two dimensions, their first two principal components. */
  truth: Grid;
  layout: Grid;
  /** Measured in all dimensions. */
  before: Shape;
  after: Shape;
  perplexity: number;
  kl: number;
}

/** How does t-SNE draw what is known? Points made to a plan beside their layout; perplexity may change as it runs. */
export async function* misreading(
  {kind, points, perplexity, steps, seed}: MisreadingArgs,
  context: Context
): AsyncGenerator<MisreadingFrame> {
  const {x, groups} = pointSet(kind, points, seed);
  const widest = Math.floor(points / 3);
  const legal = (p: number) => Math.min(Math.max(p, 2), widest);
  const settings: Partial<TsneSettings> = {perplexity: legal(perplexity)};
  context.listen?.((next: {perplexity: number}) => (settings.perplexity = legal(next.perplexity)));
  const {layout: truth} = await pca(x, {components: 2});
  const before = shapeOf(x, groups);
  const early = (step: number) => step < steps / 4;
  const run = tsne(x, {
    settings,
    maxPerplexity: widest,
    steps,
    start: "random",
    seed,
    signal: context.signal,
    every: 5
  });
  Object.assign(settings, {exaggeration: 4, momentum: 0.5});
  for await (const {step, layout, kl, perplexity: p} of run) {
    throwIfAborted(context.signal);
    Object.assign(settings, early(step) ? {exaggeration: 4, momentum: 0.5} : {exaggeration: 1, momentum: 0.8});
    const shown = x.shape[1] === 2 ? x : truth;
    yield {step, steps, groups, truth: shown, layout, before, after: shapeOf(layout, groups), perplexity: p, kl};
  }
}
