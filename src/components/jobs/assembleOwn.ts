import {sizeOf} from "../arrays/grid.js";
import {random} from "../arrays/random.js";
import {evaluate} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import {unknownGraphOps} from "../models/graph.js";
import {unknownKerasLayers} from "../models/keras.js";
import type {Card} from "../models/card.js";
import {layerTitle} from "../models/layerTitle.js";
import type {Manifest} from "../models/manifest.js";
import {createModel, type Layer, type Model, type Network} from "../models/model.js";
import type {Finding} from "../models/own/brought.js";
import {firstFailure} from "../models/own/firstFailure.js";
import {landmarksOf} from "../models/own/landmarksOf.js";
import type {ModelFile} from "../models/own/modelFile.js";
import {oneByOne} from "../models/own/oneByOne.js";
import {ownNetwork, type OwnModel} from "../models/own/openOwn.js";
import {endsOf, findOutputs, type Output} from "../models/own/outputs.js";
import {withSide, type PictureInput} from "../models/own/pictureInput.js";
import {guessRange, rangeNamed} from "../models/own/ranges.js";
import {smallConstants} from "../models/own/smallConstants.js";
import {withChoices} from "../models/own/withChoices.js";
import {inferShapes} from "../models/shapes.js";
import {ancestors} from "../models/walk.js";

export interface AssembleOptions {
  /** The network's fingerprint. */
  id: string;
  name: string;
  bytes: number;
  input: PictureInput;
  /** Height and width where the network leaves them open. */
  side: number;
  /** Where it came from. */
  source: string;
  signal?: AbortSignal;
}

export interface Assembled {
  own: OwnModel;
  /** Open, weights read; the caller disposes of it. */
  network: Network;
  model: Model;
  outputs: (Output & {landmarks: string[]})[];
  /** Those on the way to its ends. */
  layers: Layer[];
  range: {id: string; why: string};
  findings: Finding[];
}

/**
 * Makes a network of a `model.json` and its weights, and finds out what the file does not say: the shapes of its
 * layers, where its logits are, whether it takes many pictures at once and pictures of other sizes. Throws an error for
 * the reader when it cannot be computed.
 */
