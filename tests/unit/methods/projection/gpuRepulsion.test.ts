/** The repulsion on real WebGPU, a software adapter if need be. Skipped, with a word, where there is none. */
import {existsSync} from "node:fs";
import {afterAll, beforeAll, expect, test, type TestContext} from "vitest";
import {grid} from "../../../../src/components/arrays/grid.js";
import {normals} from "../../../../src/components/arrays/random.js";
import {startNode} from "../../../../src/components/lab/node.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {createShader} from "../../../../src/components/lab/wgsl.js";
import {gpuBytes, gpuRepulsion} from "../../../../src/components/methods/projection/gpuRepulsion.js";
import {exactRepulsion, interpolatedRepulsion} from "../../../../src/components/methods/projection/repulsion.js";
import {spareRepulsion} from "../../../../src/components/methods/projection/spareRepulsion.js";
import {tsne} from "../../../../src/components/methods/projection/tsne.js";

const SOFTWARE = "/usr/lib/chromium/vk_swiftshader_icd.json";
let missing: string | undefined;

beforeAll(async () => {
  if (!process.env.VK_ICD_FILENAMES && existsSync(SOFTWARE)) process.env.VK_ICD_FILENAMES = SOFTWARE;
  try {
    await startNode("webgpu");
  } catch (error) {
    missing = `skipped: no WebGPU here (${(error as Error).message})`;
    console.log(missing);
    await tf.setBackend("wasm");
  }
});

// Dawn's objects must not outlive the process's end of the tests.
afterAll(async () => {
  if (!missing) await tf.setBackend("cpu");
});

const needsAdapter = (context: TestContext) => missing && context.skip(missing);

test("a shader needs the webgpu backend", async () => {
  const current = tf.getBackend();
  await tf.setBackend("cpu");
  await expect(createShader("", [1], 1)).rejects.toThrow("the current one is cpu");
  await tf.setBackend(current);
});

test("the tiled sums are those of the plain loop, whatever the tail of the last tile", async (context) => {
  needsAdapter(context);
  for (const [n, radius] of [
    [5, 1],
    [256, 10],
    [700, 30],
    [1025, 1e-3]
  ]) {
    const layout = Float64Array.from(normals(2 * n, n), (v) => v * radius);
    const [near, exact] = [new Float64Array(2 * n), new Float64Array(2 * n)];
    const repulsion = await gpuRepulsion(n);
    const z = await repulsion.push(layout, near);
    const truth = await exactRepulsion().push(layout, exact);
    repulsion.dispose();
    expect(Math.abs(z / truth - 1)).toBeLessThan(1e-5);
    const largest = exact.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    near.forEach((v, c) => expect(Math.abs(v - exact[c])).toBeLessThan(1e-4 * largest));
  }
});

test("t-SNE on it reaches the divergence of the plain loop", async (context) => {
  needsAdapter(context);
  const n = 200;
  const x = grid(normals(n * 5, 4), [n, 5]);
  const final = async (repulsion: Parameters<typeof tsne>[1]) => {
    let kl = NaN;
    for await (const frame of tsne(x, {steps: 120, every: 120, settings: {perplexity: 20}, ...repulsion}))
      kl = frame.kl;
    return kl;
  };
  const gpu = await final({repulsion: await gpuRepulsion(n)});
  const exact = await final({repulsion: "exact"});
  expect(Math.abs(gpu / exact - 1)).toBeLessThan(0.05);
});

test("what it keeps grows with the points, not with their square, and 60,000 are few megabytes", async (context) => {
  expect(gpuBytes(60_000) / gpuBytes(10_000)).toBe(6);
  expect(gpuBytes(60_000)).toBeLessThan(3e6);
  needsAdapter(context);
  const {device} = tf.backend() as unknown as {device: GPUDevice};
  const made: number[] = [];
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    made.push(descriptor.size);
    return create(descriptor);
  };
  const repulsion = await gpuRepulsion(60_000);
  device.createBuffer = create;
  repulsion.dispose();
  expect(made.reduce((s, bytes) => s + bytes, 0)).toBe(gpuBytes(60_000));
  const {maxStorageBufferBindingSize, maxComputeWorkgroupsPerDimension} = device.limits;
  expect(Math.max(...made)).toBeLessThan(maxStorageBufferBindingSize);
  expect(60_000 / 256).toBeLessThan(maxComputeWorkgroupsPerDimension);
});

test("when the graphics card is lost, t-SNE goes on interpolated and says why", async () => {
  const n = 60;
  const failing = {
    pushes: 0,
    disposed: 0,
    name: "webgpu",
    async push(layout: Float64Array, forces: Float64Array) {
      if (++this.pushes > 5) throw new Error("device lost");
      return exactRepulsion().push(layout, forces);
    },
    dispose() {
      ++this.disposed;
    }
  };
  const reasons: string[] = [];
  const repulsion = spareRepulsion(failing, interpolatedRepulsion, (reason) => reasons.push(reason));
  const x = grid(normals(n * 4, 4), [n, 4]);
  const kls: number[] = [];
  for await (const {kl} of tsne(x, {steps: 60, settings: {perplexity: 10, exaggeration: 1}, repulsion})) kls.push(kl);
  expect(kls).toHaveLength(60);
  expect(kls[59]).toBeLessThan(kls[0]);
  expect([reasons, failing.pushes, failing.disposed]).toEqual([["device lost"], 6, 1]);
  expect(repulsion.name).toBe("interpolated");
});

test("sums that are no numbers count as lost; a spare that fails is an error", async () => {
  const nan = {name: "webgpu", push: async () => NaN, dispose: () => {}};
  const layout = Float64Array.from(normals(20, 1));
  const z = await spareRepulsion(nan, exactRepulsion).push(layout, new Float64Array(20));
  expect(z).toBeCloseTo((await exactRepulsion().push(layout, new Float64Array(20))) as number, 9);
  const faulty = {...nan, push: async () => Promise.reject(new Error("twice"))};
  await expect(spareRepulsion(faulty, () => faulty).push(layout, new Float64Array(20))).rejects.toThrow("twice");
});

test("faulty WGSL is refused with its line", async (context) => {
  needsAdapter(context);
  await expect(createShader("\nfn main( {}", [1], 1)).rejects.toThrow("WGSL, line 2");
});
