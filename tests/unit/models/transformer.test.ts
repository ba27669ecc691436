import {readFile} from "node:fs/promises";
import {beforeAll, describe, expect, test} from "vitest";
import {grid, sizeOf, type Grid} from "../../../src/components/arrays/grid.js";
import {patternsOf, scoreTransformer, trainTransformer} from "../../../src/components/jobs/trainTransformer.js";
import {evaluate} from "../../../src/components/lab/gradient.js";
import * as tf from "../../../src/components/lab/tf.js";
import {ablation} from "../../../src/components/methods/mechanism/ablation.js";
import {
  compositionScore,
  copyingScore,
  outputValueCircuit,
  queryKeyMatrix
} from "../../../src/components/methods/mechanism/headCircuits.js";
import {
  activationPatching,
  logitDifference,
  pathPatching,
  readActivations,
  sitesOf
} from "../../../src/components/methods/mechanism/patching.js";
import {corruptedPair} from "../../../src/components/methods/mechanism/repeatedSequences.js";
import {
  headWeights,
  initialTransformer,
  openTransformer,
  quantise,
  readCheckpoint,
  type CheckpointsJson,
  type Transformer
} from "../../../src/components/models/transformer.js";

async function checkpoints(layers: number): Promise<{json: CheckpointsJson; bytes: ArrayBuffer}> {
  const path = `src/data/weights/transformer-${layers}-layer`;
  const file = await readFile(`${path}.bin`);
  return {
    json: JSON.parse(await readFile(`${path}.json`, "utf8")),
    bytes: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer
  };
}

const SMALL = {layers: 2, heads: 2, width: 6, headWidth: 4, vocabulary: 5, context: 7};
const tokens = grid([0, 3, 1, 4, 2, 3, 0, 1, 1, 2, 2, 4], [2, 6]);

describe("an untrained transformer", () => {
  const transformer = initialTransformer(SMALL, 3);

  test("hooks see every activation with the shape it should have, and change nothing by looking", async () => {
    const before = tf.memory().numTensors;
    const open = openTransformer(transformer);
    const plain = await evaluate((t) => open.run(t), tokens);
    const shapes: Record<string, number[]> = {};
    const seen = await evaluate(
      (t) =>
        open.run(t, (name, activation) => {
          shapes[name] = activation.shape;
          return activation;
        }),
      tokens
    );
    open.dispose();
    expect(Object.keys(shapes)).toEqual(open.activations);
    expect(shapes).toMatchObject({
      "residual.0": [2, 6, 6],
      "query.1": [2, 2, 6, 4],
      "pattern.0": [2, 2, 6, 6],
      "head.1": [2, 2, 6, 6],
      logits: [2, 6, 5]
    });
    seen.data.forEach((v, i) => expect(v).toBeCloseTo(plain.data[i], 5));
    expect(tf.memory().numTensors).toBe(before);
  });

  test("patterns are causal and sum to one", async () => {
    const {patterns} = await patternsOf(transformer, tokens);
    for (const {data} of patterns)
      for (let row = 0; row < data.length / 6; ++row) {
        const t = row % 6;
        const attention = data.subarray(row * 6, row * 6 + 6);
        expect(attention.reduce((sum, v) => sum + v, 0)).toBeCloseTo(1, 5);
        for (let s = t + 1; s < 6; ++s) expect(attention[s]).toBe(0);
      }
  });

  test("one head by hand: scores from the query–key matrix", async () => {
    const open = openTransformer(transformer);
    const some = await readActivations(open.run, grid(tokens.data.slice(0, 6), [1, 6]), ["residual.0", "pattern.0"]);
    open.dispose();
    const m = queryKeyMatrix(headWeights(transformer, 0, 1));
    const x = some.get("residual.0")!.data;
    const score = (t: number, s: number) => {
      let sum = 0;
      for (let i = 0; i < 6; ++i) for (let j = 0; j < 6; ++j) sum += x[t * 6 + i] * m.data[i * 6 + j] * x[s * 6 + j];
      return Math.exp(sum);
    };
    const [t, total] = [4, [0, 1, 2, 3, 4].reduce((sum, s) => sum + score(4, s), 0)];
    for (let s = 0; s <= t; ++s)
      expect(some.get("pattern.0")!.data[36 + t * 6 + s]).toBeCloseTo(score(t, s) / total, 4);
  });

  test("signed bytes keep the weights to half a step", () => {
    const {bytes, scales} = quantise(transformer);
    const shapes = Object.entries(transformer.parameters).map(([name, {shape}]) => ({name, shape}));
    const json = {...SMALL, shapes, checkpoints: [{step: 0, scales}]} as unknown as CheckpointsJson;
    const back = readCheckpoint(json, bytes.buffer as ArrayBuffer);
    shapes.forEach(({name}, i) =>
      back.parameters[name].data.forEach((v, at) =>
        expect(Math.abs(v - transformer.parameters[name].data[at])).toBeLessThanOrEqual(scales[i] * 0.501)
      )
    );
    expect(() => readCheckpoint(json, bytes.buffer as ArrayBuffer, 1)).toThrow(/there are 0 to 0/);
    expect(() => headWeights(transformer, 2, 0)).toThrow(/layers 0 to 1/);
  });
});

