/** A plain dense array with a shape: what moves between rooms. Row-major (C order), float32. */
export interface Grid {
  data: Float32Array;
  shape: number[];
}

/** How many numbers does an array of this shape hold? The empty shape is a scalar: 1. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** Wraps numbers as a grid. Throws when their count does not fit the shape. */
export function grid(data: ArrayLike<number>, shape: readonly number[]): Grid {
  if (data.length !== sizeOf(shape))
    throw new RangeError(`${data.length} numbers do not fit the shape [${shape.join(", ")}] (${sizeOf(shape)})`);
  return {data: data instanceof Float32Array ? data : Float32Array.from(data), shape: [...shape]};
}

/** A grid of zeros, or of `value`. */
export function full(shape: readonly number[], value = 0): Grid {
  const data = new Float32Array(sizeOf(shape));
  if (value) data.fill(value);
  return {data, shape: [...shape]};
}

/** Applies `f` to each number (and its flat index) of a grid. */
export const mapGrid = (a: Grid, f: (value: number, i: number) => number): Grid => ({
  data: a.data.map(f),
  shape: [...a.shape]
});

/** Combines two grids of one shape, number by number. */
export function zipGrids(a: Grid, b: Grid, f: (x: number, y: number) => number): Grid {
  if (a.shape.join() !== b.shape.join())
    throw new RangeError(`shapes differ: [${a.shape.join(", ")}] and [${b.shape.join(", ")}]`);
  return mapGrid(a, (x, i) => f(x, b.data[i]));
}

/** The i-th slice along the first axis, sharing memory: [n, …] → […]. */
export function sliceOf(a: Grid, i: number): Grid {
  const shape = a.shape.slice(1);
  const size = sizeOf(shape);
  return {data: a.data.subarray(i * size, (i + 1) * size), shape};
}

/** Stacks grids of one shape along a new first axis: n × […] → [n, …]. */
export function stack(grids: readonly Grid[]): Grid {
  if (!grids.length) throw new RangeError("nothing to stack: give at least one grid");
  const size = grids[0].data.length;
  const data = new Float32Array(size * grids.length);
  grids.forEach((g, i) => {
    if (g.data.length !== size) throw new RangeError(`grid ${i} has ${g.data.length} numbers, the first has ${size}`);
    data.set(g.data, i * size);
  });
  return {data, shape: [grids.length, ...grids[0].shape]};
}

type Nested = number | Nested[];

/** Reads nested lists, as JSON holds them. Throws on ragged lists and on anything that is no number. */
export function fromNested(list: unknown): Grid {
  const shape: number[] = [];
  for (let l = list; Array.isArray(l); l = l[0]) shape.push(l.length);
  const data: number[] = [];
  const walk = (l: unknown, depth: number) => {
    if (depth === shape.length) {
      if (typeof l !== "number") throw new TypeError(`not a number in a nested list: ${JSON.stringify(l)}`);
      data.push(l);
    } else {
      if (!Array.isArray(l) || l.length !== shape[depth])
        throw new RangeError(`ragged nested list: expected ${shape[depth]} items at depth ${depth}`);
      for (const item of l) walk(item, depth + 1);
    }
  };
  walk(list, 0);
  return grid(data, shape);
}

/** The nested lists of a grid, for JSON. */
export function toNested(a: Grid): Nested {
  if (!a.shape.length) return a.data[0];
  return Array.from({length: a.shape[0]}, (_, i) => toNested(sliceOf(a, i)));
}

/** The smallest and largest number; [NaN, NaN] when there is none. */
export function extentOf(data: ArrayLike<number>): [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < data.length; ++i) {
    if (data[i] < min) min = data[i];
    if (data[i] > max) max = data[i];
  }
  return min <= max ? [min, max] : [NaN, NaN];
}

/** The q-quantile (0…1) of some numbers, with linear interpolation between the two nearest. */
export function quantileOf(data: ArrayLike<number>, q: number): number {
  const sorted = Float32Array.from(data).sort();
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  return sorted[low] + ((sorted[low + 1] ?? sorted[low]) - sorted[low]) * (at - low);
}
