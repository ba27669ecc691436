import {FileAttachment} from "npm:@observablehq/stdlib";
import {openStore, type ActivationManifest, type ActivationStore} from "./activationStore.js";

/** A file of the site, as a page's module refers to it. */
type Attached = ReturnType<typeof FileAttachment>;

/** The files of the digits' activations by the names the manifest gives them. Framework finds them by literal paths. */
const FILES: Record<string, Attached> = {
  "digits-0.png": FileAttachment("../../data/activations/mnist/digits-0.png"),
  "digits-1.png": FileAttachment("../../data/activations/mnist/digits-1.png"),
  "digits-2.png": FileAttachment("../../data/activations/mnist/digits-2.png"),
  "mnist-cnn-logits-0.arrow": FileAttachment("../../data/activations/mnist/mnist-cnn-logits-0.arrow"),
  "mnist-cnn-logits-1.arrow": FileAttachment("../../data/activations/mnist/mnist-cnn-logits-1.arrow"),
  "mnist-cnn-logits-2.arrow": FileAttachment("../../data/activations/mnist/mnist-cnn-logits-2.arrow"),
  "mnist-cnn-logits.layouts.bin": FileAttachment("../../data/activations/mnist/mnist-cnn-logits.layouts.bin"),
  "mnist-cnn-pool1-0.arrow": FileAttachment("../../data/activations/mnist/mnist-cnn-pool1-0.arrow"),
  "mnist-cnn-pool1-1.arrow": FileAttachment("../../data/activations/mnist/mnist-cnn-pool1-1.arrow"),
  "mnist-cnn-pool1-2.arrow": FileAttachment("../../data/activations/mnist/mnist-cnn-pool1-2.arrow"),
  "mnist-cnn-pool1.layouts.bin": FileAttachment("../../data/activations/mnist/mnist-cnn-pool1.layouts.bin"),
  "mnist-cnn-pool2-0.arrow": FileAttachment("../../data/activations/mnist/mnist-cnn-pool2-0.arrow"),
  "mnist-cnn-pool2-1.arrow": FileAttachment("../../data/activations/mnist/mnist-cnn-pool2-1.arrow"),
  "mnist-cnn-pool2-2.arrow": FileAttachment("../../data/activations/mnist/mnist-cnn-pool2-2.arrow"),
  "mnist-cnn-pool2.layouts.bin": FileAttachment("../../data/activations/mnist/mnist-cnn-pool2.layouts.bin"),
  "mnist-cnn-relu3-0.arrow": FileAttachment("../../data/activations/mnist/mnist-cnn-relu3-0.arrow"),
  "mnist-cnn-relu3-1.arrow": FileAttachment("../../data/activations/mnist/mnist-cnn-relu3-1.arrow"),
  "mnist-cnn-relu3-2.arrow": FileAttachment("../../data/activations/mnist/mnist-cnn-relu3-2.arrow"),
  "mnist-cnn-relu3.layouts.bin": FileAttachment("../../data/activations/mnist/mnist-cnn-relu3.layouts.bin"),
  "mnist-mlp-logits-0.arrow": FileAttachment("../../data/activations/mnist/mnist-mlp-logits-0.arrow"),
  "mnist-mlp-logits-1.arrow": FileAttachment("../../data/activations/mnist/mnist-mlp-logits-1.arrow"),
  "mnist-mlp-logits-2.arrow": FileAttachment("../../data/activations/mnist/mnist-mlp-logits-2.arrow"),
  "mnist-mlp-logits.layouts.bin": FileAttachment("../../data/activations/mnist/mnist-mlp-logits.layouts.bin"),
  "mnist-mlp-relu1-0.arrow": FileAttachment("../../data/activations/mnist/mnist-mlp-relu1-0.arrow"),
  "mnist-mlp-relu1-1.arrow": FileAttachment("../../data/activations/mnist/mnist-mlp-relu1-1.arrow"),
  "mnist-mlp-relu1-2.arrow": FileAttachment("../../data/activations/mnist/mnist-mlp-relu1-2.arrow"),
  "mnist-mlp-relu1.layouts.bin": FileAttachment("../../data/activations/mnist/mnist-mlp-relu1.layouts.bin"),
  "mnist-mlp-relu2-0.arrow": FileAttachment("../../data/activations/mnist/mnist-mlp-relu2-0.arrow"),
  "mnist-mlp-relu2-1.arrow": FileAttachment("../../data/activations/mnist/mnist-mlp-relu2-1.arrow"),
  "mnist-mlp-relu2-2.arrow": FileAttachment("../../data/activations/mnist/mnist-mlp-relu2-2.arrow"),
  "mnist-mlp-relu2.layouts.bin": FileAttachment("../../data/activations/mnist/mnist-mlp-relu2.layouts.bin"),
  "pixels-0.arrow": FileAttachment("../../data/activations/mnist/pixels-0.arrow"),
  "pixels-1.arrow": FileAttachment("../../data/activations/mnist/pixels-1.arrow"),
  "pixels-2.arrow": FileAttachment("../../data/activations/mnist/pixels-2.arrow"),
  "pixels.layouts.bin": FileAttachment("../../data/activations/mnist/pixels.layouts.bin")
};

/** Opens the store of what the digit networks make of the test digits; fetches its manifest. */
export async function digitActivations(): Promise<ActivationStore> {
  const manifest = await FileAttachment("../../data/activations/mnist/manifest.json").json<ActivationManifest>();
  return openStore(manifest, FILES);
}

/** The sheet of pictures of a shard, by the name the manifest gives it. */
export const digitSheet = (file: string): Promise<HTMLImageElement> => FILES[file].image();
