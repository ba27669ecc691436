import {h, uniqueId} from "../views/dom.js";
import {emit, field, type Input} from "./input.js";
import {usualChoice} from "./usualChoice.js";

/** One entry of a menu. */
export interface MenuEntry {
  id: string;
  title: string;
  /** A sentence on it, shown under the menu while it is chosen. */
  about?: string;
}

/** Its value is an entry's id, or null for the usual one. */
export interface MenuInput extends Input<string | null> {
  /** What there is to choose from, and which one null stands for; an id that is not among them is forgotten. */
  offer(entries: readonly MenuEntry[], usual: string): void;
  /** The entry's id, whether chosen or usual. */
  readonly chosen: string;
}

/** A menu whose entries become known later, and change with a network: what is chosen is one of them or the usual. */
export function menuInput({label, hint}: {label: string; hint?: string}): MenuInput {
  const id = uniqueId();
  const control = h("select", {id, class: "v-select", "aria-describedby": hint && `${id}-hint`, disabled: true});
  const about = h("p", {class: "v-hint", "aria-live": "polite"});
  const element = field("choice", {id, label, hint}, control, about);
  let entries: readonly MenuEntry[] = [];
  const show = () => {
    control.disabled = entries.length < 2;
    control.value = chosen();
    about.textContent = entries.find((entry) => entry.id === chosen())?.about ?? "";
  };
  const {input, chosen, stand} = usualChoice(element, control, {label, show});
  Object.defineProperties(input, {
    offer: {
      value: (next: readonly MenuEntry[], first: string) => {
        entries = next;
        stand(first);
        const known = input.value === null || entries.some(({id}) => id === input.value);
        control.replaceChildren(...entries.map((entry) => h("option", {value: entry.id}, entry.title)));
        if (known) return show();
        input.value = null;
        emit(input, false);
      }
    },
    chosen: {get: chosen}
  });
  return input as MenuInput;
}
