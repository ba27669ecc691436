import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {sliceOf, type Grid} from "../../../src/components/arrays/grid.js";
import {cropResize, type Image} from "../../../src/components/arrays/image.js";
import {quadrature} from "../../../src/components/arrays/quadrature.js";
import {batchOfOne} from "../../../src/components/jobs/classify.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {gradCam, gradCamByDepth, gradCamPair} from "../../../src/components/jobs/gradCam.js";
import {
  baselinesCompared,
  integratedGradients,
  type PathFrame
} from "../../../src/components/jobs/integratedGradients.js";
import {isCut, layerStops, logitAround} from "../../../src/components/jobs/layerStops.js";
import {layerAblation, occlusion, occlusionCompared, rectsOf} from "../../../src/components/jobs/occlusion.js";
import {last} from "../../../src/components/lab/frames.js";
import {evaluate, valueAndGradient} from "../../../src/components/lab/gradient.js";
import * as tf from "../../../src/components/lab/tf.js";
import type {Model} from "../../../src/components/models/model.js";
import {photoNamed} from "../../../src/components/models/photoTable.js";
import {readMnist} from "../../../src/data/mnist.js";
import {readPhoto} from "../../../src/data/photo.js";
import {openNode} from "../../../src/data/source.js";

let faces: Model;
let digits: Model;
let face: Image;
let digit: Image;
let context: Context;
beforeAll(async () => {
  [faces, digits] = [await openNode("emotion-xception"), await openNode("mnist-cnn")];
  const [rect] = photoNamed("astronaut").faces!;
  face = cropResize(await readPhoto("src/photos/astronaut.png"), rect, 64);
  digit = sliceOf((await readMnist("test", 1)).images, 0) as Image;
  const models = {faces, digits} as Record<string, Model>;
  context = {signal: new AbortController().signal, model: async (id) => models[id], progress() {}};
});
afterAll(() => {
  faces.dispose();
  digits.dispose();
});

const aboutFace = () => ({model: "faces", image: face, target: null});
const aboutDigit = () => ({model: "digits", image: digit, target: null});
const total = ({data}: Grid) => data.reduce((sum, v) => sum + v, 0);

/** Tensors left over when a run is given up after its second frame. */
async function leaked(frames: () => AsyncGenerator<unknown>): Promise<number> {
  await last(frames());
  const before = tf.memory().numTensors;
  const run = frames();
  await run.next();
  await run.next();
  await run.return(undefined);
  return tf.memory().numTensors - before;
}

describe("the layers at which one can stop", () => {
  test("every convolution, after its ReLU, with the share of the network that leads to it", () => {
    const stops = layerStops(faces);
    expect(stops.length).toBeGreaterThan(12);
    expect(stops.map(({name}) => name)).toEqual(expect.arrayContaining(faces.card.landmarks));
    const shares = stops.map(({share}) => share);
    expect(Math.min(...shares)).toBeGreaterThan(0);
    expect(shares.at(-1)).toBeCloseTo(1, 2);
    expect(stops[0].title).not.toContain("StatefulPartitionedCall");
    expect(layerStops(digits).map(({name}) => name)).toEqual(["conv1", "relu1", "conv2", "relu2"]);
  });

  test("a layer of another network, or of a forged link, gives way to the usual one; so does a channel", async () => {
    const cam = await last(gradCam({...aboutDigit(), layer: "add_12", method: "gradCam"}, context));
    expect(cam.layer.name).toBe(cam.usual);
    const units = {...aboutDigit(), layer: "conv2", of: "units", fill: "zero"} as const;
    const [beyond, strongest] = [
      await last(layerAblation({...units, channel: 99999}, context)),
      await last(layerAblation({...units, channel: null}, context))
    ];
    expect(beyond.channel).toBe(strongest.channel);
  });

  test("inside a block with a bypass the score around a layer is the network's own, and so is its slope", async () => {
    const inside = layerStops(faces).find(({name}) => !isCut(faces, name))!;
    const x = batchOfOne(face);
    const activation = await evaluate(faces.tap(inside.name), x);
    const around = logitAround(faces, x, inside.name, 3);
    const {value, gradient} = await valueAndGradient(around, activation);
    expect(value[0]).toBeCloseTo((await evaluate(faces.logit(3), x)).data[0], 4);
    const strongest = gradient.data.reduce((best, g, i, all) => (Math.abs(g) > Math.abs(all[best]) ? i : best), 0);
    const h = 0.05;
    const moved = async (step: number) => {
      const data = activation.data.slice();
      data[strongest] += step;
      return (await evaluate(around, {data, shape: activation.shape})).data[0];
    };
    const slope = ((await moved(h)) - (await moved(-h))) / (2 * h);
    expect(Math.abs(slope - gradient.data[strongest])).toBeLessThan(0.05 * Math.abs(gradient.data[strongest]));
  });
});

