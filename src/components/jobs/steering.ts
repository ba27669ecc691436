import {cosine} from "../arrays/cosine.js";
import {grid, sliceOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {evaluate, toGrid, withTensor} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import {kNearest} from "../methods/examples/kNearest.js";
import {readActivations} from "../methods/mechanism/patching.js";
import {encodeFeatures, steerFeature, type Autoencoder} from "../methods/mechanism/sparseAutoencoder.js";
import {openTransformer} from "../models/transformer.js";
import type {Model} from "../models/model.js";
import {softmaxRows} from "./attention.js";
import {batchOfOne} from "./classify.js";
import type {Context} from "./context.js";
import {sequenceOf, transformerOf, type TransformerSource} from "./transformerSource.js";

/** Which feature of which dictionary is set to what. */
export interface Steering {
  autoencoder: Autoencoder;
  feature: number;
  /** The strength to set the feature to. */
  value: number;
}

export interface SteerArgs extends Steering {
  model: string;
  /** The layer whose activations the dictionary was trained on. */
  layer: string;
  /** [d] */
  activation: Float32Array;
}

export interface Steered {
  /** Probabilities of the classes with the activation as it was, and as it was steered. */
  before: Float32Array;
  after: Float32Array;
  /** How strongly the feature fired on its own. */
  own: number;
}

/** An activation [1, d] as it is and with a feature set, [2, d], and how strongly the feature fired on its own. */
async function steeredPair({autoencoder, feature, value}: Steering, one: Grid): Promise<{both: Grid; own: number}> {
  const {data} = await encodeFeatures(autoencoder, one);
  const moved = await steerFeature(autoencoder, one, feature, value);
  return {both: grid(Float32Array.of(...one.data, ...moved.data), [2, one.data.length]), own: data[feature]};
}

/** What would the network answer if this feature were stronger? Sets it, and runs the rest of the network. */
export async function steerDigit(
  {model: id, layer, activation, ...steering}: SteerArgs,
  context: Pick<Context, "model" | "signal">
): Promise<Steered> {
  const model = await opened(id, context);
  const {both, own} = await steeredPair(steering, grid(activation, [1, activation.length]));
  const answers = model.probabilities(await evaluate(model.from(layer).logits(), both));
  return {before: sliceOf(answers, 0).data.slice(), after: sliceOf(answers, 1).data.slice(), own};
}

const opened = async (id: string, context: Pick<Context, "model" | "signal">): Promise<Model> => {
  const model = await context.model(id);
  await model.need(undefined, context.signal);
  return model;
};

/** The space that a dictionary was trained in, when it is not the layer's own: some orthonormal directions of it. */
export interface Subspace {
  /** [d, components] */
  basis: Grid;
  /** [d] */
  mean: ArrayLike<number>;
}

export interface SteerFaceArgs extends Steering {
  model: string;
  /** The pooled layer. */
  layer: string;
  image: Image;
  space: Subspace;
  /** Places in the subspace to look for neighbours among, [n, components]. */
  points: Grid;
}

/** What the face network says of a pooled activation. */
export interface FaceSays {
  /** The mean of its distribution over ages, in years. */
  age: number;
  /** The probability it gives to its label “male”. */
  male: number;
  /** The rows of the points nearest to the pooled activation along the subspace, by cosine. */
  nearest: number[];
}

export interface SteeredFace {
  before: FaceSays;
  after: FaceSays;
  own: number;
  /** The cosine between the last layer before the answers, as it was and as it was steered. */
  likeness: number;
}

/** The last layer before the answers: what a face network compares faces by. */
const EMBEDDING = "feats/Relu";
const NEIGHBOURS = 5;

/**
 * What would the network make of this face if a feature of its pooled layer were stronger? The code is read along the
 * subspace; what lies outside of it stays as it was.
 */
export async function steerFace(
  {model: id, layer, image, space, points, ...steering}: SteerFaceArgs,
  context: Pick<Context, "model" | "signal">
): Promise<SteeredFace> {
  const model = await opened(id, context);
  const pooled = await evaluate((x) => tf.reshape(model.tap(layer)(x), [1, -1]), batchOfOne(image));
  const {both, own} = await steeredPair(steering, await along(space, pooled));
  const faces = await moved(space, pooled, both);
  const rest = model.from(layer);
  const ages = model.probabilities(await evaluate(rest.logits("age"), faces), "age");
  const males = model.probabilities(await evaluate(rest.logits("gender"), faces), "gender");
  const embeddings = await evaluate(rest.tap(EMBEDDING), faces);
  const says = (i: number): FaceSays => ({
    age: sliceOf(ages, i).data.reduce((sum, p, years) => sum + p * years, 0),
    male: males.data[i],
    nearest: Array.from(kNearest(sliceOf(both, i).data, points, {k: NEIGHBOURS, metric: "cosine"}).indices)
  });
  const likeness = cosine(sliceOf(embeddings, 0).data, sliceOf(embeddings, 1).data) || 0;
  return {before: says(0), after: says(1), own, likeness};
}

/** An activation [1, d] along a subspace, [1, components]. */
const along = ({basis, mean}: Subspace, pooled: Grid): Promise<Grid> =>
  evaluate(
    (x) =>
      tf.matMul(
        tf.sub(x, tf.tensor1d(Array.from(mean))) as tf.Tensor2D,
        tf.tensor2d(basis.data, basis.shape as [number, number])
      ),
    pooled
  );

/** The activation moved along the subspace as its codes are: [1, d] and [n, components] → [n, d]. */
const moved = async ({basis}: Subspace, pooled: Grid, places: Grid): Promise<Grid> =>
  toGrid(
    await withTensor(places, (z) => {
      const shift = tf.sub(z, tf.slice(z, [0, 0], [1, -1])) as tf.Tensor2D;
      const directions = tf.tensor2d(basis.data, basis.shape as [number, number]);
      return tf.add(tf.tensor(pooled.data, pooled.shape), tf.matMul(shift, directions, false, true));
    })
  );

export interface SteerTokenArgs extends Steering {
  network: TransformerSource;
  /** Where the residual stream is steered (jobs/residualStream.ts). */
  at: number;
  letters: string;
}

/** What would a transformer expect next if a feature of its residual stream were stronger at the last place? */
export async function steerToken(
  {network, at, letters, ...steering}: SteerTokenArgs,
  {signal}: Pick<Context, "signal">
): Promise<Steered> {
  const transformer = transformerOf(network);
  const input = sequenceOf(letters, transformer);
  const name = `residual.${at}`;
  const open = openTransformer(transformer);
  try {
    const read = await readActivations(open.run, input, [name]);
    const {data: stream, shape} = read.get(name)!;
    const last = stream.length - transformer.width;
    const {both, own} = await steeredPair(steering, grid(stream.slice(last), [1, transformer.width]));
    signal.throwIfAborted();
    const steered = stream.slice();
    steered.set(sliceOf(both, 1).data, last);
    const logits = await evaluate(
      (x) => open.run(x, (here, value) => (here === name ? tf.tensor(steered, shape) : value)),
      input
    );
    const odds = ({data}: Grid) =>
      softmaxRows(grid(data.slice(data.length - transformer.vocabulary), [1, transformer.vocabulary])).data;
    return {before: odds(read.get("output")!), after: odds(logits), own};
  } finally {
    open.dispose();
  }
}
