/**
 * What the digit networks make of all 10,000 test digits, layer by layer: Arrow tables in shards, a manifest that says
 * how to read them, the digits' pictures, and finished layouts of the first 2,000. docs/activations.md describes it.
 */
import {zipSync} from "fflate";
import sharp from "sharp";
import {startNode} from "../../components/lab/node.js";
import type {ActivationManifest, Projection, StoredLayer} from "../../components/models/activationStore.js";
import type {Model} from "../../components/models/model.js";
import type {Grid} from "../../components/arrays/grid.js";
import {readMnist} from "../mnist.js";
import {openNode} from "../source.js";
import {activationsOf, shapeOf, storeLayer} from "./store.js";

const SHARDS: [number, number][] = [
  [0, 2000],
  [2000, 5000],
  [5000, 10_000]
];
const LAID = 2000;
const COLUMNS = 50;
const SIDE = 28;
const LAYERS: Record<string, [layer: string, title: string][]> = {
  "mnist-mlp": [
    ["relu1", "first hidden layer"],
    ["relu2", "second hidden layer"],
    ["logits", "ten scores"]
  ],
  "mnist-cnn": [
    ["pool1", "first convolution"],
    ["pool2", "second convolution"],
    ["relu3", "hidden layer"],
    ["logits", "ten scores"]
  ]
};

await startNode();
const {images, labels} = await readMnist("test");
const files: Record<string, Uint8Array> = {};
const layers: StoredLayer[] = [];

/** Writes one layer's files and its line of the manifest; gives its layouts, from which the next layer's go on. */
async function store(model: Model | null, layer: string, title: string, before: Record<Projection, Grid> | null) {
  const activations = await activationsOf(model, layer, images);
  const shape = model ? shapeOf(model, layer) : [SIDE, SIDE];
  const rows = {network: model?.card.id ?? null, layer, title, shape, pooled: false, activations};
  const stored = await storeLayer(rows, labels, {shards: SHARDS, laid: LAID}, before);
  Object.assign(files, stored.files);
  layers.push(stored.line);
  return stored.laid;
}

/** The pictures from … to, side by side. Every grey level is kept, so that the pixels can be read back as they were. */
async function sheet(from: number, to: number): Promise<Uint8Array> {
  const width = COLUMNS * SIDE;
  const height = Math.ceil((to - from) / COLUMNS) * SIDE;
  const bytes = Buffer.alloc(width * height);
  for (let i = from; i < to; ++i) {
    const corner = Math.floor((i - from) / COLUMNS) * SIDE * width + ((i - from) % COLUMNS) * SIDE;
    for (let p = 0; p < SIDE * SIDE; ++p)
      bytes[corner + Math.floor(p / SIDE) * width + (p % SIDE)] = Math.round(255 * images.data[i * SIDE * SIDE + p]);
  }
  const raw = {width, height, channels: 1 as const};
  return new Uint8Array(await sharp(bytes, {raw}).toColourspace("b-w").png({compressionLevel: 9}).toBuffer());
}

const pixels = await store(null, "pixels", "pixels", null);
for (const [id, stops] of Object.entries(LAYERS)) {
  const model = await openNode(id);
  let before = pixels;
  for (const [layer, title] of stops) before = await store(model, layer, title, before);
  model.dispose();
}
for (const [i, [from, to]] of SHARDS.entries()) files[`digits-${i}.png`] = await sheet(from, to);

const manifest: ActivationManifest = {
  data: "MNIST test digits, in their order",
  count: labels.length,
  labels: labels.join(""),
  classes: [..."0123456789"],
  shards: SHARDS,
  laid: LAID,
  sheets: SHARDS.map((_, i) => `digits-${i}.png`),
  columns: COLUMNS,
  side: SIDE,
  channels: 1,
  layers
};
files["manifest.json"] = new TextEncoder().encode(JSON.stringify(manifest));
process.stdout.write(zipSync(files, {level: 0}));
