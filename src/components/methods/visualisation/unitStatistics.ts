import {extentOf, type Grid} from "../../arrays/grid.js";
import type {UnitStatistics} from "../../arrays/unitTable.js";

/**
 * How does each unit of a layer behave over many examples? `activations` is [n, units], or [n, h, w, channels] with
 * every position counted as an example of its channel. Histograms run over `domain`, by default from each unit's own
 * smallest to largest activation.
 */
export function unitStatistics(
  {data, shape}: Grid,
  {bins = 20, domain}: {bins?: number; domain?: [number, number]} = {}
): UnitStatistics[] {
  const units = shape[shape.length - 1];
  const n = data.length / units;
  if (!(n >= 1)) throw new RangeError(`no examples in activations of shape [${shape.join(", ")}]`);
  return Array.from({length: units}, (_, unit) => {
    const values = Float32Array.from({length: n}, (_, i) => data[i * units + unit]);
    const [min, max] = extentOf(values);
    const mean = values.reduce((s, v) => s + v, 0) / n;
    const sd = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / n);
    const active = values.reduce((s, v) => s + (v > 0 ? 1 : 0), 0) / n;
    const range = domain ?? [min, max];
    return {
      unit,
      mean,
      sd,
      min,
      max,
      active,
      dead: active === 0,
      alwaysOn: active === 1,
      histogram: histogramOf(values, bins, range),
      domain: range
    };
  });
}

/** Counts numbers in equal bins; those outside the domain are left out. A domain of no width puts all in one bin. */
export function histogramOf(values: ArrayLike<number>, bins: number, [low, high]: readonly [number, number]): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; ++i) {
    if (!(values[i] >= low && values[i] <= high)) continue;
    const bin = high > low ? Math.floor((bins * (values[i] - low)) / (high - low)) : 0;
    ++counts[Math.min(bin, bins - 1)];
  }
  return counts;
}

/** Which examples excite a unit most, and least? Indices of the `count` largest and smallest activations, in order. */
export function extremes({data, shape}: Grid, unit: number, count: number): {top: number[]; bottom: number[]} {
  const units = shape[shape.length - 1];
  if (shape.length !== 2) throw new RangeError(`extremes takes [n, units], not [${shape.join(", ")}]`);
  if (!(unit >= 0 && unit < units)) throw new RangeError(`no unit ${unit} (there are 0 to ${units - 1})`);
  // Ties keep the order of the examples.
  const order = Array.from({length: shape[0]}, (_, i) => i).sort(
    (a, b) => data[b * units + unit] - data[a * units + unit] || a - b
  );
  return {top: order.slice(0, count), bottom: order.slice(-count).reverse()};
}
