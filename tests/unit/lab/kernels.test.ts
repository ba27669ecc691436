import {afterEach, beforeAll, beforeEach, describe, expect, test} from "vitest";
import {random} from "../../../src/components/arrays/random.js";
import {derivedFilters} from "../../../src/components/lab/kernels/derived.js";
import {firstOfEquals} from "../../../src/components/lab/kernels/max-pool.js";
import {mendBackend} from "../../../src/components/lab/kernels/mend.js";
import {kernelOf} from "../../../src/components/lab/kernels/registry.js";
import * as tf from "../../../src/components/lab/tf.js";

/** Largest difference over largest value: float32 sums of up to some hundred terms, in another order. */
const TOLERANCE = 1e-5;
const backend = process.env.VITRINE_BACKEND ?? "wasm";

beforeAll(() => mendBackend("cpu"));

let before: tf.MemoryInfo;
beforeEach(() => {
  before = tf.memory();
});
afterEach(() => {
  expect(tf.memory().numTensors, "tensors left").toBe(before.numTensors);
  expect(tf.memory().numDataBuffers, "data left").toBe(before.numDataBuffers);
});

type Values = {data: Float32Array; shape: number[]};

/** The same computation on another backend, from plain numbers; leaves the tests' backend set. */
function on(name: string, f: () => tf.Tensor): Values {
  tf.setBackend(name);
  try {
    return tf.tidy(() => {
      const y = f();
      return {data: y.dataSync() as Float32Array, shape: y.shape};
    });
  } finally {
    tf.setBackend(backend);
  }
}

function difference(a: Values, b: Values): number {
  if (String(a.shape) !== String(b.shape)) return Infinity;
  let [largest, scale] = [0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const d = Math.abs(a.data[i] - b.data[i]);
    if (!(d <= largest)) largest = d;
    scale = Math.max(scale, Math.abs(b.data[i]));
  }
  return scale === 0 ? largest : largest / scale;
}

/** Holds a computation on the tests' backend to the cpu's, and says which case failed. */
function same(f: () => tf.Tensor, what: unknown) {
  expect(difference(on(backend, f), on("cpu", f)), JSON.stringify(what)).toBeLessThan(TOLERANCE);
}

const seeded = (seed: number) => {
  const rng = random(seed);
  return {
    whole: (from: number, to: number) => from + rng.integer(to - from + 1),
    one: <T>(...choices: T[]): T => choices[rng.integer(choices.length)],
    normal: (shape: number[]) => Float32Array.from({length: shape.reduce((a, b) => a * b, 1)}, () => rng.normal())
  };
};

type Pad = "same" | "valid" | number | [[number, number], [number, number], [number, number], [number, number]];
const full = (t: number, b: number, l: number, r: number): Pad => [
  [0, 0],
  [t, b],
  [l, r],
  [0, 0]
];

/** A random convolution that tfjs accepts: sizes, strides, dilations and paddings of every kind. */
function convolutionCase(seed: number, {depthwise = false, dilated = false} = {}) {
  const {whole, one, normal} = seeded(seed);
  const filter = [whole(1, 5), whole(1, 5), whole(1, 5), depthwise ? whole(1, 3) : whole(1, 6)] as const;
  const strides: [number, number] = dilated ? [1, 1] : [whole(1, 4), whole(1, 4)];
  const dilations: [number, number] = dilated ? [whole(1, 3), whole(2, 3)] : [1, 1];
  const reach = [0, 1].map((i) => (filter[i] - 1) * dilations[i] + 1);
  const x = [whole(1, 3), reach[0] + whole(0, 9), reach[1] + whole(0, 9), filter[2]] as const;
  const pad: Pad = one<Pad>("same", "valid", "valid", full(whole(0, 3), whole(0, 3), whole(0, 3), whole(0, 3)));
  const op = (a: tf.Tensor, f: tf.Tensor): tf.Tensor =>
    depthwise
      ? tf.depthwiseConv2d(a as tf.Tensor4D, f as tf.Tensor4D, strides, pad as never, "NHWC", dilations)
      : tf.conv2d(a as tf.Tensor4D, f as tf.Tensor4D, strides, pad as never, "NHWC", dilations);
  return {op, x: [...x], filter: [...filter], xs: normal([...x]), fs: normal([...filter]), pad, strides, dilations};
}

