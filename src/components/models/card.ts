import type {TensorMap} from "../lab/gradient.js";

/** One set of answers of a network. */
export interface Head {
  name: string;
  /** The layer that holds its logits (before softmax or sigmoid). */
  layer: string;
  activation: "softmax" | "sigmoid";
  classes: string[];
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
  preprocess: TensorMap;
  /** The preprocessing in words. */
  preprocessing: string;
  /** Layers that pages offer first, from input to output; the last one is the Grad-CAM default. */
  landmarks: string[];
  /** Download of the whole network, bytes. */
  bytes: number;
  /** What it can look at: pages choose a default by it. */
  subject: "objects" | "faces" | "digits";
  source: string;
  licence: string;
  trainingData: string;
  /** Measured quality, with the data it was measured on. */
  quality: string;
  limits: string;
  /** Fetched at build time from elsewhere; absent from pickers when the build had no copy. */
  remote?: boolean;
}
