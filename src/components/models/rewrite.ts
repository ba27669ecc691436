import {isChannelsFirst, placeholderShape, type GraphNode} from "./graphNode.js";
import {FUSED, splitGroups} from "./splitGroups.js";
import {turnChannels} from "./turnChannels.js";

/** What the rewrites may know or do beyond the topology itself. */
export interface RewriteOptions {
  /** The value of a scalar constant by node name, undefined when it is not one. Weights are not part of a topology. */
  scalar?: (name: string) => number | undefined;
  /** The shape of a weight by node name. Without it, convolutions in groups are not found. */
  shapeOf?: (name: string) => readonly number[] | undefined;
  /** Frees the placeholders' number, height and width, so that the network takes many images, of other sizes. */
  resizable?: boolean;
}

/** Which ops a fused op is made of, when only a bias is fused to it. */
const plain: Record<string, string> = {
  _FusedConv2D: "Conv2D",
  FusedDepthwiseConv2dNative: "DepthwiseConv2dNative",
  _FusedMatMul: "MatMul"
};

/**
 * How must a graph model be written so that tfjs computes its input gradient at all, and without needless
 * work? Rewrites of the topology's JSON, none of which changes a value of the forward pass:
 *
 * - operations on maps with their channels first, which tfjs computes as if they were last or not at all, get them last:
 *   turned before, and back after (turnChannels.ts);
 * - convolutions in groups, which tfjs lacks, become GroupedConv2D and what was fused to them (splitGroups.ts);
 * - a convolution or product fused with nothing but its bias becomes two nodes. tfjs keeps such a pair fused under a
 *   gradient, and the fused form computes the gradients of filter and bias too, asked for or not. The second node
 *   keeps the name, so every layer can still be fetched; the first is called `<name>/unfused`;
 * - Relu → Minimum(6) → Maximum(0), Keras' clipped ReLU, becomes Relu6: one node for three in both directions. A
 *   topology holds no weights: the bounds are taken to be 6 and 0 unless `options.scalar` knows better;
 * - with `options.resizable`, placeholders of fixed number, height and width take any.
 *
 * Nodes before a rewritten clip remain and can be fetched. The given topology is left as it is.
 *
 * @param topology `modelTopology` of a graph model's JSON
 * @returns the new topology, and how many nodes were unfused and how many clips became Relu6
 * @throws TypeError when there is no list of nodes: it is not a graph model's topology
 */
export function rewriteGraph(
  topology: unknown,
  options: RewriteOptions = {}
): {topology: any; unfused: number; relu6: number} {
  const given = (topology as {node?: GraphNode[]} | null)?.node;
  if (!Array.isArray(given)) throw new TypeError("not a graph model's topology: it has no list of nodes");
  const turned = given.flatMap(turnChannels);
  const whole = turned.flatMap(splitGroups(turned, options.shapeOf));
  const split = whole.flatMap(unfuse);
  const byName = new Map(split.map((node) => [node.name, node]));
  let relu6 = 0;
  const node = split.map((v) => {
    if (options.resizable && v.op === "Placeholder") return free(v);
    const x = clippedInput(v, byName, options.scalar);
    if (x === undefined) return v;
    relu6 += 1;
    return {...v, op: "Relu6", input: [x]};
  });
  return {topology: {...(topology as object), node}, unfused: split.length - whole.length, relu6};
}

/** Two nodes for one where only a bias is fused; otherwise the node itself. */
function unfuse(node: GraphNode): GraphNode[] {
  const fused: string[] = node.attr?.fused_ops?.list?.s ?? [];
  if (!(node.op in plain) || fused.length !== 1 || atob(fused[0]) !== "BiasAdd") return [node];
  const [x, weights, bias, ...after] = node.input!;
  const attr = {...node.attr};
  for (const name of FUSED) delete attr[name];
  const first = {name: `${node.name}/unfused`, op: plain[node.op], input: [x, weights, ...after], attr};
  const format = attr.data_format ? {data_format: attr.data_format} : {};
  return [first, {name: node.name, op: "BiasAdd", input: [first.name, bias], attr: {T: attr.T, ...format}}];
}

/** What a Maximum(Minimum(Relu(x), 6), 0) clips: the name of x, or undefined when the node is something else. */
function clippedInput(
  node: GraphNode,
  byName: Map<string, GraphNode>,
  scalar?: (name: string) => number | undefined
): string | undefined {
  const bounded = (v: GraphNode | undefined, op: string, bound: number) =>
    v?.op === op && isScalar(byName.get(v.input![1])) && (!scalar || scalar(v.input![1]) === bound);
  if (!bounded(node, "Maximum", 0)) return undefined;
  const minimum = byName.get(node.input![0]);
  if (!bounded(minimum, "Minimum", 6)) return undefined;
  const relu = byName.get(minimum!.input![0]);
  return relu?.op === "Relu" ? relu.input![0] : undefined;
}

const isScalar = (node: GraphNode | undefined): boolean =>
  node?.op === "Const" && !node.attr?.value?.tensor?.tensorShape?.dim?.length;

/** A placeholder [n, h, w, c], or [n, c, h, w], without its fixed n, h and w. */
function free(node: GraphNode): GraphNode {
  const dim: {size: string}[] | undefined = node.attr?.shape?.shape?.dim;
  if (dim?.length !== 4) return node;
  const kept = isChannelsFirst(placeholderShape(node)!) ? 1 : 3;
  const shape = {...node.attr!.shape.shape, dim: dim.map((d, axis) => (axis === kept ? d : {size: "-1"}))};
  return {...node, attr: {...node.attr, shape: {...node.attr!.shape, shape}}};
}
