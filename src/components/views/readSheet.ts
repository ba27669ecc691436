import {fromRGBA, toGrey} from "../arrays/image.js";
import type {Sheet} from "../arrays/sheet.js";
import {h} from "./dom.js";

/** Reads a sheet of small pictures out of a loaded image element: grey ones, unless colour is asked for. */
export function readSheet(
  picture: HTMLImageElement,
  {columns, side}: {columns: number; side: number},
  {colour = false}: {colour?: boolean} = {}
): Sheet {
  const {naturalWidth: width, naturalHeight: height} = picture;
  const canvas = h("canvas", {width, height});
  const context = canvas.getContext("2d", {willReadFrequently: true})!;
  context.drawImage(picture, 0, 0);
  const image = fromRGBA(context.getImageData(0, 0, width, height).data, width, height);
  return {image: colour ? image : toGrey(image), columns, side};
}
