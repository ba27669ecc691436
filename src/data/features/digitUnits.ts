import {zipSync} from "fflate";
import sharp from "sharp";
import {sliceOf, type Grid} from "../../components/arrays/grid.js";
import type {LayerSummary, UnitSummary, UnitTable} from "../../components/arrays/unitTable.js";
import {evaluate} from "../../components/lab/gradient.js";
import {startNode} from "../../components/lab/node.js";
import * as tf from "../../components/lab/tf.js";
import {byTenths} from "../../components/methods/visualisation/byTenths.js";
import {extremes, unitStatistics} from "../../components/methods/visualisation/unitStatistics.js";
import type {Layer, Model} from "../../components/models/model.js";
import {readMnist, type Digits} from "../mnist.js";
import {openNode} from "../source.js";

const BINS = 24;
const SHOWN = 8;
const EXAMPLES = 6;
/** Examples of the tenths come from the first digits of the test set, so that the sheet stays small. */
const POOL = 600;
const COLUMNS = 40;
const SIDE = 28;
const BATCH = 500;

/** Layers whose units are weighted sums: convolutions and dense layers. */
const isSum = ({kind}: Layer) => kind === "conv" || kind === "dense";

/**
 * How do a digit network's units answer the test set? Gives each layer's summary, and the digits it names as one sheet
 * of pictures in sixteen greys. Tensors are freed layer by layer.
 */
export async function digitUnits(model: Model, digits: Digits): Promise<{table: UnitTable; sheet: Grid}> {
  const places = new Map<number, number>();
  const place = (index: number) => {
    if (!places.has(index)) places.set(index, places.size);
    return places.get(index)!;
  };
  const layers: LayerSummary[] = [];
  for (const layer of model.layers.filter(isSum)) {
    const sums = await strongestSums(model, layer.name, digits.images);
    const relu = model.layers.some(({kind, inputs}) => kind === "relu" && inputs.includes(layer.name));
    layers.push({
      layer: layer.name,
      maps: layer.shape.length === 3,
      relu,
      units: unitStatistics(sums, {bins: BINS}).map((s) => summary(s, sums, digits.labels, place))
    });
  }
  const indices = [...places.keys()];
  const table: UnitTable = {
    model: model.card.id,
    digits: digits.labels.length,
    columns: COLUMNS,
    side: SIDE,
    indices,
    labels: indices.map((i) => digits.labels[i]),
    layers
  };
  return {table, sheet: sheetOf(digits.images, indices)};
}

/** One number a digit and unit: the sum, or in a layer of maps the largest over the positions. [n, units]. */
async function strongestSums(model: Model, layer: string, images: Grid): Promise<Grid> {
  const n = images.shape[0];
  const tap = model.tap(layer);
  const parts: Grid[] = [];
  for (let start = 0; start < n; start += BATCH) {
    const size = Math.min(BATCH, n - start);
    const data = images.data.subarray(start * SIDE * SIDE, (start + size) * SIDE * SIDE);
    parts.push(
      await evaluate(
        (x) => {
          const a = tap(x);
          return a.rank === 4 ? tf.max(a, [1, 2]) : tf.clone(a);
        },
        {data, shape: [size, SIDE, SIDE, 1]}
      )
    );
  }
  const units = parts[0].shape[1];
  const data = new Float32Array(n * units);
  parts.forEach((part, i) => data.set(part.data, i * BATCH * units));
  return {data, shape: [n, units]};
}

function summary(
  {unit, mean, sd, min, max, active, dead, alwaysOn, histogram, domain}: ReturnType<typeof unitStatistics>[number],
  sums: Grid,
  labels: Uint8Array,
  place: (index: number) => number
): UnitSummary {
  const [n, units] = sums.shape;
  const values = Float32Array.from({length: n}, (_, i) => sums.data[i * units + unit]);
  const {top, bottom} = extremes(sums, unit, SHOWN);
  return {
    mean: short(mean),
    sd: short(sd),
    min: short(min),
    max: short(max),
    active,
    dead,
    alwaysOn,
    histogram,
    domain: [short(domain[0]), short(domain[1])],
    top: top.map(place),
    topValues: top.map((i) => short(values[i])),
    bottom: bottom.map(place),
    bottomValues: bottom.map((i) => short(values[i])),
    tenths: byTenths(values, labels).map(({range, members, classes}) => ({
      range: [short(range[0]), short(range[1])],
      classes,
      examples: members
        .filter((i) => i < POOL)
        .slice(0, EXAMPLES)
        .map(place)
    }))
  };
}

const short = (v: number): number => Number(v.toPrecision(4));

/** Digits side by side: [rows · 28, columns · 28]. */
function sheetOf(images: Grid, indices: readonly number[]): Grid {
  const width = COLUMNS * SIDE;
  const height = Math.ceil(indices.length / COLUMNS) * SIDE;
  const data = new Float32Array(width * height);
  indices.forEach((index, at) => {
    const digit = sliceOf(images, index).data;
    const corner = Math.floor(at / COLUMNS) * SIDE * width + (at % COLUMNS) * SIDE;
    for (let row = 0; row < SIDE; ++row) data.set(digit.subarray(row * SIDE, (row + 1) * SIDE), corner + row * width);
  });
  return {data, shape: [height, width]};
}

/** A grey picture as a PNG of sixteen levels. */
async function png({data, shape: [height, width]}: Grid): Promise<Uint8Array> {
  const bytes = Buffer.from(Uint8Array.from(data, (v) => Math.round(15 * v) * 17));
  const raw = sharp(bytes, {raw: {width, height, channels: 1}});
  return new Uint8Array(await raw.png({palette: true, colours: 16, dither: 0, compressionLevel: 9}).toBuffer());
}

/** Writes a network's unit table and sheet of test digits to standard output as a zip, for Framework to attach. */
export async function writeDigitUnits(id: string): Promise<void> {
  await startNode();
  const {table, sheet} = await digitUnits(await openNode(id), await readMnist("test"));
  const files = {"units.json": new TextEncoder().encode(JSON.stringify(table)), "digits.png": await png(sheet)};
  process.stdout.write(zipSync(files, {level: 0}));
}
