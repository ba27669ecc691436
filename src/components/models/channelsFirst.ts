import {isChannelsFirst, placeholderShape, plainName, type GraphNode} from "./graphNode.js";

/** What gives a map of one kind back as the same kind. */
const KEEPS =
  /^(Identity|StopGradient|Relu6?|Elu|Selu|LeakyRelu|Prelu|Sigmoid|Tanh|Softplus|Erf|Exp|Log|Sqrt|Rsqrt|Square|Neg|Abs|Cast|Add|AddV2|AddN|Sub|Mul|Div|RealDiv|Pow|Maximum|Minimum|ClipByValue|BiasAdd|Pad|PadV2|MirrorPad|Concat|ConcatV2|Mean|Max|Min|Sum|Slice|StridedSlice|Select|SelectV2|FusedBatchNorm(V2|V3)?|Softmax)$/;

const TO_LAST = "0,2,3,1";
const TO_FIRST = "0,3,1,2";

/**
 * Which nodes of a graph give maps with their channels first, [n, c, h, w]? Followed from its placeholders, as far as
 * operations keep the places or say how they turn them (networks that come from PyTorch turn their maps back and forth).
 * A node behind anything else, a reshaping say, is left out.
 *
 * @param constants the values of small constants: how a transposition turns
 */
export function channelsFirst(
  nodes: readonly GraphNode[],
  constants: Readonly<Record<string, number[]>> = {}
): Set<string> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const known = new Map<string, boolean | null>();
  const follow = (name: string): boolean | null => {
    const node = byName.get(plainName(name));
    if (!node) return null;
    if (!known.has(node.name)) known.set(node.name, placeOf(node));
    return known.get(node.name)!;
  };
  const placeOf = (node: GraphNode): boolean | null => {
    const {op, input = []} = node;
    if (op === "Placeholder") {
      const shape = placeholderShape(node);
      return shape?.length === 3 ? isChannelsFirst(shape) : null;
    }
    if (op === "ToChannelsFirst") return true;
    if (op === "Transpose") {
      const turn = constants[input[1]]?.join();
      const before = follow(input[0]);
      if (turn === TO_LAST) return before === true ? false : null;
      return turn === TO_FIRST && before === false ? true : null;
    }
    if (!KEEPS.test(op)) return /Conv2|Pool|^Resize|ToChannelsLast/.test(op) ? false : null;
    return input.map(follow).find((place) => place !== null) ?? null;
  };
  return new Set(nodes.filter(({name}) => follow(name)).map(({name}) => name));
}
