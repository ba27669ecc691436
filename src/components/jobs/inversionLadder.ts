import {sliceOf} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {evaluate} from "../lab/gradient.js";
import {inversion as invert, type InversionFrame} from "../methods/visualisation/inversion.js";
import type {Context} from "./context.js";
import {batchOfOne} from "./classify.js";
import {pictureChannels, type InversionArgs} from "./features.js";

export interface InversionLadderArgs extends Omit<InversionArgs, "layer" | "seeds"> {
  layers: readonly string[];
  seed?: number;
}

/** All pictures after `step` of `steps`, in the order of the layers. */
export interface InversionLadderFrame {
  step: number;
  steps: number;
  rungs: {layer: string; image: Image; error: number}[];
}

/**
 * How much of a picture is left, layer by layer? Rebuilds it from each layer at once, one step of each in turn, so
 * that all sharpen together.
 */
export async function* inversionLadder(
  {model: id, layers, image, seed = 0, ...options}: InversionLadderArgs,
  context: Context
): AsyncGenerator<InversionLadderFrame, void, void> {
  const {signal} = context;
  const model = await context.model(id);
  const [height, width] = image.shape;
  const climbs: AsyncGenerator<InversionFrame, void, void>[] = [];
  try {
    for (const layer of layers) {
      await model.need(layer, signal);
      const target = sliceOf(await evaluate(model.tap(layer), batchOfOne(image)), 0);
      const channels = pictureChannels(model.card);
      climbs.push(invert(model.tap(layer), target, {channels, ...options, height, width, seed, signal}));
    }
    for (;;) {
      const frames: InversionFrame[] = [];
      for (const climb of climbs) {
        const {done, value} = await climb.next();
        if (done) return;
        frames.push(value);
      }
      const {step, steps} = frames[0];
      yield {step, steps, rungs: frames.map(({image, error}, i) => ({layer: layers[i], image, error}))};
    }
  } finally {
    for (const climb of climbs) await climb.return();
  }
}
