import type {Grid} from "../arrays/grid.js";
import {noiseImage} from "../arrays/noiseImage.js";
import {gradientAt} from "../methods/attribution/attribution.js";
import {layerGradient} from "../methods/attribution/gradCam.js";
import type {Model} from "../models/model.js";
import type {Finding} from "../models/own/brought.js";
import {layerTitle} from "../models/layerTitle.js";
import {cutPoints} from "../models/walk.js";
import {answersOf, batchOfOne} from "./classify.js";
import {logitAround} from "./layerStops.js";

/** How large a gradient is at a layer, and which share of its numbers is exactly zero. */
export interface GradientSize {
  mean: number;
  zeros: number;
}

const about = "Gradients";

/**
 * Does a gradient of a network's first answer (to a picture of noise) come back to the picture? Where it is zero or NaN
 * at the pixels, the layer at which it is lost is searched for. Also its size at the layers worth a look.
 */
export async function gradientFindings(
  model: Model,
  signal: AbortSignal
): Promise<{findings: Finding[]; sizes: Map<string, GradientSize>}> {
  const {height, width} = model.card.input;
  const x = batchOfOne(noiseImage([height, width, 3], 1));
  const [{index}] = await answersOf(model, x);
  const at = async (layer: string): Promise<GradientSize> =>
    sizeOfGradient((await layerGradient(model.tap(layer), logitAround(model, x, layer, index), x, signal)).gradient);
  const sizes = new Map<string, GradientSize>();
  let pixels: GradientSize;
  try {
    pixels = sizeOfGradient((await gradientAt(model.logit(index), x, signal)).gradient);
    for (const name of model.card.landmarks) sizes.set(name, await at(name));
  } catch (error) {
    signal.throwIfAborted();
    return {findings: [missing((error as Error).message)], sizes};
  }
  const findings = [flows(pixels) ? fine(pixels) : await lost(model, pixels, at)];
  const flat = [...sizes].filter(([, size]) => !flows(size)).map(([name]) => name);
  if (flat.length && flows(pixels))
    findings.push({
      about,
      level: "warning",
      text: `No gradient passes ${flat.map(layerTitle).join(", ")}: Grad-CAM is empty there.`
    });
  return {findings, sizes};
}

const flows = ({mean}: GradientSize): boolean => Number.isFinite(mean) && mean > 0;

function sizeOfGradient({data}: Grid): GradientSize {
  let sum = 0;
  let zeros = 0;
  for (const g of data) {
    sum += Math.abs(g);
    if (g === 0) ++zeros;
  }
  return {mean: sum / data.length, zeros: zeros / data.length};
}

function fine({zeros}: GradientSize): Finding {
  if (zeros > 0.5)
    return {
      about,
      level: "warning",
      text: `They reach the picture, but ${Math.round(100 * zeros)} % of the pixels get exactly zero.`
    };
  return {about, level: "good", text: "They come back from the answer to every part of the picture."};
}

function missing(message: string): Finding {
  const op = /[Gg]radient.*?(?:not found for|for) (\w+)/.exec(message)?.[1];
  const kernel = /Kernel '(\w+)' not registered for backend '(\w+)'/.exec(message);
  const what = kernel
    ? `their way back needs ${kernel[1]}, which the ${kernel[2]} backend lacks`
    : op
      ? `tfjs has no gradient for ${op}`
      : message;
  return {
    about,
    level: "warning",
    text: `None can be computed: ${what}. Occlusion works without; saliency and Grad-CAM do not.`
  };
}

/** Searches for the place where a gradient is lost: behind it there is one, before it there is none. */
async function lost(
  model: Model,
  pixels: GradientSize,
  at: (layer: string) => Promise<GradientSize>
): Promise<Finding> {
  const cuts = cutPoints(model.layers, model.card.heads[0].layer);
  let [without, within] = [0, cuts.length - 1];
  while (within - without > 1) {
    const middle = (without + within) >> 1;
    if (flows(await at(cuts[middle].name))) within = middle;
    else without = middle;
  }
  const {name, kind} = cuts[within];
  const how = Number.isNaN(pixels.mean) ? "NaN" : "zero";
  return {
    about,
    level: "bad",
    text:
      `They are ${how} at every pixel: ${layerTitle(name)} (${kind}) lets none through. Its units may never fire, or it is ` +
      "flat there. Saliency and Grad-CAM before it show nothing; occlusion works."
  };
}
