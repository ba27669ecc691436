import type {Card} from "../card.js";
import type {Manifest} from "../manifest.js";
import {createModel, type Model, type Network} from "../model.js";
import {openNetwork} from "../open.js";
import type {OnBytes} from "../weights.js";
import {oneByOne} from "./oneByOne.js";

/** A network of the reader's own, whole: it can be sent to the lab's worker and kept in the browser. */
export interface OwnModel {
  /** Its id starts with `own:`. */
  card: Card;
  manifest: Manifest;
  /** The bytes of each of the manifest's shards, in their order. */
  weights: Blob[];
  /** Does it take one picture at a time only? */
  single: boolean;
  /** Its model.json again, which names the weights `weights-0.bin` and so on: to bring it once more. */
  json: Blob;
  /** What the reader said of it: range, names of classes, which of its ends answers. */
  choices: {range: string; names: string[]; output: string};
}

/** Is this the id of a network that the reader brought? */
export const isOwn = (id: string): boolean => id.startsWith("own:");

/** The network of the reader's own, its weights not yet read. */
export async function ownNetwork({
  manifest,
  weights,
  single
}: Pick<OwnModel, "manifest" | "weights" | "single">): Promise<Network> {
  const {shards} = manifest;
  const read = async (file: string, onBytes?: OnBytes, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    const blob = weights[shards.findIndex((shard) => shard.file === file)];
    onBytes?.(blob.size, blob.size);
    return blob.arrayBuffer();
  };
  const network = await openNetwork(manifest, {shards, read});
  return single ? oneByOne(network) : network;
}

/** Opens a network of the reader's own: then it is a model like any of the catalogue's. */
export const openOwn = async (own: OwnModel): Promise<Model> => createModel(own.card, await ownNetwork(own));
