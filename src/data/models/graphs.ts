import {graphNetwork} from "../../components/models/graph.js";
import type {Manifest} from "../../components/models/manifest.js";
import {rewriteGraph} from "../../components/models/rewrite.js";
import {inferShapes} from "../../components/models/shapes.js";
import type {Weight} from "../../components/models/weights.js";
import {startNode} from "../../components/lab/node.js";
import * as tf from "../../components/lab/tf.js";
import {jsonFile, packShard, type ModelFiles, type Storage} from "./pack.js";
import {readTfjs} from "./tfjs.js";

/** The value of a scalar weight. */
export const scalarOf =
  (weights: Map<string, Weight>) =>
  (name: string): number | undefined => {
    const weight = weights.get(name);
    return weight && weight.data.length === 1 ? weight.data[0] : undefined;
  };

/**
 * A graph model re-packed: its topology rewritten for cheap gradients and cut to what its outputs need, its layers'
 * shapes found by running it once.
 */
export async function repackGraph(
  path: string,
  outputs: string[],
  input: number[],
  storage: (name: string, weight: Weight) => Storage
): Promise<ModelFiles> {
  const {model, weights} = await readTfjs(path);
  return packGraph(model.modelTopology, weights, outputs, input, storage);
}

/** The same for a topology and weights that are already read. `input` is the shape of one example. */
export async function packGraph(
  given: unknown,
  weights: Map<string, Weight>,
  outputs: string[],
  input: number[],
  storage: (name: string, weight: Weight) => Storage
): Promise<ModelFiles> {
  const {topology} = rewriteGraph(given, {resizable: true, scalar: scalarOf(weights)});
  const node = reachable(topology.node, outputs);
  const used = new Map([...weights].filter(([name]) => node.some((n) => n.name === name)));
  const {shard, bytes} = packShard("weights.bin", used, storage);
  const manifest: Manifest = {kind: "graph", topology: {node, versions: topology.versions}, shards: [shard]};
  const network = graphNetwork(manifest.topology, {
    shards: [shard],
    read: async () => bytes.slice().buffer as ArrayBuffer
  });
  if (!tf.getBackend()) await startNode("wasm");
  await network.need();
  manifest.shapes = inferShapes(network, input);
  network.dispose();
  return {"model.json": jsonFile(manifest), "weights.bin": bytes};
}

/** The nodes that outputs depend on, without the notes that only a server reads. */
function reachable(nodes: any[], outputs: string[]): any[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const needed = new Set<string>();
  const pending = [...outputs];
  while (pending.length) {
    const name = pending.pop()!.replace(/^\^/, "").replace(/:\d+$/, "");
    if (needed.has(name)) continue;
    if (!byName.has(name)) throw new RangeError(`unknown node: ${name}`);
    needed.add(name);
    pending.push(...(byName.get(name).input ?? []));
  }
  return nodes.filter(({name}) => needed.has(name)).map(({device: _, ...node}) => node);
}
