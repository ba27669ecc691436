import {maxMagnitude, sumChannels} from "../arrays/channels.js";
import {full, sliceOf, type Grid} from "../arrays/grid.js";
import type {Image} from "../arrays/image.js";
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

/** What do four methods say of one answer? Each frame has one map more. */
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
  const first = async (frames: AsyncGenerator<{attribution: Grid}>) => {
    let last: {attribution: Grid};
    for await (last of frames);
    return sliceOf(last!.attribution, 0);
  };
  const ways: [string, boolean, () => Promise<Grid>][] = [
    [
      "Which pixels would change it?",
      false,
      async () => maxMagnitude(sliceOf((await gradient(f, x, {signal})).attribution, 0))
    ],
    [
      "Which part of the face?",
      false,
      async () =>
        sliceOf((await gradCam(model.tap(layer), model.from(layer).logit(target.index), x, {signal})).attribution, 0)
    ],
    [
      "What if it is covered?",
      true,
      async () => {
        const baseline = full(x.shape, 0.5);
        return sumChannels(await first(occlusion(f, x, {window: [16, 16], stride: [8, 8], baseline, signal})));
      }
    ],
    [
      "Compared with nothing?",
      true,
      async () => sumChannels(await first(integratedGradients(f, x, {steps: 16, signal})))
    ]
  ];
  const maps: Lens[] = [];
  for (const [title, signed, make] of ways) {
    maps.push({title, signed, map: await make()});
    yield {step: maps.length, steps: ways.length, answers, target, maps};
  }
}
