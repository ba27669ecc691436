import {mkdir, writeFile} from "node:fs/promises";
import {random, type Random} from "../../src/components/arrays/random.js";
import * as tf from "../../src/components/lab/tf.js";
import {kerasNetwork} from "../../src/components/models/keras.js";
import type {Manifest} from "../../src/components/models/manifest.js";
import type {Network} from "../../src/components/models/model.js";
import type {Weight} from "../../src/components/models/weights.js";
import {readMnist, type Digits} from "../../src/data/mnist.js";
import {packShard} from "../../src/data/models/pack.js";

/** How a digit classifier is trained. */
export interface Recipe {
  id: string;
  /** Keras layers, one after the other; the last gives ten logits. */
  layers: {class_name: string; config: Record<string, unknown>}[];
  /** Weight shapes by name, in the order of their use. */
  weights: Record<string, number[]>;
  /** Adam's step size, epoch by epoch. */
  rates: number[];
  batch: number;
  /** How many of the 60,000 training digits; all by default. */
  digits?: number;
  /** Deal the training labels out anew, so that there is nothing to learn but each digit by heart. */
  shuffled?: boolean;
  seed: number;
}

/** Trains a digit classifier on MNIST's training digits and writes it with its accuracy on the 10,000 test digits. */
export async function trainDigits(recipe: Recipe): Promise<void> {
  const {id, layers, seed, rates, batch} = recipe;
  const next = random(seed);
  const topology = {class_name: "Sequential", config: {name: id, layers}};
  const network = await initialise(topology, recipe, next);
  const input = network.layers[0].name;
  const digits = await taught(recipe);
  const forward = (x: tf.Tensor) => network.run({[input]: x}, ["logits"])[0] as tf.Tensor2D;
  for (const [epoch, rate] of rates.entries()) {
    const loss = await trainEpoch(forward, variablesOf(network), digits, rate, batch, next);
    console.log(`${id}: epoch ${epoch + 1} of ${rates.length}, loss ${loss.toFixed(4)}`);
  }
  const accuracy = await measure(forward, await readMnist("test"));
  const learnt = await measure(forward, digits);
  const quality = recipe.shuffled
    ? `${percent(learnt)} of its ${digits.labels.length} shuffled labels known by heart; ${percent(accuracy)} of MNIST's 10,000 test digits right, which is chance.`
    : `${percent(accuracy)} of MNIST's 10,000 test digits right, measured at training.`;
  console.log(`${id}: ${quality}`);
  const training = {accuracy, seed, epochs: rates.length};
  await save(id, topology, network, {names: Object.keys(recipe.weights), quality, training});
  network.dispose();
}

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;

/** What the recipe teaches: digits with their labels, or with labels dealt out anew. */
async function taught({digits: count, shuffled, seed}: Recipe): Promise<Digits> {
  const {images, labels} = await readMnist("train", count);
  if (!shuffled) return {images, labels};
  const order = random(seed).permutation(labels.length);
  return {images, labels: labels.map((_, i) => labels[order[i]])};
}

/** The network with He's normal initialisation, its weights variables. */
async function initialise(topology: unknown, {weights: shapes}: Recipe, next: Random): Promise<Network> {
  const weights = new Map<string, Weight>();
  for (const [name, shape] of Object.entries(shapes)) {
    const fanIn = shape.slice(0, -1).reduce((n, d) => n * d, 1);
    const spread = shape.length > 1 ? Math.sqrt(2 / fanIn) : 0;
    const size = shape.reduce((n, d) => n * d, 1);
    const data = Float32Array.from({length: size}, () => spread * (spread ? next.normal() : 0));
    weights.set(name, {data, shape, dtype: "float32"});
  }
  const {shard, bytes} = packShard("start", weights, () => "float32");
  const network = kerasNetwork(topology, {shards: [shard], read: async () => bytes.slice().buffer as ArrayBuffer});
  await network.need();
  for (const [layer, tensors] of network.parameters())
    network.replace(
      layer,
      tensors.map((tensor) => tf.variable(tensor))
    );
  return network;
}

const variablesOf = (network: Network) => [...network.parameters().values()].flat() as tf.Variable[];

async function trainEpoch(
  forward: (x: tf.Tensor) => tf.Tensor2D,
  variables: tf.Variable[],
  digits: Digits,
  rate: number,
  batch: number,
  next: Random
): Promise<number> {
  const order = next.permutation(digits.labels.length);
  const optimiser = tf.train.adam(rate);
  let total = 0;
  for (let start = 0; start < order.length; start += batch) {
    const {images, labels} = pick(digits, order.subarray(start, start + batch));
    const loss = tf.tidy(() => {
      const y = tf.oneHot(labels, 10);
      return optimiser.minimize(() => tf.losses.softmaxCrossEntropy(y, forward(images)), true, variables)!;
    });
    total += (await loss.data())[0] * images.shape[0];
    tf.dispose([images, labels, loss]);
  }
  optimiser.dispose();
  return total / order.length;
}

/** Some digits as tensors: images [n, 28, 28, 1] and labels [n]. */
function pick({images, labels}: Digits, indices: ArrayLike<number>) {
  const data = new Float32Array(indices.length * 784);
  Array.from(indices).forEach((index, i) => data.set(images.data.subarray(index * 784, (index + 1) * 784), i * 784));
  return {
    images: tf.tensor4d(data, [indices.length, 28, 28, 1]),
    labels: tf.tensor1d(
      Int32Array.from(Array.from(indices), (index) => labels[index]),
      "int32"
    )
  };
}

/** Which fraction of these digits is named right? */
async function measure(forward: (x: tf.Tensor) => tf.Tensor2D, digits: Digits): Promise<number> {
  let right = 0;
  for (let start = 0; start < digits.labels.length; start += 500) {
    const indices = Array.from({length: Math.min(500, digits.labels.length - start)}, (_, i) => start + i);
    const {images, labels} = pick(digits, indices);
    const answers = tf.tidy(() => tf.argMax(forward(images), 1));
    const data = await answers.data();
    right += indices.filter((index, i) => data[i] === digits.labels[index]).length;
    tf.dispose([images, labels, answers]);
  }
  return right / digits.labels.length;
}

async function save(
  id: string,
  topology: unknown,
  network: Network,
  {names, quality, training}: {names: string[]; quality: string; training: object}
): Promise<void> {
  const tensors = [...network.parameters().values()].flat();
  const weights = new Map<string, Weight>();
  for (const [i, name] of names.entries())
    weights.set(name, {data: (await tensors[i].data()) as Float32Array, shape: tensors[i].shape, dtype: "float32"});
  const {shard, bytes} = packShard("weights.bin", weights, () => "float32");
  const manifest: Manifest & {training: object} = {kind: "layers", topology, shards: [shard], quality, training};
  const folder = `src/data/weights/${id}`;
  await mkdir(folder, {recursive: true});
  await writeFile(`${folder}/weights.bin`, bytes);
  await writeFile(`${folder}/model.json`, `${JSON.stringify(manifest, null, 2)}\n`);
}
