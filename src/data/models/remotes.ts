import type {Manifest} from "../../components/models/manifest.js";
import {decodeShard} from "../../components/models/weights.js";
import {REMOTE, remoteFile} from "../../../scripts/remote.js";
import {readKerasJs} from "./keras-js.js";
import {jsonFile, packShard, type ModelFiles} from "./pack.js";
import {essential} from "./resnet.js";
import type {TfjsModel} from "./tfjs.js";

/** SqueezeNet 1.1 with keras-js's own 8 bits: one range for each weight. */
export async function squeezenet(): Promise<ModelFiles> {
  const {config, weights} = readKerasJs(await remoteFile(REMOTE.squeezenet));
  const layers = config.config.layers.map((layer) => ({...layer, config: essential(layer.config)}));
  const {shard, bytes} = packShard("weights.bin", weights, () => "uint8");
  const manifest: Manifest = {
    kind: "layers",
    topology: {model_config: {...config, config: {...config.config, layers}}},
    shards: [shard]
  };
  return {"model.json": jsonFile(manifest), "weights.bin": bytes};
}

/** Tiny VGG, as its authors' page ships it. */
export async function tinyVgg(): Promise<ModelFiles> {
  const model: TfjsModel = JSON.parse((await remoteFile(REMOTE.tinyVggModel)).toString());
  const file = new Uint8Array(await remoteFile(REMOTE.tinyVggWeights));
  const specs = model.weightsManifest.flatMap(({weights}) => weights);
  const weights = await decodeShard(
    {file: REMOTE.tinyVggWeights.file, bytes: file.length, weights: specs},
    file.buffer
  );
  const {shard, bytes} = packShard("weights.bin", weights, () => "float32");
  const manifest: Manifest = {kind: "layers", topology: model.modelTopology, shards: [shard]};
  return {"model.json": jsonFile(manifest), "weights.bin": bytes};
}
