import * as tf from "../lab/tf.js";
import {ACTIVATED, activationOp, knowsKeras, opOf, type KerasOp, type Shape} from "./keras-ops.js";
import {parametersOf, replaceParameters, weightLoader} from "./loader.js";
import {layerNamed, type Layer, type Network} from "./model.js";
import {ancestors, layersBetween} from "./walk.js";
import type {WeightSource} from "./weights.js";

interface KerasLayer {
  class_name: string;
  name?: string;
  config: any;
  inbound_nodes?: any[];
}

/** A layer with what it computes and the full names of the weights it reads. */
interface Node extends Layer {
  op: KerasOp;
  config: any;
  weights: string[];
  /** Is it a further use of a layer that was used before, with the same weights? */
  again: boolean;
}

/**
 * A network from a Keras topology, Functional or Sequential, as tfjs' layers models hold it (`modelTopology`). Runs
 * layer by layer, so that any layer can be fed or fetched, computing no more than is asked for. A layer with an
 * activation of its own is two: `name/linear` before it, and `name`, as in Keras, after it. One that is used several
 * times is as many: `name`, `name/2` and so on; they share their weights, which belong to the first.
 *
 * Throws on layer types it does not know, naming them and the known ones.
 */
export function kerasNetwork(topology: unknown, source: WeightSource): Network {
  const loader = weightLoader(source);
  const nodes = kerasNodes(topology, ({own, path}, weight) => {
    // Files name a layer by itself; where two networks inside this one share a name, by the whole way to it.
    const [short, whole] = [`${own}/${weight}`, `${path}/${weight}`];
    return short === whole || loader.names(short).length === 1 ? loader.find(short) : loader.find(whole);
  });
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const layers: Layer[] = nodes.map(({name, kind, shape, inputs}) => ({name, kind, shape, inputs}));

  const compute = (feeds: Record<string, tf.Tensor>, fetches: string[]): tf.Tensor[] => {
    const path = layersBetween(layers, Object.keys(feeds), fetches);
    const readers = new Map<string, number>();
    for (const {inputs} of path) for (const input of inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
    const values = new Map(Object.entries(feeds));
    for (const {name} of path) {
      const {op, config, inputs, weights} = byName.get(name)!;
      const given = inputs.map((input) => values.get(input)!);
      const parameters = weights.map((weight) => loader.get(weight));
      values.set(
        name,
        tf.tidy(() => op.apply(config, given, parameters))
      );
      // Freed as soon as nobody will read it: a forward pass then holds a few activations, not all of them. (Under a
      // gradient tfjs keeps what it needs for itself.)
      for (const input of inputs) {
        const left = readers.get(input)! - 1;
        readers.set(input, left);
        if (!left && !(input in feeds) && !fetches.includes(input)) values.get(input)!.dispose();
      }
    }
    return fetches.map((name) => (name in feeds ? tf.clone(feeds[name]) : values.get(name)!));
  };

  return {
    layers,
    run: (feeds, fetches) => tf.tidy(() => compute(feeds, fetches)),
    need: (layer, signal) => {
      const needed = layer === undefined ? layers : ancestors(layers, [layer]);
      return loader.load(
        needed.flatMap(({name}) => byName.get(name)!.weights),
        signal
      );
    },
    parameters: () =>
      parametersOf(
        loader,
        nodes.filter(({again}) => !again)
      ),
    replace: (layer, parameters) =>
      replaceParameters(loader, layerNamed(layers, layer).name, byName.get(layer)!.weights, parameters),
    get bytes() {
      return loader.bytes;
    },
    dispose: () => loader.dispose()
  };
}

/** Reads a topology into nodes in order of computation. `find` gives the full name of a layer's weight. */
function kerasNodes(topology: unknown, find: (layer: Described, weight: string) => string): Node[] {
  const nodes: Node[] = [];
  const shapes = new Map<string, Shape>();
  const add = (name: string, op: KerasOp, {config, again}: Described, inputs: string[], weights: string[] = []) => {
    const shape = op.shape(
      config,
      inputs.map((input) => shapes.get(input)!)
    );
    shapes.set(name, shape);
    nodes.push({name, kind: op.kind, shape, inputs, op, config, weights, again});
  };
  for (const layer of inOrder(kerasLayers(topology))) {
    const {class_name, config, name, inputs} = layer;
    const op = opOf(class_name, config);
    const weights = (op.weights?.(config) ?? []).map((weight) => find(layer, weight));
    const inline = ACTIVATED.has(class_name) && config.activation && config.activation !== "linear";
    add(inline ? `${name}/linear` : name, op, layer, inputs, weights);
    if (inline) add(name, activationOp(config.activation), layer, [`${name}/linear`]);
  }
  return nodes;
}

interface Described {
  class_name: string;
  config: any;
  name: string;
  /** What its weights are filed under: its own name, or that with the names of the networks around it. */
  own: string;
  path: string;
  inputs: string[];
  /** Is it a further use of a layer before it? */
  again: boolean;
}

/** The classes of layers in a topology that this project cannot compute, each with the layers of that class. */
export function unknownKerasLayers(topology: unknown): Map<string, string[]> {
  const unknown = new Map<string, string[]>();
  for (const {class_name, name} of kerasLayers(topology))
    if (!knowsKeras(class_name)) unknown.set(class_name, [...(unknown.get(class_name) ?? []), name]);
  return unknown;
}

/** The inputs of a topology: their names, shapes without the batch, and types. */
export const kerasInputs = (topology: unknown): {name: string; shape: Shape; dtype: string}[] =>
  kerasLayers(topology)
    .filter(({class_name}) => class_name === "InputLayer")
    .map(({name, config: {batch_input_shape, batch_shape, dtype}}) => ({
      name,
      shape: (batch_input_shape ?? batch_shape ?? [null]).slice(1),
      dtype: typeof dtype === "string" ? dtype : "float32"
    }));

/** The layers of either kind of topology, each with the names of those it reads. */
function kerasLayers(topology: any): Described[] {
  const model = topology?.model_config ?? topology;
  const {layers} = unfolded(model, {prefix: "", path: "", again: false});
  return model.class_name === "Sequential" ? withInput(layers) : layers;
}

const NETWORKS = new Set(["Sequential", "Functional", "Model"]);

/** Where a network inside another one stands: what its layers' names and paths begin with, and what it reads. */
interface Place {
  prefix: string;
  path: string;
  feed?: string[];
  again: boolean;
}

/**
 * A network's layers, those of networks inside it in their place (Keras nests them, and so does Teachable Machine), and
 * one of each for every use. `end` is the layer that others read in the network's name.
 */
function unfolded(model: any, {prefix, path, feed, again}: Place): {layers: Described[]; end: string} {
  const given: KerasLayer[] | undefined = Array.isArray(model?.config) ? model.config : model?.config?.layers;
  if (!Array.isArray(given) || !given.length) throw new TypeError("not a Keras topology: it has no list of layers");
  const layers: Described[] = [];
  const sequential = model.class_name === "Sequential";
  const outputs = readsOf(model.config.output_layers);
  const uses = new Map(given.map(({name, config, inbound_nodes}) => [name ?? config.name, usesOf(inbound_nodes)]));
  const first = firstUses(uses, outputs);
  /** What stands for the uses of a name inside this network: layers, of a network the one it ends with. */
  const ends = new Map<string, string[]>();
  const endOf = ([id, count]: Read): string => {
    const use = count - (first.get(id) ?? 0);
    return ends.get(id)?.[use] ?? prefix + nameOfUse(id, use);
  };
  let last = feed;
  let inputs = 0;
  for (const {class_name, config, name: id = config.name} of given) {
    const reads = sequential ? [last ?? []] : uses.get(id)!.map((use) => use.map(endOf));
    ends.set(
      id,
      reads.map((read, use) => {
        const name = prefix + nameOfUse(id, use);
        const place = {path: path + id, again: again || use > 0};
        if (NETWORKS.has(class_name)) {
          const within = {prefix: `${name}/`, path: `${place.path}/`, again: place.again};
          const inner = unfolded({class_name, config}, {...within, feed: read.length ? read : undefined});
          layers.push(...inner.layers);
          return inner.end;
        }
        if (class_name === "InputLayer" && feed) return feed[inputs++];
        layers.push({class_name, config, name, own: id, inputs: read, ...place});
        return name;
      })
    );
    last = ends.get(id)!.slice(-1);
  }
  return {layers, end: outputs.length ? endOf(outputs[0]) : last![0]};
}

/** A layer that is read: its name, and which of its uses, from 0. */
type Read = [name: string, use: number];

/**
 * From which number on are the uses of each name counted? Layers' from 0, networks' from 1 in most files: every use is
 * read by something, so the last one's number tells.
 */
function firstUses(uses: ReadonlyMap<string, Read[][]>, outputs: Read[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const [id, use] of [...[...uses.values()].flat(2), ...outputs]) last.set(id, Math.max(last.get(id) ?? 0, use));
  return new Map([...last].map(([id, use]) => [id, use + 1 - (uses.get(id)?.length ?? 1)]));
}

const nameOfUse = (id: string, use: number): string => (use ? `${id}/${use + 1}` : id);

/** What a layer reads at each of its uses, as Keras 2 writes it ([[name, 0, 0, {}], …]) or Keras 3 ({args}). */
function usesOf(nodes: any[] = []): Read[][] {
  if (!nodes.length) return [[]];
  return nodes.map((node) => ("args" in node ? keptIn(node.args) : node.map(([id, use]: Read): Read => [id, use])));
}

/** The tensors among a Keras 3 layer's arguments. */
const keptIn = (value: any): Read[] =>
  Array.isArray(value)
    ? value.flatMap(keptIn)
    : value?.class_name === "__keras_tensor__"
      ? [value.config.keras_history.slice(0, 2)]
      : [];

/** A network's outputs: one, or a list of them. */
function readsOf(outputs: any): Read[] {
  if (!Array.isArray(outputs)) return [];
  return Array.isArray(outputs[0]) ? outputs.map(([id, use]) => [id, use]) : [[outputs[0], outputs[1]]];
}

/** A Sequential model names no inputs; its first layer may say the input's shape instead of an input layer. */
function withInput(layers: Described[]): Described[] {
  const [first] = layers;
  if (layers.some(({class_name}) => class_name === "InputLayer")) return layers;
  const shape = first.config.batch_input_shape ?? first.config.batch_shape;
  if (!shape)
    throw new TypeError(`a Sequential topology must say its input's shape: ${first.name} has no batch_input_shape`);
  const name = `${first.name}_input`;
  const config = {name, batch_input_shape: shape};
  const input = {class_name: "InputLayer", config, name, own: name, path: name, inputs: [], again: false};
  return [input, {...first, inputs: [name]}, ...layers.slice(1)];
}

/** Layers sorted so that each comes after those it reads; otherwise in their own order. */
function inOrder(layers: Described[]): Described[] {
  const sorted: Described[] = [];
  const done = new Set<string>();
  const visit = (layer: Described) => {
    if (done.has(layer.name)) return;
    done.add(layer.name);
    for (const input of layer.inputs) {
      const read = layers.find(({name}) => name === input);
      if (!read) throw new TypeError(`${layer.name} reads ${input}, which the topology does not have`);
      visit(read);
    }
    sorted.push(layer);
  };
  layers.forEach(visit);
  return sorted;
}
