import type {GraphNode} from "./graphNode.js";

/** What can be computed with its channels last instead: it reads one map, and weights that do not change. */
const TURNS =
  /^(Conv2D|_FusedConv2D|DepthwiseConv2dNative|FusedDepthwiseConv2dNative|MaxPool|AvgPool|BiasAdd|FusedBatchNorm(V2|V3)?)$/;

/** Does this operation work on maps with their channels first? */
export const worksChannelsFirst = ({attr}: Pick<GraphNode, "attr">): boolean =>
  typeof attr?.data_format?.s === "string" && atob(attr.data_format.s) === "NCHW";

/** Can it be rewritten to work on maps with their channels last? */
export const canTurn = ({op}: Pick<GraphNode, "op">): boolean => TURNS.test(op);

/**
 * An operation on maps with their channels first as one on maps with their channels last, `<name>/last`, between two
 * turns; any other as it is.
 */
export function turnChannels(node: GraphNode): GraphNode[] {
  if (!worksChannelsFirst(node) || !canTurn(node)) return [node];
  const [x, ...rest] = node.input!;
  const [before, after] = [`${node.name}/turned`, `${node.name}/last`];
  const attr: Record<string, any> = {...node.attr, data_format: {s: btoa("NHWC")}};
  // Of four axes one number each, of explicit paddings two.
  for (const key of ["strides", "ksize", "dilations", "explicit_paddings"]) {
    const numbers: unknown[] | undefined = attr[key]?.list?.i;
    if (!numbers?.length) continue;
    const each = numbers.length / 4;
    attr[key] = {list: {i: [0, 2, 3, 1].flatMap((axis) => numbers.slice(each * axis, each * (axis + 1)))}};
  }
  return [
    {name: before, op: "ToChannelsLast", input: [x]},
    {name: after, op: node.op, input: [before, ...rest], attr},
    {name: node.name, op: "ToChannelsFirst", input: [after]}
  ];
}
