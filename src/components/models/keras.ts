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
}

/**
 * A network from a Keras topology, Functional or Sequential, as tfjs' layers models hold it (`modelTopology`). Runs
 * layer by layer, so that any layer can be fed or fetched, computing no more than is asked for. A layer with an
 * activation of its own is two: `name/linear` before it, and `name`, as in Keras, after it.
 *
 * Throws on layer types it does not know, naming them and the known ones.
 */
export function kerasNetwork(topology: unknown, source: WeightSource): Network {
  const loader = weightLoader(source);
  const nodes = kerasNodes(topology, (own, name, weight) => {
    // Files name a layer by itself; where two networks inside this one share a name, by the whole way to it.
    const [short, whole] = [`${own}/${weight}`, `${name}/${weight}`];
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
    parameters: () => parametersOf(loader, nodes),
    replace: (layer, parameters) =>
      replaceParameters(loader, layerNamed(layers, layer).name, byName.get(layer)!.weights, parameters),
    get bytes() {
      return loader.bytes;
    },
    dispose: () => loader.dispose()
  };
}

/** Reads a topology into nodes in order of computation. `find` gives the full name of a layer's weight. */
function kerasNodes(topology: unknown, find: (own: string, name: string, weight: string) => string): Node[] {
  const nodes: Node[] = [];
  const shapes = new Map<string, Shape>();
  const add = (name: string, op: KerasOp, config: any, inputs: string[], weights: string[] = []) => {
    const shape = op.shape(
      config,
      inputs.map((input) => shapes.get(input)!)
    );
    shapes.set(name, shape);
    nodes.push({name, kind: op.kind, shape, inputs, op, config, weights});
  };
  for (const {class_name, config, name, own, inputs} of inOrder(kerasLayers(topology))) {
    const op = opOf(class_name, config);
    const weights = (op.weights?.(config) ?? []).map((weight) => find(own, name, weight));
    const inline = ACTIVATED.has(class_name) && config.activation && config.activation !== "linear";
    add(inline ? `${name}/linear` : name, op, config, inputs, weights);
    if (inline) add(name, activationOp(config.activation), config, [`${name}/linear`]);
  }
  return nodes;
}

interface Described {
  class_name: string;
  config: any;
  name: string;
  /** What its weights are filed under: its own name, without those of the networks around it. */
  own: string;
  inputs: string[];
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
  const {layers} = unfolded(model, "");
  return model.class_name === "Sequential" ? withInput(layers) : layers;
}

const NETWORKS = new Set(["Sequential", "Functional", "Model"]);

/**
 * A network's layers, those of networks inside it in their place (Keras nests them, and so does Teachable Machine).
 * `feed` is what a network inside another one reads; `end` is the layer that others then read in its name.
 */
function unfolded(model: any, prefix: string, feed?: string[]): {layers: Described[]; end: string} {
  const given: KerasLayer[] | undefined = Array.isArray(model?.config) ? model.config : model?.config?.layers;
  if (!Array.isArray(given) || !given.length) throw new TypeError("not a Keras topology: it has no list of layers");
  const layers: Described[] = [];
  /** What stands for a name inside this network: the layer of that name, or the end of a network of that name. */
  const ends = new Map<string, string>();
  let last = feed;
  let inputs = 0;
  for (const {class_name, config, name: id = config.name, inbound_nodes} of given) {
    const read =
      model.class_name === "Sequential"
        ? (last ?? [])
        : inboundOf(id, inbound_nodes).map((i) => ends.get(i) ?? prefix + i);
    if (NETWORKS.has(class_name)) {
      const inner = unfolded({class_name, config}, `${prefix}${id}/`, read.length ? read : undefined);
      layers.push(...inner.layers);
      ends.set(id, inner.end);
      last = [inner.end];
    } else if (class_name === "InputLayer" && feed) {
      ends.set(id, feed[inputs++]);
    } else {
      const name = `${prefix}${id}`;
      layers.push({class_name, config, name, own: id, inputs: read});
      ends.set(id, name);
      last = [name];
    }
  }
  const output = [model.config.output_layers?.[0]].flat()[0];
  return {layers, end: ends.get(output) ?? last![0]};
}

/** The names of the layers that a layer reads, as Keras 2 writes them ([[name, 0, 0, {}], …]) or Keras 3 ({args}). */
function inboundOf(name: string, nodes: any[] = []): string[] {
  if (nodes.length > 1) throw new RangeError(`${name} is used ${nodes.length} times; layers used once are supported`);
  const [node] = nodes;
  if (!node) return [];
  if (!("args" in node)) return node.map(([input]: [string]) => input);
  const tensors = (value: any): string[] =>
    Array.isArray(value)
      ? value.flatMap(tensors)
      : value?.class_name === "__keras_tensor__"
        ? [value.config.keras_history[0]]
        : [];
  return tensors(node.args);
}

/** A Sequential model names no inputs; its first layer may say the input's shape instead of an input layer. */
function withInput(layers: Described[]): Described[] {
  const [first] = layers;
  if (layers.some(({class_name}) => class_name === "InputLayer")) return layers;
  const shape = first.config.batch_input_shape ?? first.config.batch_shape;
  if (!shape)
    throw new TypeError(`a Sequential topology must say its input's shape: ${first.name} has no batch_input_shape`);
  const name = `${first.name}_input`;
  const input = {class_name: "InputLayer", config: {name, batch_input_shape: shape}, name, own: name, inputs: []};
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