describe("Grad-CAM", () => {
  test("where the score is a mean of the layer's own maps, the map is the class's map", async () => {
    // The emotion network's last convolution has a map for each class, and the score is its mean over positions.
    const {cells, map, layer, target} = await last(
      gradCam({...aboutFace(), layer: null, method: "gradCam", relu: false}, context)
    );
    const activation = await evaluate(faces.tap(layer.name), batchOfOne(face));
    const positions = cells!.data.length;
    const own = Float32Array.from({length: positions}, (_, p) => activation.data[p * 7 + target.index] / positions);
    own.forEach((v, p) => expect(cells!.data[p]).toBeCloseTo(v, 4));
    expect(map!.shape).toEqual([64, 64]);
  });

  test("works at any stop, by every method", async () => {
    for (const {name, shape} of layerStops(digits))
      for (const method of ["gradCam", "gradCamPlusPlus", "guidedGradCam"] as const) {
        const {cells, map} = await last(gradCam({...aboutDigit(), layer: name, method}, context));
        expect(cells!.shape).toEqual(shape.slice(0, 2));
        expect(map!.shape).toEqual([28, 28]);
        if (method !== "guidedGradCam") expect(Math.min(...map!.data)).toBeGreaterThanOrEqual(0);
      }
    const [unknown, usual] = await Promise.all(
      ["conv9", null].map((layer) => last(gradCam({...aboutDigit(), layer, method: "gradCam"}, context)))
    );
    expect(unknown.layer.name, "a layer that is not there gives way to the usual one").toBe(usual.usual);
    expect(unknown.map).toEqual(usual.map);
  });

  test("two answers get two maps", async () => {
    const {maps, correlation} = await gradCamPair({...aboutFace(), layer: null, method: "gradCam", rank: 2}, context);
    expect(maps[0].answer.name).not.toBe(maps[1].answer.name);
    expect(maps[0].map.data).not.toEqual(maps[1].map.data);
    expect(correlation).toBeLessThan(0.99);
  });

  test("averaging keeps more of the gradient late than early", async () => {
    const {depths} = await last(gradCamByDepth(aboutFace(), context));
    expect(depths.length).toBe(faces.card.landmarks.length);
    expect(depths.at(-1)!.keeps).toBeGreaterThan(3 * depths[0].keeps);
    expect(depths.at(-1)!.keeps).toBeLessThanOrEqual(1 + 1e-6);
  });

  test("a run that is given up leaves no tensor", async () => {
    expect(await leaked(() => gradCamByDepth(aboutFace(), context))).toBe(0);
  });
});

describe("integrated gradients", () => {
  const path = (more: object) => ({...aboutDigit(), baseline: {kind: "black" as const}, steps: 64, ...more});

  test.each(["trapezoid", "midpoint", "gaussLegendre"] as const)(
    "by the %s rule 64 steps close the gap to under 1 %% on both networks",
    async (rule) => {
      for (const question of [aboutDigit(), aboutFace()]) {
        const frame = await last(integratedGradients(path({...question, rule}) as any, context));
        expect(Math.abs(frame.delta)).toBeLessThan(0.01 * Math.abs(frame.value - frame.baselineValue));
      }
    },
    30_000
  );

  test("the running sum is the attribution's own, and the curve is the score along the path", async () => {
    const frames: PathFrame[] = [];
    for await (const frame of integratedGradients(path({rule: "trapezoid", steps: 100}) as any, context))
      frames.push(structuredClone(frame));
    const end = frames.at(-1)!;
    expect(frames.length).toBeGreaterThan(2);
    expect(end.alphas.length).toBe(100);
    expect(end.sums.at(-1)).toBeCloseTo(total(end.map!), 3);
    expect(end.values[0]).toBeCloseTo(end.baselineValue, 4);
    expect(end.values.at(-1)).toBeCloseTo(end.value, 4);
    const {points} = quadrature("trapezoid", 100);
    end.alphas.forEach((alpha, i) => expect(alpha).toBeCloseTo(points[i], 6));
    // At most 64 maps are kept of any number of points; the last of them is the whole sum.
    expect(end.kept.length).toBeLessThanOrEqual(64);
    expect(total(end.soFar.at(-1)!)).toBeCloseTo(total(end.map!), 3);
    expect(end.slopes.length).toBe(end.kept.length);
  });

  test("expected gradients start from the mean of their pictures and count samples", async () => {
    const images = [0, 0.5, 1].map((v) => ({data: new Float32Array(784).fill(v), shape: [28, 28, 1]}) as Image);
    const baseline = {kind: "many" as const, images, seed: 3};
    const end = await last(integratedGradients(path({baseline, rule: "trapezoid", steps: 48}) as any, context));
    expect(end.baseline.data[0]).toBeCloseTo(0.5, 6);
    expect(end.sums.at(-1)! - (end.value - end.baselineValue)).toBeCloseTo(end.delta, 4);
    const again = await last(integratedGradients(path({baseline, rule: "trapezoid", steps: 48}) as any, context));
    expect(again.map!.data).toEqual(end.map!.data);
  });

  test("a black baseline gives black pixels nothing, a white one does", async () => {
    const baselines = [{kind: "black" as const}, {kind: "white" as const}];
    const {views} = await last(baselinesCompared({...aboutDigit(), baselines, steps: 16}, context));
    const black = digit.data.findIndex((v) => v === 0);
    expect(digit.data[black]).toBe(0);
    digit.data.forEach((v, i) => v === 0 && expect(views[0].map.data[i]).toBe(0));
    expect(views[1].dark).toBeGreaterThan(views[0].dark + 0.05);
  });

  test("a run that is given up leaves no tensor", async () => {
    expect(await leaked(() => integratedGradients(path({rule: "midpoint"}) as any, context))).toBe(0);
  });
});

