import {beforeAll, describe, expect, test} from "vitest";
import {alignTo} from "../../../src/components/arrays/alignTo.js";
import {grid, type Grid} from "../../../src/components/arrays/grid.js";
import {normals, random} from "../../../src/components/arrays/random.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {embeddings, type EmbeddingFrame, type EmbeddingSettings} from "../../../src/components/jobs/embeddings.js";
import {landscapeRun} from "../../../src/components/jobs/landscapeRun.js";
import {misreading, pointSet, shapeOf} from "../../../src/components/jobs/misreading.js";
import {last} from "../../../src/components/lab/frames.js";

const settings: EmbeddingSettings = {perplexity: 10, exaggeration: 1, learningRate: 1, neighbours: 10, minDist: 0.1};
const labels = Array.from({length: 120}, (_, i) => i % 3);
let x: Grid;
let context: Context;
let tell: (message: unknown) => void;
beforeAll(() => {
  const next = random(1);
  x = grid(
    labels.flatMap((label) => Array.from({length: 3}, (_, c) => (c === label ? 8 : 0) + next.normal())),
    [120, 3]
  );
  context = {
    signal: new AbortController().signal,
    model: async () => {
      throw new Error("no model is needed");
    },
    progress() {},
    listen: (callback) => (tell = callback)
  };
});

describe("four projections under one clock", () => {
  const run = (more: object = {}) =>
    embeddings({x, labels, start: "pca", settings, steps: 60, seed: 1, ...more}, context);

  test("each frame is one step of all, and the last one is measured throughout", async () => {
    const steps: number[] = [];
    let frame: EmbeddingFrame | undefined;
    for await (frame of run({steps: 150})) steps.push(frame.step);
    expect(steps).toEqual(Array.from({length: 151}, (_, i) => i));
    for (const name of ["pca", "tsne", "umap", "phate"] as const) {
      expect(frame!.layouts[name].shape).toEqual([120, 2]);
      expect(frame!.layouts[name].data.every(Number.isFinite)).toBe(true);
      expect(frame!.quality[name].trustworthiness).toBeGreaterThan(0.8);
      expect(frame!.quality[name].accuracy).toBeGreaterThan(0.95);
    }
    expect(frame!.phate!.time).toBeGreaterThan(0);
  });

  test("new settings are obeyed at the next step, without a restart", async () => {
    const frames = run({start: {...(await startingLayouts()), finished: true}});
    for (let i = 0; i < 5; ++i) await frames.next();
    tell({...settings, perplexity: 25, exaggeration: 3, neighbours: 20});
    const {value} = await frames.next();
    expect(value!.step).toBe(6);
    expect(value!.tsne!.perplexity).toBe(25);
    expect(value!.tsne!.exaggeration).toBe(3);
    expect(value!.umap!.neighbours).toBe(20);
    await frames.return(undefined);
  });

  test("a perplexity beyond a third of the points is brought down, not refused", async () => {
    const frames = run({settings: {...settings, perplexity: 100, neighbours: 100}});
    await frames.next();
    const {value} = await frames.next();
    expect(value!.tsne!.perplexity).toBe(40);
    expect(value!.umap!.neighbours).toBe(40);
    await frames.return(undefined);
  });

  test("same seed, same layouts", async () => {
    const [a, b] = [await last(run({steps: 20})), await last(run({steps: 20}))];
    expect(a.layouts.tsne.data).toEqual(b.layouts.tsne.data);
    expect(a.layouts.umap.data).toEqual(b.layouts.umap.data);
    expect(a.layouts.phate.data).toEqual(b.layouts.phate.data);
  });

  test("where there is no graphics card the repulsion is interpolated, and the run says so", async () => {
    const {notice, tsne} = await last(run({gpu: true, steps: 20}));
    expect(notice).toMatch(/needs WebGPU; here the lab runs on \w+, so the repulsion is interpolated/);
    expect(tsne!.kl).toBeGreaterThan(0);
    expect((await last(run({steps: 3}))).notice).toBeNull();
  });

  async function startingLayouts() {
    const {layouts} = await last(run({steps: 10}));
    return layouts;
  }
});

test("a landscape goes on from where it was when it is told something after its end", () => {
  const starts: unknown[] = [];
  const landscape = landscapeRun((args) => {
    starts.push(args.start);
    return {tell: () => false} as any;
  });
  const built = {pca: x, tsne: x, umap: x, phate: x};
  const given = {points: "p", x, labels, settings, steps: 10, seed: 1, built, builtFor: 10, from: "built" as const};
  landscape.begin(given);
  expect(starts[0]).toMatchObject({tsne: x, finished: true});
  const moved = {...x};
  landscape.keep({layouts: {pca: x, tsne: moved, umap: x, phate: x}} as any, "p", 10);
  let again = 0;
  landscape.tell(settings, () => ++again);
  expect(again).toBe(1);
  landscape.begin(given);
  expect((starts[1] as any).tsne).toBe(moved);
  landscape.begin(given);
  expect((starts[2] as any).tsne).toBe(x);
  landscape.begin({...given, from: "random"});
  expect(starts[3]).toBe("random");
});

describe("misreading", () => {
  test("the sets are what they say", () => {
    const {x: sizes, groups} = pointSet("sizes", 200, 1);
    const {widths} = shapeOf(sizes, groups);
    expect(widths[1] / widths[0]).toBeGreaterThan(8);
    const far = pointSet("distances", 200, 1);
    const {gaps} = shapeOf(far.x, far.groups);
    expect(gaps[1] / gaps[0]).toBeCloseTo(4.5, 0);
    const strewn = {data: Float32Array.from({length: 2000}, random(3)), shape: [1000, 2]};
    expect(shapeOf(strewn, new Array(1000).fill(0)).evenness).toBeCloseTo(1, 1);
  });

  test("t-SNE draws a cloud ten times as wide as another about as wide, and hears of a new perplexity", async () => {
    const args = {kind: "sizes" as const, points: 100, perplexity: 15, steps: 400, seed: 1};
    const frame = await last(misreading(args, context));
    expect(frame.after.widths[1] / frame.after.widths[0]).toBeLessThan(3);
    const frames = misreading({...args, steps: 40}, context);
    await frames.next();
    tell({perplexity: 30});
    await frames.next();
    expect((await frames.next()).value!.perplexity).toBe(30);
    await frames.return(undefined);
  });
});

test("a layout that was turned and mirrored is turned back", () => {
  const layout = {data: normals(80, 1), shape: [40, 2]};
  const [cos, sin] = [Math.cos(2), Math.sin(2)];
  const turned = {
    data: layout.data.map((_, c) => {
      const [a, b] = [layout.data[c & ~1], -layout.data[c | 1]];
      return c & 1 ? 5 + sin * a + cos * b : cos * a - sin * b;
    }),
    shape: [40, 2]
  };
  const back = alignTo(turned, layout).data;
  const mean = [0, 1].map((axis) => layout.data.filter((_, c) => (c & 1) === axis).reduce((s, v) => s + v, 0) / 40);
  back.forEach((v, c) => expect(v).toBeCloseTo(layout.data[c] - mean[c & 1], 4));
});
