import {describe, expect, test} from "vitest";
import {grid} from "../../../../src/components/arrays/grid.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {ablation} from "../../../../src/components/methods/mechanism/ablation.js";
import {
  activationPatching,
  pathPatching,
  readActivations,
  sitesOf,
  type Hooked
} from "../../../../src/components/methods/mechanism/patching.js";

/**
 * Two inputs a, b; first layer: p = a, q = 10·b; second layer: r = p + q, s = p; output r + 100·s. By hand: the output
 * is 101·a + 10·b, of which p reaches 1 through r and 100 through s.
 */
const network: Hooked = (x, hook = (_, t) => t) => {
  const first = hook("first", tf.mul(x, tf.tensor2d([[1, 10]])));
  const [p, q] = tf.split(first, 2, 1);
  const second = hook("second", tf.concat([tf.add(p, q), p], 1));
  return tf.sum(tf.mul(second, tf.tensor2d([[1, 100]])), 1);
};
const metric = (output: tf.Tensor) => output;
const source = grid([1, 1], [1, 2]);
const base = grid([0, 0], [1, 2]);

describe("activation patching", () => {
  test("restores what each activation carries", async () => {
    const sites = [...sitesOf("first", [2], [0]), ...sitesOf("second", [2], [0]), {name: "second", index: []}];
    const {values, restored, ...ends} = await activationPatching(network, {source, base}, metric, sites, {batch: 2});
    expect(ends).toEqual({source: 111, base: 0});
    expect(Array.from(values)).toEqual([101, 10, 11, 100, 111]);
    restored.forEach((v, i) => expect(v).toBeCloseTo(values[i] / 111, 6));
  });

  test("the other way round it breaks", async () => {
    const {values, restored} = await activationPatching(network, {source: base, base: source}, metric, [
      {name: "second", index: [1]}
    ]);
    expect(values[0]).toBe(11);
    expect(restored[0]).toBeCloseTo(100 / 111, 6);
  });

  test("unknown activations and sites are errors that say what is legal", async () => {
    const run = (name: string, index: number[]) => activationPatching(network, {source, base}, metric, [{name, index}]);
    await expect(run("third", [0])).rejects.toThrow(/unknown activation: third/);
    await expect(run("first", [2])).rejects.toThrow(/no site \[2\] in first, whose shape is \[2\]/);
  });
});

test("path patching tells the ways apart", async () => {
  const {values} = await pathPatching(
    network,
    {source, base},
    metric,
    [
      {sender: {name: "first", index: [0]}, receiver: {name: "second", index: [0]}},
      {sender: {name: "first", index: [0]}, receiver: {name: "second", index: [1]}},
      {sender: {name: "first", index: [1]}, receiver: {name: "second", index: [1]}}
    ],
    []
  );
  expect(Array.from(values)).toEqual([1, 100, 0]);
});

test("a frozen activation lets no detour through", async () => {
  // x → a → b → output, and x → output: with b frozen nothing of a arrives.
  const chain: Hooked = (x, hook = (_, t) => t) => {
    const a = hook("a", tf.mul(x, 2));
    const b = hook("b", tf.mul(a, 3));
    return tf.sum(hook("c", tf.add(a, b)), 1);
  };
  const ends = {source: grid([1], [1, 1]), base: grid([0], [1, 1])};
  const path = {sender: {name: "a", index: [0]}, receiver: {name: "c", index: [0]}};
  expect((await pathPatching(chain, ends, metric, [path], [])).values[0]).toBe(8);
  expect((await pathPatching(chain, ends, metric, [path], ["b"])).values[0]).toBe(2);
});

describe("ablation", () => {
  const input = grid([2, 3], [1, 2]);
  const reference = grid([1, 0, 3, 4], [2, 2]);
  const sites = sitesOf("first", [2], [0]);

  test("zero and mean by hand", async () => {
    const zero = await ablation(network, input, metric, sites, {kind: "zero"});
    expect(zero.intact).toBe(232);
    expect(Array.from(zero.values)).toEqual([30, 202]);
    const mean = await ablation(network, input, metric, sites, {kind: "mean", reference});
    expect(Array.from(mean.values)).toEqual([232, 222]);
  });

  test("resampling averages other examples' activations, the same for the same seed", async () => {
    const options = {kind: "resample" as const, reference, draws: 40, seed: 2};
    const one = await ablation(network, input, metric, sites, options);
    const two = await ablation(network, input, metric, sites, options);
    expect(one.values).toEqual(two.values);
    // Each draw gives 131 or 333 for the first site, 202 or 242 for the second.
    expect(one.values[0]).toBeGreaterThan(131);
    expect(one.values[0]).toBeLessThan(333);
    expect(Math.abs(one.values[1] - 222)).toBeLessThan(15);
  });

  test("mean and resample need a reference", async () => {
    await expect(ablation(network, input, metric, sites, {kind: "mean"})).rejects.toThrow(/needs a reference/);
  });
});

test("nothing is left behind, even after an abort", async () => {
  const before = tf.memory().numTensors;
  await readActivations(network, source, ["first", "second"]);
  const abort = new AbortController();
  abort.abort(new Error("enough"));
  const sites = sitesOf("first", [2], [0]);
  const options = {signal: abort.signal};
  await expect(activationPatching(network, {source, base}, metric, sites, options)).rejects.toThrow("enough");
  await expect(ablation(network, source, metric, sites, {...options, kind: "zero"})).rejects.toThrow("enough");
  expect(tf.memory().numTensors).toBe(before);
});
