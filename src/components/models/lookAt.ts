import {centreSquare, cropResize, fitWithin, type Image, type Rect} from "../arrays/image.js";
import type {Card} from "./card.js";
import {photoTable} from "./photoTable.js";

/**
 * What does a network get to see of a picture? The square chosen, at the size the network takes. A network for faces
 * gets the face of a photo whose face is known, unless the reader chose a square.
 */
export function lookAt({id, image, crop}: {id: string; image: Image; crop: Rect}, {input, subject}: Card): Image {
  const {width, height} = centreSquare(image);
  const untouched = crop.width === width && crop.height === height;
  const face = subject === "faces" && untouched ? photoTable.find((photo) => photo.id === id)?.faces?.[0] : undefined;
  return cropResize(image, face ?? crop, input.height, input.width);
}

/**
 * What does a network that takes pictures of any shape get to see? The whole picture, its longer side of `long`
 * pixels, or the square that the reader cut out.
 */
export function lookAtWhole({image, crop}: {image: Image; crop: Rect}, long: number): Image {
  const {x, y, width} = centreSquare(image);
  const untouched = crop.x === x && crop.y === y && crop.width === width;
  return untouched ? fitWithin(image, long) : cropResize(image, crop, long);
}

/** The same square as `lookAt`, at another size where the network takes any. */
export const lookAtSized = (picture: Parameters<typeof lookAt>[0], card: Card, side: number): Image =>
  lookAt(picture, card.resizable ? {...card, input: {...card.input, height: side, width: side}} : card);

/**
 * A square around a face, `times` as wide as the face in its middle: the face of a photo whose face is known, or the
 * square that the reader chose.
 */
export function lookAround({id, image, crop}: Parameters<typeof lookAt>[0], times: number, side: number): Image {
  const {width: whole} = centreSquare(image);
  const face = crop.width === whole ? photoTable.find((photo) => photo.id === id)?.faces?.[0] : undefined;
  const {x, y, width} = face ?? crop;
  const margin = (width * (times - 1)) / 2;
  return cropResize(image, {x: x - margin, y: y - margin, width: width + 2 * margin, height: width + 2 * margin}, side);
}
