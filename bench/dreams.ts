import {loadGraphModel} from "@tensorflow/tfjs-converter";
import {normals} from "../src/components/arrays/random.js";
import type {Image} from "../src/components/arrays/image.js";
import type {TensorMap} from "../src/components/lab/gradient.js";
import {startNode} from "../src/components/lab/node.js";
import * as tf from "../src/components/lab/tf.js";
import {deepDream} from "../src/components/methods/visualisation/deepDream.js";
import {featureVisualisation} from "../src/components/methods/visualisation/featureVisualisation.js";
import {layer as wholeLayer} from "../src/components/methods/visualisation/objectives.js";
import {standardTransforms} from "../src/components/methods/visualisation/transforms.js";
import {readTfjs} from "../src/data/models/tfjs.js";
import {openNode} from "../src/data/source.js";
import {median} from "./clock/stopwatch.js";

export const title =
  "A step of a dream (one octave, 224 × 224) and of feature visualisation (224 × 224, all transforms) on wasm: " +
  "medians, ms by the clock (and of processor); JS: the share not spent in tfjs' kernels";

const STEPS = 6;
const SUBJECTS: [model: string, layers: string[]][] = [
  ["mobilenet-vggface2", [5, 7, 9, 13].map((n) => `conv_pw_${n}_relu/clip_by_value`)],
  ["squeezenet-imagenet", ["fire5/concat", "fire9/concat"]],
  ["resnet50-imagenet", ["add_2", "add_6", "add_12"]]
];
const FACES = "node_modules/@vladmandic/human/models/faceres.json";

export async function bench(): Promise<void> {
  await startNode("wasm");
  tf.env().set("CHECK_COMPUTATION_FOR_ERRORS", false); // or profiling reads every result back
  for (const [id, layers] of SUBJECTS) {
    const model = await openNode(id).catch((error: Error) => console.log(`${id}: skipped, ${error.message}`));
    if (!model) continue;
    for (const layer of layers) await report(`${id} ${layer}`, model.tap, layer);
    model.dispose();
  }
  const {tap, dispose} = await withoutRewrites();
  for (const layer of SUBJECTS[0][1]) await report(`${SUBJECTS[0][0]} ${layer}, graph as it came`, tap, layer);
  dispose();
}

async function report(name: string, tap: (layer: string) => TensorMap, layer: string): Promise<void> {
  const data = normals(224 * 224 * 3, 1).map((v) => 0.5 + 0.1 * v);
  const image = {data, shape: [224, 224, 3]} as Image;
  const options = {height: 224, width: 224, steps: STEPS};
  const goal = wholeLayer(layer);
  const dream = await measure(deepDream(tap, goal, {...options, octaves: 1, start: {kind: "image", image}}));
  const transforms = standardTransforms(224, {fixed: {height: 224, width: 224}});
  const feature = await measure(featureVisualisation(tap, goal, {...options, transforms, redirect: 0}));
  console.log(`${name.padEnd(78)} dream ${dream}   feature ${feature}`);
}

/** Times the steps of a run after its first; every second one is profiled instead, for its kernels' share. */
async function measure(frames: AsyncGenerator<{step: number}>): Promise<string> {
  const walls: number[] = [];
  const cpus: number[] = [];
  const shares: number[] = [];
  await frames.next();
  for (let i = 1; i < STEPS; ++i) {
    const [start, used] = [performance.now(), process.cpuUsage()];
    if (i % 2) {
      await frames.next();
      const {user, system} = process.cpuUsage(used);
      walls.push(performance.now() - start);
      cpus.push((user + system) / 1000);
    } else {
      const info = await tf.profile(async () => {
        await frames.next();
        return tf.scalar(0);
      });
      const wall = performance.now() - start;
      tf.dispose(info.result as tf.Tensor);
      const times = await Promise.all(info.kernels.map(async (k) => Number(await k.kernelTimeMs)));
      shares.push(1 - times.reduce((a, b) => a + b, 0) / wall);
    }
  }
  await frames.return(undefined);
  const [wall, cpu, share] = [walls, cpus, shares].map(median);
  return `${wall.toFixed(0).padStart(6)} (${cpu.toFixed(0).padStart(5)}, JS ${(100 * share).toFixed(0).padStart(2)} %)`;
}

/** The face network as tfjs-converter runs the published file, for comparison with the rewritten graph. */
async function withoutRewrites(): Promise<{tap: (layer: string) => TensorMap; dispose(): void}> {
  const {model, weights} = await readTfjs(FACES);
  const published = await loadGraphModel({
    load: async () => ({
      modelTopology: model.modelTopology,
      weightSpecs: [...weights].map(([name, {shape}]) => ({name, shape, dtype: "float32" as const})),
      weightData: await new Blob([...weights.values()].map(({data}) => Float32Array.from(data))).arrayBuffer()
    })
  });
  const tap =
    (layer: string): TensorMap =>
    (x) =>
      published.execute({[published.inputs[0].name]: tf.mul(x, 255)}, layer) as tf.Tensor;
  return {tap, dispose: () => published.dispose()};
}