describe("occlusion", () => {
  const grey = {kind: "grey" as const};

  test("first coarse, then fine, the patch always inside the picture", async () => {
    const frames = [];
    for await (const frame of occlusion({...aboutDigit(), patch: 7, stride: 2, fill: {kind: "black"}}, context))
      frames.push(frame);
    expect(frames[0].map).toBeNull();
    expect(frames.slice(1).map(({coarse}) => coarse)).toEqual(
      [...frames.slice(1)]
        .map(({coarse}) => coarse)
        .sort()
        .reverse()
    );
    expect(new Set(frames.map(({coarse}) => coarse)).size).toBe(2);
    for (const {rect} of frames.slice(1)) {
      expect(rect!.x + rect!.width).toBeLessThanOrEqual(28);
      expect(rect!.y + rect!.height).toBeLessThanOrEqual(28);
    }
    const end = frames.at(-1)!;
    expect(end.step).toBe(end.steps);
    // Covering a digit's own ink costs the most somewhere, and the worst patch is told.
    expect(end.worst!.target.index).toBe(end.target.index);
    expect(end.worst!.target.logit).toBeLessThan(end.target.logit);
    expect(frames.slice(0, -1).every(({worst}) => worst === null)).toBe(true);
  });

  test("a patch as large as the picture loses what the filled picture lacks", async () => {
    const end = await last(occlusion({...aboutDigit(), patch: 28, stride: 28, fill: {kind: "black"}}, context));
    const f = digits.logit(end.target.index);
    const black = {data: new Float32Array(784), shape: [1, 28, 28, 1]};
    const lost = (await evaluate(f, batchOfOne(digit))).data[0] - (await evaluate(f, black)).data[0];
    expect(rectsOf(digit, 28, 28).length).toBe(1);
    expect(end.map!.data[5]).toBeCloseTo(lost, 3);
  });

  test("another fill gives another map", async () => {
    const ways = [
      {patch: 14, fill: grey},
      {patch: 14, fill: {kind: "white" as const}},
      {patch: 24, fill: grey}
    ];
    const {coverings} = await last(occlusionCompared({...aboutFace(), ways}, context));
    expect(coverings[0].common).toBe(1);
    expect(coverings[1].common).toBeLessThan(1);
    expect(coverings[2].common).toBeLessThan(1);
    for (const {covered} of coverings) expect(covered.data).not.toEqual(face.data);
  });

  test("without a channel the score loses exactly what it gave, where the score is a mean of channels", async () => {
    const layer = faces.card.landmarks.at(-1)!;
    const args = {...aboutFace(), layer, of: "channels" as const, fill: "zero" as const};
    const {values, target, activation} = await last(layerAblation(args, context));
    const channels = activation.shape[2];
    let sum = 0;
    activation.data.forEach((v, i) => (sum += i % channels === target.index ? v : 0));
    const positions = activation.data.length / channels;
    expect(values[target.index]).toBeCloseTo(sum / positions, 3);
    values.forEach((v, k) => k !== target.index && expect(v).toBeCloseTo(0, 4));
    const units = await last(layerAblation({...args, of: "units"}, context));
    expect(units.channel).toBe(target.index);
    expect(total(units.map!)).toBeCloseTo(sum / positions, 3);
    expect(units.map!.shape).toEqual(activation.shape.slice(0, 2));
    const places = await last(layerAblation({...args, of: "places"}, context));
    expect(total(places.map!)).toBeCloseTo(sum / positions, 3);
  });

  test("runs that are given up leave no tensor", async () => {
    const of = "channels" as const;
    expect(await leaked(() => occlusion({...aboutDigit(), patch: 7, stride: 2, fill: grey}, context))).toBe(0);
    expect(await leaked(() => layerAblation({...aboutDigit(), layer: "relu2", of, fill: "mean"}, context))).toBe(0);
  });
});
