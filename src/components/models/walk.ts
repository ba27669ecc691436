import {layerNamed, type Layer} from "./model.js";

/** Which layers do some layers depend on? Themselves included, in order of computation, not looking behind `given`. */
export function ancestors(layers: readonly Layer[], wanted: readonly string[], given: readonly string[] = []): Layer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const needed = new Set<string>();
  const pending = [...wanted];
  while (pending.length) {
    const name = pending.pop()!;
    if (needed.has(name) || given.includes(name)) continue;
    needed.add(name);
    pending.push(...(byName.get(name) ?? layerNamed(layers, name)).inputs);
  }
  return layers.filter((layer) => needed.has(layer.name));
}

/**
 * Which layers must be computed to get some layers from others? In order, without those given. Throws when a wanted
 * layer also depends on something that was not given.
 */
export function layersBetween(layers: readonly Layer[], given: readonly string[], wanted: readonly string[]): Layer[] {
  for (const name of given) layerNamed(layers, name);
  const needed = ancestors(layers, wanted, given);
  const missing = needed.find((layer) => !layer.inputs.length);
  if (missing)
    throw new RangeError(
      `${wanted.join(", ")} cannot be computed from ${given.join(", ") || "nothing"} alone: it also depends on ${missing.name}`
    );
  return needed;
}

/**
 * At which layers can a network be cut in two, so that everything up to `last` can be computed from that one
 * activation (`model.from(layer)`)? In a residual block only the places where all paths meet.
 */
export function cutPoints(layers: readonly Layer[], last: string): Layer[] {
  const path = ancestors(layers, [last]);
  const lastReader = new Map<string, number>();
  path.forEach((layer, i) => layer.inputs.forEach((input) => lastReader.set(input, i)));
  // Going forward, a layer is a cut when no activation before it is read by a layer after it.
  let reach = 0;
  return path.filter((layer, i) => {
    const cut = reach <= i;
    reach = Math.max(reach, lastReader.get(layer.name) ?? i);
    return cut;
  });
}
