import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {denseLayer, randomLayer, relu} from "../../../src/components/arrays/denseLayer.js";
import {grid} from "../../../src/components/arrays/grid.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {depthMaps} from "../../../src/components/jobs/depthMaps.js";
import {firstKernels} from "../../../src/components/jobs/firstKernels.js";
import {networkGraph} from "../../../src/components/jobs/networkGraph.js";
import {portrait, portraitPair, type PortraitFrame} from "../../../src/components/jobs/portrait.js";
import {reluLayer} from "../../../src/components/jobs/reluLayer.js";
import {evaluate} from "../../../src/components/lab/gradient.js";
import {byTenths} from "../../../src/components/methods/visualisation/byTenths.js";
import type {Model} from "../../../src/components/models/model.js";
import {openModel} from "../../../src/components/models/open.js";
import {digitUnits} from "../../../src/data/features/digitUnits.js";
import {readMnist} from "../../../src/data/mnist.js";
import {nodeSource, openNode} from "../../../src/data/source.js";
import {leaked} from "../methods/visualisation/net.js";

let mlp: Model;
let context: Context;
beforeAll(async () => {
  mlp = await openNode("mnist-mlp");
  context = {
    signal: new AbortController().signal,
    model: async (id) => (id === "mnist-mlp" ? mlp : openModel(id, nodeSource())),
    progress() {}
  };
});
afterAll(() => mlp.dispose());

async function last<T>(frames: AsyncIterable<T>): Promise<T> {
  let frame: T;
  for await (frame of frames);
  return frame!;
}

describe("a layer by hand", () => {
  test("sums are inputs times weights plus bias, and a ReLU cuts below zero", () => {
    const layer = {kernel: grid([1, -2, 3, 0.5], [2, 2]), bias: Float32Array.of(0.5, -1)};
    const sums = denseLayer(grid([1, 2, -1, 0], [2, 2]), layer);
    expect([...sums.data]).toEqual([7.5, -2, -0.5, 1]);
    expect([...relu(sums).data]).toEqual([7.5, 0, 0, 1]);
    expect(() => denseLayer(grid([1, 2, 3], [1, 3]), layer)).toThrow(/2 inputs/);
  });

  test("a random layer keeps the size of signals: mean square of ReLU outputs ≈ mean square of inputs", () => {
    const x = grid(randomLayer(200, 50, 5).kernel.data.slice(0, 10000), [50, 200]);
    const y = relu(denseLayer(x, randomLayer(200, 400, 9)));
    const square = (data: Float32Array) => data.reduce((s, v) => s + v * v, 0) / data.length;
    expect(square(y.data) / square(x.data)).toBeGreaterThan(0.85);
    expect(square(y.data) / square(x.data)).toBeLessThan(1.15);
  });

  test("100 samples through 10 → 5: the same seed the same counts, a large shift kills or opens every unit", async () => {
    const {units} = await reluLayer({seed: 3});
    expect(units.length).toBe(5);
    for (const {histogram} of units) expect(histogram.reduce((a, b) => a + b)).toBe(100);
    expect((await reluLayer({seed: 3})).units).toEqual(units);
    expect((await reluLayer({seed: 4})).units).not.toEqual(units);
    expect((await reluLayer({seed: 3, shift: -50})).units.every(({dead}) => dead)).toBe(true);
    expect((await reluLayer({seed: 3, shift: 50})).units.every(({alwaysOn}) => alwaysOn)).toBe(true);
  });
});

describe("depth", () => {
  test("pieces never become fewer; one layer of n lines cuts a plane into at most 1 + n + n(n − 1)/2", async () => {
    for (const seed of [1, 2, 3]) {
      const layers = await depthMaps({depth: 4, units: 5, seed}, context);
      expect(layers[0].pieces).toBeLessThanOrEqual(16);
      expect(layers[0].pieces).toBeGreaterThan(1);
      layers.slice(1).forEach(({pieces}, i) => expect(pieces).toBeGreaterThanOrEqual(layers[i].pieces));
      for (const {maps, silent} of layers) {
        expect(maps.every(({data}) => data.every((v) => v >= 0))).toBe(true);
        expect(maps.filter(({data}) => Math.max(...data) === 0).length).toBe(silent);
      }
    }
  });

  test("a unit of the first layer is flat on each side of one straight line", async () => {
    const [{maps}] = await depthMaps({depth: 1, units: 4, seed: 2, size: 40}, context);
    for (const {data} of maps) {
      // Second differences along a row vanish except where the ReLU bends: at two places at most.
      for (let row = 0; row < 40; ++row) {
        const at = (c: number) => data[row * 40 + c];
        const bends = Array.from({length: 38}, (_, c) => Math.abs(at(c) - 2 * at(c + 1) + at(c + 2)) > 1e-4);
        expect(bends.filter(Boolean).length).toBeLessThanOrEqual(2);
      }
    }
  });
});

