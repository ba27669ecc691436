import {ChevronLeft, ChevronRight} from "lucide";
import {h, uniqueId} from "../views/dom.js";
import {icon} from "../views/icon.js";
import {asInput, emit, field, type Input} from "./input.js";
import {parseNumber} from "./rules.js";

export interface IndexInput extends Input<number> {
  /** How many there are; may be given later, and again for another layer. A number beyond it becomes the last one. */
  count: number;
}

/** Which of many, by number: a unit of a layer, a channel. Typed, or stepped through one by one. */
export function indexInput({
  label,
  value: initial = 0,
  count: given = Infinity,
  hint
}: {
  label: string;
  value?: number;
  count?: number;
  hint?: string;
}): IndexInput {
  const id = uniqueId();
  let count = given;
  let value = initial;
  const box = h("input", {
    id,
    class: "v-number",
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    "aria-describedby": hint && `${id}-hint`
  });
  const of = h("span", {class: "v-unit"});
  const stepper = (mark: typeof ChevronLeft, by: number, text: string) =>
    h(
      "button",
      {type: "button", class: "v-button v-quiet", "aria-label": `${label}: ${text}`, onclick: () => move(value + by)},
      icon(mark)
    );
  const back = stepper(ChevronLeft, -1, "the one before");
  const on = stepper(ChevronRight, 1, "the next one");
  const element = field("index", {id, label, hint}, h("span", {class: "v-row"}, back, box, on, of));
  const legal = (n: number) => Math.min(Math.max(Math.round(n), 0), count - 1);
  const show = () => {
    box.value = String(value);
    of.textContent = Number.isFinite(count) ? `of 0 to ${count - 1}` : "";
    back.disabled = value <= 0;
    on.disabled = value >= count - 1;
  };
  const set = (next: number) => {
    value = Number.isFinite(next) ? legal(next) : value;
    show();
  };
  const move = (next: number) => {
    const before = value;
    set(next);
    if (value !== before) emit(input, true);
  };
  box.addEventListener("change", () => move(parseNumber(box.value) ?? value));
  box.addEventListener("keydown", (event) => {
    const by = {ArrowUp: 1, ArrowDown: -1}[event.key];
    if (event.key === "Enter") move(parseNumber(box.value) ?? value);
    if (!by) return;
    event.preventDefault();
    move(value + by);
  });
  const input = asInput<number, HTMLElement>(element, {
    label,
    initial,
    get: () => value,
    set,
    write: () => String(value),
    read: (text) => {
      const asked = parseNumber(text);
      set(asked ?? initial);
      return asked === value
        ? null
        : `${label}: “${text.slice(0, 40)}” is not possible. It can be a whole number from 0; ${value} is used.`;
    }
  }) as IndexInput;
  Object.defineProperty(input, "count", {
    get: () => count,
    set: (next: number) => {
      count = next;
      const before = value;
      set(value);
      if (value !== before) emit(input, true);
    }
  });
  show();
  return input;
}
