import {TSNE as KeckeltTSNE} from "@keckelt/tsne";
import {TSNE as DruidTSNE} from "@saehrimnir/druidjs";
import {UMAP as UmapJs} from "umap-js";
import type {Grid} from "../src/components/arrays/grid.js";
import {startNode} from "../src/components/lab/node.js";
import {nearestNeighbours} from "../src/components/methods/projection/neighbours.js";
import {pca} from "../src/components/methods/projection/pca.js";
import {neighbourAccuracy, prepareQuality} from "../src/components/methods/projection/quality.js";
import {exactRepulsion, interpolatedRepulsion, type Repulsion} from "../src/components/methods/projection/repulsion.js";
import {tsne} from "../src/components/methods/projection/tsne.js";
import {umap} from "../src/components/methods/projection/umap.js";
import {readMnist} from "../src/data/mnist.js";
import {medians, stopwatch, type Lap} from "./clock/stopwatch.js";
import {barnesHutRepulsion} from "./peers/barnesHut.js";

export const title =
  "Projections of the first N test digits (50 principal components): ms an iteration by the clock (and of processor), " +
  "then trustworthiness against the 784 pixels and 10-NN accuracy after 500 iterations";

const SIZES = [1000, 2000, 5000];
const STEPS = 500;
/** A peer's final layout is waited for when its 500 iterations should end within so many seconds. */
const PATIENCE = 60;

export async function bench(): Promise<void> {
  await startNode();
  for (const n of SIZES) {
    const {images, labels} = await readMnist("test", n);
    const pixels = {data: images.data, shape: [n, 784]};
    const {layout: x} = await timed(`\nN = ${n}: PCA`, () => pca(pixels, {components: 50}));
    await timed("neighbours (90)", () => nearestNeighbours(x, {k: 90}));
    const judge = await prepareQuality(pixels, {sample: 2000});
    const describe = (layout: Grid | null) => {
      if (!layout) return "";
      const {trustworthiness, continuity} = judge(layout);
      const accuracy = neighbourAccuracy(layout, labels);
      return [trustworthiness, continuity, accuracy].map((v) => v.toFixed(4)).join("  ");
    };
    const row = (name: string, laps: Lap[], layout: Grid | null) => {
      const {wall, cpu} = medians(laps);
      console.log(
        `${name.padEnd(26)} ${wall.toFixed(2).padStart(9)} (${cpu.toFixed(2).padStart(9)})   ${describe(layout)}`
      );
    };
    let settled = new Float64Array(0);
    for (const repulsion of ["exact", "interpolated"] as const) {
      const {laps, layout} = await runOurs(x, repulsion);
      row(`ours, ${repulsion}`, laps, layout);
      settled = Float64Array.from(layout.data);
    }
    comparePushes(settled);
    row("DruidJS", ...peer(n, druid(x)));
    row("@keckelt/tsne", ...peer(n, keckelt(x)));
    await tsneJsRow(x, row);
    console.log("UMAP, whole run in seconds");
    const start = performance.now();
    let last = x;
    for await (const frame of umap(x, {every: 800})) last = frame.layout;
    console.log(`${"ours".padEnd(26)} ${seconds(start)}   ${describe(last)}`);
    const then = performance.now();
    const points = new UmapJs({nNeighbors: 15}).fit(rowsOf(x));
    console.log(`${"umap-js".padEnd(26)} ${seconds(then)}   ${describe(gridOf(points))}`);
  }
}

const seconds = (start: number) => `${((performance.now() - start) / 1000).toFixed(1).padStart(9)} s`;
const rowsOf = ({data, shape: [n, d]}: Grid) =>
  Array.from({length: n}, (_, i) => Array.from(data.subarray(i * d, (i + 1) * d)));
const gridOf = (rows: ArrayLike<number>[]): Grid => ({
  data: Float32Array.from(rows.flatMap((r) => [r[0], r[1]])),
  shape: [rows.length, 2]
});

async function timed<T>(what: string, f: () => Promise<T>): Promise<T> {
  const stop = stopwatch();
  const value = await f();
  const {wall, cpu} = stop();
  console.log(`${what}: ${wall.toFixed(0)} ms (${cpu.toFixed(0)})`);
  return value;
}

/** Laps of ten steps, each divided by ten, over the whole run: layouts grow, and with them the grid. */
async function runOurs(x: Grid, repulsion: "exact" | "interpolated"): Promise<{laps: Lap[]; layout: Grid}> {
  const laps: Lap[] = [];
  let layout = x;
  let stop = stopwatch();
  for await (const frame of tsne(x, {repulsion, steps: STEPS, every: 10})) {
    const {wall, cpu} = stop();
    if (frame.step > 10) laps.push({wall: wall / 10, cpu: cpu / 10});
    layout = frame.layout;
    stop = stopwatch();
  }
  return {laps, layout};
}

