import {ancestors} from "../models/walk.js";
import type {Context} from "./context.js";

/** A layer of numbers that a picture excites. */
export interface ListedLayer {
  name: string;
  kind: string;
  /** At the input size the network was trained at, without the batch; null where that is open. */
  shape: (number | null)[];
  channels: number;
}

/** Which layers can be looked at? All between the picture and the network's first answer, in order. */
export async function layerList({model: id}: {model: string}, context: Context): Promise<ListedLayer[]> {
  const model = await context.model(id);
  return ancestors(model.layers, [model.card.heads[0].layer])
    .filter(({kind, shape}) => kind !== "input" && (shape.length === 1 || shape.length === 3) && shape.at(-1))
    .map(({name, kind, shape}) => ({name, kind, shape, channels: shape.at(-1)!}));
}
