import type {Layer} from "../model.js";
import {ancestors, cutPoints} from "../walk.js";

const MOST = 6;
const PLUMBING = new Set(["input", "pad", "dropout", "reshape", "identity", "flatten", "transpose", "cast"]);

/**
 * Which layers of a network are worth a look first? Those of feature maps through which everything passes, the last at
 * each resolution, and the last of all: it suits Grad-CAM, since it knows the most and still knows where. Empty when
 * the network has no feature maps.
 */
export function landmarksOf(layers: readonly Layer[], logits: string): string[] {
  const maps = (found: Layer[]) =>
    found.filter(({kind, shape}) => shape.length === 3 && shape[0]! * shape[1]! > 1 && !PLUMBING.has(kind));
  const cuts = maps(cutPoints(layers, logits));
  const candidates = cuts.length ? cuts : maps(ancestors(layers, [logits]));
  const lastOfSize = candidates.filter(({shape}, i) => {
    const next = candidates[i + 1];
    return !next || next.shape[0] !== shape[0] || next.shape[1] !== shape[1];
  });
  const few = lastOfSize.length < 3 ? spread(candidates, lastOfSize) : lastOfSize;
  return few.slice(-MOST).map(({name}) => name);
}

/** A network of one resolution: a few layers at even distances too. */
function spread(candidates: Layer[], ends: Layer[]): Layer[] {
  const every = Math.max(1, Math.ceil(candidates.length / (MOST - ends.length)));
  return candidates.filter((layer, i) => ends.includes(layer) || i % every === 0);
}
