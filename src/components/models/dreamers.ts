import type {Card} from "./card.js";

/** How a network dreams best. */
export interface Dreamer {
  model: string;
  layer: string;
  /** What its opening dream begins with: a bundled photo by id, noise, or black. */
  start: "photo" | "noise" | "colour";
  photo: string;
  /** The one channel that it climbs; the whole layer when null. */
  channel: number | null;
  /** Steps in each octave. Networks of one fixed size have a single octave, and need more. */
  steps: number;
  /** Of a pixel at each step. Networks with small layers overshoot sooner. */
  stepSize: number;
  /** Octaves of the gradient that are made equally strong; a picture of 28 pixels has few. */
  bands: number;
  /** What to expect, for a caption. */
  sees: string;
}

/** How networks dream that take pictures of any size. */
const large = {channel: null, steps: 15, bands: 3};
/** How digit networks dream: of one digit, on black. */
const digit = {layer: "logits", start: "colour" as const, photo: "camera", channel: 3, steps: 60, bands: 2};

/** The networks whose dreams are worth seeing, each with the settings that suit it. */
export const dreamers: readonly Dreamer[] = [
  {
    model: "mobilenet-vggface2",
    layer: "conv_pw_9_relu/clip_by_value",
    start: "noise",
    photo: "astronaut",
    ...large,
    stepSize: 0.012,
    sees: "Faces out of noise"
  },
  {
    model: "resnet50-imagenet",
    layer: "add_12",
    start: "photo",
    photo: "china",
    ...large,
    stepSize: 0.01,
    sees: "Palaces and lizards in a park"
  },
  {
    model: "squeezenet-imagenet",
    layer: "fire5/concat",
    start: "photo",
    photo: "coffee",
    ...large,
    stepSize: 0.005,
    sees: "Eyes in a cup of coffee"
  },
  {model: "mnist-cnn", ...digit, stepSize: 0.02, sees: "A 3, in strokes of a pen"},
  {model: "mnist-mlp", ...digit, stepSize: 0.02, sees: "A 3, in blots"}
];

/** The dreamer of this network. Throws an error that lists those there are. */
export function dreamerOf(model: string): Dreamer {
  const dreamer = dreamers.find((d) => d.model === model);
  if (!dreamer) throw new RangeError(`${model} does not dream (these do: ${dreamers.map((d) => d.model).join(", ")})`);
  return dreamer;
}

/** What a figure's controls are set to when this network dreams, but for its layer and photo. */
const habitsOf = ({start, channel, steps, stepSize, bands}: Dreamer) => ({
  start,
  what: channel === null ? "layer" : "channel",
  channel: channel ?? 0,
  steps,
  stepSize,
  bands
});

/** The address that sets a figure to a network's own dream. */
export function linkTo(dreamer: Dreamer, figure = "dream"): string {
  const {model: network, layer, photo} = dreamer;
  const settings = Object.entries({network, layer, photo, colour: "000000", ...habitsOf(dreamer)});
  return `?${new URLSearchParams(settings.map(([name, value]) => [`${figure}.${name}`, String(value)]))}`;
}

/**
 * Which controls must change when another network dreams, and to what? Those in which the habits of the two differ. A
 * photo may stay where noise is usual, but the digit networks' black ground comes and goes with them.
 */
export function suiting(model: string, before: string): Partial<Controls> {
  const [now, then] = [habitsOf(dreamerOf(model)), habitsOf(dreamerOf(before))];
  const black = now.start === "colour" || then.start === "colour";
  const changed = Object.entries(now).filter(
    ([name, value]) => value !== then[name as keyof typeof then] && (black || name !== "start")
  );
  return {...Object.fromEntries(changed), ...(now.start === "colour" ? {colour: [0, 0, 0]} : {})};
}

/** The controls of a dream, by the names that they have in the address. */
type Controls = ReturnType<typeof habitsOf> & {colour: [number, number, number]};

/**
 * Who dreams when a page opens? ResNet-50 where a graphics card computes; otherwise the face network, whose first
 * picture comes at once.
 */
export const openingDream = (backend: string): Dreamer =>
  dreamerOf(backend === "webgpu" || backend === "webgl" ? "resnet50-imagenet" : "mobilenet-vggface2");

/** The networks of this build that dream, the opening one's kind first. */
export const dreamingCards = (cards: readonly Card[]): Card[] =>
  dreamers.flatMap(({model}) => cards.filter(({id}) => id === model));
