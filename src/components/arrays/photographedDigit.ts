import {quantileOf} from "./grid.js";
import {borderColour} from "./alterPicture.js";
import {cropResize, toGrey, type Image, type Rect} from "./image.js";

/** Side of an MNIST digit, and of the box that holds its strokes, in pixels. */
const SIDE = 28;
const BOX = 20;
/** What is fainter than this share of the strongest ink is taken for paper. */
const PAPER = 0.35;

/**
 * A digit on a photo of paper, as MNIST has its digits: [28, 28, 1], ink 1 on 0, scaled into a box of 20 × 20 pixels
 * with its centre of mass in the middle. Paper is what the border looks like; ink is what differs from it, darker or
 * lighter. A picture without anything on it gives an empty digit.
 * @see LeCun, Cortes & Burges, "The MNIST database", http://yann.lecun.com/exdb/mnist/
 */
export function photographedDigit(photo: Image, rect: Rect): Image {
  const grey = toGrey(cropResize(photo, rect, 112));
  const [paper] = borderColour(grey);
  const apart = grey.data.map((v) => Math.abs(v - paper));
  const most = quantileOf(apart, 0.995);
  if (most < 0.08) return {data: new Float32Array(SIDE * SIDE), shape: [SIDE, SIDE, 1]};
  const ink: Image = {...grey, data: apart.map((v) => clamp((v / most - PAPER) / (0.8 - PAPER)))};
  const {x, y, width, height} = extentOfInk(ink);
  const side = (Math.max(width, height) * SIDE) / BOX;
  const fitted = cropResize(
    ink,
    {x: x + (width - side) / 2, y: y + (height - side) / 2, width: side, height: side},
    SIDE
  );
  const [mx, my] = centreOfInk(fitted);
  return cropResize(fitted, {x: mx - SIDE / 2, y: my - SIDE / 2, width: SIDE, height: SIDE}, SIDE);
}

const clamp = (v: number) => Math.min(Math.max(v, 0), 1);

function extentOfInk({data, shape: [height, width]}: Image): Rect {
  let [left, right, top, bottom] = [width, 0, height, 0];
  data.forEach((v, i) => {
    if (v < 0.5) return;
    [left, right] = [Math.min(left, i % width), Math.max(right, (i % width) + 1)];
    [top, bottom] = [Math.min(top, Math.floor(i / width)), Math.max(bottom, Math.floor(i / width) + 1)];
  });
  return {x: left, y: top, width: Math.max(right - left, 1), height: Math.max(bottom - top, 1)};
}

function centreOfInk({data, shape: [height, width]}: Image): [number, number] {
  let [mass, x, y] = [0, 0, 0];
  data.forEach((v, i) => {
    mass += v;
    x += v * ((i % width) + 0.5);
    y += v * (Math.floor(i / width) + 0.5);
  });
  return mass ? [x / mass, y / mass] : [width / 2, height / 2];
}
