import {expect, test} from "vitest";
import {grid, type Grid} from "../../../../src/components/arrays/grid.js";
import {normals, random} from "../../../../src/components/arrays/random.js";
import {calibrate, symmetrise} from "../../../../src/components/methods/projection/affinities.js";
import {fourier} from "../../../../src/components/methods/projection/fft.js";
import {nearestNeighbours} from "../../../../src/components/methods/projection/neighbours.js";
import {exactRepulsion, interpolatedRepulsion} from "../../../../src/components/methods/projection/repulsion.js";
import {
  tsne,
  tsneGradient,
  type TsneFrame,
  type TsneOptions
} from "../../../../src/components/methods/projection/tsne.js";
import * as tf from "../../../../src/components/lab/tf.js";

const cloud = (n: number, d: number, seed: number) => grid(normals(n * d, seed), [n, d]);

async function last(x: Grid, options: Partial<TsneOptions>): Promise<TsneFrame> {
  let frame: TsneFrame | undefined;
  for await (const f of tsne(x, options)) frame = f;
  return frame!;
}

test("a transform is the plain sum, for lengths of 2, 3 and 4", () => {
  const batch = 2;
  for (const n of [2, 3, 4, 6, 8, 12, 18, 32, 48, 54]) {
    const re = Float64Array.from(normals(n * batch, n));
    const im = Float64Array.from(normals(n * batch, n + 100));
    const [r, i] = [re.slice(), im.slice()];
    fourier(n, batch)(r, i);
    for (let k = 0; k < n; ++k)
      for (let b = 0; b < batch; ++b) {
        let [sumRe, sumIm] = [0, 0];
        for (let m = 0; m < n; ++m) {
          const angle = (-2 * Math.PI * k * m) / n;
          sumRe += re[m * batch + b] * Math.cos(angle) - im[m * batch + b] * Math.sin(angle);
          sumIm += re[m * batch + b] * Math.sin(angle) + im[m * batch + b] * Math.cos(angle);
        }
        expect(r[k * batch + b]).toBeCloseTo(sumRe, 9);
        expect(i[k * batch + b]).toBeCloseTo(sumIm, 9);
      }
  }
  expect(() => fourier(10, 1)).toThrow("2^a · 3^b, got 10");
});

test("every row's perplexity is within 1e-3 of the asked one", async () => {
  const near = await nearestNeighbours(cloud(400, 8, 1), {k: 300});
  for (const perplexity of [2, 5, 30, 90]) {
    const p = calibrate(near, perplexity);
    for (let i = 0; i < near.n; ++i) {
      let entropy = 0;
      for (let m = 0; m < near.k; ++m)
        if (p[i * near.k + m] > 0) entropy -= p[i * near.k + m] * Math.log(p[i * near.k + m]);
      expect(Math.abs(Math.exp(entropy) - perplexity)).toBeLessThan(1e-3);
    }
  }
  expect(() => calibrate(near, 300)).toThrow("below the 300 neighbours kept, got 300");
});

test("affinities are symmetric sums: each pair once, all together one half", async () => {
  const near = await nearestNeighbours(cloud(50, 3, 2), {k: 12});
  const conditional = calibrate(near, 4);
  const {starts, columns, values} = symmetrise(near, conditional);
  const dense = new Float64Array(2500);
  for (let i = 0; i < 50; ++i)
    for (let m = 0; m < 12; ++m) {
      const j = near.indices[i * 12 + m];
      dense[Math.min(i, j) * 50 + Math.max(i, j)] += conditional[i * 12 + m] / 100;
    }
  for (let i = 0; i < 50; ++i) {
    const row = [...columns.subarray(starts[i], starts[i + 1])];
    expect(new Set(row).size).toBe(row.length);
    for (let e = starts[i]; e < starts[i + 1]; ++e) {
      expect(columns[e]).toBeGreaterThan(i);
      expect(values[e]).toBeCloseTo(dense[i * 50 + columns[e]], 12);
    }
  }
  expect(values.reduce((s, v) => s + v, 0)).toBeCloseTo(0.5, 9);
});

test("the gradient is that of the KL divergence by finite differences", async () => {
  const n = 25;
  const near = await nearestNeighbours(cloud(n, 4, 3), {k: n - 1});
  const affinities = symmetrise(near, calibrate(near, 6));
  const dense = new Float64Array(n * n);
  for (let i = 0; i < n; ++i)
    for (let e = affinities.starts[i]; e < affinities.starts[i + 1]; ++e)
      dense[i * n + affinities.columns[e]] = dense[affinities.columns[e] * n + i] = affinities.values[e];
  const divergence = (y: Float64Array) => {
    const q = new Float64Array(n * n);
    let z = 0;
    for (let i = 0; i < n; ++i)
      for (let j = 0; j < n; ++j)
        if (i !== j) z += q[i * n + j] = 1 / (1 + (y[2 * i] - y[2 * j]) ** 2 + (y[2 * i + 1] - y[2 * j + 1]) ** 2);
    let kl = 0;
    dense.forEach((p, e) => (kl += p > 0 ? p * Math.log((p * z) / q[e]) : 0));
    return kl;
  };
  const layout = cloud(n, 2, 4);
  const {kl, gradient} = await tsneGradient(layout, affinities);
  const y = Float64Array.from(layout.data);
  expect(kl).toBeCloseTo(divergence(y), 10);
  const h = 1e-5;
  for (let c = 0; c < 2 * n; ++c) {
    const [up, down] = [y.slice(), y.slice()];
    up[c] += h;
    down[c] -= h;
    expect(gradient[c]).toBeCloseTo((divergence(up) - divergence(down)) / (2 * h), 8);
  }
});

