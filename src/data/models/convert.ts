import {RemoteUnavailable} from "../../../scripts/remote.js";
import {catalogue} from "../../components/models/catalogue.js";
import type {Unavailable} from "../../components/models/manifest.js";
import {repackGraph} from "./graphs.js";
import {languageDetection} from "./language.js";
import {jsonFile, type ModelFiles} from "./pack.js";
import {squeezenet, tinyVgg} from "./remotes.js";
import {resnet50} from "./resnet.js";

const human = (name: string) => `node_modules/@vladmandic/human/models/${name}.json`;

/** How each model that is not trained here is made from what the packages or the pinned addresses hold. */
const CONVERSIONS: Record<string, () => Promise<ModelFiles>> = {
  "emotion-xception": () => {
    const outputs = ["StatefulPartitionedCall/model_1/predictions/Softmax"];
    return repackGraph(human("emotion"), outputs, [64, 64, 1], () => "float32");
  },
  "language-detection": languageDetection,
  "mobilenet-vggface2": () => {
    const outputs = ["gender_pred/Sigmoid", "age_pred/Softmax"];
    return repackGraph(human("faceres"), outputs, [224, 224, 3], () => "float16");
  },
  "resnet50-imagenet": resnet50,
  "squeezenet-imagenet": squeezenet,
  "tiny-vgg": tinyVgg
};

/** The ids of the models that are converted, not trained here. */
export const CONVERTED = Object.keys(CONVERSIONS);

/** Where the models trained by the project itself lie. */
export const trainedFolder = (id: string) => `src/data/weights/${id}`;

/** The ids of the models that the project trains. */
export const TRAINED = catalogue.map(({id}) => id).filter((id) => !CONVERTED.includes(id));

/**
 * A converted model's files. A remote one that cannot be had is two files that say so: the site is built without it.
 */
export async function convert(id: string): Promise<ModelFiles> {
  const conversion = CONVERSIONS[id];
  if (!conversion) throw new RangeError(`unknown conversion: ${id} (there are: ${CONVERTED.join(", ")})`);
  try {
    return await conversion();
  } catch (error) {
    if (!(error instanceof RemoteUnavailable)) throw error;
    const manifest: Unavailable = {available: false, reason: error.message};
    return {"model.json": jsonFile(manifest), "weights.bin": new Uint8Array()};
  }
}
