import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {full, grid, sliceOf, type Grid} from "../../../../src/components/arrays/grid.js";
import type {Image} from "../../../../src/components/arrays/image.js";
import {random} from "../../../../src/components/arrays/random.js";
import {evaluate} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {deepDream, type DeepDreamOptions} from "../../../../src/components/methods/visualisation/deepDream.js";
import {featureVisualisation} from "../../../../src/components/methods/visualisation/featureVisualisation.js";
import {inversion} from "../../../../src/components/methods/visualisation/inversion.js";
import {channel, layer} from "../../../../src/components/methods/visualisation/objectives.js";
import {roll} from "../../../../src/components/methods/visualisation/roll.js";
import {leaked, randomNet} from "./net.js";

let net: ReturnType<typeof randomNet>;
beforeAll(() => void (net = randomNet()));
afterAll(() => net.dispose());

async function all<T>(frames: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const frame of frames) list.push(frame);
  return list;
}
const pictureOf = (h: number, w: number, seed = 5): Image => {
  const next = random(seed);
  return grid(Array.from({length: h * w * 3}, next), [h, w, 3]) as Image;
};
/** Stops a run after two frames, as a page does when a slider moves. */
async function firstTwo(frames: AsyncGenerator<unknown>) {
  await frames.next();
  await frames.next();
  await frames.return(undefined);
}

const small = {height: 20, width: 24, steps: 6, seed: 3};
const dreamOptions: Partial<DeepDreamOptions> = {
  height: 40,
  width: 48,
  octaves: 3,
  steps: 4,
  jitter: 3,
  smallest: 8,
  start: {kind: "image", image: pictureOf(60, 50)},
  seed: 3
};
const runs: Record<string, (o?: object) => AsyncGenerator<{step: number; steps: number; image: Image}>> = {
  featureVisualisation: (o) => featureVisualisation(net.tap, channel("conv2", 2), {...small, ...o}),
  deepDream: (o) => deepDream(net.tap, layer("conv2"), {...dreamOptions, ...o}),
  inversion: (o) => inversion(net.tap("conv2"), full([10, 12, 8], 0.4), {...small, ...o})
};

describe.each(Object.entries(runs))("%s", (_, run) => {
  test("same seed, same pictures; another seed, another", async () => {
    const [a, b, c] = [await all(run()), await all(run()), await all(run({seed: 4}))];
    expect(a.at(-1)!.image.data).toEqual(b.at(-1)!.image.data);
    expect(a.at(-1)!.image.data).not.toEqual(c.at(-1)!.image.data);
    a.at(-1)!.image.data.forEach((v) => expect(v >= 0 && v <= 1).toBe(true));
    expect(a.at(-1)!.step).toBe(a.at(-1)!.steps);
  });
  test("stopping early, aborting or finishing leaves no tensor", async () => {
    expect(await leaked(() => firstTwo(run()))).toBe(0);
    expect(await leaked(async () => void (await all(run())))).toBe(0);
    const stop = new AbortController();
    const aborted = async () => {
      for await (const frame of run({signal: stop.signal})) if (frame.step === 2) stop.abort(new Error("moved on"));
    };
    expect(await leaked(() => expect(aborted()).rejects.toThrow("moved on"))).toBe(0);
  });
  test("an unknown option is an error", async () => {
    await expect(run({stepsize: 1}).next()).rejects.toThrow(/unknown option stepsize/);
  });
});

test("the last frame's value is the unit's activation on the finished picture", async () => {
  const frames = await all(featureVisualisation(net.tap, channel("conv2", 2), small));
  const {image, value} = frames.at(-1)!;
  const {data} = await evaluate(
    (x) => tf.mean(tf.slice(net.tap("conv2")(x), [0, 0, 0, 2], [-1, -1, -1, 1])),
    grid(image.data, [1, ...image.shape])
  );
  expect(value).toBeCloseTo(data[0], 6);
});

