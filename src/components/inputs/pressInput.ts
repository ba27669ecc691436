import {RotateCcw} from "lucide";
import {h} from "../views/dom.js";
import {icon} from "../views/icon.js";
import {asInput, emit, group, type Input} from "./input.js";

/** A button of the row: what a press adds to the value, and what stands on it. */
export interface Press {
  key: string;
  text: string;
  /** For screen readers, when the text is a sign. */
  name?: string;
}

/** The most presses that are remembered; after that the earliest is forgotten. */
const MOST = 40;

/** Buttons that drive something by hand. The value is the list of all presses since the start. */
export function pressInput(
  rows: readonly {label: string; presses: readonly Press[]}[],
  {label, value: initial = [], hint}: {label: string; value?: readonly string[]; hint?: string}
): Input<readonly string[]> {
  const legal = new Set(rows.flatMap(({presses}) => presses.map(({key}) => key)));
  let value: readonly string[] = initial;
  const add = (key: string) => {
    value = [...value, key].slice(-MOST);
    emit(input, true);
  };
  const button = ({key, text, name}: Press) =>
    h("button", {type: "button", class: "v-button v-press", "aria-label": name, onclick: () => add(key)}, text);
  const clear = h(
    "button",
    {
      type: "button",
      class: "v-button v-quiet",
      onclick: () => {
        value = [];
        emit(input, true);
      }
    },
    icon(RotateCcw),
    "From the start"
  );
  const element = group(
    "press",
    {label, hint},
    h(
      "div",
      {class: "v-press-rows"},
      ...rows.map(({label, presses}) =>
        h("span", {class: "v-press-row"}, h("span", {}, label), ...presses.map(button))
      ),
      clear
    )
  );
  const input: Input<readonly string[]> = asInput<readonly string[], HTMLElement>(element, {
    label,
    initial,
    get: () => value,
    set: (next) => void (value = next),
    write: () => value.join("~"),
    read: (text) => {
      const asked = text ? text.split("~").slice(-MOST) : [];
      value = asked.filter((key) => legal.has(key));
      return value.length === asked.length
        ? null
        : `${label}: “${text.slice(0, 40)}” holds unknown presses. There are ${[...legal].join(", ")}; the others are left out.`;
    }
  });
  return input;
}
