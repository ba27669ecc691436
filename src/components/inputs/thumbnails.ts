import type {Image} from "../arrays/image.js";
import {imageGrid} from "../views/imageGrid.js";
import {emit, group, type Input} from "./input.js";
import {ruledInput} from "./ruledInput.js";
import {numberRule} from "./rules.js";

export interface ThumbnailsOptions {
  label: string;
  /** The index chosen at first. */
  value?: number;
  captions?: readonly string[];
  alts?: readonly string[];
  size?: number;
  hint?: string;
}

/** One of a few small pictures; its value is the picture's index. */
export function thumbnails(images: readonly Image[], options: ThumbnailsOptions): Input<number> {
  const {label, value: initial = 0, captions, alts, size = 40, hint} = options;
  const rule = numberRule(0, images.length - 1, 1, initial);
  const target = document.createElement("ul");
  const onpick = (index: number) => {
    input.value = index;
    emit(input, true);
  };
  const show = (selected: number) =>
    void imageGrid(images, {label, size, captions, alts, pixelated: true, selected, onpick, target});
  const input = ruledInput(group("thumbnails", {label, hint}, target), {label, rule, value: initial, show});
  return input;
}
