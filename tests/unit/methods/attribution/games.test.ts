import {expect, test} from "vitest";
import {full, grid} from "../../../../src/components/arrays/grid.js";
import {last} from "../../../../src/components/lab/frames.js";
import type {Scores} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {featureAblation} from "../../../../src/components/methods/attribution/featureAblation.js";
import {channelSegments, maskingGame, type Game} from "../../../../src/components/methods/attribution/game.js";
import {kernelShap} from "../../../../src/components/methods/attribution/kernelShap.js";
import {lime} from "../../../../src/components/methods/attribution/lime.js";
import {occlusion} from "../../../../src/components/methods/attribution/occlusion.js";
import {shapley} from "../../../../src/components/methods/attribution/shapley.js";
import {shapleySampling} from "../../../../src/components/methods/attribution/shapleySampling.js";

/** A game from a plain function of the set of players present. */
const gameOf = (players: number, v: (present: boolean[]) => number): Game => ({
  players,
  play: async (coalitions) =>
    Float32Array.from({length: coalitions.length / players}, (_, s) =>
      v(Array.from(coalitions.subarray(s * players, (s + 1) * players), Boolean))
    )
});

/** One left glove (player 0) and two right ones: a pair earns 1. */
const gloves = gameOf(3, ([left, a, b]) => (left && (a || b) ? 1 : 0));
/** Player 3 adds nothing, 1 and 2 are alike, 0 adds 5 whatever happens. */
const axioms = gameOf(4, ([a, b, c]) => (a ? 5 : 0) + (b && c ? 2 : 0) + 1);

test("the glove game", async () => {
  const {values, none, all, delta} = await shapley(gloves);
  [2 / 3, 1 / 6, 1 / 6].forEach((v, i) => expect(values[i]).toBeCloseTo(v, 6));
  expect([none, all]).toEqual([0, 1]);
  expect(delta).toBeCloseTo(0, 6);
});

test("dummies get nothing, equals the same, and all of it is shared, by each of the three ways", async () => {
  const exact = await shapley(axioms);
  const ways = [
    exact.values,
    (await last(kernelShap(axioms))).values,
    (await last(shapleySampling(axioms, {permutations: 3}))).values
  ];
  for (const values of ways) [5, 1, 1, 0].forEach((v, i) => expect(values[i]).toBeCloseTo(v, 5));
});

test("sampled coalitions come nearer with their number, and with pairs; each seed its own, each batch the same", async () => {
  const big = gameOf(12, (p) => p.reduce((sum, on, i) => sum + (on ? i : 0), 0) + (p[0] && p[1] && p[2] ? 3 : 0));
  const exact = (await shapley(big)).values;
  const error = async (options: {samples?: number; paired?: boolean}) => {
    let squares = 0;
    for (let seed = 0; seed < 8; ++seed) {
      const {values, delta} = await last(kernelShap(big, {samples: 400, seed, ...options}));
      expect(delta).toBeCloseTo(0, 3);
      values.forEach((v, i) => (squares += (v - exact[i]) ** 2));
    }
    return Math.sqrt(squares / 96);
  };
  const paired = await error({});
  expect(paired).toBeLessThan(await error({paired: false}));
  expect(await error({samples: 1600})).toBeLessThan(0.7 * paired); // half, up to chance
  const a = await last(kernelShap(big, {samples: 100}));
  expect((await last(kernelShap(big, {samples: 100, batch: 7}))).values).toEqual(a.values);
  expect((await last(kernelShap(big, {samples: 100, seed: 1}))).values).not.toEqual(a.values);
});

test("one player gets it all", async () => {
  const one = gameOf(1, ([on]) => (on ? 4 : 1));
  expect([...(await shapley(one)).values]).toEqual([3]);
  expect([...(await last(kernelShap(one))).values]).toEqual([3]);
  expect([...(await last(shapleySampling(one, {permutations: 2}))).values]).toEqual([3]);
});

test("too many players for the exact way", async () => {
  await expect(shapley(gameOf(21, () => 0))).rejects.toThrow("at most 20 players, and this game has 21");
});

