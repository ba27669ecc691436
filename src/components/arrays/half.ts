/**
 * Which 16 bits stand for a number? IEEE 754 half precision: one sign bit, five of exponent, ten of mantissa; rounded
 * to nearest, ties to even. Numbers beyond ±65504 become infinite.
 */
export function toHalf(values: ArrayLike<number>): Uint16Array {
  const float = new Float32Array(1);
  const word = new Uint32Array(float.buffer);
  return Uint16Array.from(values, (value) => {
    float[0] = value;
    const sign = (word[0] >>> 16) & 0x8000;
    const magnitude = Math.abs(float[0]);
    if (Number.isNaN(magnitude)) return sign | 0x7e00;
    if (magnitude >= 65520) return sign | 0x7c00;
    // Below 2⁻¹⁴ the spacing stays 2⁻²⁴; above, it is 2⁻¹⁰ of the power of two below the number.
    if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
    const exponent = ((word[0] >>> 23) & 0xff) - 127;
    return sign | (((exponent + 14) << 10) + roundToEven(magnitude * 2 ** (10 - exponent)));
  });
}

/** The numbers that half-precision bits stand for. */
export function fromHalf(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, (b) => {
    const sign = b & 0x8000 ? -1 : 1;
    const exponent = (b >>> 10) & 0x1f;
    const mantissa = b & 0x3ff;
    if (exponent === 31) return mantissa ? NaN : sign * Infinity;
    return sign * (exponent ? (1024 + mantissa) * 2 ** (exponent - 25) : mantissa * 2 ** -24);
  });
}

function roundToEven(x: number): number {
  const low = Math.floor(x);
  const rest = x - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}
