import {RandomForestRegression} from "ml-random-forest";
import {describe, expect, test} from "vitest";
import {grid, sliceOf} from "../../../src/components/arrays/grid.js";
import {evaluate} from "../../../src/components/lab/gradient.js";
import {last} from "../../../src/components/lab/frames.js";
import * as tf from "../../../src/components/lab/tf.js";
import {predictForest, trainForest} from "../../../src/components/models/forest.js";
import {encodedWidth, encodeRows, fitEncoding} from "../../../src/components/models/tableEncoding.js";
import {initialTableNet, predictTableNet, tableNetOf} from "../../../src/components/models/tableNet.js";
import {trainTableNet} from "../../../src/components/models/trainTableNet.js";
import {table, uniformRows} from "../methods/dependence/tables.js";
import {leaked} from "../methods/visualisation/net.js";

describe("encoded rows", () => {
  const rows = table([
    [1, 0],
    [3, 2],
    [5, 1]
  ]);
  const codes = fitEncoding(rows, [undefined, 3]);

  test("quantities are standardised, kinds become switches of which the first kind has none", () => {
    expect(encodedWidth(codes)).toBe(3);
    const far = Math.sqrt(1.5); // (5 − 3) / √(8/3)
    const expected = [-far, 0, 0, 0, 0, 1, far, 1, 0];
    encodeRows(codes, rows).data.forEach((v, i) => expect(v).toBeCloseTo(expected[i], 6));
  });

  test("a column that never changes stays 0, and others' widths are refused", () => {
    const still = table([[4], [4]]);
    expect(Array.from(encodeRows(fitEncoding(still, [undefined]), still).data)).toEqual([0, 0]);
    expect(() => encodeRows(codes, still)).toThrow(/reads 2 columns, and the rows have 1/);
  });
});

const x = uniformRows(150, 3);
const y = Float64Array.from({length: 150}, (_, i) => {
  const [a, b] = sliceOf(x, i).data;
  return 100 + 20 * a - 10 * b;
});

describe("the small network", () => {
  test("says in plain loops what it says on tensors", async () => {
    const codes = fitEncoding(x, [undefined, undefined, undefined]);
    const parameters = initialTableNet([3, 6, 5, 1], 2);
    for (const name of ["bias0", "bias1", "bias2"])
      parameters[name].data.forEach((_, i, all) => (all[i] = 0.3 - i / 9));
    const target = {mean: 5, scale: 2};
    const plain = predictTableNet({codes, target, parameters}, x);
    const tensors = Object.fromEntries(
      Object.entries(parameters).map(([name, {data, shape}]) => [name, tf.tensor(data, shape)])
    );
    const said = await evaluate(tableNetOf(tensors), encodeRows(codes, x));
    tf.dispose(tensors);
    plain.forEach((v, i) => expect(v).toBeCloseTo(said.data[i] * 2 + 5, 4));
  });

  const part = (from: number, to: number) => ({
    x: grid(x.data.subarray(from * 3, to * 3), [to - from, 3]),
    y: y.subarray(from, to)
  });
  const levels = [undefined, undefined, undefined];

  test("learns a line, keeps its best step, stops when it gets no better, and repeats by its seed", async () => {
    const run = async () => {
      const frames = [];
      for await (const frame of trainTableNet(part(0, 100), part(100, 150), levels, {steps: 300, patience: 4, seed: 3}))
        frames.push(frame);
      return frames;
    };
    const frames = await run();
    const end = frames.at(-1)!;
    const errors = frames.map(({valid}) => valid);
    expect(end.best).toBe(frames[errors.indexOf(Math.min(...errors))].step);
    expect(Math.min(...errors)).toBeLessThan(1); // of a standard deviation of 6.5
    expect(end.step - end.best === 100 || end.step === 300).toBe(true);
    const said = predictTableNet(end.net, part(100, 150).x);
    const error = Math.sqrt(said.reduce((sum, v, i) => sum + (v - y[100 + i]) ** 2, 0) / 50);
    expect(error).toBeCloseTo(Math.min(...errors), 10);
    expect(await run()).toEqual(frames);
  });

  test("left early, or stopped, leaves no tensor", async () => {
    expect(
      await leaked(async () => {
        const course = trainTableNet(part(0, 100), part(100, 150), levels, {steps: 50, every: 5});
        await course.next();
        await course.return();
        const stop = new AbortController();
        const other = trainTableNet(part(0, 100), part(100, 150), levels, {steps: 50, every: 5, signal: stop.signal});
        await other.next();
        stop.abort(new Error("enough"));
        await expect(other.next()).rejects.toThrow("enough");
      })
    ).toBe(0);
  });
});

describe("the forest", () => {
  test("says what the library's trees say, whose own nodes it has laid flat", async () => {
    const {forest} = await last(trainForest(x, y, {trees: 3, every: 3, depth: 6, least: 4, seed: 2}));
    const library = new RandomForestRegression({
      nEstimators: 3,
      seed: 200_007,
      maxFeatures: 3,
      replacement: false,
      noOOB: true,
      treeOptions: {maxDepth: 6, minNumSamples: 4}
    } as ConstructorParameters<typeof RandomForestRegression>[0]);
    const rows = Array.from({length: 150}, (_, i) => Array.from(sliceOf(x, i).data));
    library.train(rows, Array.from(y));
    const said = library.predict(rows);
    predictForest(forest, x).forEach((v, i) => expect(v).toBeCloseTo(said[i], 4));
  });

  test("grown in parts is the mean of its parts, and repeats by its seed", async () => {
    const forests = [];
    for await (const {forest, step, steps} of trainForest(x, y, {trees: 4, seed: 1})) {
      forests.push(forest);
      expect([step, forest.roots.length, steps]).toEqual([forests.length, forests.length, 4]);
    }
    const one = {...forests[3], roots: forests[3].roots.slice(0, 1)};
    expect(predictForest(one, x)).toEqual(predictForest(forests[0], x));
    expect((await last(trainForest(x, y, {trees: 4, seed: 1}))).forest).toEqual(forests[3]);
    expect((await last(trainForest(x, y, {trees: 4, seed: 2}))).forest).not.toEqual(forests[3]);
    const said = predictForest(forests[3], x);
    const error = Math.sqrt(said.reduce((sum, v, i) => sum + (v - y[i]) ** 2, 0) / 150);
    expect(error).toBeLessThan(1.5); // of a standard deviation of 6.5
  });

  test("stops between trees", async () => {
    const stop = new AbortController();
    const course = trainForest(x, y, {trees: 3, signal: stop.signal});
    await course.next();
    stop.abort(new Error("enough"));
    await expect(course.next()).rejects.toThrow("enough");
  });
});
