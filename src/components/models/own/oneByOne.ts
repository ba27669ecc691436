import * as tf from "../../lab/tf.js";
import type {Network} from "../model.js";

/** A network that takes one picture at a time, as one that takes many: they are computed one after the other. */
export function oneByOne(network: Network): Network {
  const run: Network["run"] = (feeds, fetches) => {
    const [n] = Object.values(feeds)[0].shape;
    if (n === 1) return network.run(feeds, fetches);
    return tf.tidy(() => {
      const each = Array.from({length: n}, (_, i) => {
        const one = Object.entries(feeds).map(([name, x]) => [name, tf.slice(x, [i], [1])]);
        return network.run(Object.fromEntries(one), fetches);
      });
      return fetches.map((_, k) => tf.concat(each.map((values) => values[k])));
    });
  };
  return Object.assign(Object.create(network), {run});
}
