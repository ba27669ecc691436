/** A seeded stream of random numbers: same seed, same numbers, on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  (): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
  /** A whole number from 0 to n − 1. */
  integer(n: number): number;
  /** A uniform permutation of 0 … n − 1 (Fisher–Yates). */
  permutation(n: number): Int32Array;
}

/**
 * Makes a random stream from a seed: the sfc32 generator by Chris Doty-Humphrey, seeded through splitmix32.
 * @see Doty-Humphrey, PractRand (2014), "sfc"
 */
export function random(seed: number): Random {
  let s = seed >>> 0;
  const splitmix = () => {
    s = (s + 0x9e3779b9) | 0;
    let t = s ^ (s >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return t ^ (t >>> 15);
  };
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let d = 1;
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; ++i) next();
  let spare = NaN;
  const normal = () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = NaN;
      return value;
    }
    let u, v, q;
    do {
      u = 2 * next() - 1;
      v = 2 * next() - 1;
      q = u * u + v * v;
    } while (q >= 1 || q === 0);
    const r = Math.sqrt((-2 * Math.log(q)) / q);
    spare = v * r;
    return u * r;
  };
  const integer = (n: number) => Math.floor(next() * n);
  const permutation = (n: number) => {
    const p = Int32Array.from({length: n}, (_, i) => i);
    for (let i = n - 1; i > 0; --i) {
      const j = integer(i + 1);
      [p[i], p[j]] = [p[j], p[i]];
    }
    return p;
  };
  return Object.assign(next, {normal, integer, permutation});
}

/** n standard normal numbers from a seed. */
export function normals(n: number, seed: number): Float32Array {
  const next = random(seed);
  return Float32Array.from({length: n}, () => next.normal());
}