/** One push of the settled layout by each kind of repulsion, and how far its forces are from the exact ones. */
function comparePushes(layout: Float64Array): void {
  const exact = new Float64Array(layout.length);
  exactRepulsion().push(layout, exact);
  const size = Math.sqrt(exact.reduce((s, v) => s + v * v, 0));
  const rivals: Repulsion[] = [
    exactRepulsion(),
    interpolatedRepulsion(),
    barnesHutRepulsion(0.5),
    barnesHutRepulsion(0.8)
  ];
  for (const [i, rival] of rivals.entries()) {
    const forces = new Float64Array(layout.length);
    const laps = Array.from({length: 30}, () => {
      const stop = stopwatch();
      rival.push(layout, forces);
      return stop();
    });
    const {wall, cpu} = medians(laps.slice(10));
    const error = Math.sqrt(forces.reduce((s, v, c) => s + (v - exact[c]) ** 2, 0)) / size;
    const name = rival.name + (i > 1 ? ` ${[0.5, 0.8][i - 2]}` : "");
    console.log(
      `  push, ${name.padEnd(18)} ${wall.toFixed(2).padStart(9)} (${cpu.toFixed(2).padStart(9)})   forces off by ${(100 * error).toFixed(2)} %`
    );
  }
}

type Peer = {step(): void; layout(): Grid};

/** Nine laps of one step after two, and the final layout where patience reaches. */
function peer(n: number, {step, layout}: Peer): [Lap[], Grid | null] {
  const laps: Lap[] = [];
  for (let i = 0; i < 11; ++i) {
    const stop = stopwatch();
    step();
    if (i > 1) laps.push(stop());
  }
  if ((medians(laps).wall * STEPS) / 1000 > PATIENCE || n > 2000) return [laps, null];
  for (let i = 11; i < STEPS; ++i) step();
  return [laps, layout()];
}

function druid(x: Grid): Peer {
  const run = new DruidTSNE(rowsOf(x), {perplexity: 30, seed: 1}).generator(STEPS);
  let points: number[][] = [];
  const step = () => {
    const {value, done} = run.next();
    if (!done) points = value as number[][];
  };
  return {step, layout: () => gridOf(points)};
}

function keckelt(x: Grid): Peer {
  const run = new KeckeltTSNE({perplexity: 30});
  run.initDataRaw(rowsOf(x));
  return {step: () => void run.step(), layout: () => gridOf(run.getSolution())};
}

const tsneJsLaps: {n: number; wall: number}[] = [];

/**
 * tsne-js, where a dozen of its iterations end within patience; else what its last two sizes foretell for this one,
 * and the size of the matrices of all pairs that it keeps.
 */
async function tsneJsRow(x: Grid, row: (name: string, laps: Lap[], layout: Grid | null) => void): Promise<void> {
  const n = x.shape[0];
  const [before, last] = tsneJsLaps.slice(-2);
  const power = before && last ? Math.log(last.wall / before.wall) / Math.log(last.n / before.n) : 2;
  const foretold = last ? last.wall * (n / last.n) ** power : 0;
  if ((TSNE_JS_LAPS * foretold) / 1000 > PATIENCE) {
    const grows = `${last.wall.toFixed(0)} ms at ${last.n} points, growing as N^${power.toFixed(2)}`;
    const pairs = `${((8 * n * n) / 1e6).toFixed(0)} MB for each of its matrices of pairs`;
    console.log(`tsne-js: not run; ${grows}, so about ${(foretold / 1000).toFixed(1)} s an iteration; ${pairs}`);
    return;
  }
  const laps = await tsneJs(x);
  tsneJsLaps.push({n, wall: medians([...laps]).wall});
  row("tsne-js", laps, null);
}

const TSNE_JS_LAPS = 14;

/** Laps of single iterations, as it reports them. It takes no fewer than 100: after some it is stopped by an error. */
async function tsneJs(x: Grid): Promise<Lap[]> {
  // It has no types.
  const name = "tsne-js";
  const {default: TSNE} = await import(name);
  const model = new TSNE({dim: 2, perplexity: 30});
  model.init({data: rowsOf(x), type: "dense"});
  const laps: Lap[] = [];
  const enough = new Error("enough");
  let stop = stopwatch();
  model.on("progressIter", () => {
    laps.push(stop());
    if (laps.length === TSNE_JS_LAPS) throw enough;
    stop = stopwatch();
  });
  try {
    model.run();
  } catch (error) {
    if (error !== enough) throw error;
  }
  // The first holds its preparations.
  return laps.slice(2);
}
