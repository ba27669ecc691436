import {expect, test} from "vitest";
import {grid} from "../../../src/components/arrays/grid.js";
import {fromBytes, quantiseColumns} from "../../../src/components/arrays/quantise.js";
import {normals} from "../../../src/components/arrays/random.js";
import {openStore, standouts, type ActivationManifest} from "../../../src/components/models/activationStore.js";
import {packLayouts} from "../../../src/data/activations/layouts.js";
import {arrowShards, columnsOf} from "../../../src/data/activations/store.js";

const N = 60;
const values = grid(
  normals(N * 3, 1).map((v, c) => v + (c % 3 === 1 && c < 30 * 3 ? 5 : 0)),
  [N, 3]
);
const labels = Uint8Array.from({length: N}, (_, i) => i % 10);
const shards: [number, number][] = [
  [0, 20],
  [20, 60]
];

function store() {
  const {files, ...bytes} = arrowShards({kind: "units", values, explained: 1}, labels, shards);
  const layout = {data: normals(40, 2), shape: [20, 2]};
  const {bytes: packed, unit} = packLayouts({pca: layout, tsne: layout, umap: layout, phate: layout});
  const fetched: string[] = [];
  const file = (name: string, data: Uint8Array) => ({
    arrayBuffer: async () => {
      fetched.push(name);
      return data.slice().buffer as ArrayBuffer;
    }
  });
  const manifest = {
    data: "made up",
    count: N,
    labels: Array.from(labels).join(""),
    classes: [..."0123456789"],
    shards,
    laid: 20,
    sheets: [],
    columns: 1,
    side: 1,
    channels: 1,
    layers: [
      {
        network: "net",
        layer: "a",
        title: "a",
        shape: [3],
        pooled: false,
        columns: "units",
        explained: 1,
        ...bytes,
        files: ["0", "1"],
        layouts: "l",
        unit
      }
    ]
  } as ActivationManifest;
  const opened = openStore(manifest, {0: file("0", files[0]), 1: file("1", files[1]), l: file("l", packed)});
  return {opened, fetched, layout, bytes};
}

test("bytes are off by at most half a step, and the error says so", () => {
  const {columns, scale, error} = quantiseColumns(values);
  const back = fromBytes(columns, scale);
  const off = back.data.map((v, i) => Math.abs(v - values.data[i]));
  expect(Math.max(...off)).toBeLessThanOrEqual(Math.max(...scale.step) / 2 + 1e-6);
  expect(error.largest).toBeCloseTo(Math.max(...off), 5);
  expect(error.relative).toBeLessThan(0.01);
});

test("numbers come back from the Arrow files, and a further shard is fetched only when it is needed", async () => {
  const {opened, fetched, bytes} = store();
  const some = await opened.grid("net/a", 15);
  expect(some.shape).toEqual([15, 3]);
  expect(fetched).toEqual(["0"]);
  const all = await opened.grid("net/a", N);
  expect(fetched).toEqual(["0", "1"]);
  all.data.forEach((v, i) => expect(Math.abs(v - values.data[i])).toBeLessThanOrEqual(bytes.error.largest + 1e-6));
  expect((await opened.table("net/a", 25)).array("label")).toHaveLength(25);
  await expect(opened.table("net/a", N + 1)).rejects.toThrow(/1 to 60/);
  expect(() => opened.layer("net/b")).toThrow(/unknown layer: net\/b .*net\/a/);
});

test("layouts come back within an int16's step", async () => {
  const {opened, layout} = store();
  const {tsne} = await opened.layouts("net/a", 10);
  tsne.data.forEach((v, i) => expect(v).toBeCloseTo(layout.data[i], 3));
  await expect(opened.layouts("net/a", 21)).rejects.toThrow(/20 pictures/);
});

test("chosen rows stand out in the column that was raised for them", async () => {
  const {opened, bytes} = store();
  const table = await opened.table("net/a", N);
  const mean = (from: number) =>
    Array.from({length: 30}, (_, i) => values.data[3 * (from + i) + 1] / 30).reduce((s, v) => s + v);
  const [first] = await standouts(table, opened.layer("net/a"), new Set(Array.from({length: 30}, (_, i) => i)));
  expect(first.column).toBe(1);
  expect(Math.abs(first.chosen - mean(0))).toBeLessThan(bytes.error.largest);
  expect(Math.abs(first.others - mean(30))).toBeLessThan(bytes.error.largest);
});

test("wide layers are stored as 64 principal components, narrow ones as their units", async () => {
  expect((await columnsOf(values)).kind).toBe("units");
  const wide = await columnsOf({data: normals(100 * 80, 3), shape: [100, 80]});
  expect(wide.kind).toBe("components");
  expect(wide.values.shape).toEqual([100, 64]);
  expect(wide.explained).toBeGreaterThan(0.9);
});
