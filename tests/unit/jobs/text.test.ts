import {createRequire} from "node:module";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {PAIR_BINS, pairCounts} from "../../../src/components/arrays/bytePairs.js";
import {CODE_EDITS} from "../../../src/components/arrays/codeEdits.js";
import {
  classifyText,
  logOdds,
  textAgreement,
  textLime,
  textLogits,
  textOcclusion,
  textShapley,
  textStandIns
} from "../../../src/components/jobs/text.js";
import {codeEdits} from "../../../src/components/jobs/codeEdits.js";
import {codePairs} from "../../../src/components/jobs/codePairs.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {last} from "../../../src/components/lab/frames.js";
import * as tf from "../../../src/components/lab/tf.js";
import {codeLanguages} from "../../../src/components/models/codeLanguages.js";
import {codeSampleNamed, codeSamples} from "../../../src/components/models/codeSamples.js";
import type {Model} from "../../../src/components/models/model.js";
import {openNode} from "../../../src/data/source.js";

interface Packaged {
  runModel(text: string): Promise<{languageId: string; confidence: number}[]>;
}
const {ModelOperations} = createRequire(import.meta.url)("@vscode/vscode-languagedetection") as {
  ModelOperations: new (options?: object) => Packaged;
};

let model: Model;
let context: Context;
beforeAll(async () => {
  model = await openNode("language-detection");
  context = {signal: new AbortController().signal, model: async () => model, progress() {}};
});
afterAll(() => model?.dispose());

const rust = codeSampleNamed("rust").text;
const few = 'fn main() {\n    let x = 1;\n    println!("{}", x);\n}\n';
const question = {text: few, target: null, unit: "lines" as const, absent: "removed" as const};

describe("the network", () => {
  test("is the one its card describes", () => {
    expect(model.network.bytes).toBe(model.card.bytes);
    expect(model.layers[0]).toMatchObject({kind: "input", shape: [PAIR_BINS]});
    for (const name of [...model.card.landmarks, model.card.heads[0].layer])
      expect(model.layers.map((layer) => layer.name)).toContain(name);
    expect(model.card.heads[0].classes).toEqual(codeLanguages.map(([, name]) => name));
  });

  const strange: [string, string][] = [
    ["letters beyond ASCII", "-- Überschrift: naïve façade 中文 𝔘 ½\nSELECT größe FROM tabelle;\n"],
    [
      "longer than it reads",
      codeSamples
        .map(({text}) => text)
        .join("\n")
        .repeat(3)
    ],
    ["a NUL and a control character", "int main() { return 0; } \0 \u0007 end"]
  ];

  test.each([...codeSamples.map(({id, text}) => [id, text]), ...strange])(
    "answers as the package itself does: %s",
    async (_, text) => {
      const packaged = new ModelOperations({maxContentSize: 1e6, normalizeNewline: false});
      const results = await packaged.runModel(text);
      expect(results).toHaveLength(codeLanguages.length);
      const answers = await classifyText({text}, context);
      for (const {languageId, confidence} of results) {
        const index = codeLanguages.findIndex(([id]) => id === languageId);
        expect(Math.abs(answers.find((a) => a.index === index)!.probability - confidence), languageId).toBeLessThan(
          1e-4
        );
      }
    }
  );

  test("names the language of fifteen of the sixteen samples, and calls the C program C++", async () => {
    const said = await Promise.all(codeSamples.map(async ({text}) => (await classifyText({text}, context))[0].name));
    const wrong = codeSamples.filter(({language}, i) => said[i] !== language).map(({id}) => id);
    expect(wrong).toEqual(["c"]);
    expect(said[codeSamples.findIndex(({id}) => id === "c")]).toBe("C++");
  });

  test("answers for no text at all, from its biases", async () => {
    const [first] = await classifyText({text: ""}, context);
    expect(first.probability).toBeGreaterThan(0.02);
    expect(pairCounts([""]).data.every((count) => count === 0)).toBe(true);
  });
});

test("log-odds are log p / (1 − p), and do not move when all logits do", async () => {
  const logits = await textLogits(model, [rust, few]);
  const probabilities = model.probabilities(logits).data;
  const target = codeLanguages.findIndex(([id]) => id === "rs");
  const odds = logOdds(logits, target);
  [0, 1].forEach((i) => {
    const p = probabilities[i * codeLanguages.length + target];
    expect(odds[i]).toBeCloseTo(Math.log(p / (1 - p)), 3);
  });
  const moved = logOdds({...logits, data: logits.data.map((v) => v + 3)}, target);
  moved.forEach((v, i) => expect(v).toBeCloseTo(odds[i], 4));
});

