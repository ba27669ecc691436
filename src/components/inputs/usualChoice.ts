import {asInput, emit, type Input} from "./input.js";

/** A menu that can be left at the usual entry: its value is then null, and so outlives a change of what is usual. */
export interface UsualChoice {
  input: HTMLElement & Input<string | null>;
  /** The entry's name, whether chosen or usual. */
  chosen(): string;
  /** Says which entry null stands for; a choice that is it becomes null. */
  stand(usual: string): void;
}

/** Longer names are cut off: they may come from a forged address. */
const LONGEST = 200;

/** Makes a menu in its frame such a control; `show` brings the menu to what is chosen. */
export function usualChoice(
  element: HTMLElement,
  control: HTMLSelectElement,
  {label, show}: {label: string; show: () => void}
): UsualChoice {
  let usual = "";
  let value: string | null = null;
  const set = (next: string | null) => {
    value = next === usual ? null : next;
    show();
  };
  const input = asInput<string | null, HTMLElement>(element, {
    label,
    initial: null,
    get: () => value,
    set,
    write: () => value ?? "",
    read: (text) => {
      set(text ? text.slice(0, LONGEST) : null);
      return null;
    }
  });
  control.addEventListener("change", () => {
    set(control.value);
    emit(input, true);
  });
  return {
    input,
    chosen: () => value ?? usual,
    stand: (next) => {
      usual = next;
      if (value === usual) value = null;
    }
  };
}
