/** The four levels on one picture: behaviour, place among others, channels that carry, and how each meets a change. */
import {gunzipSync} from "fflate";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {alterPicture} from "../../../src/components/arrays/alterPicture.js";
import {sliceOf} from "../../../src/components/arrays/grid.js";
import {cropResize, type Image} from "../../../src/components/arrays/image.js";
import {answersUnder} from "../../../src/components/jobs/answersUnder.js";
import {answersOf, batchOfOne} from "../../../src/components/jobs/classify.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {cutChannels} from "../../../src/components/jobs/cutChannels.js";
import {levelsUnder} from "../../../src/components/jobs/levelsUnder.js";
import {place} from "../../../src/components/jobs/place.js";
import {last} from "../../../src/components/lab/frames.js";
import * as tf from "../../../src/components/lab/tf.js";
import {digitAt, type Examples} from "../../../src/components/models/exampleTable.js";
import type {Model} from "../../../src/components/models/model.js";
import {exampleDigits} from "../../../src/data/exampleDigits.js";
import {readMnist} from "../../../src/data/mnist.js";
import {readPhoto} from "../../../src/data/photo.js";
import {openNode} from "../../../src/data/source.js";

let digits: Model;
let faces: Model;
let digit: Image;
let context: Context;
let examples: Examples;
beforeAll(async () => {
  [digits, faces] = [await openNode("mnist-cnn"), await openNode("emotion-xception")];
  digit = sliceOf((await readMnist("test", 1)).images, 0) as Image;
  const models: Record<string, Model> = {"mnist-cnn": digits, faces};
  context = {signal: new AbortController().signal, model: async (id) => models[id], progress() {}};
  const files = await exampleDigits(200);
  const meta = JSON.parse(new TextDecoder().decode(files["meta.json"]));
  const codes = Object.fromEntries(meta.sketches.map(({layer}: {layer: string}) => [layer, files[`${layer}.bin`]]));
  const [pixels, asked] = [files["pixels.bin.gz"], files["asked.bin.gz"]].map((data) => gunzipSync(data));
  examples = {...meta, pixels, labels: files["labels.bin"], asked, codes};
}, 60_000);
afterAll(() => {
  digits.dispose();
  faces.dispose();
});

const question = () => ({model: "mnist-cnn", image: digit, target: null});
const amounts = [-1, -0.5, 0, 0.5, 1];