describe("the trained transformers", () => {
  let two: Transformer;
  let files: {json: CheckpointsJson; bytes: ArrayBuffer};
  beforeAll(async () => {
    files = await checkpoints(2);
    two = readCheckpoint(files.json, files.bytes);
  });

  test("two layers have an induction head, one layer has none", async () => {
    const score = await scoreTransformer(two, {sequences: 16, seed: 77});
    expect(Math.max(...score.induction[1])).toBeGreaterThan(0.8);
    expect(Math.max(...score.induction[0])).toBeLessThan(0.2);
    expect(score.accuracy).toBeGreaterThan(0.95);
    const {json, bytes} = await checkpoints(1);
    const one = await scoreTransformer(readCheckpoint(json, bytes), {sequences: 16, seed: 77});
    expect(Math.max(...one.induction[0])).toBeLessThan(0.2);
    expect(one.repeated).toBeGreaterThan(5 * score.repeated);
  });

  test("the checkpoints show the phase change", async () => {
    const best = files.json.checkpoints.map(({induction}) => Math.max(...induction[1]));
    expect(best[0]).toBeLessThan(0.2);
    expect(best.at(-1)).toBeGreaterThan(0.8);
    expect(files.bytes.byteLength).toBe(
      files.json.checkpoints.length * files.json.shapes.reduce((sum, {shape}) => sum + sizeOf(shape), 0)
    );
  });

  describe("patching the induction head", () => {
    const {clean, corrupted, answer, instead, position} = corruptedPair({seed: 5});
    const metric = logitDifference(answer, instead);
    const steps = clean.shape[1];
    let open: ReturnType<typeof openTransformer>;
    let induction: number;
    let previous: number;
    beforeAll(async () => {
      open = openTransformer(two);
      const score = await scoreTransformer(two, {sequences: 8});
      induction = score.induction[1].indexOf(Math.max(...score.induction[1]));
      previous = score.previousToken[0].indexOf(Math.max(...score.previousToken[0]));
    });

    test("restores most of the logit difference at the last token, and other heads do not", async () => {
      const sites = sitesOf("head.1", [two.heads, steps, two.width], [0]).map((site) => ({
        ...site,
        index: [site.index[0], steps - 1, null]
      }));
      const {restored, source, base} = await activationPatching(
        open.run,
        {source: clean, base: corrupted},
        metric,
        sites
      );
      expect(source).toBeGreaterThan(5);
      expect(base).toBeLessThan(-5);
      restored.forEach((v, head) =>
        head === induction ? expect(v).toBeGreaterThan(0.8) : expect(v).toBeLessThan(0.2)
      );
    });

    test("the corrupted place matters before the induction head, the last place after it", async () => {
      const map = async (name: string) => {
        const sites = sitesOf(name, [steps, two.width], [0]);
        return (await activationPatching(open.run, {source: clean, base: corrupted}, metric, sites)).restored;
      };
      const [early, late] = [await map("residual.0"), await map("residual.2")];
      expect(early[position]).toBeCloseTo(1, 4);
      expect(late[steps - 1]).toBeCloseTo(1, 4);
      expect(late[position]).toBeCloseTo(0, 4);
    });

    test("ablating it destroys the answer", async () => {
      const site = {name: "head.1", index: [induction]};
      const {intact, values} = await ablation(open.run, clean, metric, [site], {kind: "zero"});
      expect(values[0]).toBeLessThan(0.3 * intact);
    });

    test("the previous-token head reaches it through its values and keys, not its queries", async () => {
      // The keys' half of the story: with the whole phrase shifted, where each key says what came before it.
      const frozen = ["head.0"];
      const sender = {name: "head.0", index: [previous]};
      const shifted = corruptedPair({seed: 6});
      const paths = ["query.1", "key.1"].map((name) => ({sender, receiver: {name, index: [induction]}}));
      const ends = {source: shifted.clean, base: clean};
      const {values, base} = await pathPatching(open.run, ends, metric, paths, frozen);
      const [byQuery, byKey] = Array.from(values, (v) => Math.abs(v - base));
      expect(byKey).toBeGreaterThan(3 * byQuery);
      open.dispose();
    });

    test("the weights agree: it copies, and reads the previous-token head by its keys", () => {
      const head = headWeights(two, 1, induction);
      expect(copyingScore(outputValueCircuit(head, two.parameters.embed, two.parameters.unembed))).toBeGreaterThan(0.8);
      const earlier = headWeights(two, 0, previous);
      const key = compositionScore(earlier, head, "key");
      expect(key).toBeGreaterThan(compositionScore(earlier, head, "query"));
      expect(key).toBeGreaterThan(compositionScore(earlier, head, "value"));
    });
  });
});

test("training lowers the loss, repeats itself, and leaves no tensor when stopped", async () => {
  const before = tf.memory().numTensors;
  const runs: Grid[] = [];
  for (let run = 0; run < 2; ++run)
    for await (const frame of trainTransformer({size: {width: 16, heads: 2, headWidth: 8}, every: 3, seed: 2}))
      if (frame.step === 6) {
        runs.push(frame.transformer.parameters.embed);
        break;
      }
  expect(runs[0]).toEqual(runs[1]);
  expect(tf.memory().numTensors).toBe(before);
});
