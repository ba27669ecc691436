import {expect, test} from "vitest";
import {full, grid, sliceOf} from "../../../../src/components/arrays/grid.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {
  decodeFeatures,
  encodeFeatures,
  sparseAutoencoder,
  steerFeature,
  type AutoencoderFrame,
  type AutoencoderOptions
} from "../../../../src/components/methods/mechanism/sparseAutoencoder.js";
import {maxCosines, superposedData} from "../../../../src/components/methods/mechanism/superposedData.js";

const PLANTED = {samples: 4096, features: 24, dimensions: 16, density: 0.05, seed: 3};

async function trained(options: Partial<AutoencoderOptions>): Promise<AutoencoderFrame> {
  let last: AutoencoderFrame | undefined;
  const {activations} = superposedData(PLANTED);
  for await (const frame of sparseAutoencoder(activations, {features: 32, batch: 128, every: 1e6, seed: 1, ...options}))
    last = frame;
  return last!;
}

const mean = (values: Float32Array) => values.reduce((sum, v) => sum + v, 0) / values.length;

test.each([
  {kind: "l1" as const, sparsity: 2, steps: 500},
  {kind: "top-k" as const, k: 3, steps: 400},
  {kind: "gated" as const, sparsity: 4, steps: 1000}
])("$kind finds the planted features", async (options) => {
  const {truth} = superposedData(PLANTED);
  const {autoencoder} = await trained(options);
  const {cosine} = maxCosines(truth, autoencoder.parameters.decoder);
  expect(mean(cosine)).toBeGreaterThan(0.9);
  expect(cosine.filter((c) => c > 0.9).length / cosine.length).toBeGreaterThanOrEqual(0.9);
});

test("codes and reconstruction: k active at most, unit directions, what encode gives decode takes", async () => {
  const {autoencoder, unexplained} = await trained({kind: "top-k", k: 3, steps: 200});
  const {decoder} = autoencoder.parameters;
  for (let i = 0; i < 32; ++i) expect(Math.hypot(...sliceOf(decoder, i).data)).toBeCloseTo(1, 4);
  const {activations} = superposedData({...PLANTED, seed: 3});
  const some = grid(activations.data.slice(0, 200 * 16), [200, 16]);
  const codes = await encodeFeatures(autoencoder, some);
  for (let n = 0; n < 200; ++n) expect(sliceOf(codes, n).data.filter((v) => v > 0).length).toBeLessThanOrEqual(3);
  const back = await decodeFeatures(autoencoder, codes);
  const error = back.data.reduce((sum, v, i) => sum + (v - some.data[i]) ** 2, 0);
  const size = some.data.reduce((sum, v) => sum + v * v, 0);
  expect(error / size).toBeLessThan(0.35);
  expect(unexplained).toBeLessThan(0.35);
});

test("steering moves activations along the feature's direction only", async () => {
  const {autoencoder} = await trained({kind: "l1", sparsity: 2, steps: 50});
  const x = grid(superposedData(PLANTED).activations.data.slice(0, 32), [2, 16]);
  const codes = await encodeFeatures(autoencoder, x);
  const moved = await steerFeature(autoencoder, x, 5, 3);
  const direction = sliceOf(autoencoder.parameters.decoder, 5).data;
  for (let n = 0; n < 2; ++n)
    for (let j = 0; j < 16; ++j) {
      const change = ((3 - codes.data[n * 32 + 5]) * direction[j]) / autoencoder.scale;
      expect(moved.data[n * 16 + j] - x.data[n * 16 + j]).toBeCloseTo(change, 4);
    }
  await expect(steerFeature(autoencoder, x, 32, 1)).rejects.toThrow(/0 to 31/);
});

test("features that never fire are revived", async () => {
  // A huge penalty silences the dictionary; reviving then has work to do.
  const {revived} = await trained({
    kind: "l1",
    sparsity: 60,
    stepSize: 0.1,
    steps: 120,
    deadAfter: 20,
    resampleEvery: 40
  });
  expect(revived).toBeGreaterThan(0);
});

test.each(["l1", "top-k", "gated"] as const)(
  "%s: stopping early leaves no tensor, same seed same codes",
  async (kind) => {
    const {activations} = superposedData({samples: 64, seed: 1});
    const before = tf.memory().numTensors;
    const seen: Float32Array[] = [];
    for (let run = 0; run < 2; ++run)
      for await (const frame of sparseAutoencoder(activations, {
        kind,
        every: 2,
        resampleEvery: 2,
        deadAfter: 1,
        seed: 4
      }))
        if (frame.step === 4) {
          seen.push(frame.autoencoder.parameters.decoder.data);
          break;
        }
    expect(seen[0]).toEqual(seen[1]);
    expect(tf.memory().numTensors).toBe(before);
  }
);

test("the best cosine of identical directions is 1, and each finds its own", () => {
  const {truth} = superposedData({samples: 1, features: 6, dimensions: 5});
  const {cosine, match} = maxCosines(truth, truth);
  cosine.forEach((c) => expect(c).toBeCloseTo(1, 5));
  expect(Array.from(match)).toEqual([0, 1, 2, 3, 4, 5]);
});

test("impossible requests are errors", async () => {
  await expect(sparseAutoencoder(full([4, 3]), {k: 100}).next()).rejects.toThrow(/k must be 1 to 64/);
  await expect(sparseAutoencoder(full([4])).next()).rejects.toThrow(/\[n, d\]/);
});