describe("behaviour", () => {
  test("every altered picture gets the answers that it gets by itself", async () => {
    for (const alteration of ["cover", "shift", "light"] as const) {
      const {readings, answers} = await last(answersUnder({...question(), alteration, amounts}, context));
      expect(readings.map(({amount}) => amount)).toEqual(amounts);
      for (const {amount, seen, probabilities} of readings) {
        expect(seen).toEqual(alterPicture(digit, alteration, amount));
        for (const {index, probability} of await answersOf(digits, batchOfOne(seen)))
          expect(probabilities[index]).toBeCloseTo(probability, 5);
      }
      if (alteration !== "cover")
        expect(readings[2].probabilities[answers[0].index]).toBeCloseTo(answers[0].probability, 5);
    }
  });

  test("leaves nothing behind when it is given up", async () => {
    const before = tf.memory().numTensors;
    const run = answersUnder({...question(), alteration: "shift", amounts}, context);
    await run.next();
    await run.return(undefined);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("channels that carry the answer", () => {
  test("cutting one costs what its bar says, cutting none costs nothing, keeping all costs nothing", async () => {
    const ask = {...question(), layer: null, order: "strongest" as const, seed: 1};
    const before = tf.memory().numTensors;
    const one = await cutChannels({...ask, count: 1, keep: false}, context);
    expect(tf.memory().numTensors).toBe(before);
    expect(one.layer.name).toBe("relu2");
    expect(one.chosen).toEqual([one.carriers[0].channel]);
    const after = one.after.find(({index}) => index === one.target.index)!;
    expect(one.target.logit - after.logit).toBeCloseTo(one.carriers[0].loss, 4);
    for (let i = 1; i < one.carriers.length; ++i)
      expect(one.carriers[i].loss).toBeLessThanOrEqual(one.carriers[i - 1].loss);
    for (const {count, keep} of [
      {count: 0, keep: false},
      {count: one.all, keep: true}
    ]) {
      const same = await cutChannels({...ask, count, keep}, context);
      same.after.forEach(({index, logit}, i) => {
        expect(index).toBe(same.before[i].index);
        expect(logit).toBeCloseTo(same.before[i].logit, 4);
      });
    }
  });

  test("as many at random are as many, the same for a seed, and cost less than the strongest", async () => {
    const ask = {...question(), layer: null, count: 4, keep: false};
    const strongest = await cutChannels({...ask, order: "strongest", seed: 1}, context);
    const [a, b, c] = await Promise.all([1, 1, 2].map((seed) => cutChannels({...ask, order: "random", seed}, context)));
    expect(a.chosen).toEqual(b.chosen);
    expect(a.chosen).not.toEqual(c.chosen);
    expect(new Set(a.chosen).size).toBe(4);
    const left = ({after, target}: typeof a) => after.find(({index}) => index === target.index)!.logit;
    expect(left(strongest)).toBeLessThan(Math.min(left(a), left(c)));
  });

  test("works where a layer has more channels than are tried, and says which layers there are", async () => {
    const face = cropResize(await readPhoto("src/photos/astronaut.png"), {x: 152, y: 45, width: 140, height: 140}, 64);
    const ask = {
      model: "faces",
      image: face,
      target: null,
      count: 2,
      order: "strongest" as const,
      seed: 1,
      keep: false
    };
    const {carriers, all, layers} = await cutChannels({...ask, layer: null}, context);
    expect(all).toBeGreaterThan(carriers.length);
    expect(layers.length).toBeGreaterThan(2);
    await expect(cutChannels({...ask, layer: "nowhere"}, context)).rejects.toThrow(
      /unknown layer: nowhere \(channels can be cut in: /
    );
  });
});

describe("its place among others", () => {
  test("an example of the store lies where the store has it, with itself as its neighbour", async () => {
    for (const layer of ["input", "relu2", "logits"]) {
      const own = digitAt(examples.pixels, 7);
      const others = {kind: "digits" as const, examples, count: 200};
      const found = await place({model: "mnist-cnn", image: own, layer, k: 3, others}, context);
      expect(found.layout.shape).toEqual([201, 2]);
      expect(found.labels.length).toBe(200);
      expect(found.nearest[0]).toMatchObject({index: 7, label: examples.labels[7]});
      const [dx, dy] = [0, 1].map((c) => found.layout.data[400 + c] - found.layout.data[14 + c]);
      const spread = Math.max(...found.layout.data.map(Math.abs));
      expect(Math.hypot(dx, dy) / spread).toBeLessThan(0.02);
    }
  });

  test("pieces of photos: a piece is its own nearest, to any layer", async () => {
    const photos = await Promise.all(["chelsea", "coffee"].map((id) => readPhoto(`src/photos/${id}.png`)));
    const others = {kind: "photos" as const, photos, pieces: 8, seed: 3};
    const image = cropResize(photos[0], {x: 0, y: 0, width: 200, height: 200}, 64);
    const {pieces, layers} = await place({model: "faces", image, layer: "input", k: 2, others}, context);
    for (const layer of [null, "input", layers[1].name]) {
      const {nearest, labels} = await place({model: "faces", image: pieces[5], layer, k: 2, others}, context);
      expect(nearest[0].index).toBe(5);
      expect(nearest[0].distance).toBeCloseTo(0, 3);
      expect(labels).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    }
  });
});

test("without a change every level says what it said; a strong one is noticed by all", async () => {
  const {readings, compared} = await last(levelsUnder({...question(), alteration: "shift", amounts: [0, 1]}, context));
  const [same, far] = readings;
  expect(compared).toBe(5);
  expect(same.importance).toBeCloseTo(1, 6);
  expect(same.representation).toBeCloseTo(1, 6);
  expect(same.mechanism).toBe(1);
  for (const level of ["answer", "importance", "representation"] as const) expect(far[level]).toBeLessThan(same[level]);
});
