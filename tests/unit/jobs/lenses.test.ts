/** Four methods on one answer, as the home page shows them. */
import {afterAll, beforeAll, expect, test} from "vitest";
import {cropResize, type Image} from "../../../src/components/arrays/image.js";
import type {Context} from "../../../src/components/jobs/context.js";
import {lenses, type LensFrame} from "../../../src/components/jobs/lenses.js";
import type {Model} from "../../../src/components/models/model.js";
import {photoNamed} from "../../../src/components/models/photoTable.js";
import {readPhoto} from "../../../src/data/photo.js";
import {openNode} from "../../../src/data/source.js";
import {leaked} from "../methods/visualisation/net.js";

let model: Model;
let image: Image;
let context: Context;
beforeAll(async () => {
  model = await openNode("emotion-xception");
  context = {signal: new AbortController().signal, model: async () => model, progress() {}};
  const {file, faces} = photoNamed("astronaut");
  image = cropResize(await readPhoto(`src/photos/${file}`), faces![0], 64, 64);
});
afterAll(() => model.dispose());

test("four maps come one by one; covering what the answer rests on takes from it", async () => {
  const frames: LensFrame[] = [];
  for await (const frame of lenses({model: "emotion-xception", image, target: null}, context))
    frames.push({...frame, maps: [...frame.maps]});
  expect(frames.map(({maps}) => maps.length)).toEqual([1, 2, 3, 4]);
  const {answers, target, maps} = frames[3];
  expect(target.index).toBe(answers[0].index);
  expect(target.name).toBe("happy");
  const [, , covered, compared] = maps.map(({map}) => map.data.reduce((a, b) => a + b, 0));
  expect(covered).toBeGreaterThan(0);
  expect(compared).toBeGreaterThan(0);
  expect(maps.map(({signed}) => signed)).toEqual([false, false, true, true]);
});

test("any answer can be asked for, and nothing is left behind", async () => {
  expect(
    await leaked(async () => {
      for await (const {target} of lenses({model: "emotion-xception", image, target: 4}, context))
        expect(target.index).toBe(4);
    })
  ).toBe(0);
});