type Case = ReturnType<typeof convolutionCase>;

/** Σ w ⊙ op(x, f) with fixed pseudo-random w: every output matters and differs. */
function weighed(c: Case, x: tf.Tensor, f: tf.Tensor): tf.Scalar {
  const y = c.op(x, f);
  const w = tf.tensor(
    Float32Array.from({length: y.size}, (_, i) => Math.sin(1 + 1.7 * i)),
    y.shape
  );
  return tf.sum(tf.mul(y, w));
}

const gradientOf = (which: 0 | 1) => (c: Case) => () =>
  tf.grads((x: tf.Tensor, f: tf.Tensor) => weighed(c, x, f))([tf.tensor(c.xs, c.x), tf.tensor(c.fs, c.filter)])[which];

const describeCase = ({x, filter, pad, strides, dilations}: Case) => ({x, filter, pad, strides, dilations});
const cases = (count: number, kind: Parameters<typeof convolutionCase>[1]) =>
  Array.from({length: count}, (_, i) => convolutionCase(1000 + i, kind));

describe("convolutions agree with cpu", () => {
  for (const [name, kind] of Object.entries({plain: {}, depthwise: {depthwise: true}})) {
    test(`${name}, forward, input gradient and filter gradient`, () => {
      for (const c of cases(100, kind)) {
        same(() => c.op(tf.tensor(c.xs, c.x), tf.tensor(c.fs, c.filter)), ["forward", describeCase(c)]);
        same(gradientOf(0)(c), ["input", describeCase(c)]);
        same(gradientOf(1)(c), ["filter", describeCase(c)]);
      }
    });

    test(`${name}, dilated, by the same gradients written with the filter spread out`, () => {
      for (const c of cases(40, {...kind, dilated: true})) {
        const spread = (f: tf.Tensor) => dilate(f as tf.Tensor4D, c.dilations);
        const undilated = {
          ...c,
          op: (x: tf.Tensor, f: tf.Tensor) =>
            name === "plain"
              ? tf.conv2d(x as tf.Tensor4D, spread(f), 1, c.pad as never)
              : tf.depthwiseConv2d(x as tf.Tensor4D, spread(f), 1, c.pad as never)
        };
        for (const which of [0, 1] as const)
          for (const b of [backend, "cpu"])
            expect(
              difference(on(b, gradientOf(which)(c)), on("cpu", gradientOf(which)(undilated))),
              JSON.stringify([b, which, describeCase(c)])
            ).toBeLessThan(TOLERANCE);
      }
    });
  }

  test("'same' padding with strides greater than the filter, alone and fused", () => {
    const {normal} = seeded(5);
    for (const size of [3, 4, 6, 7, 8, 9])
      for (const [k, stride] of [
        [1, 3],
        [2, 3],
        [2, 4],
        [3, 4]
      ]) {
        const [xs, fs, ds] = [normal([2, size, size, 2]), normal([k, k, 2, 3]), normal([k, k, 2, 1])];
        const x = () => tf.tensor4d(xs, [2, size, size, 2]);
        const filter = () => tf.tensor4d(fs, [k, k, 2, 3]);
        const depth = () => tf.tensor4d(ds, [k, k, 2, 1]);
        const options = {strides: stride, pad: "same", activation: "relu"} as const;
        same(() => tf.conv2d(x(), filter(), stride, "same"), [size, k, stride]);
        same(() => tf.depthwiseConv2d(x(), depth(), stride, "same"), [size, k, stride]);
        same(() => tf.fused.conv2d({x: x(), filter: filter(), ...options}), [size, k, stride]);
        same(() => tf.fused.depthwiseConv2d({x: x(), filter: depth(), ...options}), [size, k, stride]);
      }
  });
});

