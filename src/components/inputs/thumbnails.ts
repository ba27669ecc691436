import type {Image} from "../arrays/image.js";
import {imageGrid} from "../views/imageGrid.js";
import {asInput, emit, group, type Input} from "./input.js";
import {numberRule, readBy} from "./rules.js";

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
  let value = rule.clamp(initial);
  const list = document.createElement("ul");
  const show = () =>
    void imageGrid(images, {label, size, captions, alts, pixelated: true, selected: value, onpick, target: list});
  const onpick = (index: number) => {
    value = index;
    show();
    emit(input, true);
  };
  show();
  const input: Input<number> = asInput(group("thumbnails", {label, hint}, list), {
    label,
    initial: value,
    get: () => value,
    set: (next) => {
      value = rule.clamp(next);
      show();
    },
    write: () => rule.write(value),
    read: (text) => {
      const {value: next, note} = readBy(rule, label, initial, text);
      value = next;
      show();
      return note;
    }
  });
  return input;
}
