import {Copy} from "lucide";
import {h} from "./dom.js";
import {icon} from "./icon.js";

/** A button that copies a text, and says whether it could. */
export function copyButton(label: string, text: () => string): HTMLElement {
  const said = h("span", {class: "v-unit", role: "status"});
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      said.textContent = "Copied.";
    } catch {
      said.textContent = "The browser does not let this page copy; select the text instead.";
    }
    setTimeout(() => (said.textContent = ""), 2500);
  };
  return h(
    "span",
    {class: "v-row"},
    h("button", {type: "button", class: "v-button v-quiet", onclick: copy}, icon(Copy), label),
    said
  );
}
