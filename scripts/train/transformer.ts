/**
 * Trains the attention-only transformers of the mechanisms pages, one layer and two, and writes their checkpoints over
 * training (as signed bytes) beside their scores.
 */
import {mkdir, writeFile} from "node:fs/promises";
import {scoreTransformer, TRANSFORMER, trainTransformer} from "../../src/components/jobs/trainTransformer.js";
import {
  initialTransformer,
  quantise,
  readCheckpoint,
  type CheckpointsJson,
  type Transformer
} from "../../src/components/models/transformer.js";

const FOLDER = "src/data/weights";
const SEED = 1;

/** By layers: which steps are kept (none missed while induction forms, few after), the last one ending training. */
const RUNS: Record<number, {thrift: number; kept: number[]}> = {
  1: {thrift: 0.005, kept: [50, 100, 200, 400]},
  2: {thrift: 0.02, kept: [50, 75, 100, 125, 150, 175, 200, 250, 300, 400, 500, 600, 800, 1000]}
};

export async function train(): Promise<void> {
  await mkdir(FOLDER, {recursive: true});
  for (const layers of [2, 1]) await trainOne(layers, `transformer-${layers}-layer`);
}

async function trainOne(layers: number, id: string): Promise<void> {
  const {thrift, kept} = RUNS[layers];
  const steps = kept.at(-1)!;
  const chunks: Int8Array[] = [];
  const json: CheckpointsJson = {
    ...{...TRANSFORMER, layers},
    ...{seed: SEED, steps, shapes: [], checkpoints: [], losses: []}
  };
  const keep = async (step: number, transformer: Transformer) => {
    const {bytes, scales} = quantise(transformer);
    json.shapes = Object.entries(transformer.parameters).map(([name, {shape}]) => ({name, shape}));
    // Scores are those of the bytes as they will be read.
    const unscored = {...json, checkpoints: [{step, scales}]} as CheckpointsJson;
    const score = await scoreTransformer(readCheckpoint(unscored, bytes.buffer as ArrayBuffer));
    json.checkpoints.push({step, scales, ...rounded(score)});
    chunks.push(bytes);
  };
  await keep(0, initialTransformer({...TRANSFORMER, layers}, SEED));
  for await (const {step, loss, transformer} of trainTransformer({
    size: {layers},
    thrift,
    steps,
    every: 5,
    seed: SEED
  })) {
    json.losses.push({step, loss: rounded(loss)});
    if (step % 100 === 0) console.log(`${id}: step ${step} of ${steps}, loss ${loss.toFixed(4)}`);
    if (kept.includes(step)) await keep(step, transformer);
  }
  await writeFile(`${FOLDER}/${id}.bin`, Buffer.concat(chunks.map((chunk) => new Uint8Array(chunk.buffer))));
  await writeFile(`${FOLDER}/${id}.json`, JSON.stringify(json) + "\n");
  console.log(id, json.checkpoints.at(-1));
}

/** Four decimals, all the way down. */
const rounded = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value, (_, v) => (typeof v === "number" ? Number(v.toFixed(4)) : v)));
