import {fromBytes, type ByteError, type ByteScale} from "../arrays/quantise.js";
import type {Grid} from "../arrays/grid.js";
import type {ColumnTable} from "arquero";

/** The projections a store holds finished layouts of, in this order. */
export const PROJECTIONS = ["pca", "tsne", "umap", "phate"] as const;
export type Projection = (typeof PROJECTIONS)[number];

/** What a store holds of one layer. Its files are Arrow tables: index, label, and a byte column for each number. */
export interface StoredLayer {
  /** The network's id; null for what all networks are given. */
  network: string | null;
  layer: string;
  title: string;
  /** The activation's own shape, without the batch. */
  shape: number[];
  /** Was each channel averaged over its positions first? */
  pooled: boolean;
  /** A column is a unit, or, where there are too many, a principal component of them. */
  columns: "units" | "components";
  width: number;
  /** The share of the activation's variance that the columns hold. */
  explained: number;
  scale: ByteScale;
  error: ByteError;
  /** An Arrow file for each shard. */
  files: string[];
  /** Finished layouts of the first pictures: int16 pairs, one projection after the other. */
  layouts: string;
  /** What one step of a layout's int16 is worth, by projection. */
  unit: Record<Projection, number>;
}

/** What an activation store holds: the pictures it was made from, how they are cut into shards, and its layers. */
export interface ActivationManifest {
  data: string;
  /** How many pictures. */
  count: number;
  /** The class of each picture, one character a picture, and the classes' names. */
  labels: string;
  classes: string[];
  /** From (included) … to (excluded), by picture. */
  shards: [from: number, to: number][];
  /** Of how many pictures, from the first on, there are finished layouts. */
  laid: number;
  /** The pictures of each shard as one sheet, `columns` pictures a row, each `side` pixels wide and high. */
  sheets: string[];
  columns: number;
  side: number;
  channels: 1 | 3;
  layers: StoredLayer[];
  /** Where the pictures were cut from, when they are parts of photos. */
  patches?: PatchTable;
}

/** Parts of photos, a column each: where they were cut, and what is true of them. */
export interface PatchTable {
  /** The square's upper left corner and its side, in the photo's pixels. */
  x: number[];
  y: number[];
  side: number[];
  /** How often its side goes into the photo's shorter one: 1, 2, 4. */
  zoom: number[];
  /** 1 where a face is seen, else 0. */
  face: number[];
  /** Mean luma, 0 … 100. */
  brightness: number[];
}

