import {describe, expect, test} from "vitest";
import {grid, type Grid} from "../../../../src/components/arrays/grid.js";
import type {Image} from "../../../../src/components/arrays/image.js";
import {random} from "../../../../src/components/arrays/random.js";
import {toGrid} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {
  parametrisation,
  type ParametrisationOptions
} from "../../../../src/components/methods/visualisation/parametrisation.js";
import {frequencies, waves, type Waves} from "../../../../src/components/methods/visualisation/waves.js";
import {leaked} from "./net.js";

describe.each<Waves>(["fourier", "cosine"])("%s waves", (kind) => {
  test.each([1, 2, 7, 16, 33])("%i of them are orthonormal", (n) => {
    const b = waves(kind, n);
    for (let i = 0; i < n; ++i)
      for (let j = 0; j < n; ++j) {
        let dot = 0;
        for (let t = 0; t < n; ++t) dot += b[i * n + t] * b[j * n + t];
        expect(Math.abs(dot - (i === j ? 1 : 0))).toBeLessThan(2e-6);
      }
  });
  test("frequencies rise from 0 to at most half a cycle a sample", () => {
    const f = frequencies(kind, 16);
    expect(f[0]).toBe(0);
    expect(f).toEqual([...f].sort((a, b) => a - b));
    expect(Math.max(...f)).toBeLessThanOrEqual(0.5);
  });
});

test("a Fourier wave of frequency 3 / 16 goes three times up and down in 16 samples", () => {
  const b = waves("fourier", 16);
  for (let t = 0; t < 16; ++t)
    expect(b[5 * 16 + t]).toBeCloseTo(Math.sqrt(1 / 8) * Math.cos((2 * Math.PI * 3 * t) / 16), 6);
});

const photo = (height: number, width: number, channels: number): Image => {
  const next = random(8);
  const data = Array.from({length: height * width * channels}, () => 0.05 + 0.9 * next());
  return grid(data, [height, width, channels]) as Image;
};
const base: ParametrisationOptions = {
  height: 9,
  width: 12,
  channels: 3,
  batch: 1,
  basis: "fourier",
  decay: 1,
  decorrelate: true,
  range: "sigmoid",
  sd: 0,
  seed: 1,
  start: null
};
async function decoded(options: Partial<ParametrisationOptions>): Promise<Grid> {
  const p = parametrisation({...base, ...options});
  try {
    return await toGrid(tf.tidy(() => p.decode(tf.tensor(p.parameters.data, p.parameters.shape))));
  } finally {
    p.dispose();
  }
}

describe.each<ParametrisationOptions["basis"]>(["pixel", "fourier", "cosine"])("%s pictures", (basis) => {
  test.each<Partial<ParametrisationOptions>>([
    {range: "sigmoid", decorrelate: true},
    {range: "sigmoid", decorrelate: false},
    {range: "clip", decorrelate: true},
    {range: "clip", decorrelate: false, decay: 0}
  ])("reproduce a given image (%o)", async (options) => {
    const start = photo(9, 12, 3);
    const {data, shape} = await decoded({basis, start, batch: 2, ...options});
    expect(shape).toEqual([2, 9, 12, 3]);
    for (let i = 0; i < data.length; ++i) expect(data[i]).toBeCloseTo(start.data[i % start.data.length], 4);
  });

  test("may be grey: one channel, shown as three", async () => {
    const start = photo(9, 12, 1);
    const {data, shape} = await decoded({basis, start, channels: 1});
    expect(shape).toEqual([1, 9, 12, 3]);
    for (let i = 0; i < data.length; ++i) expect(data[i]).toBeCloseTo(start.data[Math.floor(i / 3)], 4);
  });

  test("begin near grey, each of a batch its own, the same for the same seed", async () => {
    const a = await decoded({basis, batch: 2, sd: 0.01});
    expect(a).toEqual(await decoded({basis, batch: 2, sd: 0.01}));
    const size = a.data.length / 2;
    expect(a.data.slice(0, size)).not.toEqual(a.data.slice(size));
    a.data.forEach((v) => expect(Math.abs(v - 0.5)).toBeLessThan(0.1));
  });
});

test("plain noise in Fourier amplitudes has the spectrum of photos: energy falls as 1 / f²", async () => {
  const n = 32;
  const {data} = await decoded({height: n, width: n, sd: 0.01, batch: 16, decorrelate: false, range: "clip"});
  const b = waves("fourier", n);
  const f = frequencies("fourier", n);
  const energy = (low: number, high: number) => {
    let total = 0;
    let count = 0;
    // Rows of each picture against waves that vary along the columns only.
    for (let k = 0; k < n; ++k) {
      if (f[k] < low || f[k] >= high) continue;
      for (let e = 0; e < 16; ++e)
        for (let c = 0; c < 3; ++c) {
          let dot = 0;
          for (let i = 0; i < n; ++i)
            for (let j = 0; j < n; ++j) dot += b[k * n + j] * data[((e * n + i) * n + j) * 3 + c];
          total += dot * dot;
          ++count;
        }
    }
    return total / count;
  };
  const ratio = energy(0.1, 0.15) / energy(0.4, 0.45);
  const expected = 0.41 ** 2 / 0.11 ** 2;
  expect(ratio / expected).toBeGreaterThan(0.5);
  expect(ratio / expected).toBeLessThan(2);
});

test("a start of another size is refused; nothing is left on the device", async () => {
  expect(() => parametrisation({...base, start: photo(8, 12, 3)})).toThrow(/start is \[8, 12, 3\]/);
  expect(await leaked(async () => void (await decoded({start: photo(9, 12, 3)})))).toBe(0);
});
