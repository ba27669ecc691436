import {full, type Grid} from "../../arrays/grid.js";
import {toGrid, withTensor} from "../../lab/gradient.js";
import * as tf from "../../lab/tf.js";
import {readActivations, siteMask, type Hooked, type Site} from "./patching.js";

/**
 * What if several activations come from the other run at once? Runs the network on `base` with all sites taken from the
 * run on `source`, and gives the output, [1, …]. No site gives the base's own output.
 *
 * @see Heimersheim & Nanda (2024), How to use and interpret activation patching, https://arxiv.org/abs/2404.15255
 */
export async function patchTogether(
  run: Hooked,
  {source, base}: {source: Grid; base: Grid},
  sites: readonly Site[]
): Promise<Grid> {
  const names = [...new Set(sites.map(({name}) => name))];
  const replacements = await readActivations(run, source, names);
  return toGrid(
    await withTensor(base, (x) =>
      run(x, (name, activation) => {
        const own = sites.filter((site) => site.name === name);
        if (!own.length) return activation;
        const mask = full(activation.shape);
        for (const site of own)
          siteMask(site, activation.shape.slice(1)).forEach((v, i) => (mask.data[i] = Math.max(mask.data[i], v)));
        const value = tf.tensor(replacements.get(name)!.data, activation.shape);
        return tf.where(tf.cast(tf.tensor(mask.data, mask.shape), "bool"), value, activation);
      })
    )
  );
}
