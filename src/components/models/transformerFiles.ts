import {FileAttachment} from "npm:@observablehq/stdlib";
import type {CheckpointsJson} from "./transformer.js";

/** A trained transformer as its files hold it: what to hand to a job, which reads one checkpoint of it. */
export interface StoredTransformer {
  json: CheckpointsJson;
  bytes: ArrayBuffer;
}

const FILES = {
  1: [
    FileAttachment("../../data/weights/transformer-1-layer.json"),
    FileAttachment("../../data/weights/transformer-1-layer.bin")
  ],
  2: [
    FileAttachment("../../data/weights/transformer-2-layer.json"),
    FileAttachment("../../data/weights/transformer-2-layer.bin")
  ]
};

/** The attention-only transformer of one or two layers that this project trained, with all its checkpoints. */
export async function storedTransformer(layers: 1 | 2): Promise<StoredTransformer> {
  const [json, bytes] = FILES[layers];
  return {json: await json.json<CheckpointsJson>(), bytes: await bytes.arrayBuffer()};
}

/** The same with one checkpoint alone, the last when no index is given: less to hand to the worker at each run. */
export function atCheckpoint({json, bytes}: StoredTransformer, index = json.checkpoints.length - 1): StoredTransformer {
  const size = bytes.byteLength / json.checkpoints.length;
  return {
    json: {...json, checkpoints: [json.checkpoints[index]], losses: []},
    bytes: bytes.slice(index * size, (index + 1) * size)
  };
}
