import {ChevronLeft, ChevronRight} from "lucide";
import {h, uniqueId} from "../views/dom.js";
import {icon} from "../views/icon.js";
import {emit, field, type Input} from "./input.js";
import {ruledInput} from "./ruledInput.js";
import type {Rule} from "./rules.js";

export interface DayInputOptions {
  label: string;
  value: string;
  hint?: string;
}

/** Which day? One of a rising list of dates (2012-06-02), by the browser's own calendar or one by one. */
export function dayInput(days: readonly string[], {label, value, hint}: DayInputOptions): Input<string> {
  const id = uniqueId();
  const box = h("input", {
    id,
    class: "v-date",
    type: "date",
    min: days[0],
    max: days.at(-1),
    "aria-describedby": hint && `${id}-hint`
  });
  const stepper = (mark: typeof ChevronLeft, by: number, text: string) =>
    h(
      "button",
      {
        type: "button",
        class: "v-button v-quiet",
        "aria-label": `${label}: ${text}`,
        onclick: () => move(days[days.indexOf(input.value) + by] ?? input.value)
      },
      icon(mark)
    );
  const back = stepper(ChevronLeft, -1, "the one before");
  const on = stepper(ChevronRight, 1, "the next one");
  const element = field("day", {id, label, hint}, h("span", {class: "v-row"}, back, box, on));
  // A day that is missing from the list gives way to the next one there is.
  const show = (day: string) => {
    box.value = day;
    back.disabled = day === days[0];
    on.disabled = day === days.at(-1);
  };
  const move = (next: string) => {
    const before = input.value;
    input.value = next;
    if (input.value !== before) emit(input, true);
  };
  // While a date is being typed the box is empty: the day before it stays.
  box.addEventListener("change", () => box.value && move(box.value));
  box.addEventListener("blur", () => (box.value = input.value));
  const input: Input<string> = ruledInput(element, {label, rule: dayRule(days), value, show});
  return input;
}

/** One of a rising list of dates; one that is missing gives way to the next there is. */
const dayRule = (days: readonly string[]): Rule<string> => ({
  legal: `a day from ${days[0]} to ${days.at(-1)}`,
  clamp: (day) => days.find((d) => d >= day) ?? days.at(-1)!,
  write: String,
  parse: (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined)
});
