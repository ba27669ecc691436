import {FileAttachment} from "npm:@observablehq/stdlib";
import type {Image} from "../arrays/image.js";
import {digitAt, type ExampleMeta, type Examples} from "./exampleTable.js";

type Attached = ReturnType<typeof FileAttachment>;

const CODES: Record<string, Attached> = {
  conv1: FileAttachment("../../data/example-digits/conv1.bin"),
  relu1: FileAttachment("../../data/example-digits/relu1.bin"),
  pool1: FileAttachment("../../data/example-digits/pool1.bin"),
  conv2: FileAttachment("../../data/example-digits/conv2.bin"),
  relu2: FileAttachment("../../data/example-digits/relu2.bin"),
  pool2: FileAttachment("../../data/example-digits/pool2.bin"),
  dense: FileAttachment("../../data/example-digits/dense.bin"),
  relu3: FileAttachment("../../data/example-digits/relu3.bin"),
  logits: FileAttachment("../../data/example-digits/logits.bin")
};

/** The test digits with their pictures, labels and sketched activations, as the loader made them. */
export async function exampleDigits(): Promise<Examples> {
  const [meta, pixels, labels, asked] = await Promise.all([
    FileAttachment("../../data/example-digits/meta.json").json<ExampleMeta>(),
    FileAttachment("../../data/example-digits/pixels.bin.gz").arrayBuffer().then(unzipped),
    FileAttachment("../../data/example-digits/labels.bin").arrayBuffer(),
    askedPixels()
  ]);
  const codes = await Promise.all(
    meta.sketches.map(async ({layer}) => [layer, new Uint8Array(await CODES[layer].arrayBuffer())] as const)
  );
  return {...meta, pixels, labels: new Uint8Array(labels), asked, codes: Object.fromEntries(codes)};
}

/** The digits to ask about alone: a few kilobytes. */
export async function askedDigits(): Promise<Image[]> {
  const pixels = await askedPixels();
  return Array.from({length: pixels.length / 784}, (_, i) => digitAt(pixels, i));
}

const askedPixels = () => FileAttachment("../../data/example-digits/asked.bin.gz").arrayBuffer().then(unzipped);

/** A server may have unzipped a file named .gz on the way: its first bytes tell. */
async function unzipped(data: ArrayBuffer): Promise<Uint8Array> {
  const bytes = new Uint8Array(data);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
