import {FileAttachment} from "npm:@observablehq/stdlib";
import type {CatalogueEntry} from "./manifest.js";

/** A file of the site, as a page's module refers to it. */
type Attached = ReturnType<typeof FileAttachment>;

/** Every file of the catalogue by the name the models room gives it. Framework finds attachments by literal paths. */
const FILES: Record<string, Attached> = {
  "imagenet-classes.json": FileAttachment("../../data/models/imagenet-classes.json"),
  "emotion-xception/model.json": FileAttachment("../../data/models/emotion-xception/model.json"),
  "emotion-xception/weights.bin": FileAttachment("../../data/models/emotion-xception/weights.bin"),
  "language-detection/model.json": FileAttachment("../../data/models/language-detection/model.json"),
  "language-detection/weights.bin": FileAttachment("../../data/models/language-detection/weights.bin"),
  "mobilenet-vggface2/model.json": FileAttachment("../../data/models/mobilenet-vggface2/model.json"),
  "mobilenet-vggface2/weights.bin": FileAttachment("../../data/models/mobilenet-vggface2/weights.bin"),
  "resnet50-imagenet/model.json": FileAttachment("../../data/models/resnet50-imagenet/model.json"),
  "resnet50-imagenet/stem.bin": FileAttachment("../../data/models/resnet50-imagenet/stem.bin"),
  "resnet50-imagenet/stage2.bin": FileAttachment("../../data/models/resnet50-imagenet/stage2.bin"),
  "resnet50-imagenet/stage3.bin": FileAttachment("../../data/models/resnet50-imagenet/stage3.bin"),
  "resnet50-imagenet/stage4.bin": FileAttachment("../../data/models/resnet50-imagenet/stage4.bin"),
  "resnet50-imagenet/stage5.bin": FileAttachment("../../data/models/resnet50-imagenet/stage5.bin"),
  "resnet50-imagenet/fc.bin": FileAttachment("../../data/models/resnet50-imagenet/fc.bin"),
  "squeezenet-imagenet/model.json": FileAttachment("../../data/models/squeezenet-imagenet/model.json"),
  "squeezenet-imagenet/weights.bin": FileAttachment("../../data/models/squeezenet-imagenet/weights.bin"),
  "tiny-vgg/model.json": FileAttachment("../../data/models/tiny-vgg/model.json"),
  "tiny-vgg/weights.bin": FileAttachment("../../data/models/tiny-vgg/weights.bin"),
  "mnist-mlp/model.json": FileAttachment("../../data/weights/mnist-mlp/model.json"),
  "mnist-mlp/weights.bin": FileAttachment("../../data/weights/mnist-mlp/weights.bin"),
  "mnist-cnn/model.json": FileAttachment("../../data/weights/mnist-cnn/model.json"),
  "mnist-cnn/weights.bin": FileAttachment("../../data/weights/mnist-cnn/weights.bin"),
  "mnist-shuffled/model.json": FileAttachment("../../data/weights/mnist-shuffled/model.json"),
  "mnist-shuffled/weights.bin": FileAttachment("../../data/weights/mnist-shuffled/weights.bin")
};

/** The addresses of the catalogue's files by name: a page hands them to the worker, which cannot attach files. */
export const modelFiles = (): Record<string, string> =>
  Object.fromEntries(Object.entries(FILES).map(([file, {href}]) => [file, href]));

/** What this build holds of each model, with the size of every download: for pickers. */
export const builtModels = (): Promise<CatalogueEntry[]> =>
  FileAttachment("../../data/models/catalogue.json").json<CatalogueEntry[]>();
