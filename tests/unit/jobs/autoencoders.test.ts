import {afterAll, beforeAll, expect, test} from "vitest";
import {grid, sliceOf, type Grid} from "../../../src/components/arrays/grid.js";
import {contextOf, gistOf} from "../../../src/components/arrays/contexts.js";
import {
  trainDictionary,
  twoDictionaries,
  type AgreementFrame,
  type DictionaryFrame
} from "../../../src/components/jobs/autoencoders.js";
import {residualStream} from "../../../src/components/jobs/residualStream.js";
import {steerDigit, steerFace, steerToken} from "../../../src/components/jobs/steering.js";
import {evaluate} from "../../../src/components/lab/gradient.js";
import type {Model} from "../../../src/components/models/model.js";
import {featureInWords} from "../../../src/components/views/dictionaryView.js";
import {facePatches} from "../../../src/data/mechanisms/facePatches.js";
import {fromBytes} from "../../../src/components/arrays/quantise.js";
import {cropResize} from "../../../src/components/arrays/image.js";
import {readActivations} from "../../../src/components/methods/mechanism/patching.js";
import {photoNamed} from "../../../src/components/models/photoTable.js";
import {openTransformer} from "../../../src/components/models/transformer.js";
import {transformerOf} from "../../../src/components/jobs/transformerSource.js";
import {readMnist} from "../../../src/data/mnist.js";
import {readPhoto} from "../../../src/data/photo.js";
import {openNode} from "../../../src/data/source.js";
import {trained as storedTransformer} from "../../helpers/transformers.js";
import {leaked} from "../methods/visualisation/net.js";

let model: Model;
let activations: Grid;
let labels: number[];
const signal = new AbortController().signal;
beforeAll(async () => {
  model = await openNode("mnist-cnn");
  const digits = await readMnist("test", 400);
  labels = Array.from(digits.labels);
  activations = await evaluate(model.tap("relu3"), digits.images);
});
afterAll(() => model.dispose());

async function trained(args: Partial<Parameters<typeof trainDictionary>[0]>): Promise<DictionaryFrame> {
  let last: DictionaryFrame | undefined;
  const source = {kind: "given", activations} as const;
  const rest = {kind: "top-k" as const, features: 32, steps: 300, seed: 1};
  for await (const frame of trainDictionary({source, ...rest, ...args}, {signal})) last = frame;
  return last!;
}

test("a dictionary of the digit network: rebuilds most, k features at most, features gather digits of a kind", async () => {
  const {features, unexplained, active, course} = await trained({k: 3});
  expect(unexplained).toBeLessThan(0.35);
  expect(active).toBeLessThanOrEqual(3);
  expect(course.loss).toHaveLength(12);
  expect(course.loss.at(-1)).toBeLessThan(course.loss[0]);
  const living = features.filter(({top}) => top.length === 12);
  const purity = living.map(({top}) => Math.max(...labels.map((c) => top.filter((i) => labels[i] === c).length)) / 12);
  expect(purity.reduce((sum, v) => sum + v, 0) / purity.length).toBeGreaterThan(0.6);
  for (const {histogram, density} of features)
    expect(histogram.reduce((sum, n) => sum + n, 0)).toBe(Math.round(density * 400));
  const names = Array.from({length: 10}, (_, i) => String(i));
  const sheet = {
    image: {data: new Float32Array(28 * 28), shape: [28, 28, 1] as [number, number, number]},
    columns: 1,
    side: 28
  };
  const shown = {kind: "pictures", sheet, labels, names, noun: "digits", are: ["is", "are"]} as const;
  const words = featureInWords(living[0], 0, {...shown, are: ["is", "are"]});
  expect(words).toMatch(/Of its 12 strongest digits, (\d+ (is|are)|all are) \d/);
  const idle = {top: [], values: [], density: 0, histogram: []};
  expect(featureInWords(idle, 3, null)).toBe("Feature 3 is not on for any example.");
});

