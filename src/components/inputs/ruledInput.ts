import {asInput, type Input} from "./input.js";
import {readBy, type Rule} from "./rules.js";

/** What a control with a rule is made of. */
export interface Ruled<T> {
  label: string;
  rule: Rule<T>;
  /** At first; brought into the rule. */
  value: T;
  /** Shows a legal value. */
  show(value: T): void;
}

/** Makes an element a control whose values a rule decides: each is clamped, shown, written and read by it. */
export function ruledInput<T, E extends HTMLElement>(element: E, {label, rule, value: first, show}: Ruled<T>) {
  const initial = rule.clamp(first);
  let value = initial;
  const set = (next: T) => {
    value = rule.clamp(next);
    show(value);
  };
  const read = (text: string) => {
    const {value: next, note} = readBy(rule, label, initial, text);
    set(next);
    return note;
  };
  show(value);
  const input: E & Input<T> = asInput(element, {
    label,
    initial,
    get: () => value,
    set,
    write: () => rule.write(value),
    read
  });
  return input;
}
