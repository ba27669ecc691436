import type {Image} from "../arrays/image.js";
import type {Context} from "./context.js";
import {featureVisualisation, type FeatureVisualisationArgs} from "./features.js";

export interface BothEndsFrame {
  step: number;
  steps: number;
  images: [lower: Image, upper: Image];
}

/** What do the two ends of an edge ask for? Two pictures painted in step. */
export async function* bothEnds(
  {lower, upper}: {lower: FeatureVisualisationArgs; upper: FeatureVisualisationArgs},
  context: Context
): AsyncGenerator<BothEndsFrame, void, undefined> {
  const runs = [featureVisualisation(lower, context), featureVisualisation(upper, context)];
  try {
    for (;;) {
      const [a, b] = [await runs[0].next(), await runs[1].next()];
      if (a.done || b.done) return;
      yield {step: a.value.step, steps: a.value.steps, images: [a.value.image, b.value.image]};
    }
  } finally {
    for (const run of runs) await run.return();
  }
}
