import {readFile} from "node:fs/promises";
import {trainedFolder} from "../models/convert.js";

/** A network in tfjs' own format, as a reader would bring it: its model.json, and its one file of weights. */
export interface ExampleModel {
  json: unknown;
  weights: Uint8Array;
}

/** The emotion network as its package has it: a graph model. `file` is the name its weights have beside it. */
export async function emotionExample(file: string): Promise<ExampleModel> {
  const path = "node_modules/@vladmandic/human/models/emotion";
  const json = JSON.parse(await readFile(`${path}.json`, "utf8"));
  json.weightsManifest[0].paths = [file];
  return {json, weights: await readFile(`${path}.bin`)};
}

/** The convolutional digit network of this project, written as a layers model. */
export async function digitExample(file: string): Promise<ExampleModel> {
  const folder = trainedFolder("mnist-cnn");
  const {topology, shards} = JSON.parse(await readFile(`${folder}/model.json`, "utf8"));
  const json = {
    format: "layers-model",
    generatedBy: "Vitrine",
    modelTopology: topology,
    weightsManifest: [{paths: [file], weights: shards[0].weights}]
  };
  return {json, weights: await readFile(`${folder}/${shards[0].file}`)};
}
