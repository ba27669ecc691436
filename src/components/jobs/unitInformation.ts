import type {Grid} from "../arrays/grid.js";
import {throwIfAborted} from "../lab/options.js";
import {binnedInformation, rossInformation, shuffled, type Shuffled} from "../methods/information/mutualInformation.js";
import type {Context} from "./context.js";

export interface UnitInformationArgs {
  /** [n, units] */
  activations: Grid;
  labels: ArrayLike<number>;
  /** The unit that is looked at closely. */
  unit: number;
  estimator: "bins" | "neighbours";
  /** How many bins, or which neighbour. */
  resolution: number;
  /** How many of the examples are used: the fewer, the larger the bias. */
  examples: number;
  shuffles: number;
  seed: number;
}

export interface UnitInformationFrame {
  step: number;
  steps: number;
  /** Of each unit so far, in bits. */
  units: number[];
  /** The chosen unit against shuffled labels, in bits. */
  chosen: Shuffled;
  /** The most there is to know: the entropy of the labels, in bits. */
  entropy: number;
}

const BITS = 1 / Math.LN2;

/** How much does each unit tell of a label, and how much would it seem to tell of nothing? Unit after unit. */
export async function* unitInformation(
  {activations, labels, unit, estimator, resolution, examples, shuffles, seed}: UnitInformationArgs,
  {signal}: Context
): AsyncGenerator<UnitInformationFrame> {
  const [rows, width] = activations.shape;
  if (!(unit >= 0 && unit < width)) throw new RangeError(`unknown unit: ${unit} (this layer has 0 to ${width - 1})`);
  const n = Math.min(rows, examples);
  const own = Array.from({length: n}, (_, i) => labels[i]);
  const values = (u: number) => Float64Array.from({length: n}, (_, i) => activations.data[i * width + u]);
  const estimate = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    BITS * (estimator === "bins" ? binnedInformation(a, b, resolution) : rossInformation(a, b, resolution, seed));
  const chosen = await shuffled(estimate, values(unit), own, {shuffles, seed, signal});
  const counts = new Map<number, number>();
  for (const label of own) counts.set(label, (counts.get(label) ?? 0) + 1);
  const entropy = [...counts.values()].reduce((s, c) => s - (c / n) * Math.log2(c / n), 0);
  const units: number[] = [];
  for (let u = 0; u < width; ++u) {
    throwIfAborted(signal);
    units.push(estimate(values(u), own));
    if (u % 8 === 7 || u === width - 1) yield {step: u + 1, steps: width, units: [...units], chosen, entropy};
  }
}
