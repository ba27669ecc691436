import {tableFromArrays, tableToIPC} from "apache-arrow";
import {sizeOf, type Grid} from "../../components/arrays/grid.js";
import {quantiseColumns} from "../../components/arrays/quantise.js";
import {evaluate} from "../../components/lab/gradient.js";
import * as tf from "../../components/lab/tf.js";
import {pca} from "../../components/methods/projection/pca.js";
import {
  columnNames,
  type ActivationManifest,
  type Projection,
  type StoredLayer
} from "../../components/models/activationStore.js";
import type {Model} from "../../components/models/model.js";
import {layoutsOf, packLayouts} from "./layouts.js";

/** Layers wider than this are stored as their principal components. */
const WIDEST = 64;
/** The components are found on the first rows, and all are laid along them. */
const FITTED = 2000;
const BATCH = 500;

/** A layer's columns before they become bytes. */
export interface Columns {
  kind: StoredLayer["columns"];
  values: Grid;
  explained: number;
}

/** What a layer says of pictures of digits, [n, …] flattened to [n, d]; the pixels themselves without a model. */
export async function activationsOf(model: Model | null, layer: string, images: Grid): Promise<Grid> {
  const n = images.shape[0];
  if (!model) return {data: images.data, shape: [n, images.data.length / n]};
  const tap = model.raw.tap(layer);
  const size = images.data.length / n;
  const parts: Grid[] = [];
  for (let from = 0; from < n; from += BATCH) {
    const to = Math.min(n, from + BATCH);
    const part = {data: images.data.subarray(from * size, to * size), shape: [to - from, ...images.shape.slice(1)]};
    parts.push(await evaluate((x) => tf.reshape(tap(x), [to - from, -1]), part));
  }
  const d = parts[0].shape[1];
  const data = new Float32Array(n * d);
  parts.forEach((part, i) => data.set(part.data, i * BATCH * d));
  return {data, shape: [n, d]};
}

/** The units themselves where they are few; else their leading principal components. */
export async function columnsOf(activations: Grid): Promise<Columns> {
  const [n, d] = activations.shape;
  if (d <= WIDEST) return {kind: "units", values: activations, explained: 1};
  const some = {data: activations.data.subarray(0, FITTED * d), shape: [Math.min(FITTED, n), d]};
  const {components, mean, explained} = await pca(some, {components: WIDEST, rounds: 2});
  const values = await evaluate(
    (x) => tf.matMul(tf.sub(x, mean) as tf.Tensor2D, tf.tensor2d(components.data, [WIDEST, d]), false, true),
    activations
  );
  return {kind: "components", values, explained: explained.reduce((s, v) => s + v, 0)};
}

/** The Arrow files of a layer, one a shard, with how their bytes are to be read. */
export function arrowShards(
  {values}: Columns,
  labels: Uint8Array,
  shards: [number, number][]
): {files: Uint8Array[]} & Pick<StoredLayer, "scale" | "error" | "width"> {
  const {columns, scale, error} = quantiseColumns(values);
  const names = columnNames(columns.length);
  const files = shards.map(([from, to]) =>
    tableToIPC(
      tableFromArrays({
        index: Uint16Array.from({length: to - from}, (_, i) => from + i),
        label: labels.slice(from, to),
        ...Object.fromEntries(names.map((name, c) => [name, columns[c].slice(from, to)]))
      }),
      "file"
    )
  );
  return {files, scale, error, width: columns.length};
}

/** The shape of a layer of a model, without the batch. */
export const shapeOf = (model: Model, layer: string): number[] => {
  const {shape} = model.layers.find(({name}) => name === layer)!;
  if (!(sizeOf(shape as number[]) > 0)) throw new RangeError(`the layer ${layer} has no fixed shape`);
  return shape as number[];
};

/** One layer of a store before it becomes files: whose it is, and what it says of each picture, [n, d]. */
export type LayerRows = Pick<StoredLayer, "network" | "layer" | "title" | "shape" | "pooled"> & {activations: Grid};

/**
 * A layer's files and its line of the manifest; and its finished layouts, from which the next layer's go on.
 */
export async function storeLayer(
  {activations, ...about}: LayerRows,
  labels: Uint8Array,
  {shards, laid: points}: Pick<ActivationManifest, "shards" | "laid">,
  before: Record<Projection, Grid> | null
): Promise<{line: StoredLayer; files: Record<string, Uint8Array>; laid: Record<Projection, Grid>}> {
  const columns = await columnsOf(activations);
  const {files: tables, ...bytes} = arrowShards(columns, labels, shards);
  // A graph's names hold the slashes of its scopes.
  const name = [about.network, about.layer.split("/")[0]].filter(Boolean).join("-");
  const {width} = bytes;
  const first = {data: columns.values.data.subarray(0, points * width), shape: [points, width]};
  const laid = await layoutsOf(first, before);
  const {bytes: packed, unit} = packLayouts(laid);
  const line: StoredLayer = {
    ...about,
    columns: columns.kind,
    explained: columns.explained,
    ...bytes,
    files: tables.map((_, i) => `${name}-${i}.arrow`),
    layouts: `${name}.layouts.bin`,
    unit
  };
  const files = Object.fromEntries([...tables.map((table, i) => [line.files[i], table]), [line.layouts, packed]]);
  return {line, files, laid};
}
