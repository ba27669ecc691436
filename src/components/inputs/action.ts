import {h} from "../views/dom.js";
import {icon, type IconNode} from "../views/icon.js";
import {asInput, emit, type Input} from "./input.js";

/** A button; its value counts how often it was pressed, and never goes into the address. */
export function action(label: string, {mark, strong = false}: {mark?: IconNode; strong?: boolean} = {}): Input<number> {
  let value = 0;
  const button = h(
    "button",
    {type: "button", class: strong ? "v-button v-strong" : "v-button"},
    mark && icon(mark),
    label
  );
  button.addEventListener("click", () => {
    value += 1;
    emit(input, true);
  });
  const input: Input<number> = asInput(h("div", {class: "v-input v-action"}, button), {
    label,
    initial: 0,
    get: () => value,
    set: (next) => void (value = next),
    write: () => "",
    read: () => null
  });
  return input;
}
