import {readFile} from "node:fs/promises";
import {dirname, join} from "node:path";
import {decodeShard, type Shard, type Weight, type WeightSpec} from "../../components/models/weights.js";

/** A tfjs `model.json`, of either format. */
export interface TfjsModel {
  format: string;
  modelTopology: any;
  weightsManifest: {paths: string[]; weights: WeightSpec[]}[];
}

/** Reads a tfjs model from disk: its JSON and all its weights. */
export async function readTfjs(path: string): Promise<{model: TfjsModel; weights: Map<string, Weight>}> {
  const model: TfjsModel = JSON.parse(await readFile(path, "utf8"));
  if (!model.modelTopology || !model.weightsManifest)
    throw new TypeError(`${path} is not a tfjs model: it needs modelTopology and weightsManifest`);
  const weights = new Map<string, Weight>();
  for (const group of model.weightsManifest)
    for (const [name, weight] of await readGroup(dirname(path), group)) weights.set(name, weight);
  return {model, weights};
}

/** A group's weights run on through all its files. */
async function readGroup(folder: string, {paths, weights}: TfjsModel["weightsManifest"][number]) {
  const parts = await Promise.all(
    paths.map((path) =>
      readFile(join(folder, path)).catch(() => {
        throw new Error(`weights missing: ${join(folder, path)}`);
      })
    )
  );
  const all = Buffer.concat(parts);
  const shard: Shard = {file: paths.join(" + "), bytes: all.byteLength, weights};
  return decodeShard(shard, all.buffer.slice(all.byteOffset, all.byteOffset + all.byteLength) as ArrayBuffer);
}
