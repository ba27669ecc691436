import {h, uniqueId, type Child} from "../views/dom.js";

/** A control: an element with a value that works with `view()` and can stand in the page's address. */
export interface Input<T> extends HTMLElement {
  /** Setting it shows it and emits nothing. */
  value: T;
  readonly initial: T;
  readonly label: string;
  /** The value as text for the address. */
  write(): string;
  /**
   * Takes the value from address text, or the nearest legal one. Gives null when the text was fine, and otherwise a
   * sentence: what was given, what is legal, what is used instead.
   */
  read(text: string): string | null;
}

/** What stands behind a control's value. */
export interface Behaviour<T> {
  label: string;
  initial: T;
  get(): T;
  /** Takes a value and shows it; values out of range are brought into it. */
  set(value: T): void;
  write(): string;
  read(text: string): string | null;
}

/**
 * Makes an element a control. Events of the native controls inside are held back: only what `emit` sends counts, so
 * that half-typed numbers never reach a page.
 */
export function asInput<T, E extends HTMLElement>(element: E, behaviour: Behaviour<T>): E & Input<T> {
  const {label, initial, get, set, write, read} = behaviour;
  const hold = (event: Event) => event.target !== element && event.stopImmediatePropagation();
  element.addEventListener("input", hold);
  element.addEventListener("change", hold);
  Object.defineProperties(element, {
    value: {get, set, configurable: true},
    initial: {value: initial, configurable: true},
    label: {value: label},
    write: {value: write},
    read: {value: read}
  });
  return element as E & Input<T>;
}

/** Tells the page of a new value: "input" while a gesture goes on, and "change" too when it is finished. */
export function emit(element: HTMLElement, finished: boolean): void {
  element.dispatchEvent(new Event("input", {bubbles: true}));
  if (finished) element.dispatchEvent(new Event("change", {bubbles: true}));
}

/** The frame every control has: its label above, then its parts, then a hint. */
export function field(kind: string, {id, label, hint}: {id: string; label: string; hint?: string}, ...parts: Child[]) {
  return h(
    "div",
    {class: `v-input v-${kind}`},
    h("label", {class: "v-label", for: id}, label),
    ...parts,
    hint && h("p", {class: "v-hint", id: `${id}-hint`}, hint)
  );
}

/** The same frame for a control of several parts, which its label names as a group. */
export function group(kind: string, {label, hint}: {label: string; hint?: string}, ...parts: Child[]) {
  const id = uniqueId();
  return h(
    "div",
    {class: `v-input v-${kind}`, role: "group", "aria-labelledby": id},
    h("span", {class: "v-label", id}, label),
    ...parts,
    hint && h("p", {class: "v-hint"}, hint)
  );
}
