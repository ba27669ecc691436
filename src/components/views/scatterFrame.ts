import {extentOf, type Grid} from "../arrays/grid.js";

/** Where a panel's reader looks: the unit square times k, then moved by x and y (in widths of the panel). */
export interface Look {
  k: number;
  x: number;
  y: number;
}

export const WHOLE: Look = {k: 1, x: 0, y: 0};

/** Brings a layout [n, 2] into the unit square, keeping its proportions, with a margin: y points down. */
export function intoUnitSquare({data, shape: [n]}: Grid, margin = 0.05): Float32Array {
  const [x0, x1] = extentOf(data.filter((_, c) => !(c & 1)));
  const [y0, y1] = extentOf(data.filter((_, c) => c & 1));
  const size = Math.max(x1 - x0, y1 - y0) / (1 - 2 * margin) || 1;
  const [cx, cy] = [(x0 + x1) / 2, (y0 + y1) / 2];
  const out = new Float32Array(2 * n);
  for (let i = 0; i < n; ++i) {
    out[2 * i] = 0.5 + (data[2 * i] - cx) / size;
    out[2 * i + 1] = 0.5 - (data[2 * i + 1] - cy) / size;
  }
  return out;
}

/** The point nearest to a place of the unit square, if one lies within `reach`; else null. */
export function nearestTo(points: Float32Array, [x, y]: readonly [number, number], reach: number): number | null {
  let best: number | null = null;
  let least = reach * reach;
  for (let i = 0; i < points.length / 2; ++i) {
    const d = (points[2 * i] - x) ** 2 + (points[2 * i + 1] - y) ** 2;
    if (d <= least) [best, least] = [i, d];
  }
  return best;
}

/** The points in a rectangle of the unit square, its corners in any order. */
export function within(points: Float32Array, [x0, y0]: readonly number[], [x1, y1]: readonly number[]): Set<number> {
  const inside = new Set<number>();
  const [left, right, top, bottom] = [Math.min(x0, x1), Math.max(x0, x1), Math.min(y0, y1), Math.max(y0, y1)];
  for (let i = 0; i < points.length / 2; ++i) {
    const [x, y] = [points[2 * i], points[2 * i + 1]];
    if (x >= left && x <= right && y >= top && y <= bottom) inside.add(i);
  }
  return inside;
}

/** From one point to the next in a direction: the nearest of those that lie more that way than to the side. */
export function nextTowards(points: Float32Array, from: number, [dx, dy]: readonly [number, number]): number {
  const [x, y] = [points[2 * from], points[2 * from + 1]];
  let best = from;
  let least = Infinity;
  for (let i = 0; i < points.length / 2; ++i) {
    const [a, b] = [points[2 * i] - x, points[2 * i + 1] - y];
    const ahead = a * dx + b * dy;
    const aside = Math.abs(a * dy - b * dx);
    if (ahead <= 1e-6 || aside > ahead) continue;
    const d = ahead * ahead + aside * aside;
    if (d < least) [best, least] = [i, d];
  }
  return best;
}

/** Nearer or farther by a factor, with one place of the panel (in widths) staying where it is. */
export function zoomed({k, x, y}: Look, factor: number, [px, py]: readonly [number, number]): Look {
  const next = Math.min(Math.max(k * factor, 1), 40);
  if (next === 1) return WHOLE;
  return {k: next, x: px - ((px - x) * next) / k, y: py - ((py - y) * next) / k};
}

/** The place of the unit square under a place of the panel. */
export const underneath = ({k, x, y}: Look, [px, py]: readonly [number, number]): [number, number] => [
  (px - x) / k,
  (py - y) / k
];

/** Each class at the median of its points, for a name to stand there; classes without points are left out. */
export function classPlaces(points: Float32Array, labels: ArrayLike<number>): [label: number, x: number, y: number][] {
  const xs = new Map<number, [number[], number[]]>();
  for (let i = 0; i < labels.length; ++i) {
    if (!xs.has(labels[i])) xs.set(labels[i], [[], []]);
    const [x, y] = xs.get(labels[i])!;
    x.push(points[2 * i]);
    y.push(points[2 * i + 1]);
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
  return [...xs].sort(([a], [b]) => a - b).map(([label, [x, y]]) => [label, median(x), median(y)]);
}
