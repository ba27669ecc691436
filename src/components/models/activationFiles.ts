import {FileAttachment} from "npm:@observablehq/stdlib";
import {openStore, type ActivationManifest, type ActivationStore} from "./activationStore.js";

/** A file of the site, as a page's module refers to it. */
type Attached = ReturnType<typeof FileAttachment>;

/** The files of each store by the names its manifest gives them. Framework finds them by literal paths. */
const DIGIT_FILES: Record<string, Attached> = {
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

const PHOTO_FILES: Record<string, Attached> = {
  "mobilenet-vggface2-conv_pw_11_relu-0.arrow": FileAttachment(
    "../../data/activations/photos/mobilenet-vggface2-conv_pw_11_relu-0.arrow"
  ),
  "mobilenet-vggface2-conv_pw_11_relu-1.arrow": FileAttachment(
    "../../data/activations/photos/mobilenet-vggface2-conv_pw_11_relu-1.arrow"
  ),
  "mobilenet-vggface2-conv_pw_11_relu.layouts.bin": FileAttachment(
    "../../data/activations/photos/mobilenet-vggface2-conv_pw_11_relu.layouts.bin"
  ),
  "mobilenet-vggface2-conv_pw_13_relu-0.arrow": FileAttachment(
    "../../data/activations/photos/mobilenet-vggface2-conv_pw_13_relu-0.arrow"
  ),
  "mobilenet-vggface2-conv_pw_13_relu-1.arrow": FileAttachment(
    "../../data/activations/photos/mobilenet-vggface2-conv_pw_13_relu-1.arrow"
  ),
  "mobilenet-vggface2-conv_pw_13_relu.layouts.bin": FileAttachment(
    "../../data/activations/photos/mobilenet-vggface2-conv_pw_13_relu.layouts.bin"
  ),
  "mobilenet-vggface2-conv_pw_3_relu-0.arrow": FileAttachment(
    "../../data/activations/photos/mobilenet-vggface2-conv_pw_3_relu-0.arrow"
  ),
  "mobilenet-vggface2-conv_pw_3_relu-1.arrow": FileAttachment(
    "../../data/activations/photos/mobilenet-vggface2-conv_pw_3_relu-1.arrow"
  ),
  "mobilenet-vggface2-conv_pw_3_relu.layouts.bin": FileAttachment(
    "../../data/activations/photos/mobilenet-vggface2-conv_pw_3_relu.layouts.bin"
  ),
  "mobilenet-vggface2-conv_pw_7_relu-0.arrow": FileAttachment(
    "../../data/activations/photos/mobilenet-vggface2-conv_pw_7_relu-0.arrow"
  ),
  "mobilenet-vggface2-conv_pw_7_relu-1.arrow": FileAttachment(
    "../../data/activations/photos/mobilenet-vggface2-conv_pw_7_relu-1.arrow"
  ),
  "mobilenet-vggface2-conv_pw_7_relu.layouts.bin": FileAttachment(
    "../../data/activations/photos/mobilenet-vggface2-conv_pw_7_relu.layouts.bin"
  ),
  "patches-0.jpg": FileAttachment("../../data/activations/photos/patches-0.jpg"),
  "patches-1.jpg": FileAttachment("../../data/activations/photos/patches-1.jpg"),
  "pixels-0.arrow": FileAttachment("../../data/activations/photos/pixels-0.arrow"),
  "pixels-1.arrow": FileAttachment("../../data/activations/photos/pixels-1.arrow"),
  "pixels.layouts.bin": FileAttachment("../../data/activations/photos/pixels.layouts.bin"),
  "resnet50-imagenet-activation_48-0.arrow": FileAttachment(
    "../../data/activations/photos/resnet50-imagenet-activation_48-0.arrow"
  ),
  "resnet50-imagenet-activation_48-1.arrow": FileAttachment(
    "../../data/activations/photos/resnet50-imagenet-activation_48-1.arrow"
  ),
  "resnet50-imagenet-activation_48.layouts.bin": FileAttachment(
    "../../data/activations/photos/resnet50-imagenet-activation_48.layouts.bin"
  ),
  "resnet50-imagenet-add_12-0.arrow": FileAttachment("../../data/activations/photos/resnet50-imagenet-add_12-0.arrow"),
  "resnet50-imagenet-add_12-1.arrow": FileAttachment("../../data/activations/photos/resnet50-imagenet-add_12-1.arrow"),
  "resnet50-imagenet-add_12.layouts.bin": FileAttachment(
    "../../data/activations/photos/resnet50-imagenet-add_12.layouts.bin"
  ),
  "resnet50-imagenet-add_2-0.arrow": FileAttachment("../../data/activations/photos/resnet50-imagenet-add_2-0.arrow"),
  "resnet50-imagenet-add_2-1.arrow": FileAttachment("../../data/activations/photos/resnet50-imagenet-add_2-1.arrow"),
  "resnet50-imagenet-add_2.layouts.bin": FileAttachment(
    "../../data/activations/photos/resnet50-imagenet-add_2.layouts.bin"
  ),
  "resnet50-imagenet-add_6-0.arrow": FileAttachment("../../data/activations/photos/resnet50-imagenet-add_6-0.arrow"),
  "resnet50-imagenet-add_6-1.arrow": FileAttachment("../../data/activations/photos/resnet50-imagenet-add_6-1.arrow"),
  "resnet50-imagenet-add_6.layouts.bin": FileAttachment(
    "../../data/activations/photos/resnet50-imagenet-add_6.layouts.bin"
  )
};

/** Opens the store of what the digit networks make of the test digits; fetches its manifest. */
export async function digitActivations(): Promise<ActivationStore> {
  const manifest = await FileAttachment("../../data/activations/mnist/manifest.json").json<ActivationManifest>();
  return openStore(manifest, DIGIT_FILES);
}

/** Opens the store of what two photo networks make of patches of the bundled photos; fetches its manifest. */
export async function photoActivations(): Promise<ActivationStore> {
  const manifest = await FileAttachment("../../data/activations/photos/manifest.json").json<ActivationManifest>();
  return openStore(manifest, PHOTO_FILES);
}

/** The sheet of pictures of a shard, by the name the manifest gives it. */
export const sheetNamed = (file: string): Promise<HTMLImageElement> => (DIGIT_FILES[file] ?? PHOTO_FILES[file]).image();
