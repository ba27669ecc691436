import type {Neighbours} from "./neighbours.js";

/** Symmetric joint probabilities of t-SNE, sparse: each pair i < j once, in compressed rows. */
export interface Affinities {
  n: number;
  /** [n + 1]: the pairs of row i are starts[i] … starts[i + 1] − 1. */
  starts: Int32Array;
  /** The other point of each pair. */
  columns: Int32Array;
  /** p_ij; the sum over pairs is 1/2, since p_ji counts too. */
  values: Float64Array;
}

/** How many neighbours carry a perplexity: three times as many, as in Barnes–Hut t-SNE. */
export const neighboursFor = (perplexity: number, n: number): number =>
  Math.min(n - 1, Math.max(1, Math.floor(3 * perplexity)));

/**
 * How wide must each point's Gaussian be to count `perplexity` effective neighbours? Gives the conditional
 * probabilities p_{j|i} ∝ exp(−βᵢ d²ᵢⱼ) over the given neighbours, [n × k], with exp(entropy) of each row within
 * 1e-3 of the perplexity. Newton's method on log β, kept inside a bracket. Where a row cannot reach it (k points at
 * one distance, say) the row is as near as it can be. Throws unless 1 < perplexity < k.
 * @see van der Maaten and Hinton, "Visualizing Data using t-SNE" (2008), section 2, equation 1
 */
export function calibrate({n, k, distances}: Neighbours, perplexity: number): Float64Array {
  if (!(perplexity > 1 && perplexity < k))
    throw new RangeError(`perplexity must be above 1 and below the ${k} neighbours kept, got ${perplexity}`);
  const p = new Float64Array(n * k);
  const squared = new Float64Array(k);
  const target = Math.log(perplexity);
  let beta = 1;
  for (let i = 0; i < n; ++i) {
    const at = i * k;
    const nearest = distances[at] ** 2;
    let spread = 0;
    for (let m = 0; m < k; ++m) spread += squared[m] = distances[at + m] ** 2 - nearest;
    if (i === 0 || !(beta > 0 && beta < Infinity)) beta = spread > 0 ? k / spread : 1;
    let low = 0;
    let high = Infinity;
    for (let trial = 0; trial < 100; ++trial) {
      let z = 0;
      let first = 0;
      let second = 0;
      for (let m = 0; m < k; ++m) {
        const d = squared[m];
        const w = Math.exp(-beta * d);
        p[at + m] = w;
        z += w;
        first += w * d;
        second += w * d * d;
      }
      first /= z;
      second /= z;
      const excess = Math.log(z) + beta * first - target;
      if (Math.abs(excess) < 1e-6) break;
      if (excess > 0) low = beta;
      else high = beta;
      // The entropy falls with log β by β² times the variance of d².
      const newton = beta * Math.exp(excess / (beta * beta * (second - first * first)));
      if (newton > low && newton < high && newton < 1e3 * beta && newton > 1e-3 * beta) beta = newton;
      else beta = high === Infinity ? beta * 4 : (low + high) / 2;
    }
    let z = 0;
    for (let m = 0; m < k; ++m) z += p[at + m];
    for (let m = 0; m < k; ++m) p[at + m] /= z;
  }
  return p;
}

/** Joins conditional probabilities into joint ones: p_ij = (p_{j|i} + p_{i|j}) / 2n. */
export function symmetrise({n, k, indices}: Neighbours, conditional: Float64Array): Affinities {
  const counts = new Int32Array(n + 1);
  for (let i = 0, e = 0; i < n; ++i) for (let m = 0; m < k; ++m, ++e) ++counts[Math.min(i, indices[e]) + 1];
  for (let i = 0; i < n; ++i) counts[i + 1] += counts[i];
  const partner = new Int32Array(n * k);
  const weight = new Float64Array(n * k);
  const next = counts.slice();
  for (let i = 0, e = 0; i < n; ++i)
    for (let m = 0; m < k; ++m, ++e) {
      const j = indices[e];
      const slot = next[Math.min(i, j)]++;
      partner[slot] = Math.max(i, j);
      weight[slot] = conditional[e] / (2 * n);
    }
  return mergeRows(n, counts, partner, weight);
}

/** Adds up pairs that came twice, once from either side. Works in place: a merged row is never longer. */
function mergeRows(n: number, bounds: Int32Array, partner: Int32Array, weight: Float64Array): Affinities {
  const starts = new Int32Array(n + 1);
  const slotOf = new Int32Array(n).fill(-1);
  let out = 0;
  for (let i = 0; i < n; ++i) {
    starts[i] = out;
    for (let e = bounds[i]; e < bounds[i + 1]; ++e) {
      const j = partner[e];
      if (slotOf[j] >= starts[i]) weight[slotOf[j]] += weight[e];
      else {
        slotOf[j] = out;
        partner[out] = j;
        weight[out++] = weight[e];
      }
    }
  }
  starts[n] = out;
  return {n, starts, columns: partner.slice(0, out), values: weight.slice(0, out)};
}