describe("a network as a graph", () => {
  test("ResNet-50: bypasses are edges, nothing overlaps, landmarks are marked, no weight is fetched", async () => {
    const model = await openModel("resnet50-imagenet", nodeSource());
    const own = {...context, model: async () => model};
    const all = await networkGraph({model: "resnet50-imagenet", detail: "layers"}, own);
    expect(model.network.bytes).toBe(0);
    expect(all.nodes.length).toBe(model.layers.length - 1); // its softmax lies behind the logits
    expect(all.edges.length).toBeGreaterThan(all.nodes.length + 10);
    expect(all.nodes.filter(({landmark}) => landmark).map(({name}) => name)).toEqual(model.card.landmarks);
    for (const a of all.nodes)
      for (const b of all.nodes)
        if (a !== b) expect(Math.abs(a.x - b.x) >= a.width || Math.abs(a.y - b.y) >= a.height).toBe(true);
    const y = new Map(all.nodes.map((node) => [node.name, node.y]));
    for (const {from, to} of all.edges) expect(y.get(to)!).toBeGreaterThan(y.get(from)!);
    const few = await networkGraph({model: "resnet50-imagenet", detail: "landmarks"}, own);
    expect(few.nodes.map(({name}) => name)).toEqual(["input_1", ...model.card.landmarks, "fc1000/linear"]);
    expect(few.edges.map(({from}) => from)).toContain("conv1");
    const joints = await networkGraph({model: "resnet50-imagenet", detail: "joints"}, own);
    expect(joints.edges.length).toBe(joints.nodes.length - 1);
    model.dispose();
  });
});

describe("first kernels", () => {
  test("ResNet-50: 64 of 7 × 7, of which only the stem is fetched, red first", async () => {
    const model = await openModel("resnet50-imagenet", nodeSource());
    const first = await firstKernels({model: "resnet50-imagenet"}, {...context, model: async () => model});
    expect(first.kernels.length).toBe(64);
    expect(first.kernels[0].shape).toEqual([7, 7, 3]);
    expect(first.fetched).toBeLessThan(20_000);
    expect(first.bytes).toBeGreaterThan(1000 * first.fetched);
    const raw = (await model.network.parameters().get("conv1")![0].data()) as Float32Array;
    // The network reads blue, green, red: weight [0, 0, blue, 5] is the third colour of kernel 5.
    expect(first.kernels[5].data[2]).toBe(raw[5]);
    expect(first.kernels[5].data[0]).toBe(raw[2 * 64 + 5]);
    model.dispose();
  });

  test("a network without a convolution says so", async () => {
    await expect(firstKernels({model: "mnist-mlp"}, context)).rejects.toThrow(/no convolution/);
  });
});

const usual = {
  model: "mnist-mlp",
  layer: "dense1",
  unit: 32,
  jitter: 0.03,
  zoom: 0.1,
  turn: 10,
  ground: 0.5,
  rough: 0.2
};

