import type {Image} from "./image.js";

/** A sheet of small pictures of one size, row by row. */
export interface Sheet {
  image: Image;
  columns: number;
  side: number;
}

/** The picture at a place of a sheet, with as many channels as the sheet has. */
export function pictureAt({image, columns, side}: Sheet, place: number): Image {
  const [height, width, channels] = image.shape;
  const [top, left] = [Math.floor(place / columns) * side, (place % columns) * side];
  if (!(place >= 0 && top + side <= height))
    throw new RangeError(`no picture ${place} in a sheet of ${columns * Math.floor(height / side)}`);
  const data = new Float32Array(side * side * channels);
  for (let row = 0; row < side; ++row) {
    const start = ((top + row) * width + left) * channels;
    data.set(image.data.subarray(start, start + side * channels), row * side * channels);
  }
  return {data, shape: [side, side, channels]};
}
