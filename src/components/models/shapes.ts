import * as tf from "../lab/tf.js";
import type {Network} from "./model.js";

/**
 * Which shapes do a network's layers have for an input of this shape [h, w, c]? Found by running it once on zeros;
 * the weights must be there.
 */
export function inferShapes(network: Network, input: readonly number[]): Record<string, number[]> {
  const names = network.layers.map(({name}) => name);
  return tf.tidy(() => {
    const values = network.run({[names[0]]: tf.zeros([1, ...input])}, names);
    return Object.fromEntries(names.map((name, i) => [name, values[i].shape.slice(1)])) as any;
  }) as unknown as Record<string, number[]>;
}
