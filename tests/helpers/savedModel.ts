/** Networks made by tfjs-layers itself, as the files that its `save` writes: what a reader would bring. */
import * as layers from "@tensorflow/tfjs-layers";
import * as tf from "../../src/components/lab/tf.js";
import type {Brought} from "../../src/components/models/own/brought.js";

/** A model's files: the JSON, to be changed before it is written, and the bytes of its weights. */
export interface Saved {
  json: any;
  weights: Uint8Array;
}

export async function saved(model: layers.LayersModel): Promise<Saved> {
  let artifacts: any;
  await model.save(
    tf.io.withSaveHandler(async (given) => {
      artifacts = given;
      return {modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: "JSON"}};
    })
  );
  const {modelTopology, weightSpecs, weightData, format, generatedBy} = artifacts;
  const json = {format, generatedBy, modelTopology, weightsManifest: [{paths: ["weights.bin"], weights: weightSpecs}]};
  return {json: JSON.parse(JSON.stringify(json)), weights: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData))};
}

/** The same as a reader picks it. */
export const brought = ({json, weights}: Saved, more: Record<string, string> = {}): Brought => ({
  name: "picked",
  address: null,
  files: [
    {path: "model.json", blob: new Blob([typeof json === "string" ? json : JSON.stringify(json)])},
    {path: "weights.bin", blob: new Blob([weights as BlobPart])},
    ...Object.entries(more).map(([path, text]) => ({path, blob: new Blob([text])}))
  ]
});

/** A small network for pictures: convolution, ReLU, average, three classes. */
export function smallNetwork({size = [8, 8, 3], classes = 3}: {size?: (number | null)[]; classes?: number} = {}) {
  const init = (seed: number) => layers.initializers.randomNormal({stddev: 0.5, seed});
  return layers.sequential({
    layers: [
      layers.layers.conv2d({
        inputShape: size as number[],
        filters: 4,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
        kernelInitializer: init(1),
        biasInitializer: layers.initializers.constant({value: 0.1}),
        name: "conv"
      }),
      layers.layers.maxPooling2d({poolSize: 2, name: "pool"}),
      layers.layers.conv2d({filters: 5, kernelSize: 3, activation: "relu", kernelInitializer: init(2), name: "late"}),
      layers.layers.globalAveragePooling2d({name: "average"} as any),
      layers.layers.dense({units: classes, activation: "softmax", kernelInitializer: init(3), name: "answer"})
    ]
  });
}
