import type {Image} from "../arrays/image.js";
import {deepDream, type DreamFrame, type DreamStart} from "../methods/visualisation/deepDream.js";
import {correlation} from "../methods/evaluation/rankCorrelation.js";
import {layer as wholeLayer} from "../methods/visualisation/objectives.js";
import type {Context} from "./context.js";
import {activations, greyIfBlind, SLIGHT} from "./features.js";

export interface DreamPairArgs {
  model: string;
  layer: string;
  starts: readonly [DreamStart, DreamStart];
  /** Side of the pictures. */
  size: number;
  /** Steps in each of the two octaves. */
  steps?: number;
  seed: number;
}

/** Both pictures after `step` of `steps`. */
export interface DreamPairFrame {
  step: number;
  steps: number;
  images: Image[];
  /**
   * Did both dreams add the same? The correlation, −1 … 1, between what each changed in the layer's channel means
   * since its first step; null before the last.
   */
  added: number | null;
}

/** Do dreams from two beginnings add the same things? Two small dreams in step with each other. */
export async function* dreamPair(
  {model: id, layer, starts, size, steps = 12, seed}: DreamPairArgs,
  context: Context
): AsyncGenerator<DreamPairFrame, void, void> {
  const model = await context.model(id);
  await model.need(layer, context.signal);
  const side = model.card.resizable ? {height: size, width: size} : model.card.input;
  const octaves = model.card.resizable ? 2 : 1;
  const dreams = starts.map((start) =>
    deepDream(greyIfBlind(model), wholeLayer(layer), {
      start,
      height: side.height,
      width: side.width,
      octaves,
      octaveScale: 1.5,
      steps,
      jitter: model.card.resizable ? 8 : SLIGHT,
      seed,
      signal: context.signal
    })
  );
  const means = async (images: Image[]) => {
    const rows = [];
    for (const image of images) rows.push((await activations({model: id, layer, image}, context)).mean);
    return rows;
  };
  let begun: Float32Array[] | undefined;
  try {
    for (;;) {
      const frames: DreamFrame[] = [];
      for (const dream of dreams) {
        const {done, value} = await dream.next();
        if (done) return;
        frames.push(value);
      }
      const images = frames.map(({image}) => image);
      begun ??= await means(images);
      const {step, steps} = frames[0];
      yield {step, steps, images, added: step < steps ? null : alike(begun, await means(images))};
    }
  } finally {
    for (const dream of dreams) await dream.return();
  }
}

/** The correlation between two changes. */
function alike(from: Float32Array[], to: Float32Array[]): number {
  const [a, b] = to.map((means, i) => means.map((v, channel) => v - from[i][channel]));
  return correlation(a, b);
}
