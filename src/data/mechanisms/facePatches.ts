import {cropResize, type Image, type Rect} from "../../components/arrays/image.js";
import {grid, sliceOf, type Grid} from "../../components/arrays/grid.js";
import {quantiseColumns, type ByteScale} from "../../components/arrays/quantise.js";
import {random, type Random} from "../../components/arrays/random.js";
import {evaluate} from "../../components/lab/gradient.js";
import type {Model} from "../../components/models/model.js";
import {photoTable} from "../../components/models/photoTable.js";
import {pca} from "../../components/methods/projection/pca.js";

/** What the face network says of small parts of photos: the last maps before they are averaged over the picture. */
const MAPS = "conv_pw_13_relu/clip_by_value";
/** The average of those maps, which the network's answers are read from; a patch's numbers live in the same space. */
const POOLED = "global_pooling/Mean";
const INPUT = 224;
/** The maps have 7 × 7 cells; a patch is a window of 3 × 3 of them, and the windows are two cells apart. */
const [CELLS, WINDOW, STRIDE] = [7, 3, 2];
const SEED = 1;
const SIDE = 28;
const COLUMNS = 36;
const COMPONENTS = 128;

/** How many squares are cut out of each photo, and how many around the one face. */
export interface Cuts {
  photo: number;
  face: number;
}

/** What a page has to know to read the files beside it. */
export interface FacePatches {
  model: string;
  /** The layer that the patches' space belongs to. */
  layer: string;
  /** [patches, components] */
  shape: [number, number];
  /** The squares that the patches were taken from. */
  squares: number;
  /** The share of the patches' variance along the components. */
  explained: number;
  /** How the columns of `activations.bin` are to be read, and the error that this makes, as a share of their spread. */
  scale: ByteScale;
  error: number;
  /** How the columns of `basis.bin` are to be read, one column a component: they stand for [units, components]. */
  basis: ByteScale;
  /** The patches' mean, one number a unit. */
  mean: number[];
  /** Where each patch comes from, as an index of `names`. */
  labels: number[];
  names: string[];
  columns: number;
  side: number;
}

/** A square of a photo, and where it comes from. */
interface Square {
  picture: Image;
  from: number;
}

/** Looks at many parts of the bundled photos through the face network: the files of the page on dictionaries. */
export async function facePatches(
  model: Model,
  read: (file: string) => Promise<Image>,
  {photo, face}: Cuts = {photo: 16, face: 24}
): Promise<{about: FacePatches; activations: Uint8Array; basis: Uint8Array; sheet: Image}> {
  const squares = await cutSquares(read, photo, face);
  const windows: Float32Array[] = [];
  const pictures: Image[] = [];
  const labels: number[] = [];
  for (const {picture, from} of squares) {
    const maps = sliceOf(await evaluate(model.tap(MAPS), grid(picture.data, [1, INPUT, INPUT, 3])), 0);
    for (let y = 0; y + WINDOW <= CELLS; y += STRIDE)
      for (let x = 0; x + WINDOW <= CELLS; x += STRIDE) {
        windows.push(meanOfWindow(maps, y, x));
        pictures.push(pictureOfWindow(picture, y, x));
        labels.push(from);
      }
  }
  const units = windows[0].length;
  const all = grid(
    windows.flatMap((v) => Array.from(v)),
    [windows.length, units]
  );
  const components = Math.min(COMPONENTS, windows.length - 1);
  const found = await pca(all, {components, rounds: 2, seed: SEED});
  const codes = quantiseColumns(found.layout);
  const basis = quantiseColumns(transposed(found.components));
  const about: FacePatches = {
    model: model.card.id,
    layer: POOLED,
    shape: [windows.length, components],
    squares: squares.length,
    explained: found.explained.reduce((sum, v) => sum + v, 0),
    scale: codes.scale,
    error: codes.error.relative,
    basis: basis.scale,
    mean: Array.from(found.mean, (v) => Number(v.toPrecision(6))),
    labels,
    names: namesOfSources(),
    columns: COLUMNS,
    side: SIDE
  };
  return {about, activations: joined(codes.columns), basis: joined(basis.columns), sheet: sheetOf(pictures)};
}

/** The photos in their order, and at the end the one face. */
const namesOfSources = () => [
  ...photoTable.map(({title}) => title),
  ...photoTable.filter(({faces}) => faces).map(({title}) => `${title}, the face`)
];

/** Seeded squares: of each photo at sizes from a quarter of it to all of it, and close around its face. */
async function cutSquares(read: (file: string) => Promise<Image>, perPhoto: number, perFace: number) {
  const next = random(SEED);
  const squares: Square[] = [];
  for (const [from, {file, size, faces}] of photoTable.entries()) {
    const image = await read(file);
    const cut = (rect: Rect, from: number) => squares.push({picture: cropResize(image, rect, INPUT, INPUT), from});
    for (let i = 0; i < perPhoto; ++i) cut(anywhere(size, next), from);
    for (let i = 0; faces && i < perFace; ++i) cut(around(faces[0], next), photoTable.length);
  }
  return squares;
}

function anywhere([width, height]: [number, number], next: Random): Rect {
  const side = Math.min(width, height) * (0.25 + 0.75 * next());
  return {x: next() * (width - side), y: next() * (height - side), width: side, height: side};
}

function around({x, y, width, height}: Rect, next: Random): Rect {
  const side = width * (0.8 + 0.8 * next());
  const [across, down] = [x + width * (0.4 + 0.2 * next()), y + height * (0.4 + 0.2 * next())];
  return {x: across - side / 2, y: down - side / 2, width: side, height: side};
}

/** Maps [7, 7, units] → the mean over a window of cells, [units]. */
function meanOfWindow({data, shape}: Grid, top: number, left: number): Float32Array {
  const units = shape[2];
  const mean = new Float32Array(units);
  for (let y = top; y < top + WINDOW; ++y)
    for (let x = left; x < left + WINDOW; ++x)
      for (let u = 0; u < units; ++u) mean[u] += data[(y * CELLS + x) * units + u] / WINDOW ** 2;
  return mean;
}

/** The part of the picture that lies under a window. What the cells see of it reaches further on all sides. */
function pictureOfWindow(picture: Image, top: number, left: number): Image {
  const cell = INPUT / CELLS;
  const size = WINDOW * cell;
  return cropResize(picture, {x: left * cell, y: top * cell, width: size, height: size}, SIDE, SIDE);
}

function transposed({data, shape: [rows, columns]}: Grid): Grid {
  const out = new Float32Array(data.length);
  for (let i = 0; i < rows; ++i) for (let j = 0; j < columns; ++j) out[j * rows + i] = data[i * columns + j];
  return grid(out, [columns, rows]);
}

const joined = (columns: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(columns.length * columns[0].length);
  columns.forEach((column, c) => bytes.set(column, c * column.length));
  return bytes;
};

function sheetOf(pictures: readonly Image[]): Image {
  const [width, height] = [COLUMNS * SIDE, Math.ceil(pictures.length / COLUMNS) * SIDE];
  const sheet: Image = {data: new Float32Array(width * height * 3), shape: [height, width, 3]};
  pictures.forEach(({data}, i) => {
    const corner = (Math.floor(i / COLUMNS) * SIDE * width + (i % COLUMNS) * SIDE) * 3;
    for (let row = 0; row < SIDE; ++row)
      sheet.data.set(data.subarray(row * SIDE * 3, (row + 1) * SIDE * 3), corner + row * width * 3);
  });
  return sheet;
}
