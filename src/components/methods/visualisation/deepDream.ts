import {full, zipGrids} from "../../arrays/grid.js";
import {cropResize, type Image} from "../../arrays/image.js";
import {normals, random, type Random} from "../../arrays/random.js";
import {valueAndGradient, type Scores, type TensorMap} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {equaliseScales} from "./laplacian.js";
import {reader, type Objective} from "./objectives.js";
import {roll} from "./roll.js";

/** What a dream begins with. */
export type DreamStart =
  | {kind: "image"; image: Image}
  /** Grey with normal noise of this standard deviation. */
  | {kind: "noise"; sd?: number}
  /** One colour, RGB in [0, 1], under a breath of noise: a perfectly plain picture has no direction to dream in. */
  | {kind: "colour"; colour: readonly [number, number, number]};

export interface DeepDreamOptions {
  start: DreamStart;
  /** Size of the finished picture; a photo is cropped to its proportions about the centre. */
  height: number;
  width: number;
  /** How many sizes, from small to large: shapes large in the picture are dreamt first, details into them later. */
  octaves: number;
  /** Each octave is this much larger than the one before. */
  octaveScale: number;
  /** Steps in each octave. */
  steps: number;
  /** How far a pixel moves in one step, on average over the picture. */
  stepSize: number;
  /** Octaves of the gradient that are made equally strong before the step (`equaliseScales`); 0 leaves it as it is. */
  bands: number;
  /** The picture is shifted by up to this many pixels at each step, so that a network's grid leaves no mark. */
  jitter: number;
  /** Pictures longer than this are seen in tiles of this side. */
  tile: number;
  /** No octave's shorter side is smaller; networks with a dense head need their own size here. */
  smallest: number;
  /** Goes on after an earlier octave: any frame of it. `image` is at that octave's size. */
  resume: {octave: number; image: Image} | null;
  seed: number;
  signal: AbortSignal | undefined;
}

/** The picture after `step` of the whole dream's `steps`, during an octave. */
export interface DreamFrame {
  /** 0 … octaves − 1. */
  octave: number;
  octaves: number;
  step: number;
  steps: number;
  /** At the octave's own size. */
  image: Image;
  /** The objective just before the step, averaged over tiles. */
  value: number;
}

const DEFAULTS: DeepDreamOptions = {
  start: {kind: "noise"},
  height: 256,
  width: 256,
  octaves: 4,
  octaveScale: 1.4,
  steps: 15,
  stepSize: 0.012,
  bands: 3,
  jitter: 16,
  tile: 512,
  smallest: 32,
  resume: null,
  seed: 0,
  signal: undefined
};

/**
 * What does a network see in the clouds? Climbs an objective from a picture, octave by octave: at each size the
 * picture takes `steps` steps along the gradient over its own mean magnitude; what the dream added is enlarged and
 * laid over the next size of the start. Yields a frame after each step.
 * @param tap the activation of a layer, for images [n, h, w, 3] in [0, 1] of any size
 * @see Mordvintsev, Olah & Tyka, "Inceptionism: Going Deeper into Neural Networks" (2015); the "DeepDream" notebook
 */
export async function* deepDream(
  tap: (layer: string) => TensorMap,
  objective: Objective,
  options?: Partial<DeepDreamOptions>
): AsyncGenerator<DreamFrame, void, void> {
  const o = withDefaults("deepDream", options, DEFAULTS);
  const scores: Scores = (x) => objective.score(reader(tap, x));
  const start = startingImage(o);
  const sizes = octaveSizes(o);
  const first = o.resume ? o.resume.octave + 1 : 0;
  if (!(first >= 0 && first <= sizes.length))
    throw new RangeError(`no octave ${o.resume!.octave} to go on from (0 to ${sizes.length - 1})`);
  let dreamt = o.resume?.image;
  for (let octave = first; octave < sizes.length; ++octave) {
    const base = resized(start, sizes[octave]);
    let image = dreamt ? add(base, detailOf(dreamt, start, sizes[octave])) : base;
    // Each octave draws its own numbers, so that a resumed dream is the same dream.
    const next = random(o.seed * 1009 + octave);
    for (let step = 1; step <= o.steps; ++step) {
      throwIfAborted(o.signal);
      const {value, image: moved} = await dreamStep(scores, image, next, o);
      image = moved;
      throwIfAborted(o.signal);
      yield {
        octave,
        octaves: sizes.length,
        step: octave * o.steps + step,
        steps: sizes.length * o.steps,
        image,
        value
      };
      await breathe();
    }
    dreamt = image;
  }
}