test("nine in ten of the planted features are found", async () => {
  const source = {kind: "planted", features: 40, seed: 1} as const;
  const {recovered} = await trained({source, features: 64, k: 4, steps: 900, every: 900});
  const cosines = Array.from(recovered!);
  expect(cosines).toHaveLength(40);
  expect(cosines.filter((v) => v > 0.9).length).toBeGreaterThanOrEqual(36);
});

test("a feature of ones, turned up, makes the network say one", async () => {
  const {autoencoder, features} = await trained({k: 3});
  const share = (f: DictionaryFrame["features"][number], c: number) =>
    f.top.filter((i) => labels[i] === c).length / Math.max(f.top.length, 12);
  const ones = features.reduce((best, f, i) => (share(f, 1) > share(features[best], 1) ? i : best), 0);
  const zero = labels.indexOf(0);
  const context = {signal, model: async () => model};
  const args = {model: "mnist-cnn", layer: "relu3", autoencoder, activation: sliceOf(activations, zero).data};
  const {before, after, own} = await steerDigit({...args, feature: ones, value: 40}, context);
  expect(before[0]).toBeGreaterThan(0.9);
  expect(after[1]).toBeGreaterThan(before[1] + 0.3);
  const {after: same} = await steerDigit({...args, feature: ones, value: own}, context);
  same.forEach((p, i) => expect(p).toBeCloseTo(before[i], 4));
});

test("the residual stream is read at each place but the first; its features stand for letters, and steering says one", async () => {
  const network = await storedTransformer(2);
  const {activations, tokens} = await residualStream({network, at: 2, sequences: 24, seed: 3});
  expect(activations.shape).toEqual([24 * 32, 64]);
  expect(tokens.shape).toEqual([24, 33]);
  const open = openTransformer(transformerOf(network));
  const whole = await readActivations(open.run, tokens, ["residual.2"]);
  open.dispose();
  const row = 32 + 6; // the second sequence, place 7
  expect(sliceOf(activations, row).data).toEqual(sliceOf(sliceOf(whole.get("residual.2")!, 1), 7).data);
  const letter = String.fromCharCode(96 + tokens.data[33 + 7]);
  expect(contextOf(tokens, row)).toMatchObject({letter, before: expect.stringMatching(/^▸[a-z]{6}$/)});

  const source = {kind: "residual", network, at: 2, sequences: 24, seed: 3} as const;
  const {features, tokens: read, autoencoder} = await trained({source, features: 64, k: 4, steps: 400});
  expect(read!.data).toEqual(tokens.data);
  const gists = features.map(({top}) => (top.length < 8 ? null : gistOf(top.map((i) => contextOf(tokens, i)))));
  const clear = gists.filter((gist) => gist && gist.agree >= 0.75 * gist.of);
  expect(clear.length).toBeGreaterThan(20);
  expect(new Set(clear.map((gist) => gist!.where))).toEqual(new Set(["here", "next"]));

  const next = gists.findIndex((gist) => gist?.where === "next" && gist.agree >= 0.75 * gist.of);
  const wanted = gists[next]!.letter.charCodeAt(0) - 96;
  const args = {network, at: 2, letters: "machinesmachin", autoencoder, feature: next};
  const {before, after, own} = await steerToken({...args, value: 20}, {signal});
  expect(before.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 4);
  expect(before.indexOf(Math.max(...before))).toBe(5); // e, as in "machine"
  expect(after[wanted]).toBeGreaterThan(before[wanted] + 0.2);
  const {after: same} = await steerToken({...args, value: own}, {signal});
  same.forEach((p, i) => expect(p).toBeCloseTo(before[i], 4));
});

