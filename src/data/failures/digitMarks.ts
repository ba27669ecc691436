import {sliceOf, type Grid} from "../../components/arrays/grid.js";
import {evaluate} from "../../components/lab/gradient.js";
import {slantOf, strokeWidthOf} from "../../components/methods/probes/concepts.js";
import type {Model} from "../../components/models/model.js";
import type {DigitMarks} from "../../components/jobs/digitSlices.js";
import type {Digits} from "../mnist.js";

/** Digits answered at once. */
const BATCH = 500;

/** What is known of each test digit, and whether each network reads it rightly, as text that packs well. */
export async function digitMarks(models: readonly Model[], {images, labels}: Digits): Promise<DigitMarks> {
  const rows = Array.from(labels.keys());
  const right: Record<string, string> = {};
  for (const model of models) right[model.card.id] = await rightly(model, images, labels);
  return {
    digits: Array.from(labels).join(""),
    strokeWidth: rows.map((i) => Math.round(100 * strokeWidthOf(sliceOf(images, i)))),
    slant: rows.map((i) => Math.round(10 * slantOf(sliceOf(images, i)))),
    right
  };
}

async function rightly(model: Model, images: Grid, labels: Uint8Array): Promise<string> {
  let flags = "";
  for (let start = 0; start < labels.length; start += BATCH) {
    const n = Math.min(BATCH, labels.length - start);
    const some = {data: images.data.subarray(784 * start, 784 * (start + n)), shape: [n, 28, 28, 1]};
    const logits = await evaluate(model.logits(), some);
    for (let i = 0; i < n; ++i) {
      const row = sliceOf(logits, i).data;
      const said = row.indexOf(row.reduce((m, v) => Math.max(m, v), -Infinity));
      flags += said === labels[start + i] ? "1" : "0";
    }
  }
  return flags;
}
