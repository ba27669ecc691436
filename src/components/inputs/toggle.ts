import {h, uniqueId} from "../views/dom.js";
import {asInput, emit, type Input} from "./input.js";
import {booleanRule, readBy} from "./rules.js";

/** On or off. */
export function toggle({
  label,
  value: initial = false,
  hint
}: {
  label: string;
  value?: boolean;
  hint?: string;
}): Input<boolean> {
  const id = uniqueId();
  const control = h("input", {
    type: "checkbox",
    role: "switch",
    id,
    class: "v-switch",
    "aria-describedby": hint && `${id}-hint`
  });
  const element = h(
    "div",
    {class: "v-input v-toggle"},
    h("label", {class: "v-label", for: id}, control, h("span", {}, label)),
    hint && h("p", {class: "v-hint", id: `${id}-hint`}, hint)
  );
  control.checked = initial;
  control.addEventListener("change", () => emit(input, true));
  const input: Input<boolean> = asInput(element, {
    label,
    initial,
    get: () => control.checked,
    set: (value) => void (control.checked = value),
    write: () => booleanRule.write(control.checked),
    read: (text) => {
      const {value, note} = readBy(booleanRule, label, initial, text);
      control.checked = value;
      return note;
    }
  });
  return input;
}
