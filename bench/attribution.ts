import {full, type Grid} from "../src/components/arrays/grid.js";
import {random} from "../src/components/arrays/random.js";
import {last} from "../src/components/lab/frames.js";
import {gradientOf, type Scores} from "../src/components/lab/gradient.js";
import {startNode} from "../src/components/lab/node.js";
import * as tf from "../src/components/lab/tf.js";
import {batchFor} from "../src/components/methods/attribution/attribution.js";
import {gradCam} from "../src/components/methods/attribution/gradCam.js";
import {integratedGradients} from "../src/components/methods/attribution/integratedGradients.js";
import {occlusion} from "../src/components/methods/attribution/occlusion.js";
import {defaultLayer} from "../src/components/jobs/explain.js";
import {openNode} from "../src/data/source.js";
import {medians, stopwatch, type Lap} from "./clock/stopwatch.js";

export const title = "Attribution on wasm: medians of some runs, ms of processor (and by the clock)";

/** Runs go on until there are five and a second of them, so that short ones are measured as well as long ones. */
const RUNS = 5;
const LEAST = 1000;
const STEPS = 64;

export async function bench(): Promise<void> {
  await startNode("wasm");
  for (const id of ["mnist-mlp", "mnist-cnn", "emotion-xception"]) await integratedAgainstBare(id);
  for (const id of ["mobilenet-vggface2", "resnet50-imagenet"]) await cam(id);
  await covered("emotion-xception");
}

/** 64-step integrated gradients against the same number of gradients in the same batches, with nothing around them. */
async function integratedAgainstBare(id: string): Promise<void> {
  const model = await openNode(id).catch((error: Error) => void console.log(`${id}: skipped, ${error.message}`));
  if (!model) return;
  const x = picture(model.card.input);
  const f = model.raw.logit(0);
  const path = await measure(() => last(integratedGradients(f, x, {steps: STEPS})));
  const alone = await measure(() => bare(f, x));
  console.log(
    `${id.padEnd(22)} ${STEPS}-step integrated gradients ${shown(path)}  bare gradients ${shown(alone)}  ` +
      `ratio ${(path.cpu / alone.cpu).toFixed(2)} (${(path.wall / alone.wall).toFixed(2)})`
  );
  model.dispose();
}

async function bare(f: Scores, x: Grid): Promise<void> {
  const batch = batchFor(x.data.length);
  for (let step = 0; step < STEPS; step += batch) {
    const n = Math.min(batch, STEPS - step);
    const points = tf.tidy(() => tf.tile(tf.tensor(x.data, x.shape), [n, ...x.shape.slice(1).map(() => 1)]));
    const {value, gradient} = tf.tidy(() => gradientOf(f, points));
    await gradient.data();
    tf.dispose([points, value, gradient]);
  }
}

async function cam(id: string): Promise<void> {
  const model = await openNode(id);
  const x = picture({...model.card.input, channels: 3});
  const layer = defaultLayer(model);
  const time = await measure(() => gradCam(model.tap(layer), model.from(layer).logit(0), x));
  console.log(`${id.padEnd(22)} Grad-CAM at ${layer} ${shown(time)}`);
  model.dispose();
}

async function covered(id: string): Promise<void> {
  const model = await openNode(id);
  const x = picture({...model.card.input, channels: 3});
  const time = await measure(() => last(occlusion(model.logit(0), x, {window: 8, stride: 4})));
  console.log(`${id.padEnd(22)} occlusion at stride 4 ${shown(time)}`);
  model.dispose();
}

/** A seeded picture of noise. */
function picture({height, width, channels}: {height: number; width: number; channels: number}): Grid {
  const next = random(1);
  const x = full([1, height, width, channels]);
  x.data.forEach((_, i) => (x.data[i] = next()));
  return x;
}

const shown = ({cpu, wall}: Lap) => `${cpu.toFixed(0).padStart(6)} (${wall.toFixed(0).padStart(6)})`;

/** The medians of a few runs after one that is not counted. */
async function measure(run: () => Promise<unknown>): Promise<Lap> {
  await run();
  const times: Lap[] = [];
  const end = performance.now() + LEAST;
  while (times.length < RUNS || performance.now() < end) {
    const stop = stopwatch();
    await run();
    times.push(stop());
  }
  return medians(times);
}