/** One step along the normalised gradient, at a random shift. */
export async function dreamStep(
  scores: Scores,
  image: Image,
  next: Random,
  {jitter, tile, stepSize, bands}: Pick<DeepDreamOptions, "jitter" | "tile" | "stepSize" | "bands">
): Promise<{image: Image; value: number}> {
  const [dy, dx] = [next.integer(2 * jitter + 1) - jitter, next.integer(2 * jitter + 1) - jitter];
  const shifted = roll(image, dy, dx);
  const {value, gradient: raw} = await tiledGradient(scores, shifted, tile);
  const gradient = bands > 0 ? equaliseScales(raw, bands) : raw;
  const meanSize = gradient.data.reduce((s, g) => s + Math.abs(g), 0) / gradient.data.length;
  const rate = stepSize / (meanSize + 1e-12);
  const moved = zipGrids(shifted, gradient, (x, g) => Math.min(Math.max(x + rate * g, 0), 1)) as Image;
  return {image: roll(moved, -dy, -dx), value};
}

/**
 * The gradient of a large picture, tile by tile. Tiles share the sides evenly and do not overlap; random shifts of
 * the picture move their seams from step to step.
 */
async function tiledGradient(scores: Scores, image: Image, tile: number): Promise<{value: number; gradient: Image}> {
  const [h, w, c] = image.shape;
  const gradient = full([h, w, c]) as Image;
  const rows = edges(h, tile);
  const columns = edges(w, tile);
  let value = 0;
  for (let i = 1; i < rows.length; ++i)
    for (let j = 1; j < columns.length; ++j) {
      const [y, x, th, tw] = [rows[i - 1], columns[j - 1], rows[i] - rows[i - 1], columns[j] - columns[j - 1]];
      const part = new Float32Array(th * tw * c);
      for (let k = 0; k < th; ++k)
        part.set(image.data.subarray(((y + k) * w + x) * c, ((y + k) * w + x + tw) * c), k * tw * c);
      const piece = await valueAndGradient(scores, {data: part, shape: [1, th, tw, c]});
      for (let k = 0; k < th; ++k)
        gradient.data.set(piece.gradient.data.subarray(k * tw * c, (k + 1) * tw * c), ((y + k) * w + x) * c);
      value += piece.value[0];
    }
  return {value: value / ((rows.length - 1) * (columns.length - 1)), gradient};
}

/** Where equal tiles no longer than `tile` begin and end along a side. */
function edges(length: number, tile: number): number[] {
  const count = Math.ceil(length / tile);
  return Array.from({length: count + 1}, (_, i) => Math.round((i * length) / count));
}

function startingImage({start, height, width, seed}: DeepDreamOptions): Image {
  if (start.kind === "image") return resized(start.image, [height, width]);
  if (start.kind !== "noise" && start.kind !== "colour")
    throw new RangeError(`unknown start: ${(start as {kind: string}).kind} (known: image, noise, colour)`);
  const sd = start.kind === "noise" ? (start.sd ?? 0.02) : 0.01;
  const colour = start.kind === "colour" ? start.colour : [0.5, 0.5, 0.5];
  const data = normals(height * width * 3, seed).map((v, i) => Math.min(Math.max(colour[i % 3] + sd * v, 0), 1));
  return {data, shape: [height, width, 3]};
}

/** The sizes of the octaves, [height, width], the finished one last. Octaves below the smallest size are left out. */
function octaveSizes({height, width, octaves, octaveScale, smallest}: DeepDreamOptions): [number, number][] {
  if (!(octaves >= 1 && octaveScale >= 1))
    throw new RangeError(`a dream needs 1 octave or more, each no smaller than the last: ${octaves}, ${octaveScale}`);
  return Array.from({length: octaves}, (_, i) => octaveScale ** (i - octaves + 1))
    .map((k): [number, number] => [Math.round(height * k), Math.round(width * k)])
    .filter(([h, w], i) => i === octaves - 1 || Math.min(h, w) >= smallest);
}

/** An image at a size, cut to its proportions about the centre. */
function resized(image: Image, [height, width]: [number, number]): Image {
  const [h, w] = image.shape;
  if (h === height && w === width) return image;
  const k = Math.min(h / height, w / width);
  const [ch, cw] = [k * height, k * width];
  return cropResize(image, {x: (w - cw) / 2, y: (h - ch) / 2, width: cw, height: ch}, height, width);
}

/** What the dream has added to its start, enlarged to the next size. */
function detailOf(dreamt: Image, start: Image, size: [number, number]): Image {
  const [h, w] = dreamt.shape;
  return resized(zipGrids(dreamt, resized(start, [h, w]), (x, b) => x - b) as Image, size);
}

const add = (a: Image, b: Image): Image => zipGrids(a, b, (x, y) => Math.min(Math.max(x + y, 0), 1)) as Image;
