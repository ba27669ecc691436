import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {gunzipSync} from "fflate";
import {grid, sliceOf} from "../../../src/components/arrays/grid.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {nearestExamples, prototypes} from "../../../src/components/jobs/examples.js";
import {last} from "../../../src/components/lab/frames.js";
import {evaluate} from "../../../src/components/lab/gradient.js";
import {kNearest} from "../../../src/components/methods/examples/kNearest.js";
import {digitAt, type Examples} from "../../../src/components/models/exampleTable.js";
import type {Model} from "../../../src/components/models/model.js";
import {exampleDigits} from "../../../src/data/exampleDigits.js";
import {openNode} from "../../../src/data/source.js";

const COUNT = 300;
let examples: Examples;
let model: Model;
let context: Context;
beforeAll(async () => {
  const files = await exampleDigits(COUNT);
  const meta = JSON.parse(new TextDecoder().decode(files["meta.json"]));
  const codes = Object.fromEntries(meta.sketches.map(({layer}: {layer: string}) => [layer, files[`${layer}.bin`]]));
  const [pixels, asked] = [files["pixels.bin.gz"], files["asked.bin.gz"]].map((data) => gunzipSync(data));
  examples = {...meta, pixels, labels: files["labels.bin"], asked, codes};
  model = await openNode("mnist-cnn");
  context = {signal: new AbortController().signal, model: async () => model, progress() {}};
}, 60_000);
afterAll(() => model.dispose());

describe("the files", () => {
  test("hold a picture, a label and a sketch at each layer for every example", () => {
    expect(examples.pixels.length).toBe(784 * COUNT);
    expect(examples.labels.length).toBe(COUNT);
    for (const {layer, dims} of examples.sketches) expect(examples.codes[layer].length).toBe(COUNT * dims);
  });

  test("ask about one digit of each class, and some that fool the network", () => {
    expect(examples.queries.slice(0, 10).map(({label}) => label)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(examples.queries.slice(10).every(({wrong}) => wrong)).toBe(true);
    expect(examples.queries.length).toBeGreaterThan(10);
  });

  test("say how good their sketches are, and are good", () => {
    for (const {recall, error} of examples.sketches) {
      expect(recall).toBeGreaterThan(0.9);
      expect(error).toBeLessThan(0.01);
    }
  });
});

describe("neighbours", () => {
  test("an example's nearest is itself, at every layer", async () => {
    const layers = ["input", "pool1", "logits"];
    const {rows} = await last(nearestExamples({image: digitAt(examples.pixels, 7), layers, k: 3, examples}, context));
    for (const {indices, distances, labels} of rows) {
      expect(indices[0]).toBe(7);
      expect(distances[0]).toBeCloseTo(0, 3);
      expect(labels[0]).toBe(examples.labels[7]);
    }
  });

  test("distances are the network's own, not the sketches'", async () => {
    const image = digitAt(examples.asked, 4);
    const {rows} = await last(nearestExamples({image, layers: ["relu3"], k: 5, examples}, context));
    const pictures = Float32Array.from(examples.pixels, (byte) => byte / 255);
    const all = await evaluate(model.tap("relu3"), grid(pictures, [COUNT, 28, 28, 1]));
    const query = await evaluate(model.tap("relu3"), {data: image.data, shape: [1, 28, 28, 1]});
    const truth = kNearest(sliceOf(query, 0).data, all, {k: 5});
    expect([...rows[0].indices]).toEqual([...truth.indices]);
    truth.distances.forEach((d, i) => expect(rows[0].distances[i]).toBeCloseTo(d, 3));
  });

  test("an unknown layer is an error that names the layers", async () => {
    const frames = nearestExamples({image: digitAt(examples.asked, 0), layers: ["relu9"], k: 3, examples}, context);
    await expect(frames.next()).rejects.toThrow(/unknown layer: relu9 .*input, conv1/);
  });
});

test("prototypes stand for their own class, and more of them resemble it more", async () => {
  const {
    prototypes: chosen,
    criticisms,
    discrepancy,
    among
  } = await prototypes({layer: "relu3", label: 4, count: 4, criticisms: 3, examples}, context);
  expect(among).toBe(examples.labels.filter((label) => label === 4).length);
  expect([...chosen, ...criticisms].every(({label}) => label === 4)).toBe(true);
  expect(new Set([...chosen, ...criticisms].map(({index}) => index)).size).toBe(7);
  expect(discrepancy[3]).toBeLessThan(discrepancy[0]);
});
