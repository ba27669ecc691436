import * as tf from "../lab/tf.js";
import type {Network} from "./model.js";

/**
 * Which shapes do a network's layers (all, or those named) have for an input of this shape [h, w, c]? Found by running it once on zeros;
 * the weights must be there.
 */
export function inferShapes(
  network: Network,
  input: readonly number[],
  names = network.layers.map(({name}) => name)
): Record<string, number[]> {
  return tf.tidy(() => {
    const values = network.run({[network.layers[0].name]: tf.zeros([1, ...input])}, names);
    return Object.fromEntries(names.map((name, i) => [name, values[i].shape.slice(1)])) as any;
  }) as unknown as Record<string, number[]>;
}
