import {denseLayer, randomLayer, relu} from "../arrays/denseLayer.js";
import {full, type Grid} from "../arrays/grid.js";
import {throwIfAborted} from "../lab/options.js";
import type {Context} from "./context.js";

export interface DepthMapsArgs {
  /** How many layers, one after the other. */
  depth: number;
  /** Units in each. */
  units: number;
  seed: number;
  /** Points of the plane along a side. */
  size?: number;
  /** The plane runs from −reach to reach both ways. */
  reach?: number;
}

/** One layer's units over the plane of two inputs. */
export interface DepthLayer {
  /** What each unit lets pass, [size, size]; the second input grows upwards. */
  maps: Grid[];
  /** Pieces of the plane on which every unit so far is a plain weighted sum, as far as the points can tell. */
  pieces: number;
  /** Units that let nothing pass anywhere on the plane. */
  silent: number;
}

/**
 * How does depth mix units? A random ReLU network of two inputs: what every unit of every layer answers at each point
 * of a plane, and into how many flat pieces the layers have folded it.
 * @see Montúfar, Pascanu, Cho & Bengio, "On the Number of Linear Regions of Deep Neural Networks", NeurIPS (2014)
 */
export async function depthMaps(
  {depth, units, seed, size = 72, reach = 3}: DepthMapsArgs,
  {signal}: Context
): Promise<DepthLayer[]> {
  let x = plane(size, reach);
  let folds = new Array<string>(size * size).fill("");
  const layers: DepthLayer[] = [];
  for (let l = 0; l < depth; ++l) {
    throwIfAborted(signal);
    x = relu(denseLayer(x, randomLayer(x.shape[1], units, seed + 17 * l, {spread: 0.7})));
    folds = folds.map((fold, p) => fold + pattern(x, p));
    const maps = Array.from({length: units}, (_, u) => mapOf(x, u, size));
    const silent = maps.filter(({data}) => data.every((v) => v === 0)).length;
    layers.push({maps, pieces: new Set(folds).size, silent});
  }
  return layers;
}

/** Points row by row, the first row at the top: [size², 2]. */
function plane(size: number, reach: number): Grid {
  const points = full([size * size, 2]);
  const at = (i: number) => reach * ((2 * i + 1) / size - 1);
  for (let row = 0, p = 0; row < size; ++row)
    for (let column = 0; column < size; ++column, ++p) {
      points.data[2 * p] = at(column);
      points.data[2 * p + 1] = -at(row);
    }
  return points;
}

/** Which units of a layer are on at a point. */
const pattern = ({data, shape: [, units]}: Grid, point: number): string =>
  Array.from({length: units}, (_, u) => (data[point * units + u] > 0 ? "1" : "0")).join("");

const mapOf = ({data, shape: [, units]}: Grid, unit: number, size: number): Grid => ({
  data: Float32Array.from({length: size * size}, (_, p) => data[p * units + unit]),
  shape: [size, size]
});