/** [h, w, …] → the same filter with zeros between its taps. */
function dilate(f: tf.Tensor4D, [dh, dw]: [number, number]): tf.Tensor4D {
  const [h, w, a, b] = f.shape;
  const columns = tf.pad(tf.reshape(f, [h, w, 1, a * b]), [
    [0, 0],
    [0, 0],
    [0, dw - 1],
    [0, 0]
  ]);
  const rows = tf.pad(tf.reshape(columns, [h, 1, w * dw, a * b]), [
    [0, 0],
    [0, dh - 1],
    [0, 0],
    [0, 0]
  ]);
  const whole: tf.Tensor4D = tf.reshape(rows, [h * dh, w * dw, a, b]);
  return tf.slice(whole, [0, 0, 0, 0], [(h - 1) * dh + 1, (w - 1) * dw + 1, a, b]);
}

describe("gradients agree with finite differences", () => {
  const step = 1e-2;
  test.each([
    ["strided", {}],
    ["depthwise", {depthwise: true}],
    ["dilated", {dilated: true}],
    ["depthwise dilated", {depthwise: true, dilated: true}]
  ])("%s convolution", (_, kind) => {
    for (const c of cases(6, kind)) {
      const {data} = on(backend, gradientOf(0)(c));
      const scale = data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      for (const at of [0, Math.floor(c.xs.length / 2), c.xs.length - 1]) {
        const score = (delta: number) => {
          const moved = Float32Array.from(c.xs);
          moved[at] += delta;
          return on(backend, () => weighed(c, tf.tensor(moved, c.x), tf.tensor(c.fs, c.filter))).data[0];
        };
        // The function is linear in x, so that only rounding separates the two: sums near 100 over a step of 0.02.
        const numeric = (score(step) - score(-step)) / (2 * step);
        expect(Math.abs(numeric - data[at]), JSON.stringify([at, describeCase(c)])).toBeLessThan(
          1e-3 * Math.max(scale, 1)
        );
      }
    }
  });

  test("ReLU and clipped ReLU", () => {
    const xs = [-3, -0.5, 0, 0.5, 5.9, 6.5, 9];
    const slopes = (f: (x: tf.Tensor) => tf.Tensor) => Array.from(on(backend, () => tf.grad(f)(tf.tensor1d(xs))).data);
    expect(slopes(tf.relu)).toEqual([0, 0, 0, 1, 1, 1, 1]);
    expect(slopes(tf.relu6)).toEqual([0, 0, 0, 1, 1, 0, 0]);
  });
});

