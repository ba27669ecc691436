import {GraphModel, registerOp} from "@tensorflow/tfjs-converter";
import * as tf from "../lab/tf.js";
import {channelsFirst} from "./channelsFirst.js";
import {plainName, type GraphNode} from "./graphNode.js";
import {graphOps} from "./graphOps.js";
import {parametersOf, replaceParameters, weightLoader} from "./loader.js";
import {layerNamed, type Layer, type Network} from "./model.js";
import {rewriteGraph} from "./rewrite.js";
import {canTurn, worksChannelsFirst} from "./turnChannels.js";
import {ancestors, layersBetween} from "./walk.js";
import type {WeightSource} from "./weights.js";

/** What a graph's own JSON does not say. */
export interface GraphOptions {
  /** Shapes of its layers, without the batch. */
  shapes?: Record<string, (number | null)[]>;
  /** The values of its small constants, by name: without them, those that the rewrites need are guessed. */
  constants?: Record<string, number[]>;
  /** Takes images of other sizes than the placeholder's. On by default. */
  resizable?: boolean;
  /** The value of a scalar constant, see rewrite.ts. */
  scalar?: (name: string) => number | undefined;
}

for (const [name, compute] of Object.entries(graphOps))
  registerOp(name, ({inputs, attrs}) => compute({inputs, attrs: attrs ?? {}}));

const KINDS: Record<string, string> = {
  Placeholder: "input",
  Conv2D: "conv",
  _FusedConv2D: "conv",
  GroupedConv2D: "conv",
  Conv2DBackpropInput: "transposed conv",
  DepthwiseConv2dNative: "depthwise conv",
  FusedDepthwiseConv2dNative: "depthwise conv",
  MatMul: "dense",
  _FusedMatMul: "dense",
  BiasAdd: "bias",
  Add: "add",
  AddV2: "add",
  Mul: "multiply",
  Relu: "relu",
  Relu6: "relu6",
  MaxPool: "pool",
  AvgPool: "pool",
  Mean: "pool",
  ConcatV2: "concat",
  Softmax: "softmax",
  Sigmoid: "sigmoid",
  Tanh: "tanh",
  Pad: "pad",
  PadV2: "pad",
  Reshape: "reshape",
  FusedBatchNorm: "norm",
  FusedBatchNormV3: "norm",
  Identity: "identity",
  ToChannelsFirst: "transpose",
  ToChannelsLast: "transpose"
};

/**
 * A network from the topology of a tfjs graph model (`modelTopology`), run by tfjs-converter with hidden nodes fed and
 * fetched. Rewritten so that its gradients do no needless work (rewrite.ts). Its layers are the nodes that depend on
 * the input, under TensorFlow's names. Pictures go in and maps come out with their channels last, also where the graph
 * has them first.
 */
export function graphNetwork(topology: unknown, source: WeightSource, options: GraphOptions = {}): Network {
  const {resizable = true, constants, shapes = {}} = options;
  const scalar = options.scalar ?? (constants && ((name: string) => constants[name]?.[0]));
  const specs = new Map(source.shards.flatMap(({weights}) => weights.map(({name, shape}) => [name, shape] as const)));
  const rewritten = rewriteGraph(topology, {resizable, scalar, shapeOf: (name) => specs.get(name)}).topology;
  const nodes: (Layer & {weights: string[]})[] = graphLayers(rewritten.node, shapes);
  const layers: Layer[] = nodes.map(({name, kind, shape, inputs}) => ({name, kind, shape, inputs}));
  const loader = weightLoader(source);
  const executor = executorOf(rewritten);
  const first = channelsFirst(rewritten.node, constants);
  const turn = (name: string, x: tf.Tensor, axes: number[]) =>
    first.has(name) && x.rank === 4 ? tf.transpose(x, axes) : tf.clone(x);
  const attach = () => {
    const names = nodes.flatMap(({weights}) => weights).filter((name) => loader.has(name));
    executor.weightMap = Object.fromEntries(names.map((name) => [name, [loader.get(name)]]));
  };

  const run: Network["run"] = (feeds, fetches) => {
    const path = layersBetween(layers, Object.keys(feeds), fetches);
    for (const {name} of path) for (const weight of layerNamed(nodes, name).weights) loader.get(weight);
    const outputs = fetches.filter((name) => !(name in feeds));
    const values = outputs.length ? executor.execute(feeds, outputs) : [];
    const computed = new Map(outputs.map((name, i) => [name, values[i]]));
    return fetches.map((name) => computed.get(name) ?? tf.clone(feeds[name]));
  };

  return {
    layers,
    run: first.size
      ? (feeds, fetches) =>
          tf.tidy(() => {
            const given = Object.entries(feeds).map(([name, x]) => [name, turn(name, x, [0, 3, 1, 2])]);
            const values = run(Object.fromEntries(given), fetches);
            return values.map((value, i) => turn(fetches[i], value, [0, 2, 3, 1]));
          })
      : run,
    async need(layer, signal) {
      const needed = new Set((layer === undefined ? layers : ancestors(layers, [layer])).map(({name}) => name));
      await loader.load(
        nodes.filter(({name}) => needed.has(name)).flatMap(({weights}) => weights),
        signal
      );
      attach();
    },
    parameters: () => parametersOf(loader, nodes),
    replace(layer, parameters) {
      replaceParameters(loader, layer, layerNamed(nodes, layer).weights, parameters);
      attach();
    },
    get bytes() {
      return loader.bytes;
    },
    dispose: () => loader.dispose()
  };
}

