import {createHash} from "node:crypto";
import {toHalf} from "../../components/arrays/half.js";
import {bytesOf, type Shard, type Weight, type WeightSpec} from "../../components/models/weights.js";

/**
 * How a weight is stored: as it is, in 16 bits, in 8 bits with one scale and minimum, or in 8 bits with a scale and a
 * minimum for each index of an axis.
 */
export type Storage = "float32" | "float16" | "uint8" | {axis: number};

/** A model as files by name: `model.json` and its shards. */
export type ModelFiles = Record<string, Uint8Array>;

/** Writes weights into one file. */
export function packShard(
  file: string,
  weights: Map<string, Weight>,
  storage: (name: string, weight: Weight) => Storage
): {shard: Shard; bytes: Uint8Array} {
  const specs: WeightSpec[] = [];
  const parts: Uint8Array[] = [];
  for (const [name, weight] of weights) {
    const {bytes, quantization} = encode(weight, weight.dtype === "float32" ? storage(name, weight) : "float32");
    const spec: WeightSpec = {name, shape: weight.shape, dtype: weight.dtype, ...(quantization && {quantization})};
    if (bytes.byteLength !== bytesOf(spec)) throw new Error(`${name} packs into ${bytes.byteLength} bytes`);
    specs.push(spec);
    parts.push(bytes);
  }
  const bytes = new Uint8Array(Buffer.concat(parts));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {shard: {file, bytes: bytes.byteLength, sha256, weights: specs}, bytes};
}

const bytesView = (data: ArrayBufferView) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function encode({data, shape}: Weight, how: Storage): {bytes: Uint8Array; quantization?: WeightSpec["quantization"]} {
  if (how === "float32") return {bytes: bytesView(data)};
  if (how === "float16") return {bytes: bytesView(toHalf(data)), quantization: {dtype: "float16"}};
  const axis = how === "uint8" ? undefined : how.axis;
  const {codes, scale, min} = quantise(data as Float32Array, shape, axis);
  if (axis === undefined) return {bytes: codes, quantization: {dtype: "uint8", scale: scale[0], min: min[0]}};
  const bytes = new Uint8Array(Buffer.concat([bytesView(scale), bytesView(min), codes]));
  return {bytes, quantization: {dtype: "uint8", axis}};
}

/** Weights rounded to 256 levels between the extremes of each index of an axis, or of all of them. */
function quantise(data: Float32Array, shape: number[], axis?: number) {
  const channels = axis === undefined ? 1 : shape[axis];
  const inner = axis === undefined ? data.length : shape.slice(axis + 1).reduce((n, d) => n * d, 1);
  const min = new Float32Array(channels).fill(Infinity);
  const max = new Float32Array(channels).fill(-Infinity);
  // Runs of `inner` numbers belong to one channel.
  for (let start = 0, c = 0; start < data.length; start += inner, c = (c + 1) % channels)
    for (let i = start; i < start + inner; ++i) {
      if (data[i] < min[c]) min[c] = data[i];
      if (data[i] > max[c]) max[c] = data[i];
    }
  // A channel of equal numbers has no range: any scale stands for it.
  const scale = max.map((v, c) => (v - min[c]) / 255 || 1);
  const codes = new Uint8Array(data.length);
  for (let start = 0, c = 0; start < data.length; start += inner, c = (c + 1) % channels)
    for (let i = start; i < start + inner; ++i) codes[i] = Math.min(255, Math.round((data[i] - min[c]) / scale[c]));
  return {codes, scale, min};
}

/** A JSON file. */
export const jsonFile = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
