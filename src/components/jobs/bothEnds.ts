import type {Image} from "../arrays/image.js";
import {circuitLayers, type CircuitLayers} from "./channelCircuit.js";
import type {Context} from "./context.js";
import {featureVisualisation, type FeatureVisualisationArgs} from "./features.js";

export interface BothEndsArgs extends Pick<FeatureVisualisationArgs, "model" | "steps" | "seed" | "height" | "width"> {
  /** A channel of the first convolution, and one of the second. */
  from: number;
  channel: number;
}

export interface BothEndsFrame {
  step: number;
  steps: number;
  layers: CircuitLayers;
  images: [lower: Image, upper: Image];
}

/** What do the two ends of an edge ask for? Two pictures painted in step. */
export async function* bothEnds(
  {from, channel, ...painting}: BothEndsArgs,
  context: Context
): AsyncGenerator<BothEndsFrame, void, undefined> {
  const layers = circuitLayers(await context.model(painting.model));
  const end = (layer: string, unit: number) =>
    featureVisualisation({...painting, objective: {kind: "channel", layer, channel: unit}}, context);
  const runs = [end(layers.first, from), end(layers.second, channel)];
  try {
    for (;;) {
      const [a, b] = [await runs[0].next(), await runs[1].next()];
      if (a.done || b.done) return;
      yield {step: a.value.step, steps: a.value.steps, layers, images: [a.value.image, b.value.image]};
    }
  } finally {
    for (const run of runs) await run.return();
  }
}
