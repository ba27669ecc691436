import {afterAll, beforeAll, expect, test} from "vitest";
import {sliceOf, type Grid} from "../../../src/components/arrays/grid.js";
import type {Image} from "../../../src/components/arrays/image.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {
  conceptLabels,
  conceptOnPicture,
  conceptUse,
  layerRows,
  probeDepth,
  probing,
  type ProbingFrame
} from "../../../src/components/jobs/probing.js";
import {unitInformation} from "../../../src/components/jobs/unitInformation.js";
import {last} from "../../../src/components/lab/frames.js";
import * as tf from "../../../src/components/lab/tf.js";
import type {Model} from "../../../src/components/models/model.js";
import {readMnist} from "../../../src/data/mnist.js";
import {openNode} from "../../../src/data/source.js";
import {useInWords} from "../../../src/components/views/conceptView.js";

const N = 600;
let model: Model;
let images: Grid;
let digits: number[];
let context: Context;
let parity: ProbingFrame;
const asked = (concept: string, layer = "relu3") => ({model: "mnist-cnn", images, digits, layer, concept, seed: 1});

beforeAll(async () => {
  model = await openNode("mnist-cnn");
  const read = await readMnist("test", N);
  images = read.images;
  digits = Array.from(read.labels);
  context = {signal: new AbortController().signal, model: async () => model, progress() {}};
  parity = await last(probing({...asked("parity"), kind: "ridge"}, context));
});
afterAll(() => model.dispose());

test("a probe on the last hidden layer tells odd from even, its control does not", () => {
  expect(parity.step).toBe(parity.steps);
  expect(parity.task.accuracy).toBeGreaterThan(0.93);
  expect(parity.control.accuracy).toBeLessThan(0.7);
  expect(parity.curves.filter(({of, on}) => of === "task" && on === "kept apart").at(-1)!.accuracy).toBe(
    parity.task.accuracy
  );
});

test("given up half way, a probe leaves no tensor behind", async () => {
  const before = tf.memory().numTensors;
  const frames = probing({...asked("loop"), kind: "hidden"}, context);
  await frames.next();
  await frames.next();
  await frames.return(undefined);
  expect(tf.memory().numTensors).toBe(before);
});

test("measures become halves of like size, and an unknown concept is refused", () => {
  const {labels, classes} = conceptLabels("slant", images, digits);
  expect(classes).toHaveLength(2);
  expect(labels.filter((v) => v === 1).length / N).toBeCloseTo(0.5, 1);
  expect(() => conceptLabels("mood", images, digits)).toThrow(/unknown concept: mood .*digit/);
});

test("a layer's rows are the pixels, or the layer's own numbers", async () => {
  const few = {data: images.data.subarray(0, 3 * 784), shape: [3, 28, 28, 1]};
  expect((await layerRows(model, "pixels", few, context.signal)).shape).toEqual([3, 784]);
  expect((await layerRows(model, "relu3", few, context.signal)).shape).toEqual([3, 64]);
});

test("the digit is read better the deeper, slant best before the end", async () => {
  const layers = ["pixels", "relu3", "logits"];
  const {rows} = await last(probeDepth({...asked("digit"), layers}, context));
  expect(rows.map(({layer}) => layer)).toEqual(layers);
  expect(rows[1].task.accuracy).toBeGreaterThan(rows[0].task.accuracy);
  const slant = await last(probeDepth({...asked("slant"), layers}, context));
  expect(slant.rows[1].task.accuracy).toBeGreaterThan(slant.rows[2].task.accuracy + 0.1);
  expect(slant.chance).toBeCloseTo(0.5, 1);
});

test("a picture lies on its own side of a concept, and its slopes are those of the moved answers", async () => {
  const seven = digits.indexOf(7);
  const two = digits.indexOf(2);
  const on = (index: number) =>
    conceptOnPicture(
      {
        ...asked("parity", "logits"),
        layer: "relu3",
        probe: parity.probe,
        target: 1,
        image: sliceOf(images, index) as Image
      },
      context
    );
  const [odd, even] = [await on(seven), await on(two)];
  expect(odd.place).toBeGreaterThan(even.place);
  expect(odd.scores[1]).toBeGreaterThan(odd.scores[0]);
  // From the last hidden layer on the network is a sum: log-odds move in a straight line with the slopes.
  const odds = (m: {probabilities: number[]}) => Math.log(m.probabilities[7] / m.probabilities[9]);
  const at = (by: number) => odd.moved.find((m) => m.by === by)!;
  expect(odds(at(1)) - odds(at(0))).toBeCloseTo(odd.slopes[7] - odd.slopes[9], 2);
});

test("pushed towards a 3, the score of a 3 rises the most, and beyond what random directions do", async () => {
  const {probe} = await last(probing({...asked("digit"), kind: "softmax"}, context));
  const {uses} = await last(conceptUse({...asked("digit"), probe, target: 3}, context));
  const steepest = uses.reduce((best, use) => (use.slope > best.slope ? use : best));
  expect(steepest.digit).toBe(3);
  expect(steepest.p).toBeLessThan(0.05);
  expect(steepest.slope).toBeGreaterThan(steepest.random[1]);
  // The rest of the network is a sum here: all examples of a digit have one slope.
  for (const {score} of uses) expect([0, 1]).toContain(score);
});

test("units tell of the digit, and little of shuffled labels; fewer examples, more bias", async () => {
  const activations = await layerRows(model, "relu3", images, context.signal);
  const ask = (examples: number) =>
    last(
      unitInformation(
        {activations, labels: digits, unit: 5, estimator: "bins", resolution: 10, examples, shuffles: 10, seed: 1},
        context
      )
    );
  const [many, few] = [await ask(600), await ask(100)];
  expect(many.units).toHaveLength(64);
  expect(Math.max(...many.units)).toBeGreaterThan(0.5);
  expect(many.entropy).toBeCloseTo(Math.log2(10), 1);
  expect(few.chosen.bias).toBeGreaterThan(3 * many.chosen.bias);
  expect(many.units[5]).toBeCloseTo(many.chosen.estimate, 6);
});

test("which digits a concept moves, in a sentence", () => {
  const use = (digit: number, slope: number, p: number) => ({digit, slope, p});
  const said = (...uses: ReturnType<typeof use>[]) => useInWords(uses, "hidden layer", "a loop");
  expect(said(use(1, 0.1, 0.5), use(2, -0.1, 0.9))).toBe(
    "Pushing the hidden layer towards “a loop” moves no digit's own score more than random directions do."
  );
  expect(said(use(8, 0.4, 0.01), use(1, -0.5, 0.01), use(2, 0.1, 0.7))).toBe(
    "Pushing the hidden layer towards “a loop” raises the score of 8 and lowers that of 1 more than random directions do. Not told from chance: 2."
  );
  expect(said(use(1, -0.5, 0.01))).toBe(
    "Pushing the hidden layer towards “a loop” lowers the score of 1 more than random directions do."
  );
});
