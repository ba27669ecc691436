import {FileText} from "lucide";
import {h, uniqueId} from "../views/dom.js";
import {icon} from "../views/icon.js";
import {asInput, emit, field, type Input} from "./input.js";

/** More text than this is not put into an address. */
const LONGEST = 1500;

/**
 * The names of a network's classes: pasted, typed or read from a file. Its value is their text as given; `check` reads
 * it and throws an error for the reader when it is not a list of names: the names before then stay.
 */
export function namesInput({
  label,
  hint,
  check
}: {
  label: string;
  hint?: string;
  check: (text: string) => readonly string[];
}): Input<string> {
  const id = uniqueId();
  const box = h("textarea", {
    id,
    class: "v-names-box",
    rows: 3,
    spellcheck: "false",
    placeholder: "cat\ndog\n…",
    "aria-describedby": hint && `${id}-hint`
  });
  const file = h("input", {type: "file", accept: ".txt,.json,.csv", hidden: true, "aria-label": `${label}: file`});
  const open = h(
    "button",
    {type: "button", class: "v-button", onclick: () => file.click()},
    icon(FileText),
    "From a file"
  );
  const said = h("p", {class: "v-picker-message", role: "status"});
  const element = field("names", {id, label, hint}, box, h("div", {class: "v-row"}, open, file), said);
  let value = "";

  const take = (text: string): boolean => {
    try {
      const {length} = check(text);
      value = text;
      said.className = "v-picker-message";
      said.textContent = length ? `${length} names.` : "";
      return true;
    } catch (error) {
      said.className = "v-picker-message v-alert";
      said.textContent = `${(error as Error).message} ${value ? "The names you had stay." : ""}`;
      return false;
    }
  };
  box.addEventListener("change", () => take(box.value) && emit(input, true));
  file.addEventListener("change", async () => {
    const text = await file.files?.[0]?.text();
    file.value = "";
    if (text === undefined || !take(text)) return;
    box.value = text;
    emit(input, true);
  });
  const set = (text: string) => {
    box.value = text;
    take(text);
  };
  const input: Input<string> = asInput(element, {
    label,
    initial: "",
    get: () => value,
    set,
    write: () => (value.length > LONGEST ? "" : value),
    read: (text) => {
      set(text.slice(0, LONGEST));
      return null;
    }
  });
  return input;
}
