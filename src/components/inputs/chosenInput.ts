import {h} from "../views/dom.js";
import {asInput, emit, group, type Input} from "./input.js";

export interface ChosenInput extends Input<string[]> {
  /** Adds an item, or takes it out when it is there. */
  toggle(item: string): void;
}

/** A set of things chosen in a picture, each by its name: how many there are, and a button that empties it. */
export function chosenInput({
  label,
  value: initial = [],
  pattern,
  noun,
  empty = "Put all back"
}: {
  label: string;
  value?: string[];
  /** What names look like. */
  pattern: RegExp;
  /** What they are, one and many: ["channel", "channels"]. */
  noun: [string, string];
  empty?: string;
}): ChosenInput {
  let value = initial;
  const count = h("span", {class: "v-count", "aria-live": "polite"});
  const clear = h("button", {type: "button", class: "v-button", onclick: () => change([])}, empty);
  const element = group("chosen", {label}, h("span", {class: "v-row"}, clear, count));
  const set = (next: string[]) => {
    value = [...new Set(next)];
    count.textContent = `${value.length} ${noun[value.length === 1 ? 0 : 1]}`;
    clear.disabled = !value.length;
  };
  const change = (next: string[]) => {
    set(next);
    emit(input, true);
  };
  const input = asInput<string[], HTMLElement>(element, {
    label,
    initial,
    get: () => value,
    set,
    write: () => value.join("_"),
    read: (text) => {
      const items = text ? text.split("_") : [];
      const legal = items.filter((item) => pattern.test(item));
      set(legal);
      return legal.length === items.length
        ? null
        : `${label}: not all of “${text.slice(0, 40)}” is possible; ${value.length} ${noun[1]} are used.`;
    }
  }) as ChosenInput;
  Object.defineProperty(input, "toggle", {
    value: (item: string) => change(value.includes(item) ? value.filter((v) => v !== item) : [...value, item])
  });
  set(initial);
  return input;
}