test("the standard errors cover the truth about as often as they say", async () => {
  const noisy = gameOf(6, (p) => p.reduce((sum, on, i) => sum + (on ? Math.sin(7 * i) : 0), 0) ** 3);
  const exact = (await shapley(noisy)).values;
  let within = 0;
  for (let seed = 0; seed < 40; ++seed) {
    const {values, errors} = await last(shapleySampling(noisy, {permutations: 30, seed}));
    values.forEach((v, i) => (within += Number(Math.abs(v - exact[i]) < 2 * errors[i] + 1e-6)));
  }
  expect(within / 240).toBeGreaterThan(0.88);
});

test("LIME of a linear game is the game, with a perfect fit", async () => {
  const linear = gameOf(5, (p) => p.reduce((sum, on, i) => sum + (on ? i - 2 : 0), 10));
  const {values, intercept, r2, predicted, all} = await last(lime(linear, {alpha: 0, kernelWidth: 10}));
  values.forEach((v, i) => expect(v).toBeCloseTo(i - 2, 4));
  expect(intercept).toBeCloseTo(10, 4);
  expect(r2).toBeCloseTo(1, 6);
  expect(predicted).toBeCloseTo(all, 4);
  const lasso = await last(lime(linear, {surrogate: "lasso", alpha: 0.1, kernelWidth: 10}));
  // fair coin flips have variance ¼: the lasso takes α / ¼ off each weight's size
  lasso.values.forEach((v, i) =>
    expect(Math.abs(v - Math.sign(i - 2) * Math.max(Math.abs(i - 2) - 0.4, 0))).toBeLessThan(0.05)
  );
  expect(lasso.r2).toBeLessThan(r2);
});

test("a game of an input: segments play together, absent ones show the baseline", async () => {
  const f: Scores = (x) => tf.sum(x, [1, 2, 3]);
  const x = grid([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
  const game = maskingGame(f, x, {segments: grid([7, 7, 2, 7], [2, 2]), baseline: full([1, 2, 2, 2], 10)});
  expect(game.ids).toEqual([2, 7]);
  expect([...(await game.play(Uint8Array.of(1, 0, 0, 1, 1, 1)))]).toEqual([11 + 60, 20 + 25, 36]);
  expect([...game.spread([0.5, 2]).data]).toEqual([2, 2, 2, 2, 0.5, 0.5, 2, 2]);
  expect([...channelSegments(x).data]).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
  const channels = await last(featureAblation(f, x, {segments: channelSegments(x)}));
  expect([...channels.values]).toEqual([16, 20]);
  expect(() => maskingGame(f, x, {segments: full([3])})).toThrow("leading axes");
});

test("the occluding patch is cut off at the edge, and the map grows from the top", async () => {
  const f: Scores = (x) => tf.sum(x, [1, 2, 3]);
  const x = full([1, 5, 4, 1], 1);
  const frames = [];
  for await (const frame of occlusion(f, x, {window: [2, 3], stride: [2, 3], batch: 2})) frames.push(frame);
  expect(frames.map(({step, steps}) => [step, steps])).toEqual([2, 4, 6].map((step) => [step, 6]));
  expect([...frames[0].attribution.data.slice(0, 12)]).toEqual([6, 6, 6, 2, 6, 6, 6, 2, 0, 0, 0, 0]);
  expect([...frames[2].attribution.data.slice(16)]).toEqual([3, 3, 3, 1]);
  await expect(last(occlusion(f, x, {window: 0}))).rejects.toThrow("from 1 up");
  await expect(last(occlusion(f, x, {window: [1, 2, 3]}))).rejects.toThrow("one or 2");
});

test("leaving early, or being stopped, leaves no tensor", async () => {
  const f: Scores = (x) => tf.sum(x, 1);
  const x = full([1, 6], 1);
  const before = tf.memory().numTensors;
  const runs = [
    (signal?: AbortSignal) => occlusion(f, x, {batch: 1, signal}),
    (signal?: AbortSignal) => featureAblation(f, x, {batch: 1, signal}),
    (signal?: AbortSignal) => lime(maskingGame(f, x), {batch: 8, signal}),
    (signal?: AbortSignal) => kernelShap(maskingGame(f, x), {batch: 8, signal}),
    (signal?: AbortSignal) => shapleySampling(maskingGame(f, x), {signal})
  ];
  for (const run of runs) {
    for await (const _ of run()) break;
    const controller = new AbortController();
    const stopped = async () => {
      for await (const _ of run(controller.signal)) controller.abort();
    };
    await expect(stopped()).rejects.toThrow("abort");
    expect(tf.memory().numTensors).toBe(before);
  }
});
