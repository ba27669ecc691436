import {h, uniqueId} from "../views/dom.js";
import {asInput, emit, field, type Input} from "./input.js";

/** Longer searches are cut off: they stand in the address. */
const MOST = 80;

/** Words to look for: whatever is typed, as it is typed. */
export function searchInput({label, hint}: {label: string; hint?: string}): Input<string> {
  const id = uniqueId();
  const box = h("input", {
    id,
    type: "search",
    class: "v-search",
    maxlength: MOST,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": hint && `${id}-hint`
  });
  const set = (next: string) => {
    if (box.value !== next) box.value = next.slice(0, MOST);
  };
  box.addEventListener("input", () => emit(input, false));
  const input: Input<string> = asInput(field("searching", {id, label, hint}, box), {
    label,
    initial: "",
    get: () => box.value,
    set,
    write: () => box.value,
    read: (text) => {
      set(text);
      return text.length > MOST ? `${label}: only the first ${MOST} letters are used.` : null;
    }
  });
  return input;
}
