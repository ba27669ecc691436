import {readFile} from "node:fs/promises";
import {expect, test} from "vitest";
import {pulsesOf, turnsOf} from "../../../src/components/arrays/presses.js";
import {driveRnn, landscape, looseSearch, stateSpace, type PlacedPoint} from "../../../src/components/jobs/dynamics.js";
import type {RnnJson} from "../../../src/components/models/rnn.js";
import {moved, seenBy} from "../../../src/components/views/camera3d.js";
import {claimsInWords} from "../../../src/components/views/claimsView.js";
import {creepInWords, pointsInWords} from "../../../src/components/views/dynamicsView.js";
import {leaked} from "../methods/visualisation/net.js";

const context = {signal: new AbortController().signal, progress() {}};
const rnnOf = async (id: string): Promise<RnnJson> =>
  JSON.parse(await readFile(`src/data/weights/rnn-${id}.json`, "utf8"));
const task = "flip-flop" as const;

test("the flip-flop's landscape: eight corners with eight names, saddles between; no tensor left", async () => {
  const rnn = await rnnOf("flip-flop-vanilla");
  let points: PlacedPoint[] = [];
  let ends: number[] = [];
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
        ends = frame.basins?.ends ?? ends;
        expect(frame.search.places.shape).toEqual([512, 3]);
      }
    })
  ).toBe(0);
  expect(frames).toBeGreaterThan(3);
  const stable = points.filter(({kind, slow}) => kind === "stable" && !slow);
  expect(new Set(stable.map(({output}) => output.map(Math.sign).join())).size).toBe(8);
  expect(pointsInWords(points)).toMatch(/^8 stable points, 1\d saddles: 12 with 1 way out/);
  // The attractors come first, then the saddles with one way out; every start runs to an attractor, some to each.
  expect(points.slice(0, 20).map(({ways}) => ways.length)).toEqual([...Array(8).fill(0), ...Array(12).fill(1)]);
  expect(ends).toHaveLength(512);
  expect(new Set(ends)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
});

test("what was found, in sentences", () => {
  const point = (kind: PlacedPoint["kind"], out: number, q = 0): PlacedPoint => ({
    kind,
    q,
    slow: q > 0,
    starts: 1,
    state: new Float32Array(2),
    unstable: [],
    eigenvalues: [{re: 0.9, im: 0}],
    place: [0, 0, 0],
    ways: Array.from({length: out}, () => [1, 0, 0]),
    output: []
  });
  expect(pointsInWords([])).toBe("No stable point, no saddle.");
  expect(pointsInWords([point("saddle", 2)])).toBe("No stable point, 1 saddle with 2 ways out.");
  expect(pointsInWords([point("stable", 0), point("saddle", 1), point("saddle", 2), point("stable", 0, 5e-7)])).toBe(
    "1 stable point, 2 saddles: 1 with 1 way out, 1 with 2 ways out; and 1 slow point."
  );
  expect(creepInWords([point("stable", 0)])).toBe("");
  expect(creepInWords([point("stable", 0, 5e-7)])).toMatch(
    /between 0\.900 and 0\.900, and no step is longer than 0\.001/
  );
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

test("Adam reaches an LSTM's corners, far from where its task takes it", async () => {
  const rnn = await rnnOf("flip-flop-lstm");
  const {basis} = await stateSpace({rnn, task, seed: 1}, context);
  let points: PlacedPoint[] = [];
  const search = {starts: 256, noise: 0.1, method: "adam", seed: 1} as const;
  for await (const frame of landscape({rnn, task, basis, ...search}, context)) points = frame.points ?? points;
  const stable = points.filter(({kind, slow}) => kind === "stable" && !slow);
  expect(new Set(stable.map(({output}) => output.map(Math.sign).join())).size).toBe(8);
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
  const said = (ghosts: number) => claimsInWords({...strict, ghosts, space: {explained: []}});
  expect(said(0)).toMatch(/true points are among them; there is no ghost\.$/);
  expect(said(1)).toMatch(/the other claim is a ghost/);
  expect(said(2)).toMatch(/the other 2 claims are ghosts/);
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
