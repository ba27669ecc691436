/**
 * The discrete Fourier transform along the first axis of a complex array [n, batch], for n = 2ᵃ·3ᵇ. Stockham's
 * self-sorting form: the batch rides in the innermost loop, where the twiddle factors stand still.
 * @see Van Loan, "Computational Frameworks for the Fast Fourier Transform" (1992), section 1.7
 */
export interface Transform {
  /** Σ x[m] exp(−2πi k m / n), in place. Exchange re and im for the inverse (without its 1/n). */
  (re: Float64Array, im: Float64Array): void;
}

type Stage = (radix: number, length: number, stride: number) => void;

/** Makes a transform of length n over a batch; it owns scratch space of the same size. */
export function fourier(n: number, batch: number): Transform {
  const radices: number[] = [];
  let rest = n;
  for (const radix of [4, 3, 2]) for (; rest % radix === 0; rest /= radix) radices.push(radix);
  if (rest !== 1) throw new RangeError(`the length of a transform must be 2^a · 3^b, got ${n}`);
  const scratchRe = new Float64Array(n * batch);
  const scratchIm = new Float64Array(n * batch);
  return (re, im) => {
    let [xr, xi, yr, yi]: Float64Array[] = [re, im, scratchRe, scratchIm];
    const stage: Stage = (radix, length, stride) => {
      if (radix === 4) stage4(length, stride, xr, xi, yr, yi);
      else if (radix === 3) stage3(length, stride, xr, xi, yr, yi);
      else stage2(length, stride, xr, xi, yr, yi);
      [xr, xi, yr, yi] = [yr, yi, xr, xi];
    };
    let length = n;
    let stride = batch;
    for (const radix of radices) {
      stage(radix, length, stride);
      length /= radix;
      stride *= radix;
    }
    if (xr !== re) {
      re.set(xr);
      im.set(xi);
    }
  };
}

function stage2(n: number, s: number, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array) {
  const m = n / 2;
  for (let p = 0; p < m; ++p) {
    const angle = (-2 * Math.PI * p) / n;
    const c = Math.cos(angle);
    const d = Math.sin(angle);
    for (let q = 0; q < s; ++q) {
      const i0 = q + s * p;
      const i1 = i0 + s * m;
      const o = q + s * 2 * p;
      const ar = xr[i0];
      const ai = xi[i0];
      const br = xr[i1];
      const bi = xi[i1];
      yr[o] = ar + br;
      yi[o] = ai + bi;
      const tr = ar - br;
      const ti = ai - bi;
      yr[o + s] = tr * c - ti * d;
      yi[o + s] = tr * d + ti * c;
    }
  }
}

function stage3(n: number, s: number, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array) {
  const m = n / 3;
  const h = Math.sqrt(3) / 2;
  for (let p = 0; p < m; ++p) {
    const angle = (-2 * Math.PI * p) / n;
    const c1 = Math.cos(angle);
    const d1 = Math.sin(angle);
    const c2 = Math.cos(2 * angle);
    const d2 = Math.sin(2 * angle);
    for (let q = 0; q < s; ++q) {
      const i0 = q + s * p;
      const i1 = i0 + s * m;
      const i2 = i1 + s * m;
      const o = q + s * 3 * p;
      const sumR = xr[i1] + xr[i2];
      const sumI = xi[i1] + xi[i2];
      const difR = h * (xr[i1] - xr[i2]);
      const difI = h * (xi[i1] - xi[i2]);
      const midR = xr[i0] - sumR / 2;
      const midI = xi[i0] - sumI / 2;
      yr[o] = xr[i0] + sumR;
      yi[o] = xi[i0] + sumI;
      const ur = midR + difI;
      const ui = midI - difR;
      yr[o + s] = ur * c1 - ui * d1;
      yi[o + s] = ur * d1 + ui * c1;
      const vr = midR - difI;
      const vi = midI + difR;
      yr[o + 2 * s] = vr * c2 - vi * d2;
      yi[o + 2 * s] = vr * d2 + vi * c2;
    }
  }
}

function stage4(n: number, s: number, xr: Float64Array, xi: Float64Array, yr: Float64Array, yi: Float64Array) {
  const m = n / 4;
  for (let p = 0; p < m; ++p) {
    const angle = (-2 * Math.PI * p) / n;
    const c1 = Math.cos(angle);
    const d1 = Math.sin(angle);
    const c2 = Math.cos(2 * angle);
    const d2 = Math.sin(2 * angle);
    const c3 = Math.cos(3 * angle);
    const d3 = Math.sin(3 * angle);
    const end = s * (p + 1);
    let o = s * 4 * p;
    for (let i0 = s * p; i0 < end; ++i0, ++o) {
      const i1 = i0 + s * m;
      const i2 = i1 + s * m;
      const i3 = i2 + s * m;
      const evenR = xr[i0] + xr[i2];
      const evenI = xi[i0] + xi[i2];
      const ar = xr[i0] - xr[i2];
      const ai = xi[i0] - xi[i2];
      const oddR = xr[i1] + xr[i3];
      const oddI = xi[i1] + xi[i3];
      const br = xi[i1] - xi[i3];
      const bi = xr[i3] - xr[i1];
      yr[o] = evenR + oddR;
      yi[o] = evenI + oddI;
      const ur = ar + br;
      const ui = ai + bi;
      yr[o + s] = ur * c1 - ui * d1;
      yi[o + s] = ur * d1 + ui * c1;
      const vr = evenR - oddR;
      const vi = evenI - oddI;
      yr[o + 2 * s] = vr * c2 - vi * d2;
      yi[o + 2 * s] = vr * d2 + vi * c2;
      const wr = ar - br;
      const wi = ai - bi;
      yr[o + 3 * s] = wr * c3 - wi * d3;
      yi[o + 3 * s] = wr * d3 + wi * c3;
    }
  }
}
