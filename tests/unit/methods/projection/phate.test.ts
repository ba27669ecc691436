import {Matrix, SingularValueDecomposition} from "ml-matrix";
import {expect, test} from "vitest";
import {grid, type Grid} from "../../../../src/components/arrays/grid.js";
import {random} from "../../../../src/components/arrays/random.js";
import {nearestNeighbours} from "../../../../src/components/methods/projection/neighbours.js";
import {
  kneeOf,
  phate,
  vonNeumannEntropy,
  type PhateFrame,
  type PhateOptions
} from "../../../../src/components/methods/projection/phate.js";
import {neighbourAccuracy} from "../../../../src/components/methods/projection/quality.js";

async function last(x: Grid, options?: Partial<PhateOptions>): Promise<PhateFrame> {
  let frame: PhateFrame | undefined;
  for await (const f of phate(x, options)) frame = f;
  return frame!;
}

/** Three branches from one root, along three of d axes, with noise: point i lies `along[i]` out on branch i % 3. */
function tree(n: number, d = 20): {x: Grid; along: Float64Array} {
  const next = random(6);
  const along = Float64Array.from({length: n}, (_, i) => (Math.floor(i / 3) + 0.5) / Math.ceil(n / 3));
  const data = Float32Array.from({length: n * d}, (_, c) => {
    const i = Math.floor(c / d);
    return (c % d === i % 3 ? 10 * along[i] : 0) + 0.1 * next.normal();
  });
  return {x: grid(data, [n, d]), along};
}

test("the entropy's knee and that of an exponential", () => {
  const matrix = Matrix.eye(10);
  matrix.set(0, 0, 5);
  matrix.set(3, 2, 4);
  const {diagonal} = new SingularValueDecomposition(matrix);
  expect(kneeOf(vonNeumannEntropy(diagonal, 100))).toBe(23);
  expect(kneeOf(Array.from({length: 20}, (_, x) => Math.exp(-x / 10)))).toBe(8);
});

test("the entropy of equal eigenvalues stays log n; of one, 0", () => {
  for (const h of vonNeumannEntropy([1, 1, 1, 1], 5)) expect(h).toBeCloseTo(Math.log(4), 12);
  for (const h of vonNeumannEntropy([0, 3, 0], 5)) expect(h).toBe(0);
  expect(vonNeumannEntropy([1, 1e-4], 100)[99]).toBeCloseTo(0, 12);
});

/** The mean absolute difference between each point's value and the mean of its three nearest in the layout. */
async function roughness(layout: Grid, values: Float64Array): Promise<number> {
  const {indices} = await nearestNeighbours(layout, {k: 3});
  let sum = 0;
  values.forEach((v, i) => {
    const around = [0, 1, 2].reduce((s, m) => s + values[indices[3 * i + m]] / 3, 0);
    sum += Math.abs(v - around) / values.length;
  });
  return sum;
}

for (const landmarks of [400, 80])
  test(`a tree keeps its branches, by ${landmarks} landmarks at most`, async () => {
    const n = 300;
    const {x, along} = tree(n);
    const {layout, stress, time, entropy} = await last(x, {steps: 60, every: 60, landmarks});
    expect(entropy.length).toBe(100);
    expect(time).toBeGreaterThan(1);
    expect(stress).toBeLessThan(0.3);
    // Beyond the root, where noise mixes them, each branch has its own place, and runs in order.
    const beyond = [...along.keys()].filter((i) => along[i] > 0.15);
    const outside = grid(
      beyond.flatMap((i) => [layout.data[2 * i], layout.data[2 * i + 1]]),
      [beyond.length, 2]
    );
    const branches = beyond.map((i) => i % 3);
    expect(neighbourAccuracy(outside, branches)).toBeGreaterThan(0.97);
    // Of a branch of length 1; by chance it would be about .27.
    expect(
      await roughness(
        outside,
        Float64Array.from(beyond, (i) => along[i])
      )
    ).toBeLessThan(0.03);
    // They leave the root in three directions (long tips may bend back: all far points are equally far in potential).
    const mean = (members: number[]) =>
      [0, 1].map((c) => members.reduce((s, i) => s + layout.data[2 * i + c] / members.length, 0));
    const root = mean([...along.keys()].filter((i) => along[i] < 0.08));
    const ways = [0, 1, 2].map((branch) =>
      mean(beyond.filter((i) => i % 3 === branch && along[i] > 0.2 && along[i] < 0.5)).map((v, c) => v - root[c])
    );
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2]
    ]) {
      const dot = ways[a][0] * ways[b][0] + ways[a][1] * ways[b][1];
      expect(dot / (Math.hypot(...ways[a]) * Math.hypot(...ways[b]))).toBeLessThan(0.8);
    }
  });

test("stress falls from round to round; time can be set; one seed, one layout", async () => {
  const {x} = tree(120);
  let before = Infinity;
  for await (const {stress, time} of phate(x, {time: 7, steps: 20})) {
    expect(stress).toBeLessThanOrEqual(before + 1e-12);
    expect(time).toBe(7);
    before = stress;
  }
  expect((await last(x, {steps: 5, landmarks: 50})).layout).toEqual((await last(x, {steps: 5, landmarks: 50})).layout);
});

test("a run stops at its signal and refuses what is not legal", async () => {
  const {x} = tree(60);
  const stop = new AbortController();
  const run = phate(x, {signal: stop.signal});
  await run.next();
  stop.abort(new Error("enough"));
  await expect(run.next()).rejects.toThrow("enough");
  await expect(last(x, {neighbours: 60})).rejects.toThrow("from 1 to n − 1 = 59, got 60");
  await expect(last(x, {time: 0})).rejects.toThrow("at least 1, got 0");
});
