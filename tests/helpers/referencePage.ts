/** Runs in a browser, bundled by tests/browser/reference.test.ts: the methods against the reference numbers. */
import "@tensorflow/tfjs-backend-webgpu";
import {fromNested, type Grid} from "../../src/components/arrays/grid.js";
import {explainSubject, subjectOf, type OptionValue} from "../../src/components/jobs/explain.js";
import {mendBackend} from "../../src/components/lab/kernels/mend.js";
import * as tf from "../../src/components/lab/tf.js";
import {kerasNetwork} from "../../src/components/models/keras.js";
import {createModel} from "../../src/components/models/model.js";
import type {Card} from "../../src/components/models/card.js";

const NAMES: Record<string, string> = {
  saliencyMaxAbs: "saliency",
  deepLiftRescale: "deepLift",
  shapleySegments: "shapley"
};

/** The largest error of each attribution over the cases, as a share of the largest value expected. */
async function referenceErrors(files: {model: any; weights: number[]; cases: any}): Promise<Record<string, number>> {
  if (!(await tf.setBackend("webgpu"))) throw new Error("WebGPU did not start");
  mendBackend("webgpu");
  const {model: topology, weights, cases: reference} = files;
  const bytes = Uint8Array.from(weights).buffer;
  const shard = {file: "weights.bin", bytes: bytes.byteLength, weights: topology.weightsManifest[0].weights};
  const network = kerasNetwork(topology.modelTopology, {shards: [shard], read: async () => bytes});
  const classes = reference.cases[0].logits.map(String);
  const heads = [{name: "class", layer: reference.classLogits, activation: "softmax", classes}];
  const model = createModel({heads, preprocess: null, landmarks: []} as unknown as Card, network);
  await model.need();
  const errors: Record<string, number> = {};
  for (const {x, baseline, target, segments, attributions} of reference.cases)
    for (const [key, expected] of Object.entries(attributions)) {
      const name = NAMES[key] ?? key;
      const options: Record<string, OptionValue> = key === "occlusion" ? reference.occlusion : {};
      const subject = subjectOf(model, {
        x: fromNested(x),
        baseline: fromNested(baseline),
        target,
        raw: true,
        layer: reference.camLayer ?? undefined,
        segments: key === "shapleySegments" ? fromNested(segments) : undefined
      });
      let got: ArrayLike<number> = [];
      for await (const frame of explainSubject(name, subject, options))
        got = key === "shapleySegments" ? frame.values! : frame.attribution.data;
      errors[key] = Math.max(errors[key] ?? 0, relativeError(got, fromNested(expected)));
    }
  return errors;
}

function relativeError(got: ArrayLike<number>, {data}: Grid): number {
  if (got.length !== data.length) return Infinity;
  const scale = data.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  const worst = data.reduce((w, v, i) => Math.max(w, Math.abs(got[i] - v)), 0);
  return Number.isNaN(worst) ? Infinity : worst / scale;
}

Object.assign(globalThis, {referenceErrors});