describe("other kernels agree with cpu", () => {
  test("max pooling's gradient, where windows hold no positive value too", () => {
    for (let i = 0; i < 80; i++) {
      const {whole, one, normal} = seeded(i);
      const k: [number, number] = [whole(1, 4), whole(1, 4)];
      const strides: [number, number] = [whole(1, 3), whole(1, 3)];
      const shape = [whole(1, 2), k[0] + whole(0, 7), k[1] + whole(0, 7), whole(1, 3)];
      const pad = one("same", "valid") as "same" | "valid";
      const xs = normal(shape).map((v) => one(v, v - 3, 0));
      const f = (x: tf.Tensor) => {
        const y = tf.maxPool(x as tf.Tensor4D, k, strides, pad);
        return tf.sum(tf.mul(y, tf.reshape(tf.range(1, y.size + 1), y.shape)));
      };
      same(() => tf.grad(f)(tf.tensor(xs, shape)), {shape, k, strides, pad});
    }
  });

  test("max pooling's gradient from a mirror is the same, and what it read lives on", () => {
    const [shape, attrs] = [[1, 6, 6, 2], {filterSize: [3, 3], strides: [2, 2], pad: "same"}];
    const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 3, 2, "same");
    const xs = seeded(7).normal(shape);
    const expected = on(backend, () => tf.grad((x) => tf.sum(tf.square(pool(x))))(tf.tensor(xs, shape)));
    const found = on(backend, () => {
      const input = tf.tensor(xs, shape);
      const dy = tf.mul(2, pool(input));
      const mirrored = firstOfEquals(kernelOf("MaxPoolGrad", backend)!);
      const dx = mirrored({inputs: {dy, input}, attrs, backend: tf.backend()}) as tf.Tensor;
      expect(input.dataSync()).toEqual(Float32Array.from(xs));
      expect(dy.dataSync()).toHaveLength(dy.size);
      return dx;
    });
    expect(difference(found, expected)).toBeLessThan(TOLERANCE);
  });

  test("products with transposed matrices", () => {
    for (const [m, k, n] of [
      [1, 3, 2],
      [40, 50, 60],
      [9, 700, 33],
      [1, 300, 300],
      [300, 300, 1]
    ])
      for (const transposeA of [false, true])
        for (const transposeB of [false, true])
          for (const batch of [[], [1]]) {
            const {normal} = seeded(m * k + n);
            const a = [...batch, ...(transposeA ? [k, m] : [m, k])];
            const b = [...batch, ...(transposeB ? [n, k] : [k, n])];
            const [as, bs] = [normal(a), normal(b)];
            same(() => tf.matMul(tf.tensor(as, a), tf.tensor(bs, b), transposeA, transposeB), {
              m,
              k,
              n,
              transposeA,
              transposeB,
              batch
            });
          }
  });

  test("sums by segment, the gradient of gather", () => {
    const {normal} = seeded(9);
    const xs = normal([5, 2, 3]);
    for (const ids of [
      [0, 1, 1, 3, 0],
      [2, 2, 2, 2, 2],
      [4, -1, 7, 0, 1]
    ])
      same(() => tf.unsortedSegmentSum(tf.tensor(xs, [5, 2, 3]), tf.tensor1d(ids, "int32"), 4), ids);
    const square = (x: tf.Tensor) => tf.square(tf.gather(x, tf.tensor1d([3, 0, 3], "int32")));
    same(() => tf.grad(square)(tf.tensor(xs, [5, 2, 3])), "gather");
  });

  test("clones and casts to the same type share data, and neither frees the other's", () => {
    const x = tf.tensor1d([1, 2, 3]);
    const [clone, cast] = [tf.clone(x), tf.cast(x, "float32")];
    x.dispose();
    expect(Array.from(clone.dataSync())).toEqual([1, 2, 3]);
    clone.dispose();
    expect(Array.from(cast.dataSync())).toEqual([1, 2, 3]);
    cast.dispose();
    const words = tf.tensor1d(["a", "b"]);
    const copy = tf.clone(words);
    words.dispose();
    expect(copy.dataSync()).toEqual(["a", "b"]);
    copy.dispose();
  });
});

