import * as tf from "../lab/tf.js";
import {decodeShard, type Shard, type WeightSource} from "./weights.js";

/** The weights of one network as tensors, fetched file by file as layers need them. */
export interface WeightLoader {
  /** The full names of all weights whose names end so; a name in full is only itself. */
  names(name: string): string[];
  /** The full name of the one weight whose name ends so. Throws when there is none, or several. */
  find(name: string): string;
  /** Fetches the files that hold these weights, once. */
  load(names: string[], signal?: AbortSignal): Promise<void>;
  has(name: string): boolean;
  /** A weight that was loaded. Throws otherwise. */
  get(name: string): tf.Tensor;
  /** Puts another tensor of the same shape in a weight's place; the old one is freed. */
  set(name: string, tensor: tf.Tensor): void;
  /** Bytes fetched so far. */
  readonly bytes: number;
  dispose(): void;
}

/** Makes the loader of a source of weights. Nothing is fetched yet. */
export function weightLoader(source: WeightSource): WeightLoader {
  const shardOf = new Map(source.shards.flatMap((shard) => shard.weights.map((spec) => [spec.name, shard] as const)));
  const tensors = new Map<string, tf.Tensor>();
  const pending = new Map<Shard, Promise<void>>();
  const arrived = new Map<Shard, number>();
  let disposed = false;

  const fetchShard = async (shard: Shard, signal?: AbortSignal) => {
    const buffer = await source.read(shard.file, (bytes) => arrived.set(shard, bytes), signal);
    const weights = await decodeShard(shard, buffer);
    signal?.throwIfAborted();
    if (disposed) throw new Error("the network was disposed of while its weights were on the way");
    arrived.set(shard, buffer.byteLength);
    for (const [name, {data, shape, dtype}] of weights) tensors.set(name, tf.tensor(data, shape, dtype));
  };

  const loadShard = async (shard: Shard, signal?: AbortSignal): Promise<void> => {
    if (shard.weights.every(({name}) => tensors.has(name))) return;
    const running = pending.get(shard);
    if (running) {
      // Another caller's fetch may be cancelled; that is no reason for this one to fail.
      await running.catch(() => {});
      signal?.throwIfAborted();
      return loadShard(shard, signal);
    }
    const fetching = fetchShard(shard, signal).finally(() => pending.delete(shard));
    pending.set(shard, fetching);
    await fetching;
  };

  const names = (name: string) =>
    shardOf.has(name) ? [name] : [...shardOf.keys()].filter((key) => key.endsWith(`/${name}`));

  return {
    names,
    find(name) {
      const full = names(name);
      if (full.length > 1) throw new RangeError(`${name} could be any of ${full.join(", ")}`);
      if (!full.length)
        throw new RangeError(`weights missing: ${name} (the files hold: ${[...shardOf.keys()].join(", ")})`);
      return full[0];
    },
    async load(names, signal) {
      signal?.throwIfAborted();
      const shards = new Set(names.map((name) => shardOf.get(name)!));
      // One after the other, in order of depth: the first layers are usable while the last are on the way.
      for (const shard of source.shards) if (shards.has(shard)) await loadShard(shard, signal);
    },
    has: (name) => tensors.has(name),
    get(name) {
      const tensor = tensors.get(name);
      if (!tensor) throw new Error(`${name} is not loaded yet: await need() with a layer that uses it first`);
      return tensor;
    },
    set(name, tensor) {
      const old = tensors.get(name);
      if (old && old.shape.join() !== tensor.shape.join())
        throw new RangeError(`${name} has the shape [${old.shape.join(", ")}], not [${tensor.shape.join(", ")}]`);
      if (old && old !== tensor) old.dispose();
      tensors.set(name, tensor);
    },
    get bytes() {
      return [...arrived.values()].reduce((sum, n) => sum + n, 0);
    },
    dispose() {
      disposed = true;
      for (const tensor of tensors.values()) tensor.dispose();
      tensors.clear();
    }
  };
}

/** The tensors of each layer that has some and whose weights are there, by the names of the weights it reads. */
export function parametersOf(
  loader: WeightLoader,
  readers: readonly {name: string; weights: readonly string[]}[]
): Map<string, tf.Tensor[]> {
  const loaded = readers.filter(({weights}) => weights.length && weights.every((name) => loader.has(name)));
  return new Map(loaded.map(({name, weights}) => [name, weights.map((weight) => loader.get(weight))]));
}

/** Puts other tensors in the place of one layer's. */
export function replaceParameters(loader: WeightLoader, layer: string, weights: string[], tensors: tf.Tensor[]): void {
  if (tensors.length !== weights.length)
    throw new RangeError(`${layer} has ${weights.length} parameters (${weights.join(", ")}), not ${tensors.length}`);
  weights.forEach((name, i) => loader.set(name, tensors[i]));
}
