import {Search} from "lucide";
import {h, uniqueId} from "../views/dom.js";
import {formatPercent} from "../views/format.js";
import {icon} from "../views/icon.js";
import {asInput, emit, field, type Input} from "./input.js";
import {searchClasses, shortName} from "./searchClasses.js";

/** A class the network holds likely. */
export interface LikelyClass {
  index: number;
  probability: number;
}

export interface ClassPickerOptions {
  label: string;
  /** A class by its index; null, the default, for whichever the network puts first. */
  value?: number | null;
  /** What null is called. */
  none?: string;
  hint?: string;
}

/** Its value is a class's index, or null: whichever class the network puts first. */
export interface ClassPicker extends Input<number | null> {
  /** The likeliest classes at present, best first; setting them shows them and emits nothing. */
  top: readonly LikelyClass[];
  /** The names of the classes; may be given later (empty: any index passes), and again for another network. */
  classes: readonly string[];
}

/**
 * Which class is to be explained? The network's own top answers stand first as buttons with their probabilities; any
 * other is found by typing. In the address: the index, or "top".
 */
export function classPicker(
  names: readonly string[],
  {label, value: initial = null, none = "First answer", hint}: ClassPickerOptions
): ClassPicker {
  let classes = names;
  const id = uniqueId();
  const box = h("input", {
    id,
    class: "v-search",
    type: "text",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": `${id}-list`,
    "aria-autocomplete": "list",
    "aria-describedby": hint && `${id}-hint`,
    autocomplete: "off",
    spellcheck: "false"
  });
  const list = h("ul", {class: "v-options", id: `${id}-list`, role: "listbox", "aria-label": label, hidden: true});
  const chips = h("div", {class: "v-chips", role: "group", "aria-label": `${label}: likeliest`});
  const element = field(
    "classes",
    {id, label, hint},
    chips,
    h("div", {class: "v-combobox"}, icon(Search, 14), box, list)
  );

  let value: number | null = legal(initial, classes) ?? null;
  let top: readonly LikelyClass[] = [];
  let found: number[] = [];
  let active = -1;

  const invite = () => (box.placeholder = `Search ${classes.length.toLocaleString("en-GB")} classes`);
  const name = () => (value === null ? "" : (classes[value] ?? `class ${value}`));
  const drawChips = () => {
    const chip = (text: string, probability: number | null, index: number | null) =>
      h(
        "button",
        {
          type: "button",
          class: "v-chip",
          "aria-pressed": String(index === value),
          onclick: () => pick(index)
        },
        text,
        probability !== null && h("span", {}, formatPercent(probability))
      );
    const focused = [...chips.children].indexOf(document.activeElement!);
    const others =
      value === null || top.some(({index}) => index === value) ? [] : [chip(shortName(name()), null, value)];
    chips.replaceChildren(
      chip(none, null, null),
      ...top.map(({index, probability}) => chip(shortName(classes[index] ?? `class ${index}`), probability, index)),
      ...others
    );
    if (focused >= 0) (chips.children[focused] as HTMLElement | undefined)?.focus();
  };
  const set = (next: number | null) => {
    value = legal(next, classes) ?? null;
    drawChips();
    if (document.activeElement !== box) box.value = "";
  };
  const pick = (next: number | null) => {
    close();
    box.value = "";
    if (next === value) return;
    set(next);
    emit(input, true);
  };
  const close = () => {
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const suggest = () => {
    found = box.value.trim() ? searchClasses(classes, box.value) : top.map(({index}) => index);
    active = box.value.trim() && found.length ? 0 : -1;
    list.replaceChildren(
      ...found.map((index, i) =>
        h(
          "li",
          {id: `${id}-${i}`, role: "option", "aria-selected": "false", onclick: () => pick(index)},
          classes[index]
        )
      ),
      ...(found.length
        ? []
        : [h("li", {class: "v-none", role: "option", "aria-disabled": "true"}, `No class is called “${box.value}”.`)])
    );
    list.hidden = !box.value.trim() && !found.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    point();
  };
  const point = () => {
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    if (active < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", `${id}-${active}`);
    list.children[active].scrollIntoView({block: "nearest"});
  };
  const move = (to: number) => {
    if (list.hidden) suggest();
    if (!found.length) return;
    active = (to + found.length) % found.length;
    point();
  };

  box.addEventListener("input", suggest);
  box.addEventListener("blur", () => {
    close();
    box.value = "";
  });
  // Keeps the focus in the box while an option is pressed, so that the list is still there for the click.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  box.addEventListener("keydown", (event) => {
    const keys: Record<string, () => void> = {
      ArrowDown: () => move(active + 1),
      ArrowUp: () => move(active < 0 ? -1 : active - 1),
      Enter: () => active >= 0 && pick(found[active]),
      Escape: () => {
        close();
        box.value = "";
      }
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  const input = asInput<number | null, HTMLElement>(element, {
    label,
    initial: value,
    get: () => value,
    set,
    write: () => (value === null ? "top" : String(value)),
    read: (text) => {
      const next = readClass(text, classes);
      set(next === undefined ? input.initial : next);
      if (next !== undefined) return null;
      const used = value === null ? "the network's first answer" : `“${name()}”`;
      // A link is read before the network has told its classes.
      const legal = classes.length ? `0 to ${classes.length - 1}` : "a whole number from 0";
      return `${label}: “${text.slice(0, 40)}” is no class here (${legal}, or top); ${used} is used.`;
    }
  }) as ClassPicker;
  Object.defineProperties(input, {
    top: {
      get: () => top,
      set: (next: readonly LikelyClass[]) => {
        top = next;
        drawChips();
      }
    },
    classes: {
      get: () => classes,
      set: (next: readonly string[]) => {
        classes = next;
        invite();
        set(value);
      }
    }
  });
  invite();
  drawChips();
  return input;
}

const legal = (index: number | null, classes: readonly string[]): number | null | undefined =>
  index === null || (Number.isInteger(index) && index >= 0 && index < (classes.length || Infinity)) ? index : undefined;

/** A class in the address: "top" or its index; undefined when it is neither. */
export const readClass = (text: string, classes: readonly string[]): number | null | undefined =>
  text === "top" ? null : /^\d{1,6}$/.test(text) ? legal(Number(text), classes) : undefined;
