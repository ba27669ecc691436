import * as tf from "../lab/tf.js";
import {ACTIVATED, activationOp, opOf, type KerasOp, type Shape} from "./keras-ops.js";
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
  const nodes = kerasNodes(topology, (name) => loader.find(name));
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

/** Reads a topology into nodes in order of computation. `find` gives the full name of a weight. */
function kerasNodes(topology: unknown, find: (name: string) => string): Node[] {
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
  for (const {class_name, config, name, inputs} of inOrder(kerasLayers(topology))) {
    const op = opOf(class_name, config);
    const weights = (op.weights?.(config) ?? []).map((weight) => find(`${name}/${weight}`));
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
  inputs: string[];
}

/** The layers of either kind of topology, each with the names of those it reads. */
function kerasLayers(topology: any): Described[] {
  const model = topology?.model_config ?? topology;
  const given: KerasLayer[] | undefined = Array.isArray(model?.config) ? model.config : model?.config?.layers;
  if (!Array.isArray(given)) throw new TypeError("not a Keras topology: it has no list of layers");
  const described = given.map(({class_name, config, name, inbound_nodes}) => ({
    class_name,
    config,
    name: name ?? config.name,
    inputs: (inbound_nodes?.[0] ?? []).map(([input]: [string]) => input)
  }));
  return model.class_name === "Sequential" ? chained(described) : described;
}

/** A Sequential model names no inputs: each layer reads the one before, the first an input layer. */
function chained(layers: Described[]): Described[] {
  const [first] = layers;
  if (first.class_name !== "InputLayer") {
    if (!first.config.batch_input_shape)
      throw new TypeError(`a Sequential topology must say its input's shape: ${first.name} has no batch_input_shape`);
    const name = `${first.name}_input`;
    layers = [{class_name: "InputLayer", config: {...first.config, name}, name, inputs: []}, ...layers];
  }
  return layers.map((layer, i) => ({...layer, inputs: i ? [layers[i - 1].name] : []}));
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
