import type {Grid} from "../arrays/grid.js";
import {noisePoints} from "../arrays/noisePoints.js";
import {layerKey, type ActivationStore, type Projection, type StoredLayer} from "./activationStore.js";
import {cardNamed} from "./catalogue.js";

/** Points to be projected, with all that a page says of them. */
export interface LandscapePoints {
  n: number;
  /** Names this very set of points, whichever layer describes them. */
  name: string;
  /** Where its numbers come from, in the middle of a sentence. */
  title: string;
  labels: number[] | null;
  classes: readonly string[];
  /** What the class of a point is: digit, photo. */
  thing: string;
  describe(index: number): string;
  /** In a few words each, for a line of provenance. */
  network?: string;
  layerTitle: string;
  data: string;
  layer: StoredLayer | null;
  /** Finished layouts of just these points, where there are any. */
  built(): Promise<Record<Projection, Grid> | null>;
  /** [n, d] */
  x(): Promise<Grid>;
}

const number = (n: number) => n.toLocaleString("en-GB");

/** The first n pictures of a store as one layer has them; n is cut to what there is. */
export function storedPoints(store: ActivationStore, layer: StoredLayer, n: number): LandscapePoints {
  const {manifest} = store;
  const {patches, classes} = manifest;
  const count = Math.min(n, manifest.count);
  const labels = Array.from(manifest.labels.slice(0, count), Number);
  const key = layerKey(layer);
  const network = layer.network ? cardNamed(layer.network).name : undefined;
  return {
    n: count,
    name: `${patches ? "patches" : "digits"} ${count}`,
    title: layer.network ? `${network}, ${layer.title}` : "the pixels, before any network",
    labels,
    classes,
    thing: patches ? "photo" : "digit",
    describe: (i) =>
      patches
        ? `A piece of ${classes[labels[i]]}, ${patches.side[i]} pixels wide: patch ${i}.`
        : `Test digit ${i}, labelled ${classes[labels[i]]}.`,
    network,
    layerTitle: layer.title,
    data: patches ? `${number(count)} of ${manifest.data}` : `MNIST, test digits 0 to ${count - 1}`,
    layer,
    built: async () => (count <= manifest.laid ? store.layouts(key, count) : null),
    x: () => store.grid(key, count)
  };
}

/** Points without any structure, in 50 dimensions. */
export const chancePoints = (n: number, seed: number): LandscapePoints => ({
  n,
  name: `noise ${n} ${seed}`,
  title: "pure chance, 50 numbers a point",
  labels: null,
  classes: [],
  thing: "class",
  describe: (i) => `Point ${i} of pure chance.`,
  layerTitle: "50 random numbers",
  data: "standard normal",
  layer: null,
  built: async () => null,
  x: async () => noisePoints(n, 50, seed)
});
