import {sizeOf, type Grid} from "../arrays/grid.js";
import type {Scores} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import {layerNamed, type Layer, type Model} from "../models/model.js";
import {ancestors, cutPoints} from "../models/walk.js";

/** A layer at which a page may stop and look. */
export interface LayerStop {
  name: string;
  /** The name without what all layers' names share and without TensorFlow's operations. */
  title: string;
  /** At the input size the network was trained at. */
  shape: number[];
  /** Share of the network's parameters that it takes to compute it, 0 … 1. */
  share: number;
}

/** What follows a convolution position by position, so that it is still the same layer to a reader. */
const FOLLOWS = new Set(["bias", "multiply", "norm", "activation", "relu", "relu6", "leaky relu", "identity"]);

/** Which layers of feature maps lead to the answer? Every convolution after its bias and ReLU, and the landmarks. */
export function layerStops(model: Model): LayerStop[] {
  const path = ancestors(model.layers, [model.card.heads[0].layer]);
  const readers = (layer: Layer) => path.filter(({inputs}) => inputs.includes(layer.name));
  const names = new Set(model.card.landmarks);
  for (const layer of path) if (layer.kind.endsWith("conv")) names.add(endOf(layer, readers).name);
  const prefix = sharedPrefix(path.map(({name}) => name));
  const weigh = weigher(model, path);
  return path
    .filter(({name, shape}) => names.has(name) && shape.length === 3)
    .map(({name, shape}) => ({
      name,
      title: titleOf(name.slice(prefix.length)),
      shape: shape.map((n) => n ?? 0),
      share: weigh(name)
    }));
}

function endOf(layer: Layer, readers: (layer: Layer) => Layer[]): Layer {
  const [next, ...others] = readers(layer);
  return next && !others.length && FOLLOWS.has(next.kind) ? endOf(next, readers) : layer;
}

function sharedPrefix(names: string[]): string {
  const folders = names.slice(1).map((name) => name.split("/").slice(0, -1));
  const [first = []] = folders;
  const differs = first.findIndex((folder, i) => folders.some((path) => path[i] !== folder));
  const shared = differs < 0 ? first : first.slice(0, differs);
  return shared.length ? `${shared.join("/")}/` : "";
}

const titleOf = (name: string): string =>
  name.replace(
    /(\/(Relu6?|BiasAdd|add(_\d)?|clip_by_value|FusedBatchNormV3|batchnorm_1|mul_1|unfused|separable_conv2d))+$/,
    ""
  );

/** Any layers as stops, vectors too, in the order given. */
export function stopsOf(model: Model, names: readonly string[]): LayerStop[] {
  const weigh = weigher(model, ancestors(model.layers, [model.card.heads[0].layer]));
  return names.map((name) => ({
    name,
    title: name,
    shape: layerNamed(model.layers, name).shape.map((n) => n ?? 0),
    share: weigh(name)
  }));
}

/** The share of all parameters on the path that lies before and in a layer. */
function weigher(model: Model, path: Layer[]): (name: string) => number {
  const counts = new Map(
    [...model.network.parameters()].map(([name, tensors]) => [
      name,
      tensors.reduce((sum, {shape}) => sum + sizeOf(shape), 0)
    ])
  );
  const count = (layers: Layer[]) => layers.reduce((sum, {name}) => sum + (counts.get(name) ?? 0), 0);
  const all = count(path);
  return (name) => (all ? count(ancestors(path, [name])) / all : 0);
}

/** The stop of this name, or the network's usual one: its last landmark with maps. */
export function stopNamed(model: Model, stops: LayerStop[], name: string | null): LayerStop {
  const usual = [...model.card.landmarks].reverse().find((landmark) => stops.some((s) => s.name === landmark));
  const stop = stops.find((s) => s.name === (name ?? usual)) ?? (name === null ? stops.at(-1) : undefined);
  if (stop) return stop;
  throw new RangeError(
    stops.length
      ? `unknown layer: ${name} (this page can look at: ${stops.map((s) => s.title).join(", ")})`
      : `${model.card.name} has no feature maps, only long rows of numbers: nothing in it says where. Choose another network`
  );
}

/** A layer's name where this network has it; null, for the usual one, where it is from another or from a forged link. */
export const knownStop = (stops: readonly LayerStop[], name: string | null): string | null =>
  stops.some((stop) => stop.name === name) ? name : null;

/** Can a network be cut in two at this layer, so that everything after it can be computed from it alone? */
export const isCut = (model: Model, layer: string): boolean =>
  cutPoints(model.layers, model.card.heads[0].layer).some(({name}) => name === layer);

/**
 * From any layer's activation to one logit, all else as x [1, h, w, 3] left it. Where the network can be cut this is
 * `model.from(layer).logit(target)`; inside a block with a bypass, what flows around the layer is computed from x.
 */
export function logitAround(model: Model, x: Grid, layer: string, target: number): Scores {
  if (isCut(model, layer)) return model.from(layer).logit(target);
  const input = model.layers[0].name;
  const {layer: logits} = model.card.heads[0];
  return (activation) => {
    const [n] = activation.shape;
    const copies = tf.tile(tf.tensor(x.data, x.shape), [n, ...x.shape.slice(1).map(() => 1)]);
    const [y] = model.network.run({[input]: model.preprocess(copies), [layer]: activation}, [logits]);
    return tf.squeeze(tf.slice(tf.reshape(y, [n, -1]), [0, target], [-1, 1]), [1]);
  };
}
