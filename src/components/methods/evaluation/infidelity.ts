import {extentOf, type Grid} from "../../arrays/grid.js";
import {random} from "../../arrays/random.js";
import {evaluate, type Scores} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {batchFor, oneExample, sameShape} from "../attribution/attribution.js";

export interface InfidelityOptions {
  /** How many disturbances to try. */
  samples: number;
  /** Standard deviation of the disturbance, as a share of the input's range. */
  sigma: number;
  seed: number;
  /** Disturbances computed at once. Chosen by the input's size when left out. */
  batch: number;
  signal?: AbortSignal;
}

/**
 * Does the attribution foretell what small disturbances do to f? E (Iᵀφ − (f(x) − f(x − I)))², I Gaussian noise: 0 is
 * perfect, and the gradient nears it as sigma falls. `weights` φ are effects per unit of input (a gradient); divide an
 * attribution that is a product with x − baseline by that difference first. Scaled by the best factor for φ before the
 * error is taken, as the authors do, and told as a share of the mean squared change of f: 0 … 1.
 * @see Yeh, Hsieh, Suggala, Inouye & Ravikumar (2019), "On the (in)fidelity and sensitivity of explanations",
 * definition 2.1 and appendix, https://arxiv.org/abs/1901.09392
 */
export async function infidelity(
  f: Scores,
  x: Grid,
  weights: Grid,
  options?: Partial<InfidelityOptions>
): Promise<number> {
  const {samples, sigma, seed, batch, signal} = withDefaults<InfidelityOptions>("infidelity", options, {
    samples: 200,
    sigma: 0.1,
    seed: 0,
    batch: batchFor(x.data.length),
    signal: undefined
  });
  oneExample("infidelity", x);
  sameShape("the weights", weights, x);
  const [min, max] = extentOf(x.data);
  const {normal} = random(seed);
  const size = x.data.length;
  const [value] = (await evaluate(f, x)).data;
  let [pp, pc, cc] = [0, 0, 0]; // sums of foretold², foretold · change, change²
  for (let done = 0; done < samples; done += batch) {
    await breathe();
    throwIfAborted(signal);
    const n = Math.min(batch, samples - done);
    const moves = Float32Array.from({length: n * size}, () => sigma * (max - min) * normal());
    const data = moves.map((move, i) => x.data[i % size] - move);
    const scores = (await evaluate(f, {data, shape: [n, ...x.shape.slice(1)]})).data;
    scores.forEach((score, k) => {
      let foretold = 0;
      for (let i = 0; i < size; ++i) foretold += moves[k * size + i] * weights.data[i];
      pp += foretold ** 2;
      pc += foretold * (value - score);
      cc += (value - score) ** 2;
    });
  }
  return cc ? 1 - (pp ? pc ** 2 / pp / cc : 0) : 0;
}
