import type {Card} from "./card.js";

/** How a network dreams best. */
export interface Dreamer {
  model: string;
  layer: string;
  /** What its opening dream begins with: a bundled photo by id, noise, or black. */
  start: "photo" | "noise" | "colour";
  photo: string;
  /** Of a pixel at each step. Networks with small layers overshoot sooner. */
  stepSize: number;
  /** What to expect, for a caption. */
  sees: string;
  /** Is its dream worth a still, to open the page with? 28 × 28 pixels are not. */
  still: boolean;
}

/** The networks whose dreams are worth seeing, each with the settings that suit it. */
export const dreamers: readonly Dreamer[] = [
  {
    model: "mobilenet-vggface2",
    layer: "conv_pw_9_relu/clip_by_value",
    start: "noise",
    photo: "astronaut",
    stepSize: 0.012,
    sees: "Faces out of noise",
    still: true
  },
  {
    model: "resnet50-imagenet",
    layer: "add_12",
    start: "photo",
    photo: "china",
    stepSize: 0.01,
    sees: "Palaces and lizards in a park",
    still: true
  },
  {
    model: "squeezenet-imagenet",
    layer: "fire5/concat",
    start: "photo",
    photo: "coffee",
    stepSize: 0.005,
    sees: "Eyes in a cup of coffee",
    still: true
  },
  {
    model: "mnist-cnn",
    layer: "logits",
    start: "colour",
    photo: "camera",
    stepSize: 0.01,
    sees: "Strokes of a pen",
    still: false
  }
];

/** The dreamer of this network. Throws an error that lists those there are. */
export function dreamerOf(model: string): Dreamer {
  const dreamer = dreamers.find((d) => d.model === model);
  if (!dreamer) throw new RangeError(`${model} does not dream (these do: ${dreamers.map((d) => d.model).join(", ")})`);
  return dreamer;
}

/** The address that sets a figure to a network's own dream. */
export function linkTo({model, layer, start, photo, stepSize}: Dreamer, figure = "dream"): string {
  const settings = Object.entries({network: model, layer, start, photo, stepSize: String(stepSize), colour: "000000"});
  return `?${new URLSearchParams(settings.map(([name, value]) => [`${figure}.${name}`, value]))}`;
}

/**
 * Who dreams when a page opens? ResNet-50 where a graphics card computes; otherwise the face network, whose first
 * picture comes at once.
 */
export const openingDream = (backend: string): Dreamer =>
  dreamerOf(backend === "webgpu" || backend === "webgl" ? "resnet50-imagenet" : "mobilenet-vggface2");

/** The networks of this build that dream, the opening one's kind first. */
export const dreamingCards = (cards: readonly Card[]): Card[] =>
  dreamers.flatMap(({model}) => cards.filter(({id}) => id === model));