/** Operations whose results or order depend on the numbers themselves: they cannot run in one go, nor have a gradient. */
const UNSTEADY = new Set(["control", "dynamic", "hash_table"]);

/**
 * The operations of a graph that cannot be computed here, each with the names of its nodes: those that the converter
 * does not know, those with control flow or shapes that depend on the data, and those on maps with their channels first
 * that cannot be rewritten. Throws when a node reads one that is
 * not there.
 */
export function unknownGraphOps(topology: any): Map<string, string[]> {
  const names = new Set<string>(topology.node.map(({name}: GraphNode) => name));
  for (const {name, input = []} of topology.node as GraphNode[])
    for (const read of input.map(plainName))
      if (!names.has(read)) throw new TypeError(`${name} reads ${read}, which the topology does not have`);
  const {nodes} = (executorOf(structuredClone(topology)) as any).graph;
  const unknown = new Map<string, string[]>();
  const add = (op: string, name: string) => unknown.set(op, [...(unknown.get(op) ?? []), name]);
  for (const {name, op, category} of Object.values<any>(nodes)) if (!category || UNSTEADY.has(category)) add(op, name);
  for (const node of topology.node as GraphNode[])
    if (worksChannelsFirst(node) && !canTurn(node)) add(`${node.op} with its channels first`, node.name);
  return unknown;
}

interface Executor {
  weightMap: Record<string, tf.Tensor[]>;
  execute(feeds: Record<string, tf.Tensor>, outputs: string[]): tf.Tensor[];
}

/** The converter's executor of a topology, without weights: those arrive later, file by file. */
function executorOf(topology: any): Executor {
  const artifacts = {modelTopology: topology, weightSpecs: [], weightData: new ArrayBuffer(0)};
  const model = new GraphModel({load: () => artifacts} as any);
  model.load();
  return (model as any).executor;
}

function graphLayers(nodes: GraphNode[], shapes: Record<string, (number | null)[]>) {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const isLayer = new Map<string, boolean>();
  const sorted: GraphNode[] = [];
  const visit = (node: GraphNode): boolean => {
    const known = isLayer.get(node.name);
    if (known !== undefined) return known;
    const inputs = (node.input ?? []).map((input) => byName.get(plainName(input))!);
    // Not .some(visit): every input has to be visited.
    const depends = inputs.filter(visit).length > 0 || node.op === "Placeholder";
    isLayer.set(node.name, depends);
    if (depends) sorted.push(node);
    return depends;
  };
  nodes.forEach(visit);
  sorted.sort((a, b) => Number(b.op === "Placeholder") - Number(a.op === "Placeholder"));
  return sorted.map(({name, op, input = []}) => {
    const names = [...new Set(input.map(plainName))];
    const inputs = names.filter((n) => isLayer.get(n));
    const weights = names.filter((n) => byName.get(n)!.op === "Const");
    const kind = op.startsWith("Add") && inputs.length < 2 ? "bias" : (KINDS[op] ?? op.toLowerCase());
    return {name, kind, shape: shapes[name] ?? [], inputs, weights};
  });
}
