/** Two families of waves: sines and cosines that wrap round the edge, or cosines only, that mirror at it. */
export type Waves = "fourier" | "cosine";

/**
 * Which n waves make up any signal of length n? Row k of the result [n, n] is wave k, all orthonormal. "fourier" is
 * the real discrete Fourier transform, in the order 0, cos 1, sin 1, cos 2, sin 2 …; "cosine" is the DCT-II.
 * @see Ahmed, Natarajan & Rao, "Discrete Cosine Transform", IEEE Trans. Computers (1974)
 */
export function waves(kind: Waves, n: number): Float32Array {
  const basis = new Float32Array(n * n);
  const f = frequencies(kind, n);
  for (let k = 0; k < n; ++k) {
    const alone = k === 0 || (kind === "fourier" && f[k] === 0.5);
    const amplitude = Math.sqrt((alone ? 1 : 2) / n);
    for (let t = 0; t < n; ++t) {
      const phase = 2 * Math.PI * f[k] * (kind === "cosine" ? t + 0.5 : t);
      const wave = kind === "fourier" && k > 0 && k % 2 === 0 ? Math.sin(phase) : Math.cos(phase);
      basis[k * n + t] = amplitude * wave;
    }
  }
  return basis;
}

/** The frequency of each wave, in cycles a sample: 0 … ½. */
export const frequencies = (kind: Waves, n: number): number[] =>
  Array.from({length: n}, (_, k) => (kind === "cosine" ? k / 2 : Math.ceil(k / 2)) / n);
