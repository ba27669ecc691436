/** The repulsion on real WebGPU, a software adapter if need be. Skipped, with a word, where there is none. */
import {existsSync} from "node:fs";
import {afterAll, beforeAll, expect, test, type TestContext} from "vitest";
import {grid} from "../../../../src/components/arrays/grid.js";
import {normals} from "../../../../src/components/arrays/random.js";
import {startNode} from "../../../../src/components/lab/node.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {createShader} from "../../../../src/components/lab/wgsl.js";
import {gpuRepulsion} from "../../../../src/components/methods/projection/gpuRepulsion.js";
import {exactRepulsion} from "../../../../src/components/methods/projection/repulsion.js";
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

test("faulty WGSL is refused with its line", async (context) => {
  needsAdapter(context);
  await expect(createShader("\nfn main( {}", [1], 1)).rejects.toThrow("WGSL, line 2");
});
