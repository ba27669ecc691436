import {sliceOf} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {evaluate} from "../lab/gradient.js";
import {inversion, type InversionFrame, type InversionOptions} from "../methods/visualisation/inversion.js";
import {batchOfOne} from "./classify.js";
import type {Context} from "./context.js";
import {pictureChannels} from "./features.js";

/** One reconstruction: its layer and seed, and what is different about it. */
export interface Rung extends Partial<Omit<InversionOptions, "height" | "width" | "signal">> {
  layer: string;
}

export interface InversionLadderArgs {
  model: string;
  /** Of the size the network is to see. */
  image: Image;
  rungs: readonly Rung[];
  steps: number;
}

/** All pictures after `step` of `steps`, in the order asked for. */
export interface InversionLadderFrame {
  step: number;
  steps: number;
  rungs: {layer: string; seed: number; image: Image; error: number}[];
}

/**
 * How much of a picture is left, layer by layer, seed by seed, prior by prior? Rebuilds it in several ways at once,
 * one step of each in turn, so that all sharpen together.
 */
export async function* inversionLadder(
  {model: id, image, rungs, steps}: InversionLadderArgs,
  context: Context
): AsyncGenerator<InversionLadderFrame, void, void> {
  const {signal} = context;
  const model = await context.model(id);
  const [height, width] = image.shape;
  const channels = pictureChannels(model.card);
  const climbs: AsyncGenerator<InversionFrame, void, void>[] = [];
  try {
    for (const {layer, ...options} of rungs) {
      await model.need(layer, signal);
      const target = sliceOf(await evaluate(model.tap(layer), batchOfOne(image)), 0);
      climbs.push(inversion(model.tap(layer), target, {channels, ...options, steps, height, width, signal}));
    }
    for (;;) {
      const frames: InversionFrame[] = [];
      for (const climb of climbs) {
        const {done, value} = await climb.next();
        if (done) return;
        frames.push(value);
      }
      const done = rungs.map(({layer, seed = 0}, i) => ({layer, seed, image: frames[i].image, error: frames[i].error}));
      yield {step: frames[0].step, steps, rungs: done};
    }
  } finally {
    for (const climb of climbs) await climb.return();
  }
}
