/** How an integral over [0, 1] becomes a sum: Σ weightᵢ · g(pointᵢ). */
export interface Quadrature {
  points: Float64Array;
  weights: Float64Array;
}

/** trapezoid: both ends and n − 2 between; midpoint: the middles of n intervals; gaussLegendre: exact to degree 2n − 1. */
export type QuadratureRule = "trapezoid" | "midpoint" | "gaussLegendre";

/** At which n points of [0, 1] does a rule look, in rising order, and what does each weigh? The weights sum to 1. */
export function quadrature(rule: QuadratureRule, n: number): Quadrature {
  const least = rule === "trapezoid" ? 2 : 1;
  if (!(Number.isInteger(n) && n >= least))
    throw new RangeError(`the ${rule} rule needs a whole number of points from ${least} up, and got ${n}`);
  switch (rule) {
    case "trapezoid":
      return tabulate(n, (i) => [i / (n - 1), (i % (n - 1) ? 1 : 0.5) / (n - 1)]);
    case "midpoint":
      return tabulate(n, (i) => [(i + 0.5) / n, 1 / n]);
    case "gaussLegendre":
      return tabulate(n, (i) => legendreNode(n, i));
    default:
      throw new RangeError(`unknown rule: ${rule} (there are: trapezoid, midpoint, gaussLegendre)`);
  }
}

function tabulate(n: number, pair: (i: number) => [point: number, weight: number]): Quadrature {
  const points = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; ++i) [points[i], weights[i]] = pair(i);
  return {points, weights};
}

/**
 * The i-th root of the Legendre polynomial Pₙ, by Newton's method from Chebyshev's guess, moved to [0, 1], and its
 * weight 1 / ((1 − t²) Pₙ'(t)²).
 * @see Abramowitz & Stegun (1964), 25.4.29
 */
function legendreNode(n: number, i: number): [number, number] {
  let t = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
  let slope = 0;
  for (let move = 1, turn = 0; Math.abs(move) > 1e-15 && turn < 100; ++turn) {
    let before = 1;
    let value = t;
    for (let k = 2; k <= n; ++k) [before, value] = [value, ((2 * k - 1) * t * value - (k - 1) * before) / k];
    slope = (n * (t * value - before)) / (t * t - 1);
    move = value / slope;
    t -= move;
  }
  return [(1 + t) / 2, 1 / ((1 - t * t) * slope * slope)];
}
