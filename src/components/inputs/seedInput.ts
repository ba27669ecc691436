import {Shuffle} from "lucide";
import {h, uniqueId} from "../views/dom.js";
import {icon} from "../views/icon.js";
import {emit, field, type Input} from "./input.js";
import {ruledInput} from "./ruledInput.js";
import {numberRule, parseNumber} from "./rules.js";

const LARGEST = 4294967295;

/** The number that decides everything random: same seed, same result. A button draws another. */
export function seedInput({
  label = "Seed",
  value: initial = 1,
  hint
}: {label?: string; value?: number; hint?: string} = {}): Input<number> {
  const rule = numberRule(0, LARGEST, 1, initial);
  const id = uniqueId();
  const control = h("input", {
    id,
    class: "v-number",
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    "aria-describedby": hint && `${id}-hint`
  });
  const shuffle = h(
    "button",
    {type: "button", class: "v-button v-quiet", "aria-label": `${label}: draw another`},
    icon(Shuffle)
  );
  shuffle.title = "Draw another";
  const element = field("seed", {id, label, hint}, h("span", {class: "v-row"}, control, shuffle));
  const input = ruledInput(element, {
    label,
    rule,
    value: initial,
    show: (value) => void (control.value = String(value))
  });
  const type = () => {
    const before = input.value;
    input.value = parseNumber(control.value) ?? before;
    if (input.value !== before) emit(input, true);
  };
  control.addEventListener("change", type);
  control.addEventListener("keydown", ({key}) => key === "Enter" && type());
  shuffle.addEventListener("click", () => {
    input.value = Math.floor(Math.random() * 10000);
    emit(input, true);
  });
  return input;
}
