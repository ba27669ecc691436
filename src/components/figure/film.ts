import {toRGBA, type Image} from "../arrays/image.js";

export interface FilmOptions {
  /** Pictures a second. */
  rate?: number;
  /** Called with the share done. */
  onprogress?: (fraction: number) => void;
}

/** Can this browser record a canvas as WebM? */
export const recordsWebM = (): boolean =>
  typeof MediaRecorder === "function" &&
  typeof HTMLCanvasElement.prototype.captureStream === "function" &&
  MediaRecorder.isTypeSupported("video/webm");

/**
 * Pictures of one size as a WebM film. The browser records in real time, so it takes as long as the film does.
 */
export async function toWebM(pictures: readonly Image[], {rate = 15, onprogress}: FilmOptions = {}): Promise<Blob> {
  const [height, width] = pictures[0].shape;
  const canvas = document.createElement("canvas");
  // Video codecs want even sides.
  canvas.width = width - (width % 2);
  canvas.height = height - (height % 2);
  const context = canvas.getContext("2d")!;
  const stream = canvas.captureStream(rate);
  const recorder = new MediaRecorder(stream, {mimeType: "video/webm", videoBitsPerSecond: 8e6});
  const parts: Blob[] = [];
  recorder.ondataavailable = ({data}) => parts.push(data);
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  const draw = (picture: Image) =>
    context.putImageData(new ImageData(toRGBA(picture) as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0);
  draw(pictures[0]);
  recorder.start();
  const pause = () => new Promise((resolve) => setTimeout(resolve, 1000 / rate));
  for (const [i, picture] of pictures.entries()) {
    draw(picture);
    onprogress?.((i + 1) / pictures.length);
    await pause();
  }
  recorder.stop();
  await stopped;
  for (const track of stream.getTracks()) track.stop();
  return new Blob(parts, {type: "video/webm"});
}

/** Pictures of one size as a GIF that plays for ever: 256 colours for each picture, and every program can show it. */
export async function toGif(pictures: readonly Image[], {rate = 15, onprogress}: FilmOptions = {}): Promise<Blob> {
  const {GIFEncoder, quantize, applyPalette} = await import("gifenc");
  const encoder = GIFEncoder();
  for (const [i, picture] of pictures.entries()) {
    const [height, width] = picture.shape;
    const bytes = toRGBA(picture);
    const palette = quantize(bytes, 256);
    // GIF counts hundredths of a second.
    encoder.writeFrame(applyPalette(bytes, palette), width, height, {palette, delay: Math.round(100 / rate) * 10});
    onprogress?.((i + 1) / pictures.length);
    // The page lives on between pictures.
    await new Promise((resolve) => setTimeout(resolve));
  }
  encoder.finish();
  return new Blob([encoder.bytes() as Uint8Array<ArrayBuffer>], {type: "image/gif"});
}

/** One picture as a PNG, pixel for pixel. */
export async function toPng(picture: Image): Promise<Blob> {
  const [height, width] = picture.shape;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const data = new ImageData(toRGBA(picture) as Uint8ClampedArray<ArrayBuffer>, width, height);
  canvas.getContext("2d")!.putImageData(data, 0, 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the browser made no picture"))), "image/png")
  );
}
