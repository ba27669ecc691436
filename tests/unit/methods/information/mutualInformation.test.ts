import {expect, test} from "vitest";
import {random} from "../../../../src/components/arrays/random.js";
import {
  binnedInformation,
  kraskovInformation,
  mutualInformation,
  rossInformation,
  shuffled
} from "../../../../src/components/methods/information/mutualInformation.js";

/** Pairs from a bivariate normal of correlation rho. */
function correlated(n: number, rho: number, seed: number) {
  const next = random(seed);
  const x = Float64Array.from({length: n}, () => next.normal());
  return {x, y: x.map((v) => rho * v + Math.sqrt(1 - rho * rho) * next.normal())};
}

/** Two classes of equal size, normal with means 0 and `gap`; the information by numerical integration. */
function classes(n: number, gap: number, seed: number) {
  const next = random(seed);
  const labels = Int32Array.from({length: n}, (_, i) => i % 2);
  const values = Float64Array.from(labels, (l) => l * gap + next.normal());
  let truth = 0;
  for (let v = -10; v < 10 + gap; v += 1e-3) {
    const [p, q] = [0, gap].map((m) => Math.exp(-((v - m) ** 2) / 2) / Math.sqrt(2 * Math.PI));
    const mix = (p + q) / 2;
    if (p > 0) truth += 5e-4 * p * Math.log(p / mix);
    if (q > 0) truth += 5e-4 * q * Math.log(q / mix);
  }
  return {labels, values, truth};
}

test("counts: the closed form, independence and identity", () => {
  expect(mutualInformation([0, 1, 1, 0, 0], [1, 0, 0, 0, 1])).toBeCloseTo(0.291103, 6);
  expect(mutualInformation([0, 0, 1, 1], [0, 1, 0, 1])).toBe(0);
  expect(mutualInformation([7, 8, 9], [1, 2, 3])).toBeCloseTo(Math.log(3), 12);
  expect(() => mutualInformation([1], [])).toThrow("got 1 and 0");
});

test("Kraskov's estimate of a bivariate normal is −½ log(1 − ρ²)", () => {
  const {x, y} = correlated(3000, 0.5, 1);
  expect(Math.abs(kraskovInformation(x, y) - 0.143841)).toBeLessThan(0.03);
  const strong = correlated(2000, 0.9, 2);
  expect(Math.abs(kraskovInformation(strong.x, strong.y) + Math.log(1 - 0.81) / 2)).toBeLessThan(0.05);
  const none = correlated(2000, 0, 3);
  expect(kraskovInformation(none.x, none.y)).toBeLessThan(0.03);
});

test("Ross's estimate agrees with the integral, near and far", () => {
  for (const gap of [0.5, 1.5, 6]) {
    const {labels, values, truth} = classes(4000, gap, 4);
    expect(Math.abs(rossInformation(values, labels) - truth)).toBeLessThan(0.03);
  }
});

test("bins agree with the integral up to their bias", () => {
  const {labels, values, truth} = classes(20_000, 1.5, 5);
  expect(Math.abs(binnedInformation(values, labels, 20) - truth)).toBeLessThan(0.01);
});

test("a unit that is silent for all but one class can be measured", () => {
  const labels = Int32Array.from({length: 1000}, (_, i) => i % 2);
  const values = Float64Array.from(labels, (l, i) => (l ? 1 + i / 1000 : 0));
  expect(rossInformation(values, labels)).toBeCloseTo(Math.log(2), 1);
  expect(binnedInformation(values, labels)).toBeCloseTo(Math.log(2), 6);
});

test("shuffled labels show the bias of bins: about (bins − 1)(classes − 1) / 2n", async () => {
  const next = random(6);
  const n = 500;
  const values = Float64Array.from({length: n}, () => next.normal());
  const labels = Int32Array.from({length: n}, () => next.integer(10));
  const {estimate, bias, p, shuffles} = await shuffled((v, l) => binnedInformation(v, l, 10), values, labels, {
    shuffles: 40
  });
  expect(shuffles.length).toBe(40);
  expect(bias / (81 / (2 * n))).toBeGreaterThan(0.8);
  expect(bias / (81 / (2 * n))).toBeLessThan(1.25);
  expect(Math.abs(estimate - bias)).toBeLessThan(0.05);
  expect(p).toBeGreaterThan(0.02);
  const told = classes(n, 2, 7);
  expect((await shuffled(rossInformation, told.values, told.labels)).p).toBeCloseTo(1 / 21, 12);
  await expect(
    shuffled(rossInformation, values, labels, {signal: AbortSignal.abort(new Error("stop"))})
  ).rejects.toThrow("stop");
});