describe("gradients that tfjs lacks or gets wrong", () => {
  test("strided slices, by what each value of x is worth", () => {
    const {normal} = seeded(3);
    const shape = [4, 7, 5];
    const weights = normal([4 * 7 * 5]);
    const slices: [number[], number[], number[], number?, number?, number?][] = [
      [
        [0, 1, 0],
        [4, 7, 5],
        [1, 2, 3]
      ],
      [
        [3, 6, 4],
        [0, 0, 0],
        [-1, -2, -3]
      ],
      [[1, -3, 0], [3, 7, 5], [1, 1, 2], 0b100, 0b010],
      [[2, 0, 1], [3, 7, 5], [1, 1, 1], 0, 0, 0b001]
    ];
    for (const [begin, end, strides, beginMask = 0, endMask = 0, shrink = 0] of slices) {
      const f = (x: tf.Tensor) => {
        const y = tf.stridedSlice(x, begin, end, strides, beginMask, endMask, 0, 0, shrink);
        return tf.sum(tf.mul(y, tf.tensor(weights.slice(0, y.size), y.shape)));
      };
      const gradient = on(backend, () => tf.grad(f)(tf.zeros(shape)));
      // f is linear: its value at the unit vectors is its gradient.
      const units = on("cpu", () => tf.stack(tf.unstack(tf.eye(4 * 7 * 5)).map((unit) => f(tf.reshape(unit, shape)))));
      expect(difference(gradient, {data: units.data, shape}), JSON.stringify([begin, end, strides])).toBe(0);
    }
  });

  test("average pooling at a padded border, by what each value of x is worth", () => {
    const {normal} = seeded(6);
    const cases: [[number, number], [number, number], "same" | "valid" | number][] = [
      [[2, 2], [2, 2], "same"],
      [[3, 3], [1, 1], "same"],
      [[3, 2], [2, 1], "same"],
      [[3, 3], [2, 2], 1],
      [[2, 3], [1, 2], "valid"]
    ];
    for (const [size, strides, pad] of cases) {
      const f = (x: tf.Tensor) => {
        const y = tf.avgPool(x as tf.Tensor4D, size, strides, pad, pad === 1 ? "floor" : undefined);
        return tf.sum(tf.mul(y, tf.tensor(weights.slice(0, y.size), y.shape)));
      };
      const shape = [1, 5, 5, 2];
      const weights = normal([100]);
      const gradient = on(backend, () => tf.grad(f)(tf.zeros(shape)));
      // f is linear: its value at the unit vectors is its gradient.
      const units = on("cpu", () => tf.stack(tf.unstack(tf.eye(50)).map((unit) => f(tf.reshape(unit, shape)))));
      expect(difference(gradient, {data: units.data, shape}), JSON.stringify([size, strides, pad])).toBeLessThan(1e-5);
    }
  });

  test("nearest-neighbour resizing on cpu takes each example by itself", () => {
    const {normal} = seeded(4);
    const [xs, ws] = [normal([3, 4, 5, 2]), normal([3, 7, 9, 2])];
    const gradient = (from: number, to: number) => () =>
      tf.grad((x: tf.Tensor) =>
        tf.sum(
          tf.mul(
            tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [7, 9]),
            tf.tensor(ws.slice(from * 126, to * 126), [to - from, 7, 9, 2])
          )
        )
      )(tf.tensor(xs.slice(from * 40, to * 40), [to - from, 4, 5, 2]));
    const whole = on("cpu", gradient(0, 3)).data;
    const parts = [0, 1, 2].flatMap((n) => Array.from(on("cpu", gradient(n, n + 1)).data));
    expect(Array.from(whole)).toEqual(parts);
  });
});

test("mending twice changes nothing", () => {
  const kernel = tf.getKernel("Conv2DBackpropInput", backend);
  mendBackend(backend);
  expect(tf.getKernel("Conv2DBackpropInput", backend)).toBe(kernel);
});

test.skipIf(backend !== "wasm")("a rearranged filter lives as long as its source, and not longer", () => {
  const wasm = tf.backend() as any;
  const held = derivedFilters(wasm).bytes;
  const stored = wasm.numDataIds();
  const filter = tf.ones([3, 3, 4, 8]) as tf.Tensor4D;
  const f = (x: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter, 2, "same");
  for (let i = 0; i < 3; i++) tf.tidy(() => void tf.grad(f)(tf.ones([1, 9, 9, 4])));
  // Phases 2 × 2 of 2 × 2 taps each, 4 × 8 channels, 4 bytes.
  expect(derivedFilters(wasm).bytes - held).toBe(2 * 2 * 8 * (2 * 2 * 4) * 4);
  filter.dispose();
  expect(derivedFilters(wasm).bytes).toBe(held);
  expect(wasm.numDataIds()).toBe(stored);
});
