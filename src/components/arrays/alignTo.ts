import type {Grid} from "./grid.js";

/**
 * Turns and mirrors a layout [n, 2] so that it lies over another of the same points as well as it can, without
 * changing any distance in it; both are taken about their centres. What a projection leaves open (which way is up)
 * then stays put from one layer to the next.
 * @see Schönemann, "A generalized solution of the orthogonal Procrustes problem" (1966)
 */
export function alignTo(layout: Grid, reference: Grid): Grid {
  const [n] = layout.shape;
  if (reference.shape[0] !== n) throw new RangeError(`${n} points cannot lie over ${reference.shape[0]}`);
  const [cx, cy] = centreOf(layout);
  const [rx, ry] = centreOf(reference);
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (let i = 0; i < n; ++i) {
    const [a, b] = [layout.data[2 * i] - cx, layout.data[2 * i + 1] - cy];
    const [u, v] = [reference.data[2 * i] - rx, reference.data[2 * i + 1] - ry];
    xx += a * u;
    xy += a * v;
    yx += b * u;
    yy += b * v;
  }
  // A rotation gains |(xx + yy, xy − yx)|, a mirrored one |(xx − yy, xy + yx)|: the better is taken.
  const turned = Math.hypot(xx + yy, xy - yx);
  const mirrored = Math.hypot(xx - yy, xy + yx);
  const flip = mirrored > turned ? -1 : 1;
  const [c, s, size] = flip > 0 ? [xx + yy, xy - yx, turned] : [xx - yy, xy + yx, mirrored];
  const [cos, sin] = size > 0 ? [c / size, s / size] : [1, 0];
  const data = new Float32Array(2 * n);
  for (let i = 0; i < n; ++i) {
    const [a, b] = [layout.data[2 * i] - cx, flip * (layout.data[2 * i + 1] - cy)];
    data[2 * i] = cos * a - sin * b;
    data[2 * i + 1] = sin * a + cos * b;
  }
  return {data, shape: [n, 2]};
}

function centreOf({data, shape: [n]}: Grid): [number, number] {
  let [x, y] = [0, 0];
  for (let i = 0; i < n; ++i) {
    x += data[2 * i] / n;
    y += data[2 * i + 1] / n;
  }
  return [x, y];
}
