import type {Preprocessing} from "../card.js";

/** One of the usual ways from a picture in [0, 1] to a network's numbers. */
export interface Range {
  id: string;
  title: string;
  about: string;
  preprocess: Preprocessing;
}

const plain = (grey: boolean, scale: number, mean: number): Preprocessing =>
  grey ? {order: "grey", scale, mean: [mean]} : {order: "rgb", scale, mean: [mean, mean, mean]};

/** Means and deviations of ImageNet's training photos, red, green, blue, as PyTorch's networks use them. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/** The usual input ranges of networks for grey or coloured pictures. */
export function rangesFor(channels: number): Range[] {
  const grey = channels === 1;
  const ranges: Range[] = [
    {id: "unit", title: "0 to 1", about: "Numbers as they are: 0 is black, 1 is white.", preprocess: plain(grey, 1, 0)},
    {id: "signed", title: "−1 to 1", about: "MobileNet, Inception, Teachable Machine.", preprocess: plain(grey, 2, 1)},
    {id: "bytes", title: "0 to 255", about: "Networks that scale by themselves.", preprocess: plain(grey, 255, 0)}
  ];
  if (grey) return ranges;
  return [
    ...ranges,
    {
      id: "torch",
      title: "ImageNet mean and deviation",
      about: "Most networks that come from PyTorch.",
      preprocess: {order: "rgb", scale: DEVIATION.map((d) => 1 / d), mean: MEAN.map((m, i) => m / DEVIATION[i])}
    },
    {
      id: "caffe",
      title: "BGR less ImageNet's mean",
      about: "Keras' ResNet-50 and VGG, and networks from Caffe.",
      preprocess: {order: "bgr", scale: 255, mean: [103.939, 116.779, 123.68]}
    }
  ];
}

/** A range by its id. Throws an error that lists the ids. */
export function rangeNamed(id: string, channels: number): Range {
  const ranges = rangesFor(channels);
  const range = ranges.find((r) => r.id === id);
  if (!range) throw new RangeError(`unknown range: ${id} (there are: ${ranges.map((r) => r.id).join(", ")})`);
  return range;
}

const CLUES: [pattern: RegExp, id: string, why: string][] = [
  [/\b(rescaling|normalization)\b/i, "bytes", "it scales its input itself, in its first layers"],
  [/channels first/, "torch", "its channels come first, as PyTorch has them"],
  [/efficientnet|stem_conv.*block1a_/i, "bytes", "it looks like an EfficientNet, which scales by itself"],
  [
    /teachable|mobilenet|conv_dw_1|expanded_conv|inception|mixed\d|xception|nasnet|resnet\w*v2/i,
    "signed",
    "its layers are named like MobileNet's or Inception's"
  ],
  [/onnx|pytorch|torch|densenet/i, "torch", "it seems to come from PyTorch"],
  [
    /res2a_branch2a|bn2a_branch2a|conv2_block1_1_conv|resnet|block5_conv3|vgg(16|19)/i,
    "caffe",
    "its layers are named like Keras' ResNet or VGG"
  ]
];

/**
 * Which range does a network want? No file says; the names of its layers give a hint. `text` holds all names there
 * are: of the file, its maker, its layers.
 */
export function guessRange(text: string, channels: number): {id: string; why: string} {
  const clue = CLUES.find(([pattern, id]) => pattern.test(text) && rangesFor(channels).some((r) => r.id === id));
  return clue ? {id: clue[1], why: clue[2]} : {id: "unit", why: "nothing in its file says otherwise"};
}

/** The numbers that a range makes of a picture's darkest and brightest, over its channels. */
export function extentOf({scale, mean}: Preprocessing): [low: number, high: number] {
  const scales = mean.map((_, i) => (Array.isArray(scale) ? scale[i] : scale));
  return [Math.min(...mean.map((m) => -m)), Math.max(...mean.map((m, i) => scales[i] - m))];
}
