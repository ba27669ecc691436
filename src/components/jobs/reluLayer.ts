import {denseLayer, randomLayer} from "../arrays/denseLayer.js";
import {grid} from "../arrays/grid.js";
import {normals} from "../arrays/random.js";
import type {UnitStatistics} from "../arrays/unitTable.js";
import {unitStatistics} from "../methods/visualisation/unitStatistics.js";

export interface ReluLayerArgs {
  inputs?: number;
  units?: number;
  samples?: number;
  seed: number;
  /** Added to every unit's bias. */
  shift?: number;
  bins?: number;
}

/** What a random layer says of random samples. */
export interface ReluLayer {
  inputs: number;
  samples: number;
  /** Of the sums before the ReLU, all over one domain. */
  units: UnitStatistics[];
}

/**
 * What do the units of a small random layer do? Draws a layer and standard normal samples from one seed, and counts
 * each unit's sums; ReLU cuts what lies below zero.
 */
export async function reluLayer({
  inputs = 10,
  units = 5,
  samples = 100,
  seed,
  shift = 0,
  bins = 20
}: ReluLayerArgs): Promise<ReluLayer> {
  const x = grid(normals(samples * inputs, seed), [samples, inputs]);
  const sums = denseLayer(x, randomLayer(inputs, units, seed + 1, {spread: 0.5, shift}));
  const reach = Math.ceil(sums.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0));
  return {inputs, samples, units: unitStatistics(sums, {bins, domain: [-reach, reach]})};
}
