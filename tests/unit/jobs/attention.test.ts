import {describe, expect, test} from "vitest";
import {headName} from "../../../src/components/arrays/headNames.js";
import {letterOf, lettersIn, tokensOf} from "../../../src/components/arrays/letters.js";
import {attention, silencedHeads, softmaxRows} from "../../../src/components/jobs/attention.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {headMatrices} from "../../../src/components/jobs/headMatrices.js";
import {headInWords} from "../../../src/components/views/headWords.js";
import {liveTransformer} from "../../../src/components/jobs/liveTransformer.js";
import * as tf from "../../../src/components/lab/tf.js";
import {trained} from "../../helpers/transformers.js";

const context = {signal: new AbortController().signal, progress() {}} as unknown as Context;
const letters = "machinesmachin";
const argmax = (row: Float32Array) => row.indexOf(row.reduce((m, v) => Math.max(m, v), -Infinity));

describe("letters", () => {
  test("stand for tokens, and nothing else does", () => {
    expect(tokensOf("az")).toEqual([0, 1, 26]);
    expect(tokensOf("az").map(letterOf).join("")).toBe("▸az");
    expect(() => tokensOf("aB")).toThrow(/“B” is no letter/);
    expect(lettersIn("Çà va, 9 x?", 4)).toBe("cava");
  });
});

describe("reading attention", () => {
  test("the trained network looks at what followed, and says it", async () => {
    const before = tf.memory().numTensors;
    const {heads, next, tokens} = await attention({network: await trained(2), letters}, context);
    expect(tf.memory().numTensors).toBe(before);
    expect(heads.map(headName)).toEqual([
      "silent",
      "silent",
      "silent",
      "previous token",
      "induction",
      "silent",
      "silent",
      "silent"
    ]);
    const n = tokens.length;
    const looks = heads[4].pattern.data.subarray((n - 1) * n, n * n);
    expect(argmax(looks)).toBe(7);
    expect(letterOf(argmax(next.data.subarray((n - 1) * 27, n * 27)))).toBe("e");
  });

  test("silent heads move nothing, wherever they look", async () => {
    const {heads} = await attention({network: await trained(2), letters}, context);
    const total = heads.map(({moved}) => moved.data.reduce((sum, v) => sum + v, 0));
    for (const i of [0, 1, 2, 5, 6, 7]) expect(total[i]).toBeLessThan(0.05 * total[4]);
  });

  test("without the induction head the answer is lost; early on, no head is needed alone", async () => {
    const end = await silencedHeads({network: await trained(2), letters}, context);
    expect(letterOf(end.answer)).toBe("e");
    expect(end.without[4]).toBeLessThan(0.3 * end.intact);
    expect(end.without[5]).toBeCloseTo(end.intact, 1);
    const shared = await silencedHeads({network: await trained(2, 9), letters}, context);
    for (const value of shared.without.slice(4)) expect(value).toBeGreaterThan(0.4 * shared.intact);
  });

  test("a sequence that is too long is refused", async () => {
    const long = {network: await trained(1), letters: "a".repeat(33)};
    await expect(attention(long, context)).rejects.toThrow(/at most 32/);
  });

  test("softmax of rows sums to one", () => {
    const {data} = softmaxRows({data: Float32Array.from([1, 2, 3, 100, 0, 0]), shape: [2, 3]});
    expect(data[0] + data[1] + data[2]).toBeCloseTo(1, 6);
    expect(data[3]).toBeCloseTo(1, 6);
  });
});

test("the weights tell the same: it asks for what head 0.3 wrote, and copies", async () => {
  const found = await headMatrices({network: await trained(2), layer: 1, head: 0, earlier: 3});
  expect(found.copies).toBeGreaterThan(0.8);
  expect(found.matches).toBeGreaterThan(0.8);
  const keys = found.composition.map(({key}) => key);
  expect(keys.indexOf(Math.max(...keys))).toBe(3);
  const first = await headMatrices({network: await trained(2), layer: 0, head: 3});
  expect(first.through).toBeNull();
});

test("a silent head copies nothing, and is said to be silent", async () => {
  const ask = async (layer: number, head: number, earlier: number) => {
    const found = await headMatrices({network: await trained(2), layer, head, earlier});
    const words = headInWords({...found, name: `${layer}.${head}`, earlier: `0.${earlier}`, asked: "through"});
    return {...found, words};
  };
  const silent = await ask(1, 3, 3);
  expect([silent.copies, silent.matches]).toEqual([0, 0]);
  expect(silent.words.reads).toBe("Head 1.3 is silent: the training brought all its weights to zero.");
  expect(silent.words.says).toMatch(/^It says nothing/);
  const deaf = await ask(1, 0, 0);
  expect(deaf.words.asks).toMatch(/^Head 0\.0 is silent/);
  expect((await ask(1, 0, 3)).words.asks).toMatch(/^Each letter asks for places where head 0\.3 .* \d+ % of tokens/);
});

test("a training in the page gives a reading with every frame, and stops without leaving a tensor", async () => {
  const before = tf.memory().numTensors;
  const frames = liveTransformer({layers: 1, steps: 4, every: 2, seed: 1, letters: "abab"}, context);
  const {value} = await frames.next();
  expect(value).toMatchObject({step: 2, steps: 4});
  expect(value!.heads).toHaveLength(4);
  await frames.return();
  expect(tf.memory().numTensors).toBe(before);
});
