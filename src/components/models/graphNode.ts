/** A node of a TensorFlow graph in a tfjs graph model's JSON, as far as this project reads it. */
export interface GraphNode {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, any>;
}

/** A node's name in another's input list: without an output number or a control mark. */
export const plainName = (input: string): string => input.replace(/^\^/, "").replace(/:\d+$/, "");

/** The shape of a graph's placeholder, without the batch; null when even its number of axes is open. */
export const placeholderShape = ({attr}: Pick<GraphNode, "attr">): (number | null)[] | null =>
  attr?.shape?.shape?.dim?.slice(1).map(({size}: any) => (Number(size) > 0 ? Number(size) : null)) ?? null;

/** Is this the shape [channels, height, width] of a picture, and not [height, width, channels]? */
export const isChannelsFirst = ([channels, , last]: readonly (number | null)[]): boolean =>
  (channels === 1 || channels === 3) && last !== 1 && last !== 3;
