/** The first test digits under every projection, held to scikit-learn, umap-learn and umap-js (reference/README). */
import {beforeAll, expect, test} from "vitest";
import type {Grid} from "../../src/components/arrays/grid.js";
import {nearestNeighbours, type Neighbours} from "../../src/components/methods/projection/neighbours.js";
import {pca} from "../../src/components/methods/projection/pca.js";
import {neighbourAccuracy, prepareQuality, type Quality} from "../../src/components/methods/projection/quality.js";
import {tsne} from "../../src/components/methods/projection/tsne.js";
import {umap} from "../../src/components/methods/projection/umap.js";
import {readMnist} from "../../src/data/mnist.js";

const N = 2000;
let labels: Uint8Array;
let plane: Grid;
let reduced: Grid;
let neighbours: Neighbours;
let judge: (layout: Grid) => Quality;

beforeAll(async () => {
  const digits = await readMnist("test", N);
  labels = digits.labels;
  const pixels = {data: digits.images.data, shape: [N, 784]};
  reduced = (await pca(pixels, {components: 50})).layout;
  plane = {data: reduced.data.filter((_, c) => c % 50 < 2), shape: [N, 2]};
  neighbours = await nearestNeighbours(reduced, {k: 90});
  judge = await prepareQuality(pixels, {k: 12, sample: N});
});

test("two principal components: trustworthiness .740, 10-NN .418", () => {
  expect(judge(plane).trustworthiness).toBeCloseTo(0.74, 2);
  expect(Math.abs(neighbourAccuracy(plane, labels) - 0.418)).toBeLessThan(0.02);
});

test("t-SNE at perplexity 30 after 500 interpolated steps: trustworthiness ≥ .957, 10-NN .866", async () => {
  let layout = plane;
  for await (const frame of tsne(reduced, {neighbours, repulsion: "interpolated", every: 500})) layout = frame.layout;
  expect(judge(layout).trustworthiness).toBeGreaterThanOrEqual(0.957);
  expect(Math.abs(neighbourAccuracy(layout, labels) - 0.866)).toBeLessThan(0.02);
});

test("t-SNE of 1,000 digits by exact pairs: trustworthiness .948, 10-NN .827", async () => {
  const digits = await readMnist("test", 1000);
  const pixels = {data: digits.images.data, shape: [1000, 784]};
  let layout = plane;
  const some = {data: reduced.data.subarray(0, 50 * 1000), shape: [1000, 50]};
  for await (const frame of tsne(some, {repulsion: "exact", every: 500})) layout = frame.layout;
  expect((await prepareQuality(pixels))(layout).trustworthiness).toBeGreaterThanOrEqual(0.947);
  expect(neighbourAccuracy(layout, digits.labels)).toBeGreaterThan(0.807);
});

test.each([1, 2, 3])("UMAP with 15 neighbours, seed %i: trustworthiness ≥ .945, 10-NN .860", async (seed) => {
  let layout = plane;
  for await (const frame of umap(reduced, {neighbours, seed, every: 800})) layout = frame.layout;
  expect(judge(layout).trustworthiness).toBeGreaterThanOrEqual(0.945);
  expect(Math.abs(neighbourAccuracy(layout, labels) - 0.86)).toBeLessThan(0.02);
});
