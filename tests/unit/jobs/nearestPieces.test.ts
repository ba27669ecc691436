import {afterAll, beforeAll, expect, test} from "vitest";
import {cropResize, type Image} from "../../../src/components/arrays/image.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {nearestPieces} from "../../../src/components/jobs/nearestPieces.js";
import {last} from "../../../src/components/lab/frames.js";
import * as tf from "../../../src/components/lab/tf.js";
import type {Model} from "../../../src/components/models/model.js";
import {readPhoto} from "../../../src/data/photo.js";
import {openNode} from "../../../src/data/source.js";

let model: Model;
let pieces: Image[];
let context: Context;
const layers = [
  {layer: null, title: "pixels"},
  {layer: "conv_pw_3_relu/clip_by_value", title: "block 3"}
];
beforeAll(async () => {
  model = await openNode("mobilenet-vggface2");
  const [face, cat] = [await readPhoto("src/photos/astronaut.png"), await readPhoto("src/photos/chelsea.png")];
  const cut = (photo: Image, x: number, y: number) => cropResize(photo, {x, y, width: 120, height: 120}, 40);
  pieces = [cut(cat, 100, 60), cut(cat, 160, 100), cut(face, 180, 60), cut(face, 20, 300)];
  context = {signal: new AbortController().signal, model: async () => model, progress() {}};
});
afterAll(() => model.dispose());

test("a piece is nearest to itself in every layer, its distances rise, and no tensor is left", async () => {
  const ask = () => last(nearestPieces({model: "faces", image: pieces[2], pieces, layers, k: 3}, context));
  await ask();
  const tensors = tf.memory().numTensors;
  const {rows} = await ask();
  expect(tf.memory().numTensors).toBe(tensors);
  expect(rows.map(({layer}) => layer)).toEqual(["pixels", "block 3"]);
  for (const {indices, distances} of rows) {
    expect(indices[0]).toBe(2);
    expect(distances[0]).toBeCloseTo(0, 4);
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(distances[1]).toBeGreaterThan(0.01);
  }
});

test("the same photo moved a little is nearer than another, to the network if not to the pixels", async () => {
  const moved = cropResize(await readPhoto("src/photos/chelsea.png"), {x: 112, y: 66, width: 120, height: 120}, 40);
  const {rows} = await last(nearestPieces({model: "faces", image: moved, pieces, layers, k: 1}, context));
  expect(rows[1].indices).toEqual([0]);
});

test("a run can be stopped", async () => {
  const stopped = {...context, signal: AbortSignal.abort()};
  const run = nearestPieces({model: "faces", image: pieces[0], pieces, layers, k: 1}, stopped);
  await expect(run.next()).rejects.toThrow(/abort/i);
});
