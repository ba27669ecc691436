import type {Grid} from "./grid.js";

/** How the classifier of source code counts: 5,000 bins, and no pair after the 10,000th. */
export const PAIR_BINS = 5000;
export const MOST_PAIRS = 10_000;

/** Everything beyond ASCII is one and the same sign to the classifier: its 129th. */
const FOREIGN = 128;
const SIGNS = FOREIGN + 1;

/** Two neighbouring bytes of a text. */
export interface BytePair {
  /** Where it is counted. */
  bin: number;
  /** Where its first and its last character stand in the text: `text.slice(start, end)` shows the pair. */
  start: number;
  end: number;
}

/** Which sign each byte of a text is, in UTF-8, and which character it belongs to. */
function signsOf(text: string, most: number): {signs: Uint8Array; at: Uint32Array; length: number} {
  const signs = new Uint8Array(Math.min(most, 4 * text.length));
  const at = new Uint32Array(signs.length);
  let length = 0;
  for (let i = 0; i < text.length && length < signs.length; ++i) {
    const code = text.codePointAt(i)!;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (let b = 0; b < bytes && length < signs.length; ++b, ++length) {
      signs[length] = bytes === 1 ? code : FOREIGN;
      at[length] = i;
    }
    if (bytes === 4) ++i;
  }
  return {signs, at, length};
}

/** The pairs of neighbouring bytes of a text, in order, as far as the classifier reads. */
export function bytePairs(text: string): BytePair[] {
  const {signs, at, length} = signsOf(text, MOST_PAIRS + 1);
  return Array.from({length: Math.max(0, length - 1)}, (_, i) => ({
    bin: binOf(signs[i], signs[i + 1]),
    start: at[i],
    end: at[i + 1] + (text.codePointAt(at[i + 1])! > 0xffff ? 2 : 1)
  }));
}

/**
 * How often does each pair of neighbouring bytes occur? One row of 5,000 counts for each text: all that the classifier
 * of source code gets to see of it. Pairs share bins: two that meet in one are the same to it.
 */
export function pairCounts(texts: readonly string[]): Grid {
  const data = new Float32Array(texts.length * PAIR_BINS);
  texts.forEach((text, k) => {
    const {signs, length} = signsOf(text, MOST_PAIRS + 1);
    for (let i = 1; i < length; ++i) data[k * PAIR_BINS + binOf(signs[i - 1], signs[i])] += 1;
  });
  return {data, shape: [texts.length, PAIR_BINS]};
}

const UNKNOWN = 65535;
const bins = new Uint16Array(SIGNS * SIGNS).fill(UNKNOWN);

/** The bin of a pair: computed when it is first met. */
function binOf(first: number, second: number): number {
  const at = first * SIGNS + second;
  if (bins[at] === UNKNOWN) {
    // TensorFlow joins the two with a space before it hashes them.
    const bytes = [...bytesOf(first), 32, ...bytesOf(second)];
    bins[at] = Number(fingerprint64(bytes) % BigInt(PAIR_BINS));
  }
  return bins[at];
}

/** What tfjs makes of a lone byte that is no ASCII: U+FFFD, the replacement character, in UTF-8. */
const bytesOf = (sign: number): number[] => (sign === FOREIGN ? [0xef, 0xbf, 0xbd] : [sign]);

const K0 = 0xc3a5c85c97cb3127n;
const K2 = 0x9ae16a3b2f90404fn;
const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const shiftMix = (value: bigint): bigint => value ^ (value >> 47n);

/**
 * FarmHash's 64-bit fingerprint of 1 to 7 bytes, as TensorFlow's hash buckets use it.
 * @see Pike, FarmHash (2014), farmhashna::HashLen0to16, https://github.com/google/farmhash
 */
function fingerprint64(bytes: readonly number[]): bigint {
  const n = bytes.length;
  if (n >= 4) {
    const fetch32 = (at: number) =>
      bytes.slice(at, at + 4).reduce((sum, byte, i) => sum | (BigInt(byte) << BigInt(8 * i)), 0n);
    const factor = wrap(K2 + BigInt(2 * n));
    const [u, v] = [wrap(BigInt(n) + (fetch32(0) << 3n)), fetch32(n - 4)];
    const a = wrap((u ^ v) * factor);
    const b = wrap((v ^ a ^ (a >> 47n)) * factor);
    return wrap((b ^ (b >> 47n)) * factor);
  }
  const y = BigInt(bytes[0] + (bytes[n >> 1] << 8));
  const z = BigInt(n + (bytes[n - 1] << 2));
  return wrap(shiftMix(wrap(wrap(y * K2) ^ wrap(z * K0))) * K2);
}
