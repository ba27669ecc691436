import {toRGBA, type Image} from "../arrays/image.js";
import {h} from "./dom.js";

/** How an image is shown. */
export interface ImageViewOptions {
  /** Width in CSS pixels; the image never grows wider than the column it stands in. */
  size?: number;
  /** Show pixels as squares. By default when the image is shown at twice its size or more. */
  pixelated?: boolean;
  /** What the picture shows, in words. An empty text marks it as decoration. */
  alt: string;
  /** A canvas made by an earlier call, to be drawn into again. */
  target?: HTMLCanvasElement;
}

/** Shows an image (RGB or grey, [0, 1]). */
export function imageView(image: Image, options: ImageViewOptions): HTMLCanvasElement {
  const {alt, size, target = h("canvas", {class: "v-image"})} = options;
  const [height, width] = image.shape;
  const {pixelated = size !== undefined && size >= 2 * width} = options;
  target.classList.toggle("v-pixelated", pixelated);
  if (size !== undefined) target.style.width = `${size}px`;
  if (alt) target.setAttribute("role", "img");
  target.setAttribute(...((alt ? ["aria-label", alt] : ["aria-hidden", "true"]) as [string, string]));
  paint(target, toRGBA(image), width, height);
  return target;
}

/** Puts RGBA bytes on a canvas, which takes their size. */
export function paint(canvas: HTMLCanvasElement, bytes: Uint8ClampedArray, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.getContext("2d")!.putImageData(new ImageData(bytes as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0);
}
