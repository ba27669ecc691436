import {fromRGBA, type Image} from "../arrays/image.js";
import {sniff, type FileKind} from "./sniff.js";

/** The longest side of a picture that is kept, in pixels. */
export const LONGEST = 1024;

/** The shortest side that can be used, in pixels. */
export const SHORTEST = 8;

/** More pixels than this are not decoded: they would take over half a gigabyte before they could be made smaller. */
export const MOST_PIXELS = 150e6;

/** A decoded picture, and what the reader should know of how it was taken. */
export interface Decoded {
  image: Image;
  notes: string[];
}

/**
 * Makes an image of a file: upright by its EXIF orientation, over white where it is transparent, reduced to 1,024
 * pixels on the long side. The message of the error it throws is for the reader and names the file.
 */
export async function decodeImage(file: Blob, name: string): Promise<Decoded> {
  const kind = sniff(new Uint8Array(await file.arrayBuffer()));
  const problem = problemWith(kind, name);
  if (problem) throw new Error(problem);
  const source = kind.format === "svg" ? await rasterise(await file.text(), name) : await bitmapOf(file, kind, name);
  try {
    const {width, height} = source;
    const again = problemWith({...kind, width, height}, name);
    if (again) throw new Error(again);
    return {image: reduce(source), notes: notesOn({...kind, width, height})};
  } finally {
    if (source instanceof ImageBitmap) source.close();
  }
}

const count = (n: number): string => n.toLocaleString("en-GB");

const names: Partial<Record<FileKind["format"], string>> = {
  png: "a PNG",
  jpeg: "a JPEG",
  gif: "a GIF",
  webp: "a WebP",
  avif: "an AVIF",
  bmp: "a BMP",
  svg: "an SVG",
  tiff: "a TIFF"
};

const USABLE = "Use a PNG, JPEG, WebP, GIF, AVIF, BMP or SVG.";

/** Why a file cannot be used, in a sentence for the reader; null when nothing speaks against it yet. */
export function problemWith({format, width, height}: FileKind, name: string): string | null {
  if (format === "empty") return `“${name}” is empty: it holds 0 bytes.`;
  if (format === "text")
    return `“${name}” holds text, not a picture${/\.txt$/i.test(name) ? "" : ", whatever its name says"}. ${USABLE}`;
  if (format === "pdf") return `“${name}” is a PDF document, not a picture. Export the page you mean as a PNG.`;
  if (format === "unknown") return `“${name}” is no kind of picture that browsers read. ${USABLE}`;
  if (width === undefined || height === undefined) return null;
  const size = `“${name}” measures ${count(width)} × ${count(height)} pixels`;
  if (Math.min(width, height) < SHORTEST)
    return `${size}: too small. A picture needs at least ${SHORTEST} × ${SHORTEST}.`;
  if (format === "svg") return null;
  if (width * height > MOST_PIXELS)
    return `${size}: too large to open here (the limit is ${count(MOST_PIXELS / 1e6)} million pixels). Make it smaller first.`;
  if (Math.min(...reducedSize(width, height)) < SHORTEST)
    return `${size}: too narrow a strip. Cut it to at most ${LONGEST / SHORTEST} times as long as wide.`;
  return null;
}

/** Why the browser could not read a file that looked right. */
export function undecodable(format: FileKind["format"], name: string): string {
  if (format === "heic")
    return `“${name}” is a HEIC photo, which this browser cannot read. Save it as JPEG first (Photos and Preview export it), or take a new one with the camera button.`;
  if (format === "tiff") return `“${name}” is a TIFF, which this browser cannot read. ${USABLE}`;
  return `“${name}” starts like ${names[format] ?? "a picture"}, but the browser cannot read it: it is damaged, cut short or too large for this device.`;
}

/** What was done to a picture that the reader would not expect. */
export function notesOn({format, width = 0, height = 0, animated}: FileKind): string[] {
  const notes = [];
  if (animated) notes.push(`It moves: this is the first frame of ${names[format] ?? "an"} animation.`);
  const [w, h] = reducedSize(width, height);
  if (format === "svg") notes.push(`A drawing of lines: it was turned into ${count(w)} × ${count(h)} pixels.`);
  else if (w < width || h < height)
    notes.push(`Reduced from ${count(width)} × ${count(height)} to ${count(w)} × ${count(h)} pixels.`);
  return notes;
}

/** Width and height with the long side at most 1,024. */
export function reducedSize(width: number, height: number): [number, number] {
  const scale = Math.min(1, LONGEST / Math.max(width, height, 1));
  return [Math.round(width * scale), Math.round(height * scale)];
}

async function bitmapOf(file: Blob, {format}: FileKind, name: string): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, {imageOrientation: "from-image"});
  } catch {
    throw new Error(undecodable(format, name));
  }
}

/** The size of an SVG as its root says, or as its viewBox does; a square when it says nothing. Long side 1,024. */
export function svgSize(width: string | null, height: string | null, viewBox: string | null): [number, number] {
  const length = (text: string | null) => (text && /^[\d.]+(px)?$/.test(text.trim()) ? parseFloat(text) : NaN);
  const box = (viewBox ?? "")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const own = [length(width), length(height)];
  const [w, h] = own.every((v) => v > 0) ? own : box.length === 4 && box[2] > 0 && box[3] > 0 ? box.slice(2) : [1, 1];
  const scale = LONGEST / Math.max(w, h);
  return [Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(h * scale))];
}

async function rasterise(text: string, name: string): Promise<HTMLCanvasElement> {
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (root.localName !== "svg") throw new Error(undecodable("svg", name));
  const [width, height] = svgSize(
    ...(["width", "height", "viewBox"].map((a) => root.getAttribute(a)) as [string, string, string])
  );
  // Some browsers draw an SVG only when its root has a size.
  root.setAttribute("width", String(width));
  root.setAttribute("height", String(height));
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(root)], {type: "image/svg+xml"}));
  try {
    const image = new globalThis.Image(width, height);
    image.src = url;
    await image.decode();
    return drawn(image, width, height);
  } catch {
    throw new Error(undecodable("svg", name));
  } finally {
    URL.revokeObjectURL(url);
  }
}

function drawn(source: CanvasImageSource, width: number, height: number): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const context = canvas.getContext("2d", {willReadFrequently: true})!;
  context.imageSmoothingQuality = "high";
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

/** A canvas, bitmap or video frame as an image of at most 1,024 pixels on the long side. */
export function reduce(source: HTMLCanvasElement | ImageBitmap | HTMLVideoElement): Image {
  const full =
    source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  const [width, height] = reducedSize(full[0], full[1]);
  // Browsers skip pixels when they shrink far in one go, so the picture is halved until one last step is left.
  let step: CanvasImageSource = source;
  for (let [w, h] = full; w > 2 * width;) {
    [w, h] = [Math.ceil(w / 2), Math.ceil(h / 2)];
    step = drawn(step, w, h);
  }
  const context = drawn(step, width, height).getContext("2d")!;
  return fromRGBA(context.getImageData(0, 0, width, height).data, width, height);
}
