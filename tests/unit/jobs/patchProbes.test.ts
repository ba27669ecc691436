import {beforeAll, expect, test} from "vitest";
import {grid, type Grid} from "../../../src/components/arrays/grid.js";
import {random} from "../../../src/components/arrays/random.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {patchProbes, type PatchFrame} from "../../../src/components/jobs/patchProbes.js";
import {patchTask, type PatchTask} from "../../../src/components/jobs/patchTask.js";
import {last} from "../../../src/components/lab/frames.js";
import * as tf from "../../../src/components/lab/tf.js";
import {cutPatches, patchPictures, patchTable} from "../../../src/data/activations/patches.js";

const context = {signal: new AbortController().signal} as Context;
const patches = cutPatches(1);
let manifest: Parameters<typeof patchTask>[1];

beforeAll(async () => {
  manifest = {
    labels: patches.map(({photo}) => photo).join(""),
    patches: patchTable(patches, await patchPictures(patches, 4))
  };
});

test("faces are asked of photos that have one: all of them, and twice as many pieces without", () => {
  const {rows, labels, photos} = patchTask("face", manifest, 1);
  const faces = manifest.patches!.face.filter(Boolean).length;
  expect(labels.filter((label) => label === 1)).toHaveLength(faces);
  expect(rows).toHaveLength(3 * faces);
  for (const photo of new Set(photos)) expect(labels.some((label, i) => label && photos[i] === photo)).toBe(true);
  expect(patchTask("face", manifest, 1).rows).toEqual(rows);
  expect(patchTask("face", manifest, 2).rows).not.toEqual(rows);
});

test("brightness is cut at its median, a close-up is a quarter; anything else is refused", () => {
  const {labels} = patchTask("brightness", manifest, 1);
  expect(labels.filter(Boolean).length / labels.length).toBeCloseTo(0.5, 1);
  const close = patchTask("close-up", manifest, 1);
  close.rows.forEach((row, i) => expect(close.labels[i]).toBe(Number(patches[row].zoom === 4)));
  expect(() => patchTask("smell" as "face", manifest, 1)).toThrow(/unknown concept: smell .*face/);
  expect(() => patchTask("face", {labels: "00"}, 1)).toThrow(/no pieces of photos/);
});

/** Three photos of 80 pieces; the label can be read off `honest` anywhere, off `local` in each photo otherwise. */
function made(honest: boolean): {task: PatchTask; x: Grid} {
  const next = random(2);
  const labels = Array.from({length: 240}, (_, i) => i % 2);
  const photos = labels.map((_, i) => Math.floor(i / 80));
  const data = labels.flatMap((label, i) => {
    const row = Array.from({length: 8}, () => 0.3 * next.normal());
    row[honest ? 0 : 1 + photos[i]] += label ? 1 : -1;
    return row;
  });
  return {task: {rows: [...labels.keys()], labels, photos}, x: grid(data, [240, 8])};
}

test("what holds anywhere survives photos never met; what each photo has for itself does not", async () => {
  const before = tf.memory().numTensors;
  const verdict = async (honest: boolean): Promise<PatchFrame> => {
    const {task, x} = made(honest);
    return last(patchProbes({layers: [{layer: "a", x}], task, seed: 1}, context));
  };
  const [honest, local] = [await verdict(true), await verdict(false)];
  expect(honest.rows[0].photo.accuracy).toBeGreaterThan(0.95);
  expect(local.rows[0].random.accuracy).toBeGreaterThan(0.95);
  expect(local.rows[0].photo.accuracy).toBeLessThan(0.65);
  expect([honest.chance, honest.pieces, honest.rows[0].photo.n]).toEqual([0.5, 240, 240]);
  expect(tf.memory().numTensors).toBe(before);
});

test("a frame for each layer; a run that is left leaves nothing behind", async () => {
  const before = tf.memory().numTensors;
  const {task, x} = made(true);
  const layers = ["a", "b", "c"].map((layer) => ({layer, x}));
  for await (const {step, steps, rows} of patchProbes({layers, task, seed: 1}, context)) {
    expect([step, steps, rows.length]).toEqual([1, 3, 1]);
    break;
  }
  expect(tf.memory().numTensors).toBe(before);
});
