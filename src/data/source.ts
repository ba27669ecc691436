import {readFile} from "node:fs/promises";
import {basename, dirname} from "node:path";
import {graphNetwork} from "../components/models/graph.js";
import {kerasNetwork} from "../components/models/keras.js";
import type {Card, Head} from "../components/models/card.js";
import {createModel, type Layer, type Model, type Network} from "../components/models/model.js";
import {openModel, type ModelSource} from "../components/models/open.js";
import {inferShapes} from "../components/models/shapes.js";
import type {Shard} from "../components/models/weights.js";
import {converted} from "./models/cache.js";
import {CONVERTED, trainedFolder} from "./models/convert.js";
import {scalarOf} from "./models/graphs.js";
import {imagenetClasses} from "./models/imagenet.js";
import {packShard} from "./models/pack.js";
import {readTfjs} from "./models/tfjs.js";

const buffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;

/**
 * The catalogue's files in Node, for loaders, tests and the command line: models are converted when first asked for
 * and kept in .cache/models. Run from the project's root.
 */
export function nodeSource(): ModelSource {
  return async (file, onBytes, signal) => {
    signal?.throwIfAborted();
    const data = await readModelFile(file);
    onBytes?.(data.byteLength, data.byteLength);
    return data;
  };
}

async function readModelFile(file: string): Promise<ArrayBuffer> {
  if (file === "imagenet-classes.json")
    return buffer(new TextEncoder().encode(JSON.stringify(await imagenetClasses())));
  const [id, name] = [dirname(file), basename(file)];
  const data = CONVERTED.includes(id)
    ? (await converted(id))[name]
    : await readFile(`${trainedFolder(id)}/${name}`).catch(() => undefined);
  if (!data) throw new Error(`weights missing: ${file}`);
  return buffer(data);
}

/** A model of the catalogue in Node, with all its weights. */
export async function openNode(id: string): Promise<Model> {
  const model = await openModel(id, nodeSource());
  await model.need();
  return model;
}

/**
 * A model from a tfjs `model.json` on disk, of either format, with all its weights. What its file cannot say, its
 * card leaves open: inputs are taken as they are, and classes are numbers, unless `given` says otherwise.
 */
export async function openPath(path: string, given: Partial<Card> = {}): Promise<Model> {
  const {model, weights} = await readTfjs(path);
  const {shard, bytes} = packShard(path, weights, () => "float32");
  const source = {shards: [shard] as Shard[], read: async () => buffer(bytes)};
  const network =
    model.format === "graph-model"
      ? await openGraph(model.modelTopology, source, scalarOf(weights))
      : kerasNetwork(model.modelTopology, source);
  await network.need();
  return createModel({...plainCard(path, network, bytes.length), ...given}, network);
}

async function openGraph(
  topology: any,
  source: {shards: Shard[]; read: () => Promise<ArrayBuffer>},
  scalar: (name: string) => number | undefined
): Promise<Network> {
  const placeholder = topology.node.find((node: any) => node.op === "Placeholder");
  const input = placeholder.attr.shape.shape.dim.slice(1).map(({size}: {size: string}) => Number(size));
  const network = graphNetwork(topology, source, {scalar, resizable: input.length === 3});
  // A size the file leaves open is tried at 224 pixels.
  const tried = input.map((size: number) => (size > 0 ? size : 224));
  await network.need();
  const shapes = inferShapes(network, tried);
  for (const layer of network.layers) layer.shape = shapes[layer.name];
  return network;
}

function plainCard(path: string, network: Network, bytes: number): Card {
  const {layers} = network;
  const id = basename(dirname(path)) || basename(path);
  const [height, width, channels] = layers[0].shape.length === 3 ? layers[0].shape : [1, 1, layers[0].shape[0]];
  const unknown = "not stated in the model's file";
  return {
    id,
    name: id,
    task: unknown,
    heads: [outputHead(layers)],
    input: {height: height ?? 224, width: width ?? 224, channels: channels ?? 3},
    resizable: layers[0].shape.includes(null),
    preprocess: null,
    preprocessing: "None: inputs are taken as they are.",
    landmarks: layers.filter(({kind}) => kind === "conv" || kind === "dense").map(({name}) => name),
    bytes,
    subject: "numbers",
    source: path,
    licence: unknown,
    trainingData: unknown,
    quality: unknown,
    limits: "Nobody has written down what this model must not be asked."
  };
}

/** The head of a network's last layer: what its softmax or sigmoid reads, or the layer itself when it has none. */
function outputHead(layers: Layer[]): Head {
  const read = new Set(layers.flatMap(({inputs}) => inputs));
  let last = layers.filter(({name}) => !read.has(name)).at(-1)!;
  const previous = () => layers.find(({name}) => name === last.inputs[0])!;
  while (last.kind === "identity") last = previous();
  const activation = last.kind === "sigmoid" ? "sigmoid" : "softmax";
  if (last.kind === "softmax" || last.kind === "sigmoid") last = previous();
  const size = last.shape.reduce<number>((n, d) => n * (d ?? 1), 1);
  return {name: "output", layer: last.name, activation, classes: Array.from({length: size}, (_, i) => `class ${i}`)};
}
