/** One set of answers of a network. */
export interface Head {
  name: string;
  /** The layer that holds its logits (before softmax or sigmoid). */
  layer: string;
  activation: "softmax" | "sigmoid";
  /** Empty until the model is opened when `classesFile` names them. */
  classes: string[];
  /** A JSON list of class names, fetched when the model is opened: a thousand names weigh too much for every page. */
  classesFile?: string;
}

/** From an image in [0, 1] to a network's own input: each number becomes scale · x − mean, channel by channel. */
export interface Preprocessing {
  /** Channel order of the network's input; `grey` is the luma of the image. */
  order: "rgb" | "bgr" | "grey";
  /** One number, or one for each channel, in the network's order. */
  scale: number | number[];
  /** One number for each channel, in the network's order. */
  mean: number[];
}

/** What everyone should know of a network before believing it. */
export interface Card {
  id: string;
  /** For people: "ResNet-50". */
  name: string;
  /** One sentence: what it was trained to do. */
  task: string;
  /** The first head answers unless another is named. */
  heads: Head[];
  /** The input it was trained at. */
  input: {height: number; width: number; channels: number};
  /** May its input have another height and width? */
  resizable: boolean;
  /** null takes its input as it is: numbers that are no picture. */
  preprocess: Preprocessing | null;
  /** The preprocessing in words. */
  preprocessing: string;
  /** Layers that pages offer first, from input to output; the last one is the Grad-CAM default. */
  landmarks: string[];
  /** Download of the whole network, bytes. */
  bytes: number;
  /** What it can look at: pages choose a default by it. */
  subject: "objects" | "faces" | "digits" | "code" | "numbers";
  source: string;
  licence: string;
  trainingData: string;
  /** Measured quality, with the data it was measured on. */
  quality: string;
  limits: string;
  /** Made to be compared with, not to be used: absent from pickers. */
  control?: boolean;
  /** Fetched at build time from elsewhere; absent from pickers when the build had no copy. */
  remote?: boolean;
}
