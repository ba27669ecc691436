import {cardNamed} from "./catalogue.js";
import {kerasNetwork} from "./keras.js";
import type {Manifest, Unavailable} from "./manifest.js";
import {createModel, type Model, type Network} from "./model.js";
import type {OnBytes, WeightSource} from "./weights.js";

/** Fetches one of the catalogue's files, `resnet50-imagenet/stem.bin` say. */
export type ModelSource = (file: string, onBytes?: OnBytes, signal?: AbortSignal) => Promise<ArrayBuffer>;

/**
 * Opens a model of the catalogue: its topology and class names; weights follow when `model.need` asks for them.
 * Throws when the id is unknown, or when this build has no copy of a remote model.
 */
export async function openModel(id: string, source: ModelSource, signal?: AbortSignal): Promise<Model> {
  const card = cardNamed(id);
  const manifest = await readJSON<Manifest | Unavailable>(source, `${id}/model.json`, signal);
  if ("available" in manifest) throw new Error(`${card.name} is not part of this build: ${manifest.reason}`);
  const heads = await Promise.all(
    card.heads.map(async (head) =>
      head.classesFile ? {...head, classes: await readJSON<string[]>(source, head.classesFile, signal)} : head
    )
  );
  const shards = manifest.shards.map((shard) => ({...shard, file: `${id}/${shard.file}`}));
  const network = await openNetwork(manifest, {shards, read: source});
  const {quality = card.quality} = manifest;
  return createModel({...card, heads, quality}, network);
}

/** The network of a manifest. The converter is fetched only for those that need it. */
export async function openNetwork(
  {kind, topology, shapes, constants}: Manifest,
  source: WeightSource
): Promise<Network> {
  if (kind === "layers") return kerasNetwork(topology, source);
  const {graphNetwork} = await import("./graph.js");
  return graphNetwork(topology, source, {shapes, constants});
}

async function readJSON<T>(source: ModelSource, file: string, signal?: AbortSignal): Promise<T> {
  const text = new TextDecoder().decode(await source(file, undefined, signal));
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is damaged: it is not JSON`);
  }
}