test("patches of photos lie in the face network's pooled space, and steering a feature there moves its answers", async () => {
  const faces = await openNode("mobilenet-vggface2");
  const read = (file: string) => readPhoto(`src/photos/${file}`);
  const {about, activations: bytes, basis, sheet} = await facePatches(faces, read, {photo: 1, face: 2});
  const [n, d] = about.shape;
  expect([n, about.squares, about.labels.length]).toEqual([8 * 9, 8, 8 * 9]);
  expect(about.names.at(-1)).toBe("Eileen Collins, the face");
  expect(about.labels.filter((label) => label === about.names.length - 1)).toHaveLength(18);
  expect(sheet.shape).toEqual([2 * about.side, about.columns * about.side, 3]);
  const columns = (all: Uint8Array, rows: number) =>
    Array.from({length: d}, (_, c) => all.subarray(c * rows, (c + 1) * rows));
  const points = fromBytes(columns(bytes, n), about.scale);
  const space = {basis: fromBytes(columns(basis, 1024), about.basis), mean: about.mean};
  for (let a = 0; a < 3; ++a)
    for (let b = 0; b < 3; ++b) {
      const dot = Array.from({length: 1024}, (_, u) => space.basis.data[u * d + a] * space.basis.data[u * d + b]);
      expect(dot.reduce((sum, v) => sum + v, 0)).toBeCloseTo(Number(a === b), 1);
    }
  const {autoencoder, features} = await trained({
    source: {kind: "given", activations: points},
    features: 16,
    k: 3,
    steps: 100
  });
  const image = cropResize(await read("astronaut.png"), photoNamed("astronaut").faces![0], 224, 224);
  const context = {signal, model: async () => faces};
  const feature = features.findIndex(({top}) => top.length > 0);
  const args = {model: about.model, layer: about.layer, image, space, points, autoencoder, feature};
  const {before, after, own, likeness} = await steerFace({...args, value: 30}, context);
  expect(before.age).toBeGreaterThan(20);
  expect(before.age).toBeLessThan(50);
  expect(Math.abs(after.age - before.age) + Math.abs(after.male - before.male)).toBeGreaterThan(0.01);
  expect(likeness).toBeLessThan(0.99);
  expect(before.nearest).toHaveLength(5);
  const same = await steerFace({...args, value: own}, context);
  expect(same.after.age).toBeCloseTo(before.age, 2);
  expect(same.likeness).toBeCloseTo(1, 4);
  expect(same.after.nearest).toEqual(before.nearest);
  faces.dispose();
});

test("two dictionaries are compared feature by feature", async () => {
  const some = grid(activations.data.slice(0, 100 * 64), [100, 64]);
  const source = {kind: "given", activations: some} as const;
  let last: AgreementFrame | undefined;
  const growth = await leaked(async () => {
    for await (const frame of twoDictionaries(
      {source, kind: "top-k", features: 24, k: 2, steps: 100, seed: 1},
      {signal}
    ))
      last = frame;
  });
  expect(growth).toBe(0);
  expect(last!.cosines).toHaveLength(last!.living);
  expect(Math.max(...last!.cosines)).toBeLessThanOrEqual(1.0001);
});

test("the same seed gives the same dictionary", async () => {
  const source = {kind: "planted", features: 10, seed: 1} as const;
  const once = async (seed: number) => (await trained({source, steps: 20, every: 20, seed})).autoencoder.parameters;
  const [a, b, c] = [await once(4), await once(4), await once(5)];
  expect(a.decoder.data).toEqual(b.decoder.data);
  expect(a.decoder.data).not.toEqual(c.decoder.data);
});

test("trainings that are left early leave no tensor", async () => {
  const source = {kind: "planted", features: 10, seed: 1} as const;
  const growth = await leaked(async () => {
    for await (const frame of trainDictionary({source, kind: "gated", every: 2, seed: 1}, {signal}))
      if (frame.step === 4) break;
    for await (const frame of twoDictionaries({source, kind: "l1", every: 2, seed: 1}, {signal}))
      if (frame.step === 4) break;
  });
  expect(growth).toBe(0);
});
