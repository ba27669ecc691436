import {decodeWeight, bytesOf, type WeightSpec} from "../weights.js";

/** A weight that spoils every answer, and how. */
export interface WeightTrouble {
  name: string;
  /** How many of its numbers are not finite. */
  broken: number;
  of: number;
}

/** Which of a group's weights hold numbers that are none? And a fingerprint of all its bytes, to know it again. */
export function weightTroubles(weights: readonly WeightSpec[], buffer: ArrayBuffer): WeightTrouble[] {
  const troubles: WeightTrouble[] = [];
  let offset = 0;
  for (const spec of weights) {
    const length = bytesOf(spec);
    const data = decodeWeight(spec, buffer.slice(offset, offset + length));
    offset += length;
    let broken = 0;
    if (data instanceof Float32Array) for (const v of data) if (!Number.isFinite(v)) ++broken;
    if (broken) troubles.push({name: spec.name, broken, of: data.length});
  }
  return troubles;
}

/** Sixteen hexadecimal digits that change with any byte (two FNV-1a sums): to tell networks apart, not to guard them. */
export function fingerprint(parts: readonly Uint8Array[]): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (const bytes of parts)
    for (let i = 0; i < bytes.length; ++i) {
      a = Math.imul(a ^ bytes[i], 0x01000193);
      b = Math.imul(b ^ bytes[i], 0x85ebca6b) + a;
    }
  return [a, b].map((n) => (n >>> 0).toString(16).padStart(8, "0")).join("");
}
