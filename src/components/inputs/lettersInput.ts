import {lettersIn} from "../arrays/letters.js";
import {h, uniqueId} from "../views/dom.js";
import {asInput, emit, field, type Input} from "./input.js";

/** A row of letters, a to z: what the small transformers read. Anything else typed is dropped. */
export function lettersInput({
  label,
  value: initial,
  least = 2,
  most = 32,
  hint = `${least} to ${most} letters, a to z.`
}: {
  label: string;
  value: string;
  least?: number;
  most?: number;
  hint?: string;
}): Input<string> {
  const id = uniqueId();
  const box = h("input", {
    id,
    class: "v-letters-box",
    type: "text",
    maxlength: most,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-describedby": `${id}-hint`
  });
  const element = field("letters", {id, label, hint}, box);
  let value = initial;
  const legal = (text: string) => {
    const letters = lettersIn(text, most);
    return letters.length >= least ? letters : null;
  };
  box.addEventListener("input", () => {
    const next = legal(box.value);
    box.setAttribute("aria-invalid", String(next === null));
    if (next === null || next === value) return;
    value = next;
    emit(input, false);
  });
  box.addEventListener("change", () => {
    box.value = value;
    box.setAttribute("aria-invalid", "false");
  });
  const set = (next: string) => {
    value = legal(next) ?? initial;
    if (document.activeElement !== box || legal(box.value) !== value) box.value = value;
  };
  set(initial);
  const input: Input<string> = asInput(element, {
    label,
    initial,
    get: () => value,
    set,
    write: () => value,
    read: (text) => {
      set(text);
      return text === value
        ? null
        : `${label}: “${text.slice(0, 40)}” is not possible. It can be ${least} to ${most} letters, a to z; “${value}” is used.`;
    }
  });
  return input;
}
