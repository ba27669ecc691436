import {random} from "../arrays/random.js";
import * as tf from "../lab/tf.js";
import type {Network} from "./model.js";

/** A network's layers with weights from the output back, and a way to take what they learnt for a while. */
export interface ForgettableNetwork {
  layers: string[];
  without<T>(layers: readonly string[], f: () => Promise<T>): Promise<T>;
}

/**
 * What would a network be that had not learnt? Each layer's weights are shuffled within each of their tensors, so that
 * their distribution stays and only what they mean is lost. (The paper draws new ones from the initialiser; a network
 * with batch norm folded into its weights has none that fits.) Weights come back as they were.
 * @see Adebayo et al. (2018), "Sanity checks for saliency maps", section 3, https://arxiv.org/abs/1810.03292
 */
export function forgettable(network: Network, seed: number): ForgettableNetwork {
  const groups = learntLayers(network);
  const layers = [...groups.keys()].reverse();
  const order = network.layers.map(({name}) => name);
  return {
    layers,
    async without(lost, f) {
      const originals: [string, tf.Tensor[]][] = [];
      try {
        for (const name of lost.flatMap((layer) => groups.get(layer)!)) {
          // Clones share the numbers, which replace() would free otherwise.
          const own = network
            .parameters()
            .get(name)!
            .map((t) => tf.clone(t));
          const others = await Promise.all(own.map((t, i) => shuffled(t, seed + 31 * order.indexOf(name) + i)));
          network.replace(name, others);
          originals.push([name, own]);
        }
        return await f();
      } finally {
        for (const [name, own] of originals) network.replace(name, own);
      }
    }
  };
}

/**
 * The layers with kernels, from the input on, each with the layers of biases alone that follow it: graphs hold a
 * convolution and its bias as two layers, which forget together.
 */
function learntLayers(network: Network): Map<string, string[]> {
  const parameters = network.parameters();
  const groups = new Map<string, string[]>();
  let current: string[] = [];
  for (const {name} of network.layers) {
    const learnt = parameters.get(name)?.filter(({dtype}) => dtype === "float32") ?? [];
    if (!learnt.length) continue;
    if (learnt.some(({rank}) => rank > 1)) groups.set(name, (current = []));
    current.push(name);
  }
  return groups;
}

async function shuffled(tensor: tf.Tensor, seed: number): Promise<tf.Tensor> {
  if (tensor.dtype !== "float32") return tf.clone(tensor);
  const data = (await tensor.data()) as Float32Array;
  const order = random(seed).permutation(data.length);
  return tf.tensor(
    data.map((_, i) => data[order[i]]),
    tensor.shape
  );
}
