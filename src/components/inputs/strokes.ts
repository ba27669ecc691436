import type {Image} from "../arrays/image.js";

/** A point of a stroke; the drawing runs from 0 to 1 across and down. */
export type Point = readonly [x: number, y: number];

/** A line drawn without lifting the pen. */
export type Stroke = readonly Point[];

/** Side of an MNIST digit and of the box its strokes fit in, in pixels. */
const SIDE = 28;
const BOX = 20;

/** How thick MNIST's pens are, about, in pixels: an ordinary drawing then has as much ink as its mean digit. */
const PEN = 2.5;

/**
 * Turns strokes into a digit as MNIST has them: [28, 28, 1], ink 1 on 0, edges softened. With `centred`, as there, the
 * drawing is scaled into a box of 20 × 20 pixels and its centre of mass put in the middle.
 * @see LeCun, Cortes & Burges, "The MNIST database", http://yann.lecun.com/exdb/mnist/
 */
export function digitOf(strokes: readonly Stroke[], centred = true): Image {
  const points = strokes.flat();
  if (!points.length) return {data: new Float32Array(SIDE * SIDE), shape: [SIDE, SIDE, 1]};
  if (!centred) return ink(transform(strokes, SIDE, 0, 0));
  const [left, right] = extent(points.map(([x]) => x));
  const [top, bottom] = extent(points.map(([, y]) => y));
  // A single dot has no size to scale by.
  const scale = (BOX - PEN) / Math.max(right - left, bottom - top, 0.1);
  const fitted = transform(
    strokes,
    scale,
    SIDE / 2 - (scale * (left + right)) / 2,
    SIDE / 2 - (scale * (top + bottom)) / 2
  );
  const [x, y] = centreOfMass(ink(fitted));
  return ink(transform(fitted, 1, SIDE / 2 - x, SIDE / 2 - y));
}

const extent = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)];

const transform = (strokes: readonly Stroke[], scale: number, dx: number, dy: number): Stroke[] =>
  strokes.map((stroke) => stroke.map(([x, y]) => [x * scale + dx, y * scale + dy] as const));

/** Each pixel's ink by the distance of its middle from the nearest segment, falling off over one pixel. */
function ink(strokes: readonly Stroke[]): Image {
  const data = new Float32Array(SIDE * SIDE);
  const reach = PEN / 2 + 0.5;
  for (const stroke of strokes)
    stroke.forEach((b, i) => {
      const a = stroke[Math.max(i - 1, 0)];
      const [x0, x1] = span(a[0], b[0], reach);
      const [y0, y1] = span(a[1], b[1], reach);
      for (let y = y0; y <= y1; ++y)
        for (let x = x0; x <= x1; ++x) {
          const value = Math.min(Math.max(reach - distance([x + 0.5, y + 0.5], a, b), 0), 1);
          data[y * SIDE + x] = Math.max(data[y * SIDE + x], value);
        }
    });
  return {data, shape: [SIDE, SIDE, 1]};
}

const span = (a: number, b: number, reach: number): [number, number] => [
  Math.max(0, Math.floor(Math.min(a, b) - reach)),
  Math.min(SIDE - 1, Math.ceil(Math.max(a, b) + reach))
];

function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length ? Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / length, 0), 1) : 0;
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/** The ink's centre of mass, in pixels from the upper left corner. */
export function centreOfMass({data, shape: [, width]}: Image): [number, number] {
  let mass = 0;
  let x = 0;
  let y = 0;
  data.forEach((value, i) => {
    mass += value;
    x += value * ((i % width) + 0.5);
    y += value * (Math.floor(i / width) + 0.5);
  });
  return mass ? [x / mass, y / mass] : [width / 2, width / 2];
}

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

/** Longer drawings are not put into the address. */
const MOST_POINTS = 400;

/** Stands in the address for a longer one. Odd in length, so that it is no drawing itself. */
export const TOO_LONG = "toolong";

/** A drawing in the address: two characters a point on a grid of 64 × 64, strokes parted by dots. */
export function writeStrokes(strokes: readonly Stroke[]): string {
  const quantise = (v: number) => DIGITS[Math.min(Math.max(Math.round(v * 63), 0), 63)];
  const lines = strokes.map((stroke) => stroke.map(([x, y]) => quantise(x) + quantise(y)));
  const sparse = lines.map((line) => line.filter((point, i) => point !== line[i - 1]));
  const text = sparse.map((line) => line.join("")).join(".");
  return text.length > 2 * MOST_POINTS ? TOO_LONG : text;
}

/** The drawing a text stands for; undefined when it stands for none. */
export function parseStrokes(text: string): Stroke[] | undefined {
  if (!text) return [];
  if (!/^([\w-]{2})+(\.([\w-]{2})+)*$/.test(text) || text.length > 3 * MOST_POINTS) return undefined;
  return text
    .split(".")
    .map((line) => line.match(/../g)!.map(([x, y]) => [DIGITS.indexOf(x) / 63, DIGITS.indexOf(y) / 63] as const));
}