test("interpolated forces are within 2 % of the exact ones, early and late", async () => {
  const n = 1200;
  for (const radius of [1e-3, 1, 10, 30]) {
    const next = random(5);
    const y = Float64Array.from({length: 2 * n}, () => radius * next.normal() * 0.5);
    const exact = new Float64Array(2 * n);
    const near = new Float64Array(2 * n);
    const z = await exactRepulsion().push(y, exact);
    const repulsion = interpolatedRepulsion();
    const approximate = await repulsion.push(y, near);
    expect(Math.abs(approximate / z - 1)).toBeLessThan(2e-3);
    let [error, size] = [0, 0];
    exact.forEach((f, c) => {
      error += (f - near[c]) ** 2;
      size += f * f;
    });
    expect(Math.sqrt(error / size)).toBeLessThan(0.02);
    // Again on the plan it keeps, after a small move.
    expect(
      await repulsion.push(
        y.map((v) => v * 1.01 + 3),
        near
      )
    ).toBeGreaterThan(0);
  }
});

test("two far groups stay apart, the divergence falls, one seed gives one layout", async () => {
  const n = 80;
  const x = grid(
    normals(n * 5, 6).map((v, i) => v + (i % 5 === 0 && i < (n * 5) / 2 ? 30 : 0)),
    [n, 5]
  );
  const options: Partial<TsneOptions> = {settings: {perplexity: 10}, steps: 300, start: "random", every: 50, seed: 9};
  const kl: number[] = [];
  let layout = x;
  for await (const frame of tsne(x, options)) {
    kl.push(frame.kl);
    layout = frame.layout;
  }
  expect(kl.length).toBe(6);
  expect(kl[5]).toBeLessThan(kl[4]);
  const side = (i: number) => layout.data[2 * i];
  const up = (i: number) => layout.data[2 * i + 1];
  const distance = (i: number, j: number) => Math.hypot(side(i) - side(j), up(i) - up(j));
  const within = Math.max(...[...Array(n / 2).keys()].map((i) => distance(0, i)));
  const between = Math.min(...[...Array(n / 2).keys()].map((i) => distance(0, i + n / 2)));
  expect(between).toBeGreaterThan(within / 2);
  expect((await last(x, options)).layout).toEqual(layout);
  expect((await last(x, {...options, seed: 10})).layout).not.toEqual(layout);
});

test("the two repulsions lead to layouts of like divergence", async () => {
  const x = cloud(300, 5, 8);
  const exact = await last(x, {steps: 400, every: 400, repulsion: "exact"});
  const interpolated = await last(x, {steps: 400, every: 400, repulsion: "interpolated"});
  expect(Math.abs(exact.kl - interpolated.kl)).toBeLessThan(0.05 * exact.kl);
});

test("settings may change while it runs", async () => {
  const x = cloud(120, 4, 7);
  const settings: NonNullable<TsneOptions["settings"]> = {perplexity: 5};
  const seen: number[][] = [];
  for await (const {step, perplexity, exaggeration, learningRate} of tsne(x, {settings, maxPerplexity: 30, steps: 4})) {
    seen.push([perplexity, exaggeration, learningRate]);
    if (step === 1) Object.assign(settings, {perplexity: 30});
    if (step === 2) Object.assign(settings, {exaggeration: 2, learningRate: 10});
  }
  expect(seen).toEqual([
    [5, 12, 50],
    [30, 12, 50],
    [30, 2, 10],
    [30, 2, 10]
  ]);
});

test("illegal settings are refused, also while it runs", async () => {
  const x = cloud(60, 4, 7);
  await expect(last(x, {settings: {perplexity: 21}})).rejects.toThrow("at most n / 3 = 20, got 21");
  await expect(last(x, {settings: {perplexty: 5} as any})).rejects.toThrow("unknown option perplexty");
  const settings = {perplexity: 5};
  const run = tsne(x, {settings, steps: 3});
  await run.next();
  settings.perplexity = 12;
  await expect(run.next()).rejects.toThrow("raise maxPerplexity");
});

test("a run stops at return() and at its signal", async () => {
  const x = cloud(60, 4, 7);
  const before = tf.memory().numTensors;
  let disposed = 0;
  const repulsion = {...exactRepulsion(), dispose: () => void ++disposed};
  for await (const {step} of tsne(x, {settings: {perplexity: 5}, repulsion})) if (step === 3) break;
  expect(disposed).toBe(1);
  const stop = new AbortController();
  const run = tsne(x, {settings: {perplexity: 5}, repulsion, signal: stop.signal});
  await run.next();
  stop.abort(new Error("enough"));
  await expect(run.next()).rejects.toThrow("enough");
  expect(disposed).toBe(2);
  expect(tf.memory().numTensors).toBe(before);
});