test("penalties hold a picture back", async () => {
  const roughness = ({data, shape: [h, w]}: Grid) => {
    let total = 0;
    for (let i = 3; i < h * w * 3; ++i) total += Math.abs(data[i] - data[i - 3]);
    return total;
  };
  const options = {...small, steps: 30, transforms: []};
  const free = await all(featureVisualisation(net.tap, channel("conv2", 2), options));
  const penalties = [{kind: "tv" as const, weight: 50}];
  const held = await all(featureVisualisation(net.tap, channel("conv2", 2), {...options, penalties}));
  expect(roughness(held.at(-1)!.image)).toBeLessThan(0.5 * roughness(free.at(-1)!.image));
});

describe("deep dream", () => {
  test("the objective rises within an octave, and octaves grow to the asked size", async () => {
    const frames = await all(deepDream(net.tap, layer("conv2"), {...dreamOptions, jitter: 0, steps: 8}));
    for (const octave of [0, 1, 2]) {
      const values = frames.filter((f) => f.octave === octave).map((f) => f.value);
      expect(values.at(-1)).toBeGreaterThan(values[0]);
    }
    expect(frames.length).toBe(24);
    expect(frames[0].image.shape).toEqual([20, 24, 3]);
    expect(frames.at(-1)!.image.shape).toEqual([40, 48, 3]);
  });

  test("going on from an earlier octave is the same dream", async () => {
    const whole = await all(deepDream(net.tap, layer("conv2"), dreamOptions));
    const {octave, image} = whole.filter((f) => f.octave === 0).at(-1)!;
    const rest = await all(deepDream(net.tap, layer("conv2"), {...dreamOptions, resume: {octave, image}}));
    expect(rest.length).toBe(8);
    expect(rest.at(-1)).toEqual(whole.at(-1));
  });

  test("a pixelwise objective dreams the same in tiles as in one piece", async () => {
    const tap = () => (x: tf.Tensor) => x;
    const options = {...dreamOptions, octaves: 1};
    const [whole] = (await all(deepDream(tap, layer("pixels"), options))).slice(-1);
    const [tiled] = (await all(deepDream(tap, layer("pixels"), {...options, tile: 17}))).slice(-1);
    // Equal tiles would give equal gradients up to one factor; unequal ones differ by their areas, a few per cent.
    const worst = whole.image.data.reduce((m, v, i) => Math.max(m, Math.abs(v - tiled.image.data[i])), 0);
    expect(worst).toBeLessThan(0.02);
  });

  test("a plain colour or noise will do to begin with", async () => {
    for (const start of [{kind: "noise" as const}, {kind: "colour" as const, colour: [0.2, 0.4, 0.6] as const}]) {
      const frames = await all(deepDream(net.tap, layer("conv2"), {...dreamOptions, start}));
      expect(frames.at(-1)!.value).toBeGreaterThan(frames[8].value);
    }
  });

  test("rolling there and back changes nothing", () => {
    const image = pictureOf(5, 7);
    expect(roll(roll(image, 3, -9), -3, 9)).toEqual(image);
    expect(sliceOf(roll(image, 1, 0), 1).data).toEqual(sliceOf(image, 0).data);
  });
});

test("inverting an early layer brings the picture back; the error falls towards 0", async () => {
  // A smooth picture: faint waves of three colours.
  const data = Array.from({length: 16 * 16 * 3}, (_, i) => 0.5 + 0.3 * Math.sin(i / 40 + (i % 3)));
  const photo = grid(data, [1, 16, 16, 3]);
  const target = sliceOf(await evaluate(net.tap("conv1"), photo), 0);
  const options = {height: 16, width: 16, steps: 150, stepSize: 0.1, basis: "pixel" as const, penalties: []};
  const frames = await all(inversion(net.tap("conv1"), target, options));
  const {image, error} = frames.at(-1)!;
  expect(error).toBeLessThan(0.1 * frames[0].error);
  expect(error).toBeLessThan(0.05);
  const mean = image.data.reduce((s, v, i) => s + Math.abs(v - photo.data[i]), 0) / image.data.length;
  expect(mean).toBeLessThan(0.05);
});
