import type {Grid} from "../../arrays/grid.js";
import {withDefaults} from "../../lab/options.js";

export interface KNearestOptions {
  k: number;
  /** euclidean: √Σ (a − b)²; cosine: 1 − a·b / |a||b|. */
  metric: "euclidean" | "cosine";
  /** A point to leave out: the query itself, when it is among the points. */
  except?: number;
}

export interface Neighbours {
  /** The rows of the nearest points, the nearest first; of equals, the lower row. */
  indices: Int32Array;
  distances: Float32Array;
}

/**
 * Which known examples look like this one to a layer? The k nearest of points [n, …] to a query of one point's size, all
 * compared. Activations of any layer serve as points: the space decides what "like" means, and it changes with depth.
 * @see Cover & Hart (1967), "Nearest neighbor pattern classification"; Papernot & McDaniel (2018), "Deep k-nearest
 * neighbors", https://arxiv.org/abs/1803.04765
 */
export function kNearest(query: ArrayLike<number>, points: Grid, options?: Partial<KNearestOptions>): Neighbours {
  const {k, metric, except} = withDefaults<KNearestOptions>("kNearest", options, {
    k: 8,
    metric: "euclidean",
    except: undefined
  });
  const [n] = points.shape;
  const size = points.data.length / n;
  if (query.length !== size) throw new RangeError(`the query has ${query.length} numbers, and each point ${size}`);
  const measure = {euclidean, cosine}[metric];
  if (!measure) throw new RangeError(`unknown metric: ${metric} (there are: euclidean, cosine)`);
  const distances = Float32Array.from({length: n}, (_, i) => measure(query, points.data, i * size));
  const order = Int32Array.from({length: n}, (_, i) => i).filter((i) => i !== except);
  const indices = order.sort((a, b) => distances[a] - distances[b] || a - b).slice(0, k);
  return {indices, distances: Float32Array.from(indices, (i) => distances[i])};
}

function euclidean(a: ArrayLike<number>, b: Float32Array, start: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; ++i) sum += (a[i] - b[start + i]) ** 2;
  return Math.sqrt(sum);
}

/** 1, as for strangers, when either point is all zeros. */
function cosine(a: ArrayLike<number>, b: Float32Array, start: number): number {
  let [dot, lengthA, lengthB] = [0, 0, 0];
  for (let i = 0; i < a.length; ++i) {
    dot += a[i] * b[start + i];
    lengthA += a[i] ** 2;
    lengthB += b[start + i] ** 2;
  }
  return lengthA && lengthB ? 1 - dot / Math.sqrt(lengthA * lengthB) : 1;
}
