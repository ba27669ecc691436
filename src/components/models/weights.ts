import {fromHalf} from "../arrays/half.js";

/** How weights are described and stored: tfjs's own manifest entries, and one more compact kind. */
export interface WeightSpec {
  name: string;
  shape: number[];
  dtype: "float32" | "int32" | "bool";
  /**
   * `float16`; `uint8` with one scale and minimum (as tfjs writes it); or `uint8` with an `axis`: one scale and one
   * minimum per channel, stored in the file before the bytes as float32 (all scales, then all minima).
   */
  quantization?: {
    dtype: "float16" | "uint8" | "uint16";
    scale?: number;
    min?: number;
    axis?: number;
    original_dtype?: string;
  };
}

/** One file of weights. */
export interface Shard {
  file: string;
  bytes: number;
  /** Hexadecimal; checked where the platform can (pages served over plain http from another host cannot). */
  sha256?: string;
  weights: WeightSpec[];
}

/** Hears how much of a file has arrived; the total is 0 while unknown. */
export type OnBytes = (loaded: number, total: number) => void;

/** Where a network's weights come from. */
export interface WeightSource {
  shards: Shard[];
  /** Fetches one file whole. */
  read(file: string, onBytes?: OnBytes, signal?: AbortSignal): Promise<ArrayBuffer>;
}

/** The numbers of one weight, decoded. */
export interface Weight {
  data: Float32Array | Int32Array | Uint8Array;
  shape: number[];
  dtype: "float32" | "int32" | "bool";
}

const WIDTHS = {float32: 4, int32: 4, bool: 1, float16: 2, uint8: 1, uint16: 2};

/** How many bytes of its file does a weight take? */
export function bytesOf({shape, dtype, quantization}: WeightSpec): number {
  const size = shape.reduce((n, d) => n * d, 1);
  const header = quantization?.axis === undefined ? 0 : 8 * shape[quantization.axis];
  return header + size * WIDTHS[quantization?.dtype ?? dtype];
}

/**
 * Checks a file of weights as it arrived and decodes it. Throws an error that names the file when it is truncated,
 * altered, or holds numbers that are not finite.
 */
export async function decodeShard(shard: Shard, buffer: ArrayBuffer): Promise<Map<string, Weight>> {
  if (buffer.byteLength !== shard.bytes)
    throw new Error(`weights truncated: ${shard.file} has ${buffer.byteLength} bytes, expected ${shard.bytes}`);
  if (shard.sha256 && globalThis.crypto?.subtle && (await sha256(buffer)) !== shard.sha256)
    throw new Error(`weights altered: ${shard.file} does not have the expected SHA-256 ${shard.sha256}`);
  const needed = shard.weights.reduce((sum, spec) => sum + bytesOf(spec), 0);
  if (needed > buffer.byteLength)
    throw new Error(`weights truncated: ${shard.file} describes ${needed} bytes of weights, it has ${shard.bytes}`);
  const weights = new Map<string, Weight>();
  let offset = 0;
  for (const spec of shard.weights) {
    const length = bytesOf(spec);
    // A copy, so that typed arrays are aligned and the file itself can be freed.
    const data = decodeWeight(spec, buffer.slice(offset, offset + length));
    if (data instanceof Float32Array && !data.every(Number.isFinite))
      throw new Error(`weights damaged: ${spec.name} in ${shard.file} holds NaN or an infinite number`);
    weights.set(spec.name, {data, shape: spec.shape, dtype: spec.dtype});
    offset += length;
  }
  return weights;
}

async function sha256(buffer: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", buffer));
  return Array.from(digest, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** The numbers of one weight from its own bytes. */
export function decodeWeight(spec: WeightSpec, bytes: ArrayBuffer): Weight["data"] {
  const {quantization: q, dtype} = spec;
  if (!q) {
    if (dtype === "float32") return new Float32Array(bytes);
    return dtype === "int32" ? new Int32Array(bytes) : new Uint8Array(bytes);
  }
  if (q.dtype === "float16") return fromHalf(new Uint16Array(bytes));
  if (q.axis !== undefined) return decodeChannels(spec.shape, q.axis, bytes);
  const codes = q.dtype === "uint8" ? new Uint8Array(bytes) : new Uint16Array(bytes);
  return Float32Array.from(codes, (code) => code * q.scale! + q.min!);
}

function decodeChannels(shape: number[], axis: number, bytes: ArrayBuffer): Float32Array {
  const channels = shape[axis];
  const inner = shape.slice(axis + 1).reduce((n, d) => n * d, 1);
  const scale = new Float32Array(bytes, 0, channels);
  const min = new Float32Array(bytes, 4 * channels, channels);
  const codes = new Uint8Array(bytes, 8 * channels);
  const data = new Float32Array(codes.length);
  for (let start = 0, c = 0; start < codes.length; start += inner, c = (c + 1) % channels)
    for (let i = start; i < start + inner; ++i) data[i] = codes[i] * scale[c] + min[c];
  return data;
}
