import {centreSquare, type Rect} from "../arrays/image.js";

type Shaped = {shape: readonly number[]};

/** The smallest side of a crop, in pixels of the image. */
const SMALLEST = 8;

/** The square that shows the whole image and reaches over its short edges. */
export function wholeSquare({shape: [height, width]}: Shaped): Rect {
  const side = Math.max(height, width);
  return {x: Math.round((width - side) / 2), y: Math.round((height - side) / 2), width: side, height: side};
}

/** The nearest legal crop: a square in whole pixels, no larger than the long side, its middle inside the image. */
export function clampCrop({x, y, width}: Rect, {shape: [h, w]}: Shaped): Rect {
  const side = Math.round(Math.min(Math.max(width, Math.min(SMALLEST, h, w)), Math.max(h, w)));
  const within = (start: number, limit: number) =>
    Math.round(Math.min(Math.max(start, -side / 2), limit - side / 2)) + 0;
  return {x: within(x, w), y: within(y, h), width: side, height: side};
}

/** Moves a crop by pixels of the image. */
export const panCrop = (crop: Rect, dx: number, dy: number, image: Shaped): Rect =>
  clampCrop({...crop, x: crop.x + dx, y: crop.y + dy}, image);

/** Scales a crop's side by a factor, holding the point (u, v) of it (0…1 across and down) where it is. */
export function zoomCrop(crop: Rect, factor: number, image: Shaped, u = 0.5, v = 0.5): Rect {
  const {width: side} = clampCrop({...crop, width: crop.width * factor}, image);
  const rest = crop.width - side;
  return clampCrop({x: crop.x + u * rest, y: crop.y + v * rest, width: side, height: side}, image);
}

/** How far a crop is zoomed in: 1 shows as much as the whole square does. */
export const zoomOf = (crop: Rect, {shape: [h, w]}: Shaped): number => Math.max(h, w) / crop.width;

/** How far an image can be zoomed in. */
export const mostZoom = ({shape: [h, w]}: Shaped): number => Math.max(h, w) / Math.min(SMALLEST, h, w);

export const sameCrop = (a: Rect, b: Rect): boolean => a.x === b.x && a.y === b.y && a.width === b.width;

/** A picture in the address: its id, and the crop unless it is the centre square. */
export function writePicture(id: string, crop: Rect, image: Shaped): string {
  if (sameCrop(crop, centreSquare(image))) return id;
  return `${id}:${crop.x},${crop.y},${crop.width}`;
}

/** What address text asks for: a picture by id, and a crop of it (not yet held against its size). */
export interface Wanted {
  id: string;
  crop: Rect | null;
  /** What was wrong with the text, in a sentence. */
  note: string | null;
}

/** Reads a picture from the address. The reader's own picture never left the browser, so it cannot come back. */
export function readPicture(text: string, ids: readonly string[], fallback: string, label: string): Wanted {
  const [id, area] = text.split(":");
  if (id === "own") {
    const note = `${label}: this link was made with somebody's own picture. It never left their browser, so “${fallback}” is shown instead.`;
    return {id: fallback, crop: null, note};
  }
  if (!ids.includes(id)) {
    const note = `${label}: “${text.slice(0, 40)}” is not one of the pictures here (${ids.join(", ")}); “${fallback}” is shown.`;
    return {id: fallback, crop: null, note};
  }
  if (area === undefined) return {id, crop: null, note: null};
  const match = /^(-?\d{1,5}),(-?\d{1,5}),(\d{1,5})$/.exec(area);
  if (!match) {
    const note = `${label}: “${area.slice(0, 40)}” is no crop (it takes x,y,side in pixels); the middle of the picture is shown.`;
    return {id, crop: null, note};
  }
  const [x, y, side] = match.slice(1).map(Number);
  return {id, crop: {x, y, width: side, height: side}, note: null};
}
