import {expect, test} from "vitest";
import type {ActivationManifest, ActivationStore, StoredLayer} from "../../../src/components/models/activationStore.js";
import {chancePoints, storedPoints} from "../../../src/components/models/landscapePoints.js";
import {photoTable} from "../../../src/components/models/photoTable.js";
import {cutPatches, patchPictures, patchTable, showsFace} from "../../../src/data/activations/patches.js";

const patches = cutPatches(1);

test("patches lie inside their photos, at three sizes, none twice, and in an order that only the seed decides", () => {
  for (const {photo, x, y, side} of patches) {
    const [width, height] = photoTable[photo].size;
    expect(Math.min(x, y, width - side - x, height - side - y)).toBeGreaterThanOrEqual(0);
  }
  expect(new Set(patches.map((patch) => JSON.stringify(patch))).size).toBe(patches.length);
  expect(new Set(patches.map(({zoom}) => zoom))).toEqual(new Set([1, 2, 4]));
  expect(cutPatches(1)).toEqual(patches);
  expect(cutPatches(2)).not.toEqual(patches);
});

test("a face is where an eye is, and no smaller than a tenth of the patch", () => {
  const astronaut = photoTable.findIndex(({id}) => id === "astronaut");
  const at = (x: number, y: number, side: number) => showsFace({photo: astronaut, x, y, side, zoom: 1});
  expect(at(150, 45, 140)).toBe(true);
  expect(at(0, 0, 512)).toBe(false);
  expect(at(150, 130, 140)).toBe(false);
  const coffee = photoTable.findIndex(({id}) => id === "coffee");
  expect(patches.some((patch) => patch.photo === coffee && showsFace(patch))).toBe(false);
  expect(patches.filter(showsFace).length).toBeGreaterThan(20);
});

test("pictures are the photos' own pixels, and brightness is their mean luma", async () => {
  const rocket = patches.findIndex(({photo, zoom}) => photoTable[photo].id === "rocket" && zoom === 4);
  const china = patches.findIndex(({photo, zoom}) => photoTable[photo].id === "china" && zoom === 1);
  const two = [patches[rocket], patches[china]];
  const pictures = await patchPictures(two, 8);
  expect(pictures.shape).toEqual([2, 8, 8, 3]);
  const {brightness, side} = patchTable(two, pictures);
  expect(side).toEqual(two.map((patch) => patch.side));
  const mean = (i: number) => pictures.data.subarray(192 * i, 192 * (i + 1)).reduce((s, v) => s + v / 192, 0);
  expect(brightness[0] < brightness[1]).toBe(mean(0) < mean(1));
  expect(brightness.every((b) => b > 0 && b <= 100)).toBe(true);
});

test("a page's points say what they are, and no more than there are", async () => {
  const layer = {network: "mnist-cnn", layer: "relu3", title: "hidden layer"} as StoredLayer;
  const manifest = {
    count: 3,
    labels: "120",
    classes: ["a", "b", "c"],
    laid: 2,
    data: "3 patches"
  } as ActivationManifest;
  const store = {manifest, layouts: async (_: string, n: number) => n} as unknown as ActivationStore;
  const all = storedPoints(store, layer, Infinity);
  expect([all.n, all.labels]).toEqual([3, [1, 2, 0]]);
  expect(await all.built()).toBeNull();
  expect(await storedPoints(store, layer, 2).built()).toBe(2);
  const table = {x: [], y: [], side: [75, 75, 75], zoom: [], face: [], brightness: []};
  const cut = storedPoints({...store, manifest: {...manifest, patches: table}}, layer, 3);
  expect(cut.describe(0)).toBe("A piece of b, 75 pixels wide: patch 0.");
  const chance = chancePoints(5, 1);
  expect((await chance.x()).shape).toEqual([5, 50]);
  expect(chance.name).not.toBe(chancePoints(5, 2).name);
});
