import type {Grid} from "../arrays/grid.js";
import type {Scores, TensorMap} from "../lab/gradient.js";
import * as tf from "../lab/tf.js";
import type {Card} from "./card.js";
import {preprocessor} from "./preprocess.js";

/**
 * One named activation of a network. `shape` leaves out the batch and is the one at the input size the network was
 * trained at; null where it was trained at no fixed size.
 */
export interface Layer {
  name: string;
  /** What it computes, in lower case: input, conv, depthwise conv, dense, relu, pool, add, concat, norm, softmax … */
  kind: string;
  shape: (number | null)[];
  /** The layers it reads. */
  inputs: string[];
}

/**
 * A network as a graph of named layers that can be fed and fetched anywhere. Two kinds exist: Keras topologies run
 * layer by layer (keras.ts), and TensorFlow graphs run by tfjs-converter (graph.ts).
 */
export interface Network {
  /** In topological order, the input first. */
  layers: Layer[];
  /** Computes the layers asked for from the layers given. Synchronous; weights must be there (see `need`). */
  run(feeds: Record<string, tf.Tensor>, fetches: string[]): tf.Tensor[];
  /** Fetches the weights of every layer up to this one (all when omitted). Cheap when they are there already. */
  need(layer?: string, signal?: AbortSignal): Promise<void>;
  /** Trainable tensors by layer, from input to output, for weight views and randomisation. */
  parameters(): Map<string, tf.Tensor[]>;
  /** Replaces one layer's parameters (same shapes); the old tensors are freed. */
  replace(layer: string, parameters: tf.Tensor[]): void;
  /** Bytes of weights fetched so far. */
  readonly bytes: number;
  dispose(): void;
}

/** The second half of a network cut at a layer: functions of that layer's activation. */
export interface Rest {
  /** The activation of a later layer. */
  tap(layer: string): TensorMap;
  /** All logits of a head: [n, …] → [n, classes]. */
  logits(head?: string): TensorMap;
  /** One class's logit: [n, …] → [n]. */
  logit(target: number, head?: string): Scores;
}

/**
 * A network that takes pictures: every function below maps images [n, h, w, 3] in [0, 1] (preprocessing is part of
 * the function, and differentiable). `raw` holds the same functions on the network's own input, unprocessed.
 */
export interface Model extends Rest {
  card: Card;
  network: Network;
  layers: Layer[];
  /** Fetches what a layer (or, omitted, the whole network) needs. Await it before calling the functions. */
  need(layer?: string, signal?: AbortSignal): Promise<void>;
  /** Images [n, h, w, 3] in [0, 1] → the network's own input (range, channel order, grey; not the size). */
  preprocess: TensorMap;
  /** The network from `layer` onward. */
  from(layer: string): Rest;
  /** The same functions on the network's own input. */
  raw: Rest;
  /** Probabilities from logits, by the head's own rule (softmax or sigmoid). */
  probabilities(logits: Grid, head?: string): Grid;
  dispose(): void;
}

/** Finds a layer by name, or throws an error that lists legal names, at most a dozen of many. */
export function layerNamed<T extends Layer>(layers: readonly T[], name: string): T {
  const layer = layers.find((l) => l.name === name);
  if (!layer) throw new RangeError(`unknown layer: ${name} (this model has: ${someOf(layers.map((l) => l.name))})`);
  return layer;
}

/** Names in a sentence: all of a few, and of many the first dozen and how many there are. */
const someOf = (names: readonly string[]): string =>
  names.length > 16 ? `${names.slice(0, 12).join(", ")} … ${names.length} in all` : names.join(", ");

/** Joins a network and its card into a model. */
export function createModel(card: Card, network: Network): Model {
  const input = network.layers[0].name;
  const headNamed = (name = card.heads[0].name) => {
    const head = card.heads.find((h) => h.name === name);
    if (!head)
      throw new RangeError(`unknown head: ${name} (this model has: ${card.heads.map((h) => h.name).join(", ")})`);
    return head;
  };
  const rest = (feed: string, before: TensorMap): Rest => {
    const tap = (layer: string): TensorMap => {
      layerNamed(network.layers, layer);
      return (x) => network.run({[feed]: before(x)}, [layer])[0];
    };
    const logits = (head?: string): TensorMap => {
      const fetch = tap(headNamed(head).layer);
      return (x) => {
        const y = fetch(x);
        return tf.reshape(y, [y.shape[0], -1]);
      };
    };
    const logit = (target: number, head?: string): Scores => {
      const {classes} = headNamed(head);
      if (!(Number.isInteger(target) && target >= 0 && target < classes.length))
        throw new RangeError(`unknown class: ${target} (this model has classes 0 to ${classes.length - 1})`);
      const all = logits(head);
      return (x) => tf.squeeze(tf.slice(all(x), [0, target], [-1, 1]), [1]);
    };
    return {tap, logits, logit};
  };
  const preprocess = preprocessor(card.preprocess);
  return {
    card,
    network,
    layers: network.layers,
    need: (layer, signal) => network.need(layer, signal),
    preprocess,
    ...rest(input, preprocess),
    from: (layer) => {
      layerNamed(network.layers, layer);
      return rest(layer, (a) => a);
    },
    raw: rest(input, (x) => x),
    probabilities: ({data, shape}, head) => {
      const k = shape[shape.length - 1];
      const {activation} = headNamed(head);
      const out = new Float32Array(data.length);
      for (let i = 0; i < data.length; i += k) {
        const row = data.subarray(i, i + k);
        if (activation === "sigmoid") row.forEach((v, j) => (out[i + j] = 1 / (1 + Math.exp(-v))));
        else {
          const max = row.reduce((m, v) => Math.max(m, v), -Infinity);
          const sum = row.reduce((s, v) => s + Math.exp(v - max), 0);
          row.forEach((v, j) => (out[i + j] = Math.exp(v - max) / sum));
        }
      }
      return {data: out, shape};
    },
    dispose: () => network.dispose()
  };
}
