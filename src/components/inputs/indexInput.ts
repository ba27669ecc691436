import {ChevronLeft, ChevronRight} from "lucide";
import {h, uniqueId} from "../views/dom.js";
import {icon} from "../views/icon.js";
import {asInput, emit, field, type Input} from "./input.js";
import {parseNumber} from "./rules.js";

export interface IndexInput<T extends number | null = number> extends Input<T> {
  /** How many there are; may be given later, and again for another layer. A number beyond it becomes the last one. */
  count: number;
}

export interface IndexOptions {
  label: string;
  value?: number;
  count?: number;
  hint?: string;
}

/** Which of many, by number: a unit of a layer, a channel. Typed, or stepped through one by one. */
export function indexInput(options: IndexOptions): IndexInput;
/** With a word for the `usual` one the value may be null, and is at first: whichever the page finds. */
export function indexInput(options: IndexOptions & {usual: string}): IndexInput<number | null>;
export function indexInput({
  label,
  usual,
  value: first = 0,
  count: given = Infinity,
  hint
}: IndexOptions & {usual?: string}): IndexInput<any> {
  const initial = usual === undefined ? first : null;
  const id = uniqueId();
  let count = given;
  let value: number | null = initial;
  const box = h("input", {
    id,
    class: "v-number",
    type: "text",
    inputmode: "numeric",
    autocomplete: "off",
    "aria-describedby": hint && `${id}-hint`
  });
  if (usual !== undefined) box.style.width = `${usual.length + 2}ch`;
  const of = h("span", {class: "v-unit"});
  const stepper = (mark: typeof ChevronLeft, by: number, text: string) =>
    h(
      "button",
      {type: "button", class: "v-button v-quiet", "aria-label": `${label}: ${text}`, onclick: () => step(by)},
      icon(mark)
    );
  const back = stepper(ChevronLeft, -1, "the one before");
  const on = stepper(ChevronRight, 1, "the next one");
  const element = field("index", {id, label, hint}, h("span", {class: "v-row"}, back, box, on, of));
  const legal = (n: number) => Math.min(Math.max(Math.round(n), 0), count - 1);
  const show = () => {
    box.value = value === null ? usual! : String(value);
    of.textContent = Number.isFinite(count) ? `of 0 to ${count - 1}` : "";
    back.disabled = value === null || value <= 0;
    on.disabled = value !== null && value >= count - 1;
  };
  const set = (next: number | null) => {
    if (next === null) value = initial;
    else if (Number.isFinite(next)) value = legal(next);
    show();
  };
  const move = (next: number | null) => {
    const before = value;
    set(next);
    if (value !== before) emit(input, true);
  };
  const step = (by: number) => move(value === null ? 0 : value + by);
  /** What stands in the box; nothing, or the usual one's word, is the usual one. */
  const typed = () => {
    const text = box.value.trim();
    return usual !== undefined && (!text || text === usual) ? null : (parseNumber(text) ?? value);
  };
  box.addEventListener("change", () => move(typed()));
  box.addEventListener("keydown", (event) => {
    const by = {ArrowUp: 1, ArrowDown: -1}[event.key];
    if (event.key === "Enter") move(typed());
    if (!by) return;
    event.preventDefault();
    step(by);
  });
  const input = asInput<number | null, HTMLElement>(element, {
    label,
    initial,
    get: () => value,
    set,
    write: () => (value === null ? "usual" : String(value)),
    read: (text) => {
      const asked = usual !== undefined && text === "usual" ? null : parseNumber(text);
      set(asked ?? initial);
      return asked === value
        ? null
        : `${label}: “${text.slice(0, 40)}” is not possible. It can be a whole number from 0; ${value ?? usual} is used.`;
    }
  }) as IndexInput<any>;
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
