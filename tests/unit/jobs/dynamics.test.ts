import {readFile} from "node:fs/promises";
import {expect, test} from "vitest";
import {pulsesOf, turnsOf} from "../../../src/components/arrays/presses.js";
import {driveRnn, landscape, looseSearch, stateSpace, type PlacedPoint} from "../../../src/components/jobs/dynamics.js";
import type {RnnJson} from "../../../src/components/models/rnn.js";
import {moved, seenBy} from "../../../src/components/views/camera3d.js";
import {pointsInWords} from "../../../src/components/views/dynamicsView.js";
import {leaked} from "../methods/visualisation/net.js";

const context = {signal: new AbortController().signal, progress() {}};
const rnnOf = async (id: string): Promise<RnnJson> =>
  JSON.parse(await readFile(`src/data/weights/rnn-${id}.json`, "utf8"));
const task = "flip-flop" as const;

test("the flip-flop's landscape: eight corners with eight names, saddles between; no tensor left", async () => {
  const rnn = await rnnOf("flip-flop-vanilla");
  let points: PlacedPoint[] = [];
  let frames = 0;
  expect(
    await leaked(async () => {
      const {basis, explained, score, paths} = await stateSpace({rnn, task, seed: 1}, context);
      expect(score).toBeGreaterThan(0.99);
      expect(explained[0]).toBeGreaterThan(explained[2]);
      expect(paths.shape).toEqual([16, 64, 3]);
      for await (const frame of landscape({rnn, task, basis, starts: 512, seed: 1}, context)) {
        ++frames;
        points = frame.points ?? points;
        expect(frame.search.places.shape).toEqual([512, 3]);
      }
    })
  ).toBe(0);
  expect(frames).toBeGreaterThan(3);
  const stable = points.filter(({kind, slow}) => kind === "stable" && !slow);
  expect(new Set(stable.map(({output}) => output.map(Math.sign).join())).size).toBe(8);
  expect(pointsInWords(points)).toMatch(/^8 stable points, 1\d saddles: 12 with 1 way out/);
});

test("Adam, too, brings every start to rest: eight corners, saddles, and nothing left creeping", async () => {
  const rnn = await rnnOf("flip-flop-vanilla");
  const {basis} = await stateSpace({rnn, task, seed: 1}, context);
  let points: PlacedPoint[] = [];
  for await (const frame of landscape({rnn, task, basis, starts: 256, method: "adam", seed: 1}, context))
    points = frame.points ?? points;
  expect(pointsInWords(points)).toMatch(/^8 stable points, \d+ saddles/);
  expect(points.filter(({slow}) => slow)).toHaveLength(0);
});

test("a search that is left early leaves no tensor", async () => {
  const rnn = await rnnOf("flip-flop-gru");
  const {basis} = await stateSpace({rnn, task, seed: 1}, context);
  expect(
    await leaked(async () => {
      for await (const {step} of landscape({rnn, task, basis, starts: 32, seed: 1}, context)) if (step >= 2) break;
    })
  ).toBe(0);
});

test.each(["vanilla", "gru", "lstm"])("%s, driven by hand, holds what it was told", async (kind) => {
  const rnn = await rnnOf(`flip-flop-${kind}`);
  const {basis} = await stateSpace({rnn, task, seed: 1}, context);
  const {outputs, path} = await driveRnn({rnn, inputs: pulsesOf(["+1", "-2", "+3", "-1"]), basis});
  expect(path.shape).toEqual([60, 3]);
  expect(Array.from(outputs.data.slice(-3), Math.sign)).toEqual([-1, -1, 1]);
  // The first bit was held while the other channels were pulsed.
  expect(outputs.data[47 * 3]).toBeGreaterThan(0.8);
});

test("the compass turns by what it is told", async () => {
  const rnn = await rnnOf("ring-gru");
  const {basis} = await stateSpace({rnn, task: "ring", seed: 1}, context);
  const {outputs} = await driveRnn({rnn, inputs: turnsOf(["left", "stay"]), basis});
  const [x, y] = outputs.data.slice(-2);
  expect(Math.abs(Math.atan2(y, x) - 6 * 0.3)).toBeLessThan(0.15);
});

test("a loose tolerance claims ghosts, a strict one none", async () => {
  const rnn = await rnnOf("flip-flop-vanilla");
  const {basis} = await stateSpace({rnn, task, seed: 1}, context);
  const loose = await looseSearch({rnn, task, basis, starts: 128, seed: 1, tolerance: 1e-3}, context);
  const strict = await looseSearch({rnn, task, basis, starts: 128, seed: 1, tolerance: 1e-12}, context);
  expect(loose.ghosts).toBeGreaterThan(loose.strict.length);
  expect(strict.ghosts).toBe(0);
  expect(strict.met).toBe(strict.strict.length);
});

test("unknown presses are errors", () => {
  expect(() => pulsesOf(["+4"])).toThrow(/1 to 3/);
  expect(() => turnsOf(["up"])).toThrow(/left, stay, right/);
});

test("the camera: what is nearer is larger; a full turn changes nothing; it never goes over the top", () => {
  const level = {yaw: 0, pitch: 0, zoom: 1};
  expect(seenBy(level, 0, -1, 0).scale).toBeGreaterThan(seenBy(level, 0, 1, 0).scale);
  const [a, b] = [level, moved(level, 2 * Math.PI, 0)].map((c) => seenBy(c, 0.3, 0.2, 0.1));
  expect(b.x).toBeCloseTo(a.x, 6);
  expect(moved(level, 0, 10).pitch).toBe(Math.PI / 2);
});
