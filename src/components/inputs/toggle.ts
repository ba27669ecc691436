import {h, uniqueId} from "../views/dom.js";
import {emit, type Input} from "./input.js";
import {ruledInput} from "./ruledInput.js";
import {booleanRule} from "./rules.js";

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
  const show = (on: boolean) => void (control.checked = on);
  const input = ruledInput(element, {label, rule: booleanRule, value: initial, show});
  control.addEventListener("change", () => {
    input.value = control.checked;
    emit(input, true);
  });
  return input;
}
