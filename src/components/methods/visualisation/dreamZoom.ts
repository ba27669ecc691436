import {cropResize, type Image} from "../../arrays/image.js";
import {random} from "../../arrays/random.js";
import type {TensorMap} from "../../lab/gradient.js";
import {breathe, throwIfAborted, withDefaults} from "../../lab/options.js";
import {dreamStep, type DeepDreamOptions} from "./deepDream.js";
import {reader, type Objective} from "./objectives.js";

export interface DreamZoomOptions extends Pick<
  DeepDreamOptions,
  "steps" | "stepSize" | "bands" | "jitter" | "tile" | "seed" | "signal"
> {
  /** How many pictures after the first. */
  frames: number;
  /** Each picture is the middle of the one before, enlarged by this factor. */
  zoom: number;
}

/** One picture of the film; `step` of `steps` counts pictures. */
export interface ZoomFrame {
  step: number;
  steps: number;
  image: Image;
  /** The objective before the picture's last dreaming step. */
  value: number;
}

/**
 * Where does a dream lead? A film that moves into its own middle: each picture is enlarged a little and dreamt on, so
 * that every detail becomes a scene. Begins with a picture, a dream's last say, and yields one frame for each new one.
 * @see Mordvintsev, Olah & Tyka, "Inceptionism: Going Deeper into Neural Networks" (2015), "iterations"
 */
export async function* dreamZoom(
  tap: (layer: string) => TensorMap,
  objective: Objective,
  start: Image,
  options?: Partial<DreamZoomOptions>
): AsyncGenerator<ZoomFrame, void, void> {
  const o = withDefaults<DreamZoomOptions>("dreamZoom", options, {
    frames: 60,
    zoom: 1.04,
    steps: 2,
    stepSize: 0.012,
    bands: 3,
    jitter: 16,
    tile: 512,
    seed: 0,
    signal: undefined
  });
  if (!(o.zoom >= 1))
    throw new RangeError(`a zoom of ${o.zoom} would need what is outside the picture: give 1 or more`);
  const scores = (x: Parameters<TensorMap>[0]) => objective.score(reader(tap, x));
  const next = random(o.seed);
  const [h, w] = start.shape;
  let image = start;
  let value = NaN;
  for (let frame = 1; frame <= o.frames; ++frame) {
    const [height, width] = [h / o.zoom, w / o.zoom];
    image = cropResize(image, {x: (w - width) / 2, y: (h - height) / 2, width, height}, h, w);
    for (let step = 0; step < o.steps; ++step) {
      throwIfAborted(o.signal);
      ({image, value} = await dreamStep(scores, image, next, o));
      await breathe();
    }
    throwIfAborted(o.signal);
    yield {step: frame, steps: o.frames, image, value};
  }
}
