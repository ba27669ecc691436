import {maxMagnitude, sumChannels} from "../arrays/channels.js";
import {full, sliceOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
import {last} from "../lab/frames.js";
import {gradCam} from "../methods/attribution/gradCam.js";
import {gradient} from "../methods/attribution/gradient.js";
import {integratedGradients} from "../methods/attribution/integratedGradients.js";
import {occlusion} from "../methods/attribution/occlusion.js";
import {answersOf, batchOfOne, type Answer} from "./classify.js";
import type {Context} from "./context.js";

/** One way of explaining an answer. */
export interface Lens {
  title: string;
  /** [h, w], at the picture's size or the layer's. */
  map: Grid;
  signed: boolean;
}

export interface LensFrame {
  step: number;
  steps: number;
  answers: Answer[];
  target: Answer;
  /** As many as are ready. */
  maps: Lens[];
}

/**
 * What do four methods say of one answer: the gradient, Grad-CAM at the last landmark, occlusion by grey squares of a
 * quarter of the side, and integrated gradients from black? Each frame has one map more.
 */
export async function* lenses(
  {model: id, image, target: index}: {model: string; image: Image; target: number | null},
  context: Context
): AsyncGenerator<LensFrame, void, undefined> {
  const {signal} = context;
  const model = await context.model(id);
  await model.need(undefined, signal);
  const x = batchOfOne(image);
  const answers = await answersOf(model, x);
  const target = answers.find((a) => a.index === index) ?? answers[0];
  const f = model.logit(target.index);
  const layer = model.card.landmarks[model.card.landmarks.length - 1];
  const finished = async (frames: AsyncGenerator<{attribution: Grid}>) =>
    sumChannels(sliceOf((await last(frames)).attribution, 0));
  const patch = [model.card.input.height, model.card.input.width].map((side) => Math.round(side / 4));
  const ways: [string, boolean, () => Promise<Grid>][] = [
    [
      "Which pixels would change it?",
      false,
      async () => maxMagnitude(sliceOf((await gradient(f, x, {signal})).attribution, 0))
    ],
    [
      "Which part of the picture?",
      false,
      async () =>
        sliceOf((await gradCam(model.tap(layer), model.from(layer).logit(target.index), x, {signal})).attribution, 0)
    ],
    [
      "What if it is covered?",
      true,
      async () => {
        const [window, stride] = [patch, patch.map((side) => side >> 1)] as [number, number][];
        return finished(occlusion(f, x, {window, stride, baseline: full(x.shape, 0.5), signal}));
      }
    ],
    ["Compared with nothing?", true, () => finished(integratedGradients(f, x, {steps: 16, signal}))]
  ];
  const maps: Lens[] = [];
  for (const [title, signed, make] of ways) {
    maps.push({title, signed, map: await make()});
    yield {step: maps.length, steps: ways.length, answers, target, maps};
  }
}
