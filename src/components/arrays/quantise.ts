import type {Grid} from "./grid.js";

/** How the columns of a table became bytes: value ≈ low + step · byte, column by column. */
export interface ByteScale {
  low: number[];
  step: number[];
}

/** How far bytes are from what they stand for, in the columns' own unit. */
export interface ByteError {
  /** Root mean square over all numbers. */
  rms: number;
  /** The same as a share of the numbers' standard deviation. */
  relative: number;
  /** Of any one number. */
  largest: number;
}

/** Each column of [n, d] in 256 equal levels from its smallest number to its largest, with the error this makes. */
export function quantiseColumns({data, shape: [n, d]}: Grid): {
  columns: Uint8Array[];
  scale: ByteScale;
  error: ByteError;
} {
  const columns: Uint8Array[] = [];
  const scale: ByteScale = {low: [], step: []};
  let [square, spread, largest] = [0, 0, 0];
  for (let c = 0; c < d; ++c) {
    const values = Float64Array.from({length: n}, (_, i) => data[i * d + c]);
    const low = values.reduce((m, v) => Math.min(m, v), Infinity);
    const step = (values.reduce((m, v) => Math.max(m, v), -Infinity) - low) / 255;
    const mean = values.reduce((s, v) => s + v, 0) / n;
    const bytes = Uint8Array.from(values, (v) => (step > 0 ? Math.round((v - low) / step) : 0));
    for (let i = 0; i < n; ++i) {
      const off = Math.abs(low + step * bytes[i] - values[i]);
      square += off * off;
      spread += (values[i] - mean) ** 2;
      largest = Math.max(largest, off);
    }
    columns.push(bytes);
    scale.low.push(low);
    scale.step.push(step);
  }
  return {
    columns,
    scale,
    error: {rms: Math.sqrt(square / (n * d)), relative: spread > 0 ? Math.sqrt(square / spread) : 0, largest}
  };
}

/** The numbers that quantised columns stand for: d columns of n bytes → [n, d]. */
export function fromBytes(columns: readonly ArrayLike<number>[], {low, step}: ByteScale): Grid {
  const d = columns.length;
  const n = columns[0]?.length ?? 0;
  if (low.length !== d || step.length !== d)
    throw new RangeError(`${d} columns of bytes, but scales for ${low.length} and ${step.length}`);
  const data = new Float32Array(n * d);
  for (let c = 0; c < d; ++c) for (let i = 0; i < n; ++i) data[i * d + c] = low[c] + step[c] * columns[c][i];
  return {data, shape: [n, d]};
}
