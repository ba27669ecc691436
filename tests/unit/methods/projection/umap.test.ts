import {expect, test} from "vitest";
import {grid, type Grid} from "../../../../src/components/arrays/grid.js";
import {normals} from "../../../../src/components/arrays/random.js";
import {nearestNeighbours} from "../../../../src/components/methods/projection/neighbours.js";
import {fuzzyGraph, umap, umapCurve, type UmapOptions} from "../../../../src/components/methods/projection/umap.js";
import * as tf from "../../../../src/components/lab/tf.js";

const clusters = (n: number) =>
  grid(
    normals(n * 6, 2).map((v, i) => v + 15 * (Math.floor(i / 6) % 3) * (i % 6 === 1 ? 1 : 0)),
    [n, 6]
  );

async function last(x: Grid, options: Partial<UmapOptions>): Promise<Grid> {
  let layout = x;
  for await (const frame of umap(x, options)) layout = frame.layout;
  return layout;
}

test("the curve's constants are those of umap-learn", () => {
  const {a, b} = umapCurve(0.1, 1);
  expect(a).toBeCloseTo(1.5769434603, 6);
  expect(b).toBeCloseTo(0.8950608779, 6);
  expect(() => umapCurve(-1)).toThrow("got minDist -1");
});

test("memberships are symmetric, and before joining each row adds up to log2(k + 1)", async () => {
  const x = grid([0, 1, 3, 3.5, 7, 7.2], [6, 1]);
  const {from, to, weights} = fuzzyGraph(await nearestNeighbours(x, {k: 3}));
  const at = (i: number, j: number) => weights[[...from.keys()].find((e) => from[e] === i && to[e] === j) ?? -1];
  for (const e of from.keys()) expect(at(to[e], from[e])).toBe(weights[e]);
  // 2 and 3 are each other's nearest: 1 + 1 − 1.
  expect(at(2, 3)).toBe(1);
  const directed = fuzzyGraph(await nearestNeighbours(grid([0, 1, 3, 100, 101, 104], [6, 1]), {k: 2}));
  // 0 and 1, 2 of the first cluster: point 0 sees 1 at weight 1 and 2 at log2(3) − 1; so does 1 see 2; 2 sees 1 at 1.
  const w = directed.weights[[...directed.from.keys()].find((e) => directed.from[e] === 0 && directed.to[e] === 2)!];
  const seen = Math.log2(3) - 1;
  expect(w).toBeCloseTo(seen + seen - seen * seen, 4);
});

test("clusters come apart, one seed gives one layout, and epochs are frames", async () => {
  const n = 150;
  const x = clusters(n);
  const steps: number[] = [];
  let layout = x;
  for await (const frame of umap(x, {steps: 100, every: 30, seed: 3})) {
    steps.push(frame.step);
    layout = frame.layout;
  }
  expect(steps).toEqual([30, 60, 90, 100]);
  const centre = (c: number) =>
    [0, 1].map((axis) => {
      let s = 0;
      for (let i = c; i < n; i += 3) s += layout.data[2 * i + axis] / (n / 3);
      return s;
    });
  for (let i = 0; i < n; ++i) {
    const away = [0, 1, 2].map((c) =>
      Math.hypot(layout.data[2 * i] - centre(c)[0], layout.data[2 * i + 1] - centre(c)[1])
    );
    expect(away.indexOf(Math.min(...away))).toBe(i % 3);
  }
  expect(await last(x, {steps: 100, seed: 3})).toEqual(layout);
});

test("settings may change while it runs, within what is legal", async () => {
  const settings: NonNullable<UmapOptions["settings"]> = {neighbours: 5};
  const run = umap(clusters(60), {settings, maxNeighbours: 20, steps: 9});
  const first = (await run.next()).value!;
  Object.assign(settings, {neighbours: 20, minDist: 0.5});
  const second = (await run.next()).value!;
  expect([first.neighbours, second.neighbours]).toEqual([5, 20]);
  expect(second.a).toBeLessThan(first.a);
  settings.neighbours = 30;
  await expect(run.next()).rejects.toThrow("raise maxNeighbours");
  await expect(last(clusters(9), {settings: {neighbours: 10}})).rejects.toThrow("from 2 to n = 9, got 10");
});

test("a run stops at return() and at its signal", async () => {
  const before = tf.memory().numTensors;
  let seen = 0;
  for await (const {step} of umap(clusters(60), {})) if ((seen = step) === 3) break;
  expect(seen).toBe(3);
  const stop = new AbortController();
  const run = umap(clusters(60), {signal: stop.signal});
  await run.next();
  stop.abort(new Error("enough"));
  await expect(run.next()).rejects.toThrow("enough");
  expect(tf.memory().numTensors).toBe(before);
});
