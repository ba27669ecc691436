import type {Grid} from "../arrays/grid.js";
import {random} from "../arrays/random.js";
import {accuracyOf, type Accuracy} from "../methods/probes/interval.js";
import {trainRidgeProbe} from "../methods/probes/probe.js";
import type {Context} from "./context.js";
import type {PatchTask} from "./patchTask.js";

/** How well a concept is read off one layer, judged in two ways. */
export interface PatchRow {
  layer: string;
  /** Pieces kept apart at random: overlapping ones lie on both sides. */
  random: Accuracy;
  /** Whole photos kept apart, each in its turn. */
  photo: Accuracy;
}

export interface PatchFrame {
  step: number;
  steps: number;
  rows: PatchRow[];
  pieces: number;
  /** What always giving the most frequent answer would score. */
  chance: number;
}

/**
 * Can a concept be read off pieces of photos, and of photos never met? A ridge probe on each layer. Each fold is kept
 * apart in its turn and all answers are counted together: folds are photos, or as many random parts.
 */
export async function* patchProbes(
  {layers, task, seed}: {layers: {layer: string; x: Grid}[]; task: PatchTask; seed: number},
  {signal}: Context
): AsyncGenerator<PatchFrame> {
  const {rows, labels, photos} = task;
  const names = [...new Set(photos)];
  const byPhoto = photos.map((photo) => names.indexOf(photo));
  const order = random(seed).permutation(rows.length);
  const byChance = rows.map((_, i) => order[i] % names.length);
  const ones = labels.filter((label) => label === 1).length;
  const found: PatchRow[] = [];
  for (const {layer, x} of layers) {
    const some = rowsOf(x, rows);
    const judged = async (folds: number[]) => {
      let right = 0;
      for (let fold = 0; fold < names.length; ++fold) {
        const apart = folds.map((f) => Number(f === fold));
        let last: Accuracy | undefined;
        const o = {classes: 2, apart, steps: 60, every: 60, lambda: PENALTY, signal};
        for await (const {validation} of trainRidgeProbe(some, labels, o)) last = validation;
        right += Math.round(last!.accuracy * last!.n);
      }
      return accuracyOf(right, rows.length);
    };
    found.push({layer, random: await judged(byChance), photo: await judged(byPhoto)});
    const chance = Math.max(ones, rows.length - ones) / rows.length;
    yield {step: found.length, steps: layers.length, rows: [...found], pieces: rows.length, chance};
  }
}

/** Few pieces and 64 numbers each: a firm penalty. */
const PENALTY = 20;

function rowsOf({data, shape: [, d]}: Grid, rows: readonly number[]): Grid {
  const out = new Float32Array(rows.length * d);
  rows.forEach((i, r) => out.set(data.subarray(i * d, (i + 1) * d), r * d));
  return {data: out, shape: [rows.length, d]};
}