export async function assemble(file: ModelFile, weights: Blob[], options: AssembleOptions): Promise<Assembled> {
  const {input, side, signal} = options;
  const size: [number, number, number] = [input.height ?? side, input.width ?? side, input.channels];
  const manifest = await manifestOf(file, weights, side);
  const network = await ownNetwork({manifest, weights, single: false});
  try {
    const named = file.signature?.outputs ?? null;
    const ends = endsOf(network.layers, named);
    const path = ancestors(
      network.layers,
      ends.map(({name}) => name)
    );
    refuseUnknown(file, path);
    await network.need(undefined, signal);
    manifest.shapes = shapesOf(network, path, size);
    for (const layer of network.layers) layer.shape = manifest.shapes[layer.name] ?? layer.shape;
    const layers = network.layers.filter(({name}) => path.some((layer) => layer.name === name));
    const outputs = answersOf(layers, named);
    const single = !takesTwo(network, outputs[0].layer, size);
    const resizable = takesOther(network, outputs[0].layer, size);
    const range = guessRange(
      [
        file.madeBy,
        options.source,
        ...layers.map(({name}) => name),
        input.channelsFirst ? "channels first" : "",
        JSON.stringify(file.topology?.model_config?.config?.name ?? ""),
        kindsOf(layers)
      ].join(" "),
      input.channels
    );
    const bare = {card: plainCard(options, size, resizable), manifest, weights, single, json: jsonAgain(file)};
    const own = withChoices(bare, {range: range.id, names: [], output: outputs[0]});
    const model = createModel(own.card, single ? oneByOne(network) : network);
    const answers = await answerFindings(model, outputs[0], size);
    const findings: Finding[] = [
      {about: "Layers", level: "good", text: `${layers.length} layers, all of which can be computed here.`},
      ...answers,
      ...(outputs.length > 1
        ? [
            {
              about: "Outputs",
              level: "note" as const,
              text: `It has ${outputs.length} that answer: ${outputs.map(({name, classes}) => `${layerTitle(name)} (${classes})`).join(", ")}. You can choose which.`
            }
          ]
        : []),
      ...(single
        ? [
            {
              about: "Batch",
              level: "note" as const,
              text: "It takes one picture at a time, so methods that ask often are slower."
            }
          ]
        : []),
      {
        about: "Range",
        level: "note",
        text: `Its numbers are guessed to go ${rangeNamed(range.id, input.channels).title}, since ${range.why}. Compare below.`
      },
      landmarkFinding(outputs[0], layers)
    ];
    return {own, network, model, outputs, layers, range, findings};
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** A model.json with one file for each group of weights. */
function jsonAgain({kind, topology, groups, signature, madeBy}: ModelFile): Blob {
  const named = (names: string[]) => Object.fromEntries(names.map((name) => [name, {name}]));
  const json = {
    format: `${kind}-model`,
    generatedBy: madeBy,
    modelTopology: topology,
    signature: signature && {inputs: named(signature.inputs), outputs: named(signature.outputs)},
    weightsManifest: groups.map(({weights}, i) => ({paths: [`weights-${i}.bin`], weights}))
  };
  return new Blob([JSON.stringify(json)], {type: "application/json"});
}

async function manifestOf({kind, topology, groups}: ModelFile, weights: Blob[], side: number): Promise<Manifest> {
  const shards = groups.map(({weights: specs}, i) => ({file: `weights-${i}`, bytes: weights[i].size, weights: specs}));
  if (kind === "graph") {
    const constants = await Promise.all(groups.map((group, i) => smallConstants(group.weights, weights[i])));
    return {kind, topology, shards, constants: Object.assign({}, ...constants)};
  }
  const unknown = unknownKerasLayers(topology);
  if (unknown.size)
    throw new Error(`This network has layers that are not computed here: ${listed(unknown)}. ${ADVICE}`);
  return {kind, topology: withSide(topology, side), shards};
}

const ADVICE = "Exported as a graph model, it may be made of simpler operations.";

/** Only what lies on the way to an answer matters. */
function refuseUnknown({kind, topology}: ModelFile, path: Layer[]): void {
  if (kind === "layers") return;
  const needed = new Set(path.map(({name}) => name));
  const unknown = new Map(
    [...unknownGraphOps(topology)]
      .map(([op, nodes]) => [op, nodes.filter((name) => needed.has(name))] as const)
      .filter(([, nodes]) => nodes.length)
  );
  if (unknown.size)
    throw new Error(
      `This network has operations that cannot be computed here: ${listed(unknown)}. tfjs does not know them, or their ` +
        "course depends on the data (loops, lists, suppression of boxes), so that no gradient passes."
    );
}

const listed = (unknown: ReadonlyMap<string, readonly string[]>): string =>
  [...unknown]
    .map(([type, names]) => `${type} (${names.slice(0, 3).join(", ")}${names.length > 3 ? " …" : ""})`)
    .join(", ");

function shapesOf(network: Network, path: Layer[], size: readonly number[]): Record<string, number[]> {
  const feed = network.layers[0].name;
  const names = path.map(({name}) => name).filter((name) => name !== feed);
  try {
    return {[feed]: [...size], ...inferShapes(network, size, names)};
  } catch {
    throw firstFailure(network, path, size);
  }
}

/** The ends that answer, the likeliest first, or an error that says what they are instead. */
function answersOf(layers: Layer[], named: string[] | null): Assembled["outputs"] {
  const outputs = findOutputs(layers, named);
  if (!outputs.length) {
    const ends = endsOf(layers, named).map(({name, shape}) => `${name} [${shape.join(", ")}]`);
    throw new Error(
      `This network answers with maps or several rows, not with one row for a picture: ${ends.join("; ")}. The figures ` +
        "here need one number for each class."
    );
  }
  const sorted = outputs.sort((a, b) => Number(b.cut) - Number(a.cut) || b.classes - a.classes);
  return sorted.map((output) => ({...output, landmarks: landmarksOf(layers, output.layer)}));
}

const kindsOf = (layers: Layer[]): string =>
  layers.slice(1, 4).some(({kind}) => kind === "rescale") ? "rescaling" : "";

function noise(shape: number[], seed: number): Float32Array {
  const next = random(seed);
  return Float32Array.from({length: sizeOf(shape)}, () => next());
}

/** Does it compute two pictures at once as it computes each alone? */
function takesTwo(network: Network, layer: string, size: number[]): boolean {
  const feed = network.layers[0].name;
  try {
    return tf.tidy(() => {
      const x = tf.tensor(noise([2, ...size], 1), [2, ...size]);
      const [both] = network.run({[feed]: x}, [layer]);
      const [second] = network.run({[feed]: tf.slice(x, [1], [1])}, [layer]);
      if (both.shape[0] !== 2) return false;
      const gap = tf.max(tf.abs(tf.sub(tf.slice(both, [1], [1]), second))).dataSync()[0];
      return gap <= 1e-3 * (1e-6 + tf.max(tf.abs(second)).dataSync()[0]);
    });
  } catch {
    return false;
  }
}

/** Does it take pictures a little larger? */
function takesOther(network: Network, layer: string, [height, width, channels]: number[]): boolean {
  try {
    tf.tidy(
      () => void network.run({[network.layers[0].name]: tf.zeros([1, height + 32, width + 32, channels])}, [layer])
    );
    return true;
  } catch {
    return false;
  }
}

/** What a network answers to noise: whether its numbers are numbers, and whether they are logits. */
async function answerFindings(
  model: Model,
  {layer, name, activation, cut, classes}: Output,
  size: number[]
): Promise<Finding[]> {
  const x = {data: noise([1, size[0], size[1], 3], 1), shape: [1, size[0], size[1], 3]};
  const logits = await evaluate(model.logits(), x);
  const about = "Answer";
  if (!logits.data.every(Number.isFinite))
    throw new Error(
      `${name} answers NaN or infinity to a picture of noise: something in it divides by zero or overflows.`
    );
  const words = `${classes} ${classes === 1 ? "number" : "classes"}`;
  if (cut)
    return [
      {
        about,
        level: "good",
        text: `${words}. It ends in a ${activation}; the logits before it, at ${layerTitle(layer)}, are explained.`
      }
    ];
  const sum = logits.data.reduce((s, v) => s + v, 0);
  if (classes > 1 && Math.abs(sum - 1) < 1e-3 && logits.data.every((v) => v >= 0))
    return [
      {
        about,
        level: "warning",
        text: `${words} that add up to 1: probabilities, and no softmax was found to cut off. Maps then also speak of the other classes, and shown percentages are flatter than the network's own. Export it without its softmax.`
      }
    ];
  return [
    {
      about,
      level: "note",
      text: `${words}, without softmax or sigmoid at the end: they are taken to be logits, and a ${activation} is put after them.`
    }
  ];
}

function landmarkFinding({landmarks}: {landmarks: string[]}, layers: Layer[]): Finding {
  const about = "Grad-CAM";
  const last = layers.find(({name}) => name === landmarks.at(-1));
  if (!last)
    return {
      about,
      level: "warning",
      text: "It has no feature maps, only rows of numbers: no layer of it knows where. Grad-CAM has nothing to show."
    };
  const [h, w, c] = last.shape;
  return {
    about,
    level: "good",
    text: `${layerTitle(last.name)} suits it, ${h} × ${w} cells of ${c} channels: the last layer that still knows where.`
  };
}

function plainCard(
  {id, name, bytes, source}: AssembleOptions,
  [height, width, channels]: number[],
  resizable: boolean
): Card {
  return {
    id: `own:${id}-${height}x${width}`,
    name,
    task: "A network of your own.",
    heads: [],
    input: {height, width, channels},
    resizable,
    preprocess: null,
    preprocessing: "",
    landmarks: [],
    bytes,
    subject: channels === 1 && height <= 32 ? "digits" : "objects",
    source,
    licence: "Yours to know",
    trainingData: "Not said in its files",
    quality: "Not said in its files",
    limits: "Not said in its files"
  };
}
