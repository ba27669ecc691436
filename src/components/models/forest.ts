import {RandomForestRegression} from "ml-random-forest";
import {sliceOf, type Grid} from "../arrays/grid.js";
import {breathe, throwIfAborted, withDefaults} from "../lab/options.js";

/** Regression trees whose mean is the answer, all their nodes in one list. */
export interface Forest {
  /** The first node of each tree. */
  roots: Int32Array;
  /** The column each node asks about; −1 in leaves. */
  column: Int32Array;
  /** Below this a row goes left, else right; in leaves, the answer. */
  value: Float64Array;
  left: Int32Array;
  right: Int32Array;
}

export interface ForestOptions {
  trees: number;
  /** How many questions a row may be asked by a tree. */
  depth: number;
  /** Groups of so many rows, or fewer, are not divided. */
  least: number;
  /** Trees between two frames. */
  every: number;
  seed: number;
  signal: AbortSignal | undefined;
}

export interface ForestFrame {
  /** Trees grown. */
  step: number;
  steps: number;
  forest: Forest;
}

/**
 * What do many trees, each grown from its own draw of the rows, say together? Bagged regression trees by the library
 * ml-random-forest, a frame after every few. x is [n, d]; all columns are tried at each division.
 * @see Breiman (1996), "Bagging predictors", https://doi.org/10.1007/BF00058655; Breiman (2001), "Random forests",
 * https://doi.org/10.1023/A:1010933404324
 */
export async function* trainForest(
  x: Grid,
  y: ArrayLike<number>,
  options: Partial<ForestOptions> = {}
): AsyncGenerator<ForestFrame, void, undefined> {
  const {trees, depth, least, every, seed, signal} = withDefaults<ForestOptions>("trainForest", options, {
    trees: 24,
    depth: 10,
    least: 4,
    every: 1,
    seed: 0,
    signal: undefined
  });
  const rows = Array.from({length: x.shape[0]}, (_, i) => Array.from(sliceOf(x, i).data));
  const answers = Array.from(y);
  const grown: Forest[] = [];
  for (let step = 0; step < trees;) {
    await breathe();
    throwIfAborted(signal);
    const more = Math.min(every, trees - step);
    // The library grows a whole forest at once; several small ones, averaged, are the same and can be stopped between.
    const some = new RandomForestRegression({
      nEstimators: more,
      seed: 100_003 * seed + step + 1,
      maxFeatures: x.shape[1],
      replacement: false,
      noOOB: true,
      treeOptions: {maxDepth: depth, minNumSamples: least}
    } as ConstructorParameters<typeof RandomForestRegression>[0]);
    some.train(rows, answers);
    grown.push(flat(some));
    step += more;
    yield {step, steps: trees, forest: joined(grown)};
  }
}

interface Node {
  splitColumn: number;
  splitValue: number;
  left?: Node;
  right?: Node;
  distribution?: number;
}

/** The library's trees, objects within objects, as one list of nodes. */
function flat(forest: RandomForestRegression): Forest {
  const {estimators, indexes} = (forest.toJSON() as any).baseModel as {
    estimators: {root: Node}[];
    indexes: number[][];
  };
  const [roots, column, value, left, right]: number[][] = [[], [], [], [], []];
  const add = (node: Node, names: number[]): number => {
    const at = column.push(-1) - 1;
    value.push(node.distribution ?? 0);
    left.push(-1);
    right.push(-1);
    if (node.left && node.right) {
      column[at] = names[node.splitColumn];
      value[at] = node.splitValue;
      left[at] = add(node.left, names);
      right[at] = add(node.right, names);
    }
    return at;
  };
  estimators.forEach(({root}, t) => roots.push(add(root, indexes[t])));
  return {
    roots: Int32Array.from(roots),
    column: Int32Array.from(column),
    value: Float64Array.from(value),
    left: Int32Array.from(left),
    right: Int32Array.from(right)
  };
}

function joined(forests: readonly Forest[]): Forest {
  let offset = 0;
  const parts = forests.map((f) => {
    const moved = (nodes: Int32Array) => Array.from(nodes, (node) => (node < 0 ? node : node + offset));
    const part = {...f, roots: moved(f.roots), left: moved(f.left), right: moved(f.right)};
    offset += f.column.length;
    return part;
  });
  return {
    roots: Int32Array.from(parts.flatMap(({roots}) => roots)),
    column: Int32Array.from(parts.flatMap(({column}) => Array.from(column))),
    value: Float64Array.from(parts.flatMap(({value}) => Array.from(value))),
    left: Int32Array.from(parts.flatMap(({left}) => left)),
    right: Int32Array.from(parts.flatMap(({right}) => right))
  };
}

/** What does the forest say of rows? [n, d] → [n]. */
export function predictForest({roots, column, value, left, right}: Forest, {data, shape: [n, d]}: Grid): Float32Array {
  const sums = new Float64Array(n);
  for (const root of roots)
    for (let i = 0; i < n; ++i) {
      let node = root;
      while (column[node] >= 0) node = data[i * d + column[node]] < value[node] ? left[node] : right[node];
      sums[i] += value[node];
    }
  return Float32Array.from(sums, (sum) => sum / roots.length);
}
