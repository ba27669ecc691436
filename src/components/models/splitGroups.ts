import {isChannelsFirst, placeholderShape, plainName, type GraphNode} from "./graphNode.js";

/** What a node says of the operations fused to it. */
export const FUSED = ["fused_ops", "num_args", "epsilon", "leakyrelu_alpha"];

/** What hands channels on as they are. */
const HANDS_ON =
  /^(Identity|Relu6?|Elu|LeakyRelu|Sigmoid|Tanh|BiasAdd|Add|AddV2|Mul|Sub|Maximum|Minimum|MaxPool|AvgPool|Pad|PadV2|MirrorPad|Transpose|ToChannels(First|Last)|FusedBatchNorm(V2|V3)?)$/;

/** Activations that can be taken off a fused convolution. */
const ACTIVATIONS = ["Relu", "Relu6", "Elu", "Sigmoid", "Tanh"];

/**
 * How is a convolution written whose filter reads fewer channels than there are? As GroupedConv2D (graphOps.ts) and what
 * was fused to it, one by one; any other node as it is. `shapeOf` knows the shapes of weights. Where the number of
 * channels cannot be told, the convolution is left whole.
 */
export function splitGroups(
  nodes: readonly GraphNode[],
  shapeOf?: (name: string) => readonly number[] | undefined
): (node: GraphNode) => GraphNode[] {
  if (!shapeOf) return (node) => [node];
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const known = new Map<string, number | undefined>();
  const channelsOf = (name: string): number | undefined => {
    const node = byName.get(plainName(name));
    if (node && !known.has(node.name)) known.set(node.name, count(node));
    return node && known.get(node.name);
  };
  const count = (node: GraphNode): number | undefined => {
    const {op, input = []} = node;
    if (op === "Placeholder") {
      const shape = placeholderShape(node);
      return (shape && (isChannelsFirst(shape) ? shape[0] : shape[2])) ?? undefined;
    }
    const filter = input.length > 1 ? shapeOf(input[1]) : undefined;
    if (/^(_Fused)?Conv2D$/.test(op)) return filter?.[3];
    if (/Depthwise/.test(op)) return filter && filter[2] * filter[3];
    if (/^ConcatV2$/.test(op)) return sum(input.slice(0, -1).map(channelsOf));
    return HANDS_ON.test(op) ? channelsOf(input.find((read) => !shapeOf(read)) ?? "") : undefined;
  };
  return (node) => {
    if (!/^(_Fused)?Conv2D$/.test(node.op)) return [node];
    const [given, each] = [channelsOf(node.input![0]), shapeOf(node.input![1])?.[2]];
    return given === undefined || each === undefined || given === each ? [node] : grouped(node);
  };
}

const sum = (numbers: (number | undefined)[]): number | undefined =>
  numbers.reduce((all, n) => (all === undefined || n === undefined ? undefined : all + n), 0);

/** A convolution in groups, and what was fused to it, one by one; the last keeps the name. */
function grouped(node: GraphNode): GraphNode[] {
  const fused: string[] = (node.attr?.fused_ops?.list?.s ?? []).map(atob);
  const [x, filter, bias] = node.input!;
  const known = fused.every((op, i) => (i ? ACTIVATIONS.includes(op) : op === "BiasAdd"));
  if (!known) return [node];
  const ops = ["GroupedConv2D", ...fused];
  const nameOf = (i: number) => (i === ops.length - 1 ? node.name : `${node.name}/${ops[i]}`);
  const {T, ...attr} = node.attr ?? {};
  for (const name of FUSED) delete attr[name];
  return ops.map((op, i) => ({
    name: nameOf(i),
    op,
    input: i === 0 ? [x, filter] : op === "BiasAdd" ? [nameOf(i - 1), bias] : [nameOf(i - 1)],
    attr: i === 0 ? {T, ...attr} : {T}
  }));
}
