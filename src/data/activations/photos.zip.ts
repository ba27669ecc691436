/**
 * What two photo networks make of some hundred overlapping patches of the bundled photos, layer by layer, in the same
 * form as the digits' store. Each channel is averaged over its positions. docs/activations.md describes it.
 */
import {zipSync} from "fflate";
import sharp from "sharp";
import {sliceOf, type Grid} from "../../components/arrays/grid.js";
import {cropResize, type Image} from "../../components/arrays/image.js";
import {startNode} from "../../components/lab/node.js";
import * as tf from "../../components/lab/tf.js";
import {toGrid, withTensor} from "../../components/lab/gradient.js";
import type {ActivationManifest, Projection, StoredLayer} from "../../components/models/activationStore.js";
import type {Model} from "../../components/models/model.js";
import {photoTable} from "../../components/models/photoTable.js";
import {openNode} from "../source.js";
import {cutPatches, patchPictures, patchTable} from "./patches.js";
import {shapeOf, storeLayer, type LayerRows} from "./store.js";

const SEED = 1;
/** What the networks are shown, and what the reader is shown, in pixels a side. */
const [SHOWN, SIDE] = [48, 40];
const COLUMNS = 40;
const BATCH = 44;
const PIXELS = 16;
const LAYERS: Record<string, [layer: string, title: string][]> = {
  "resnet50-imagenet": [
    ["add_2", "stage 1"],
    ["add_6", "stage 2"],
    ["add_12", "stage 3"],
    ["activation_48", "stage 4"]
  ],
  "mobilenet-vggface2": [
    ["conv_pw_3_relu/clip_by_value", "block 3"],
    ["conv_pw_7_relu/clip_by_value", "block 7"],
    ["conv_pw_11_relu/clip_by_value", "block 11"],
    ["conv_pw_13_relu/clip_by_value", "block 13"]
  ]
};

await startNode();
const patches = cutPatches(SEED);
const count = patches.length;
const shards: [number, number][] = [
  [0, 250],
  [250, count]
];
const labels = Uint8Array.from(patches, ({photo}) => photo);
const pictures = await patchPictures(patches, SHOWN);
const small = shrunk(PIXELS);
const files: Record<string, Uint8Array> = {};
const layers: StoredLayer[] = [];

/** The same pictures, smaller. */
function shrunk(side: number): Grid {
  const size = side * side * 3;
  const data = new Float32Array(count * size);
  const whole = {x: 0, y: 0, width: SHOWN, height: SHOWN};
  for (let i = 0; i < count; ++i) data.set(cropResize(sliceOf(pictures, i) as Image, whole, side).data, i * size);
  return {data, shape: [count, side, side, 3]};
}

/** The means of each channel at several layers, [count, channels] each, in one pass through the network. */
async function channelMeans(model: Model, names: string[]): Promise<Grid[]> {
  const size = SHOWN * SHOWN * 3;
  const means: Grid[] = [];
  for (let from = 0; from < count; from += BATCH) {
    const to = Math.min(count, from + BATCH);
    const part = {data: pictures.data.subarray(from * size, to * size), shape: [to - from, SHOWN, SHOWN, 3]};
    const tensors = await withTensor(part, (x) =>
      model.network.run({[model.layers[0].name]: model.preprocess(x)}, names).map((a) => tf.mean(a, [1, 2]))
    );
    for (const [l, tensor] of tensors.entries()) {
      const {data, shape} = await toGrid(tensor);
      means[l] ??= {data: new Float32Array(count * shape[1]), shape: [count, shape[1]]};
      means[l].data.set(data, from * shape[1]);
    }
  }
  return means;
}

async function store(rows: LayerRows, before: Record<Projection, Grid> | null) {
  const stored = await storeLayer(rows, labels, {shards, laid: count}, before);
  Object.assign(files, stored.files);
  layers.push(stored.line);
  return stored.laid;
}

/** The pictures from … to, side by side. */
async function sheet({data}: Grid, from: number, to: number): Promise<Uint8Array> {
  const width = COLUMNS * SIDE;
  const height = Math.ceil((to - from) / COLUMNS) * SIDE;
  const row = SIDE * 3;
  const bytes = Buffer.alloc(width * height * 3);
  for (let i = from; i < to; ++i) {
    const [top, left] = [Math.floor((i - from) / COLUMNS) * SIDE, ((i - from) % COLUMNS) * SIDE];
    for (let y = 0; y < SIDE; ++y)
      for (let c = 0; c < row; ++c)
        bytes[((top + y) * width + left) * 3 + c] = Math.round(255 * data[(i * SIDE + y) * row + c]);
  }
  return new Uint8Array(
    await sharp(bytes, {raw: {width, height, channels: 3}})
      .jpeg({quality: 80})
      .toBuffer()
  );
}

const flat = {data: small.data, shape: [count, PIXELS * PIXELS * 3]};
const pixels = await store(
  {network: null, layer: "pixels", title: "pixels", shape: [PIXELS, PIXELS, 3], pooled: false, activations: flat},
  null
);
for (const [id, stops] of Object.entries(LAYERS)) {
  const model = await openNode(id);
  const means = await channelMeans(
    model,
    stops.map(([layer]) => layer)
  );
  let before = pixels;
  for (const [i, [layer, title]] of stops.entries()) {
    const shape = shapeOf(model, layer);
    before = await store({network: id, layer, title, shape, pooled: true, activations: means[i]}, before);
  }
  model.dispose();
}
const shown = shrunk(SIDE);
for (const [i, [from, to]] of shards.entries()) files[`patches-${i}.jpg`] = await sheet(shown, from, to);

const manifest: ActivationManifest = {
  data: `${count} patches of ${photoTable.length} photos`,
  count,
  labels: labels.join(""),
  classes: photoTable.map(({id}) => id),
  shards,
  laid: count,
  sheets: shards.map((_, i) => `patches-${i}.jpg`),
  columns: COLUMNS,
  side: SIDE,
  channels: 3,
  layers,
  patches: patchTable(patches, small)
};
files["manifest.json"] = new TextEncoder().encode(JSON.stringify(manifest));
process.stdout.write(zipSync(files, {level: 0}));
