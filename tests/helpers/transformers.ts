import {readFile} from "node:fs/promises";
import type {CheckpointsJson} from "../../src/components/models/transformer.js";
import type {StoredTransformer} from "../../src/components/models/transformerFiles.js";

/** The trained transformer of one or two layers at one of its checkpoints, the last when none is named. */
export async function trained(layers: 1 | 2, checkpoint?: number): Promise<StoredTransformer> {
  const path = `src/data/weights/transformer-${layers}-layer`;
  const json: CheckpointsJson = JSON.parse(await readFile(`${path}.json`, "utf8"));
  const file = await readFile(`${path}.bin`);
  const index = checkpoint ?? json.checkpoints.length - 1;
  const size = file.byteLength / json.checkpoints.length;
  const bytes = new Uint8Array(file.subarray(index * size, (index + 1) * size)).buffer;
  return {json: {...json, checkpoints: [json.checkpoints[index]]}, bytes};
}