/** A file of a store, as a page attaches it. */
interface StoreFile {
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Where in a store a layer is. */
export const layerKey = ({network, layer}: Pick<StoredLayer, "network" | "layer">): string =>
  network ? `${network}/${layer}` : layer;

/** What networks make of many pictures, layer by layer, fetched shard by shard as it is asked for. */
export interface ActivationStore {
  manifest: ActivationManifest;
  /** Finds a layer by its key, or throws an error that lists them. */
  layer(key: string): StoredLayer;
  /** The layers that a network's picture passes through, the pixels first. */
  depth(network: string): StoredLayer[];
  /** The first n pictures' activations as a table of bytes; further shards are fetched when they are needed. */
  table(key: string, n: number): Promise<ColumnTable>;
  /** The same as numbers, [n, width]. */
  grid(key: string, n: number): Promise<Grid>;
  /** The finished layouts, [n, 2] each, of the first n pictures (at most `laid`). */
  layouts(key: string, n: number): Promise<Record<Projection, Grid>>;
}

/** Opens a store. Nothing but the manifest is fetched before it is asked for, and nothing twice. */
export function openStore(manifest: ActivationManifest, files: Record<string, StoreFile>): ActivationStore {
  const kept = new Map<string, Promise<any>>();
  const once = <T>(name: string, make: () => Promise<T>): Promise<T> => {
    if (!kept.has(name)) {
      const made = make();
      made.catch(() => kept.delete(name));
      kept.set(name, made);
    }
    return kept.get(name)!;
  };
  const bytes = (file: string) =>
    once(file, () => {
      if (!files[file]) throw new RangeError(`no file ${file} in this store`);
      return files[file].arrayBuffer();
    });
  const layer = (key: string) => {
    const found = manifest.layers.find((l) => layerKey(l) === key);
    if (!found)
      throw new RangeError(`unknown layer: ${key} (the store holds: ${manifest.layers.map(layerKey).join(", ")})`);
    return found;
  };
  const shard = (file: string) => once(`table ${file}`, async () => (await arquero()).fromArrow(await bytes(file)));
  const table = async (key: string, n: number): Promise<ColumnTable> => {
    if (!(n >= 1 && n <= manifest.count)) throw new RangeError(`1 to ${manifest.count} pictures, got ${n}`);
    const needed = manifest.shards.filter(([from]) => from < n).length;
    const [first, ...others] = await Promise.all(layer(key).files.slice(0, needed).map(shard));
    return (others.length ? first.concat(others) : first).slice(0, n).reify() as ColumnTable;
  };
  return {
    manifest,
    layer,
    depth: (network) => manifest.layers.filter((l) => l.network === null || l.network === network),
    table,
    async grid(key, n) {
      const {scale, width} = layer(key);
      const rows = await table(key, n);
      return fromBytes(
        columnNames(width).map((name) => rows.array(name) as ArrayLike<number>),
        scale
      );
    },
    async layouts(key, n) {
      const {layouts, unit} = layer(key);
      const whole = new Int16Array(await bytes(layouts));
      const points = whole.length / 2 / PROJECTIONS.length;
      if (n > points) throw new RangeError(`finished layouts hold ${points} pictures, not ${n}`);
      return Object.fromEntries(
        PROJECTIONS.map((name, p) => {
          const part = whole.subarray(2 * points * p, 2 * (points * p + n));
          return [name, {data: Float32Array.from(part, (v) => v * unit[name]), shape: [n, 2]}];
        })
      ) as Record<Projection, Grid>;
    }
  };
}

/** The names of a layer's columns in its Arrow files. */
export const columnNames = (width: number): string[] => Array.from({length: width}, (_, c) => `a${c}`);

/** A column in which chosen pictures stand out. */
export interface Standout {
  column: number;
  /** Means of the chosen and of the others, in the activation's unit. */
  chosen: number;
  others: number;
  /** The difference in standard deviations of all. */
  distance: number;
}

/** In which columns do chosen pictures differ most from the others? The difference of means over the spread of all. */
export async function standouts(
  table: ColumnTable,
  {scale, width}: Pick<StoredLayer, "scale" | "width">,
  chosen: ReadonlySet<number>,
  count = 3
): Promise<Standout[]> {
  const n = table.numRows();
  if (!chosen.size || chosen.size === n) return [];
  const {table: tableOf, op} = await arquero();
  const names = columnNames(width);
  const side = tableOf({chosen: Uint8Array.from({length: n}, (_, i) => (chosen.has(i) ? 1 : 0))});
  const means = table
    .assign(side)
    .groupby("chosen")
    .rollup(Object.fromEntries(names.map((name) => [name, op.mean(name)])))
    .orderby("chosen");
  const spread = table.rollup(Object.fromEntries(names.map((name) => [name, op.stdevp(name)])));
  const value = (c: number, row: number) => scale.low[c] + scale.step[c] * Number(means.get(names[c], row));
  return names
    .map((name, column) => {
      const [others, own] = [value(column, 0), value(column, 1)];
      const sd = scale.step[column] * Number(spread.get(name, 0));
      return {column, chosen: own, others, distance: sd > 0 ? (own - others) / sd : 0};
    })
    .sort((a, b) => Math.abs(b.distance) - Math.abs(a.distance))
    .slice(0, count);
}

/** Fetched with the first table, not with the page. */
const arquero = () => import("arquero");
