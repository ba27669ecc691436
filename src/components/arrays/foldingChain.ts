/** A small network whose layers fold the interval [−1, 1]: its value at a point, and how often it bends. */
export interface FoldingChain {
  at(x: number): number;
  bends: number;
  /** The curve, input by output, on an even grid. */
  points: [number, number][];
}

/**
 * What does a chain of equal layers make of a number? Each layer has two units and fixed weights:
 * y = 1 − 2·cut(x) − cut(−x), where cut(x) = max(x, (1 − c)·x) takes away the share c of what is negative. With c = 1
 * (ReLU) a layer is a skewed tent and each one folds the line again; with c = 0 it is 1 − x, and so is any odd number
 * of them.
 * @see Montúfar et al. (2014), "On the number of linear regions of deep neural networks", section 3,
 * https://arxiv.org/abs/1402.1869
 */
export function foldingChain(layers: number, c: number, samples = 2049): FoldingChain {
  const cut = (x: number) => Math.max(x, (1 - c) * x);
  const at = (x: number) => {
    for (let l = 0; l < layers; ++l) x = 1 - 2 * cut(x) - cut(-x);
    return x;
  };
  const points = Array.from({length: samples}, (_, i): [number, number] => {
    const x = (2 * i) / (samples - 1) - 1;
    return [x, at(x)];
  });
  return {at, points, bends: countBends(points)};
}

/** Places where the slope changes; two neighbouring changes are one bend that lies between grid points. */
function countBends(points: [number, number][]): number {
  const slopes = points.slice(1).map(([x, y], i) => (y - points[i][1]) / (x - points[i][0]));
  let bends = 0;
  let last = -2;
  for (let i = 1; i < slopes.length; ++i) {
    if (Math.abs(slopes[i] - slopes[i - 1]) < 1e-6) continue;
    if (i > last + 1) ++bends;
    last = i;
  }
  return bends;
}
