import {h, uniqueId} from "../views/dom.js";
import {emit, field, group, type Input} from "./input.js";
import {ruledInput} from "./ruledInput.js";
import {optionRule} from "./rules.js";

/** How a choice looks. */
export interface OneOfOptions<T> {
  label: string;
  /** At first; the first option when omitted. */
  value?: T;
  /** The option as the reader sees it. */
  format?: (option: T) => string;
  /** The option in the address; its text by default. */
  key?: (option: T) => string;
  hint?: string;
  /** A sentence on the chosen option, shown under the control. */
  describe?: (option: T) => string;
  /** A row of buttons or a menu; by default buttons for up to four short options. */
  as?: "buttons" | "menu";
}

/** One of a few options: a row of buttons when they are few and short, the browser's own menu otherwise. */
export function oneOf<T>(options: readonly T[], given: OneOfOptions<T>): Input<T> {
  const {label, hint, key = String, format = String, describe, value: initial = options[0]} = given;
  if (!options.length) throw new RangeError(`${label}: a choice needs at least one option`);
  const rule = optionRule(options, options[0], key);
  const texts = options.map(format);
  const {as = texts.length <= 4 && texts.join("").length <= 36 ? "buttons" : "menu"} = given;
  const {element, control, show} = as === "buttons" ? buttons(texts, label, hint) : menu(texts, label, hint);
  const description = h("p", {class: "v-hint", "aria-live": "polite"});
  if (describe) element.append(description);
  const input = ruledInput(element, {
    label,
    rule,
    value: initial,
    show(value) {
      show(options.findIndex((option) => key(option) === key(value)));
      if (describe) description.textContent = describe(value);
    }
  });
  control.addEventListener("change", (event) => {
    input.value = options[Number((event.target as HTMLInputElement).value)];
    emit(input, true);
  });
  return input;
}

function buttons(texts: string[], label: string, hint?: string) {
  const name = uniqueId();
  const radios = texts.map((_, i) => h("input", {type: "radio", name, value: i}));
  const control = h(
    "span",
    {class: "v-segments"},
    ...texts.map((text, i) => h("label", {class: "v-segment"}, radios[i], h("span", {}, text)))
  );
  const element = group("choice", {label, hint}, control);
  return {element, control, show: (index: number) => void (radios[index].checked = true)};
}

function menu(texts: string[], label: string, hint?: string) {
  const id = uniqueId();
  const control = h(
    "select",
    {id, class: "v-select", "aria-describedby": hint && `${id}-hint`},
    ...texts.map((text, i) => h("option", {value: i}, text))
  );
  const element = field("choice", {id, label, hint}, control);
  return {element, control, show: (index: number) => void (control.selectedIndex = index)};
}
