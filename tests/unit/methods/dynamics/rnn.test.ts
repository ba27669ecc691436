import {readFile} from "node:fs/promises";
import {beforeAll, describe, expect, test} from "vitest";
import {scoreRnn, trainRnn} from "../../../../src/components/jobs/trainRnn.js";
import {evaluate} from "../../../../src/components/lab/gradient.js";
import * as tf from "../../../../src/components/lab/tf.js";
import {fixedPoints, searchStarts, type FixedPoint} from "../../../../src/components/methods/dynamics/fixedPoints.js";
import {flipFlop, signAccuracy} from "../../../../src/components/methods/dynamics/flipFlop.js";
import {angleError, ring} from "../../../../src/components/methods/dynamics/ring.js";
import {
  initialRnn,
  openRnn,
  readRnn,
  rnnFromJson,
  stateSize,
  stepRnn,
  type CellKind,
  type Rnn
} from "../../../../src/components/models/rnn.js";

const trained = async (id: string): Promise<Rnn> =>
  rnnFromJson(JSON.parse(await readFile(`src/data/weights/rnn-${id}.json`, "utf8")));

test("flip-flop trials begin with a pulse and hold the last one", () => {
  const {inputs, targets} = flipFlop({trials: 5, steps: 20, seed: 4});
  for (let n = 0; n < 5; ++n)
    for (let bit = 0; bit < 3; ++bit) {
      let held = 0;
      for (let t = 0; t < 20; ++t) {
        const i = (n * 20 + t) * 3 + bit;
        if (inputs.data[i]) held = inputs.data[i];
        expect(targets.data[i]).toBe(held);
        expect(Math.abs(held)).toBe(1);
      }
    }
  expect(signAccuracy(targets, targets)).toBe(1);
});

test("ring trials turn by what they are told", () => {
  const {inputs, targets} = ring({trials: 2, steps: 30, speed: 0.2, seed: 1});
  for (let t = 1; t < 30; ++t) {
    const [before, after] = [t - 1, t].map((s) => Math.atan2(targets.data[s * 2 + 1], targets.data[s * 2]));
    const turned = Math.atan2(Math.sin(after - before), Math.cos(after - before));
    expect(turned).toBeCloseTo(0.2 * inputs.data[t * 3 + 2], 4);
  }
  expect(angleError(targets, targets)).toBeCloseTo(0, 4);
});

test.each<CellKind>(["vanilla", "gru", "lstm"])("%s: the step by hand is the step by tensors", async (kind) => {
  const rnn = initialRnn({kind, inputs: 3, hidden: 6, outputs: 2}, 7);
  const {inputs} = flipFlop({trials: 1, steps: 9, seed: 2});
  const before = tf.memory().numTensors;
  const open = openRnn(rnn);
  const states = await evaluate(open.states, inputs);
  let state: Float32Array = new Float32Array(stateSize(rnn));
  for (let t = 0; t < 9; ++t) {
    const x = inputs.data.subarray(t * 3, t * 3 + 3);
    const byMap = await evaluate(open.dynamics(x), {data: state, shape: [1, state.length]});
    state = stepRnn(rnn, x, state);
    state.forEach((v, i) => expect(states.data[t * state.length + i]).toBeCloseTo(v, 5));
    state.forEach((v, i) => expect(byMap.data[i]).toBeCloseTo(v, 5));
  }
  const said = await evaluate(open.readout, {data: state, shape: [1, state.length]});
  readRnn(rnn, state).forEach((v, i) => expect(said.data[i]).toBeCloseTo(v, 5));
  open.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test.each(["vanilla", "gru", "lstm"])("the trained %s keeps 99 % of the bits", async (kind) => {
  expect(await scoreRnn(await trained(`flip-flop-${kind}`), "flip-flop", {trials: 64, seed: 99})).toBeGreaterThan(0.99);
});

test("the trained ring network knows its direction", async () => {
  expect(await scoreRnn(await trained("ring-gru"), "ring", {trials: 64, seed: 99})).toBeLessThan(0.1);
});

describe("the flip-flop network's fixed points", () => {
  let points: FixedPoint[] = [];
  let rnn: Rnn;

  beforeAll(async () => {
    rnn = await trained("flip-flop-vanilla");
    const open = openRnn(rnn);
    const visited = await evaluate(open.states, flipFlop({trials: 32, seed: 3}).inputs);
    for await (const frame of fixedPoints(open.dynamics(), searchStarts(visited, {count: 1024})))
      points = frame.points ?? [];
    open.dispose();
    points = points.filter(({slow}) => !slow);
  });

  test("eight stable ones, one at each corner of the cube", () => {
    const stable = points.filter(({kind}) => kind === "stable");
    expect(stable).toHaveLength(8);
    const corners = stable.map(({state}) => {
      const said = readRnn(rnn, state);
      said.forEach((v) => expect(Math.abs(Math.abs(v) - 1)).toBeLessThan(0.1));
      return Array.from(said, Math.sign).join();
    });
    expect(new Set(corners).size).toBe(8);
  });

  test("saddles between: on every edge one, with one way out", () => {
    const edges = points.filter(({kind, unstable}) => kind === "saddle" && unstable.length === 1);
    expect(edges).toHaveLength(12);
    for (const {state} of edges) {
      const between = Array.from(readRnn(rnn, state)).filter((v) => Math.abs(v) < 0.5);
      expect(between).toHaveLength(1);
    }
  });

  test("each stands still", () => {
    for (const {state, q} of points) {
      const moved = stepRnn(rnn, [0, 0, 0], state);
      expect(q).toBeLessThan(1e-12);
      moved.forEach((v, i) => expect(Math.abs(v - state[i])).toBeLessThan(1e-5));
    }
  });
});

test("training lowers the loss, repeats itself, and leaves no tensor when stopped", async () => {
  const before = tf.memory().numTensors;
  const losses: number[][] = [];
  for (let run = 0; run < 2; ++run) {
    const seen: number[] = [];
    const training = trainRnn({
      task: "flip-flop",
      kind: "vanilla",
      hidden: 8,
      trials: 8,
      seed: 3,
      steps: 400,
      every: 5
    });
    for await (const frame of training) {
      seen.push(frame.loss);
      if (frame.step === 20) break;
    }
    losses.push(seen);
  }
  expect(losses[0]).toEqual(losses[1]);
  expect(losses[0].at(-1)).toBeLessThan(losses[0][0]);
  expect(tf.memory().numTensors).toBe(before);
});
