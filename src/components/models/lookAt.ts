import {centreSquare, cropResize, type Image, type Rect} from "../arrays/image.js";
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
