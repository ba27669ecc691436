import {attention, type AttentionReading} from "./attention.js";
import type {Context} from "./context.js";
import {trainTransformer} from "./trainTransformer.js";

export interface LiveTransformerArgs {
  layers: 1 | 2;
  steps: number;
  every?: number;
  seed: number;
  /** The sequence to be read at every frame. */
  letters: string;
}

/** A training on its way. */
export interface LiveTransformerFrame extends AttentionReading {
  step: number;
  steps: number;
  loss: number;
}

/** When do heads find their jobs? Trains a transformer from nothing, and reads one sequence at each frame. */
export async function* liveTransformer(
  {layers, steps, every = 10, seed, letters}: LiveTransformerArgs,
  context: Context
): AsyncGenerator<LiveTransformerFrame, void, undefined> {
  const course = trainTransformer({size: {layers}, steps, every, seed}, {signal: context.signal});
  for await (const {step, loss, transformer} of course)
    yield {step, steps, loss, ...(await attention({network: transformer, letters}, context))};
}
