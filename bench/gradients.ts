import {startNode} from "../src/components/lab/node.js";
import * as tf from "../src/components/lab/tf.js";
import type {Model} from "../src/components/models/model.js";
import {openNode} from "../src/data/source.js";
import {medians, stopwatch, type Lap} from "./clock/stopwatch.js";

export const title = "Input gradients at 224 × 224, batch 1: medians of five runs, ms by the clock (and of processor)";

const RUNS = 5;
const SUBJECTS: [model: string, layer: string][] = [
  ["mobilenet-vggface2", "global_pooling/Mean"],
  ["resnet50-imagenet", "add_12"],
  ["resnet50-imagenet", "fc1000"]
];

/** Stock kernels must come first: what is mended stays mended. */
export async function bench(): Promise<void> {
  await tf.setBackend("wasm");
  await report("wasm, tfjs' own kernels");
  await startNode("wasm");
  await report("wasm, ours");
  if (await startGPU()) await report("webgpu");
}

async function report(heading: string): Promise<void> {
  console.log(`\n${heading}`);
  const open = new Map<string, Model>();
  for (const [id, layer] of SUBJECTS) {
    if (!open.has(id)) open.set(id, await openNode(id));
    const score = open.get(id)!.tap(layer);
    const sum = (x: tf.Tensor) => tf.sum(score(x)) as tf.Scalar;
    const line = [id, layer].join(" ").padEnd(42);
    const forward = await measure(sum);
    try {
      const gradient = await measure(tf.grad(sum));
      const ratio = [gradient.wall / forward.wall, gradient.cpu / forward.cpu].map((r) => r.toFixed(1));
      console.log(
        `${line} ${describe("forward", forward)}   ${describe("gradient", gradient)}   ratio ${ratio[0]} (${ratio[1]})`
      );
    } catch (error) {
      console.log(`${line} ${describe("forward", forward)}   no gradient: ${(error as Error).message.slice(0, 90)}`);
    }
  }
  for (const model of open.values()) model.dispose();
}

const describe = (what: string, {wall, cpu}: Lap) =>
  `${what} ${wall.toFixed(0).padStart(6)} (${cpu.toFixed(0).padStart(6)})`;

/** The medians of a few runs after one that is not counted: the first packs filters and compiles shaders. */
async function measure(f: (x: tf.Tensor) => tf.Tensor): Promise<Lap> {
  const x = tf.randomUniform([1, 224, 224, 3], 0, 1, "float32", 1);
  const once = async () => {
    const y = tf.tidy(() => f(x));
    await y.data();
    y.dispose();
  };
  try {
    await once();
    const laps: Lap[] = [];
    for (let i = 0; i < RUNS; i++) {
      const stop = stopwatch();
      await once();
      laps.push(stop());
    }
    return medians(laps);
  } finally {
    x.dispose();
  }
}

/** Starts WebGPU where it is a graphics card's; a software adapter's times say nothing of one. */
async function startGPU(): Promise<boolean> {
  try {
    await startNode("webgpu");
  } catch (error) {
    console.log(`\nwebgpu: skipped, ${(error as Error).message}`);
    return false;
  }
  const {vendor = "", architecture = "", description = ""} = (tf.backend() as any).device.adapterInfo ?? {};
  const name = [vendor, architecture, description].join(" ").trim();
  const software = /swiftshader|llvmpipe|software|cpu/i.test(name);
  console.log(`\nwebgpu adapter: ${name || "unnamed"}${software ? ": skipped, it is software" : ""}`);
  return !software;
}