describe("explanations", () => {
  test("occlusion is the score's loss, line by line", async () => {
    const {values, pieces, score, target} = await last(textOcclusion(question, context));
    expect(pieces).toHaveLength(4);
    for (const [i, {start, end}] of pieces.entries()) {
      const without = await textLogits(model, [few.slice(0, start) + few.slice(end)]);
      expect(values![i]).toBeCloseTo(score - logOdds(without, target.index)[0], 4);
    }
  });

  test("Shapley adds up to the whole less nothing; exactly, when pieces are few", async () => {
    const frames = [];
    for await (const frame of textShapley({...question, permutations: 3, seed: 1}, context)) frames.push(frame);
    expect(frames).toHaveLength(5);
    for (const {values, score, none} of frames.slice(1))
      expect(values!.reduce((a, b) => a + b, 0)).toBeCloseTo(score - none, 3);
    expect(frames.at(-1)!.errors).toBeNull();
    expect(frames.at(-2)!.errors).not.toBeNull();
  });

  test("LIME repeats with its seed and says how well it fits", async () => {
    const run = (seed: number) => last(textLime({...question, unit: "tokens", samples: 96, seed}, context));
    const [a, b, c] = [await run(1), await run(1), await run(2)];
    expect([...a.values!]).toEqual([...b.values!]);
    expect([...a.values!]).not.toEqual([...c.values!]);
    expect(a.r2).toBeGreaterThan(0.5);
  });

  test("any answer can be explained, and an unknown one is named", async () => {
    const sql = codeLanguages.findIndex(([id]) => id === "sql");
    const {target} = await last(textOcclusion({...question, target: sql}, context));
    expect(target.name).toBe("SQL");
    await expect(last(textOcclusion({...question, target: 99}, context))).rejects.toThrow(/unknown class: 99/);
  });

  test("a text without a single piece has answers and nothing to explain", async () => {
    for (const run of [
      textOcclusion({...question, text: " \n"}, context),
      textLime({...question, text: "", samples: 64, seed: 1}, context),
      textShapley({...question, text: "", permutations: 2, seed: 1}, context)
    ]) {
      const {answers, values, pieces} = await last(run);
      expect(answers).toHaveLength(codeLanguages.length);
      expect(values).toBeNull();
      expect(pieces).toEqual([]);
    }
  });

  test("methods and seeds are compared pair by pair", async () => {
    const asked = {...question, text: rust, samples: 64, permutations: 2};
    const {runs, matrix} = await last(textAgreement(asked, context));
    expect(runs.map(({name}) => name)).toEqual([
      "Occlusion",
      "LIME, seed 1",
      "LIME, seed 2",
      "Shapley, seed 1",
      "Shapley, seed 2"
    ]);
    expect(matrix.shape).toEqual([5, 5]);
    expect(matrix.data[0]).toBe(1);
    expect(matrix.data.every((v) => v >= -1 && v <= 1)).toBe(true);
  });

  test("both meanings of absent are tried", async () => {
    const {removed, blank, pieces, together} = await textStandIns({text: few, target: null, unit: "lines"}, context);
    expect(removed).toHaveLength(pieces.length);
    expect([...removed]).not.toEqual([...blank]);
    expect(together.removed).not.toBeCloseTo(together.blank, 3);
  });

  test("nothing is left behind, also when stopped half way", async () => {
    const before = tf.memory().numTensors;
    for await (const frame of textOcclusion({...question, text: rust, unit: "tokens"}, context)) if (frame.step) break;
    for await (const frame of textShapley({...question, permutations: 8, seed: 1}, context)) if (frame.step) break;
    await last(codeEdits({lines: 2, keep: 40, seed: 1}, context));
    await codePairs({text: few, target: null}, context);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test("pairs of characters: emptied one by one, each with where it stands", async () => {
  const {pairs, total, target} = await codePairs({text: few, target: null}, context);
  expect(total).toBe(few.length - 1);
  expect(pairs.reduce((sum, {count}) => sum + count, 0)).toBe(total);
  for (const {places, spellings, count} of pairs.slice(0, 20)) {
    expect(places).toHaveLength(count);
    for (const {start, end} of places) expect(spellings).toContain(few.slice(start, end));
  }
  const sizes = pairs.map(({value}) => Math.abs(value));
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(target.name).toBe("Rust");
});

test("edits: shuffled lines change next to nothing, a licence in comments flips some", async () => {
  const {before, edits, samples} = await last(codeEdits({lines: 20, keep: 40, seed: 1}, context));
  expect(edits.map(({edit}) => edit)).toEqual([...CODE_EDITS]);
  const outcome = (name: string) => edits.find(({edit}) => edit === name)!;
  for (const {flipped, low, share, high, after} of edits) {
    expect(share).toBe(flipped / samples.length);
    expect(low).toBeLessThanOrEqual(share);
    expect(high).toBeGreaterThanOrEqual(share);
    expect(after).toHaveLength(before.length);
  }
  expect(outcome("shuffle").flipped).toBe(0);
  expect(Math.abs(outcome("shuffle").change)).toBeLessThan(0.01);
  expect(outcome("header").flipped).toBeGreaterThan(2);
});
