import {h, uniqueId} from "../views/dom.js";
import {emit, field, type Input} from "./input.js";
import {ruledInput} from "./ruledInput.js";
import type {Rule} from "./rules.js";

/** Red, green and blue in [0, 1]. */
export type Colour = readonly [number, number, number];

/** Colours in the address are six hexadecimal digits: "336699". */
export const colourRule: Rule<Colour> = {
  legal: "six hexadecimal digits, such as 336699",
  clamp: (colour) => colour.map((v) => Math.min(Math.max(v, 0), 1)) as unknown as Colour,
  write: (colour) =>
    colour
      .map((v) =>
        Math.round(255 * v)
          .toString(16)
          .padStart(2, "0")
      )
      .join(""),
  parse: (text) =>
    /^[0-9a-f]{6}$/i.test(text)
      ? ([0, 2, 4].map((i) => parseInt(text.slice(i, i + 2), 16) / 255) as unknown as Colour)
      : undefined
};

/** One colour, by the browser's own picker. */
export function colourInput({
  label,
  value: initial = [0.5, 0.5, 0.5],
  hint
}: {
  label: string;
  value?: Colour;
  hint?: string;
}): Input<Colour> {
  const id = uniqueId();
  const control = h("input", {id, type: "color", class: "v-colour", "aria-describedby": hint && `${id}-hint`});
  const input = ruledInput(field("colour", {id, label, hint}, control), {
    label,
    rule: colourRule,
    value: initial,
    show: (colour) => void (control.value = `#${colourRule.write(colour)}`)
  });
  // "input" would come at every move within the browser's picker.
  control.addEventListener("change", () => {
    input.value = colourRule.parse(control.value.slice(1))!;
    emit(input, true);
  });
  return input;
}