describe("portraits", () => {
  test("unit 32 is excited more than by any test digit, and the activation told is the unit's own", async () => {
    const {images, activations} = await last(portrait({...usual, steps: 48, seed: 1}, context));
    const {data} = await evaluate(mlp.tap("dense1"), {data: images[0].data, shape: [1, ...images[0].shape]});
    expect(activations![0]).toBeCloseTo(data[32], 4);
    const {data: digits, shape} = await evaluate(mlp.tap("dense1"), (await readMnist("test", 2000)).images);
    const best = Math.max(...Array.from({length: shape[0]}, (_, i) => digits[i * shape[1] + 32]));
    expect(activations![0]).toBeGreaterThan(best);
  });

  test("the opposite silences it", async () => {
    const {activations} = await last(portrait({...usual, wish: "opposite", steps: 32, seed: 1}, context));
    expect(activations![0]).toBeLessThan(0);
  });

  test("a row that leads to another unit ends with that unit's picture", async () => {
    const args = {...usual, towards: 5, count: 3, steps: 40, seed: 1};
    const first = await last(portrait(args, context));
    const other = await last(portrait({...args, unit: 5, towards: 32}, context));
    expect(first.images.length).toBe(3);
    expect(first.activations![0]).toBeGreaterThan(first.activations![2]);
    expect(other.activations![0]).toBeGreaterThan(other.activations![2]);
  });

  test("diversity makes pictures of one unit less alike", async () => {
    const spread = async (diversity: number) => {
      const {images} = await last(portrait({...usual, count: 3, diversity, steps: 40, seed: 1}, context));
      const apart = (a: Float32Array, b: Float32Array) => Math.sqrt(a.reduce((s, v, i) => s + (v - b[i]) ** 2, 0));
      return apart(images[0].data, images[1].data) + apart(images[1].data, images[2].data);
    };
    expect(await spread(1)).toBeGreaterThan(1.1 * (await spread(0)));
  });

  test("without any help the unit answers more, and the picture is rougher", async () => {
    const {images, activations} = await last(portraitPair({...usual, care: 1, steps: 40, seed: 1}, context));
    const roughness = (data: Float32Array) => {
      let sum = 0;
      for (let i = 3; i < data.length; ++i) sum += Math.abs(data[i] - data[i - 3]);
      return sum;
    };
    expect(activations![0]).toBeGreaterThan(activations![1]);
    expect(roughness(images[0].data)).toBeGreaterThan(2 * roughness(images[1].data));
  });

  test("stopped early, nothing is left", async () => {
    const run = async () => {
      const single: AsyncGenerator<PortraitFrame, void, void> = portrait({...usual, seed: 1}, context);
      await single.next();
      await single.return();
      const pair = portraitPair({...usual, care: 1, seed: 1}, context);
      await pair.next();
      await pair.return();
    };
    await run();
    expect(await leaked(run)).toBe(0);
  });

  test("an unknown wish names the legal ones", async () => {
    await expect(portrait({...usual, wish: "loud" as never, seed: 1}, context).next()).rejects.toThrow(/opposite/);
  });
});

describe("units over the test set", () => {
  test("tenths hold every example once, in order", () => {
    const values = Array.from({length: 57}, (_, i) => (i * 37) % 57);
    const parts = byTenths(
      values,
      values.map((v) => v % 3),
      3
    );
    expect(parts.flatMap(({members}) => members.map((i) => values[i]))).toEqual(Array.from({length: 57}, (_, i) => i));
    for (const {members, classes} of parts) expect(classes.reduce((a, b) => a + b)).toBe(members.length);
    expect(() => byTenths([1, 2], [0, 0])).toThrow(/ten examples/);
  });

  test("the table of the digit network agrees with a run by hand, and its sheet holds the digits it names", async () => {
    const digits = await readMnist("test", 700);
    const {table, sheet} = await digitUnits(mlp, digits);
    expect(table.layers.map(({layer, units}) => [layer, units.length])).toEqual([
      ["dense1", 64],
      ["dense2", 32],
      ["logits", 10]
    ]);
    const {data} = await evaluate(mlp.tap("dense1"), digits.images);
    const of32 = Array.from({length: 700}, (_, i) => data[i * 64 + 32]);
    const unit = table.layers[0].units[32];
    expect(unit.max).toBeCloseTo(Math.max(...of32), 2);
    expect(unit.topValues[0]).toBe(unit.max);
    expect(table.indices[unit.top[0]]).toBe(of32.indexOf(Math.max(...of32)));
    expect(unit.active).toBeCloseTo(of32.filter((v) => v > 0).length / 700, 6);
    const place = unit.top[0];
    expect(table.labels[place]).toBe(digits.labels[table.indices[place]]);
    const corner = Math.floor(place / table.columns) * 28 * sheet.shape[1] + (place % table.columns) * 28;
    const row = 14;
    expect([...sheet.data.slice(corner + row * sheet.shape[1], corner + row * sheet.shape[1] + 28)]).toEqual([
      ...digits.images.data.slice(table.indices[place] * 784 + row * 28, table.indices[place] * 784 + row * 28 + 28)
    ]);
  });
});
