import {html} from "npm:htl";
import {terms} from "./terms.js";

/**
 * Makes the words marked `<dfn>…</dfn>` in a page explain themselves: pointing at one, or reaching it by keyboard,
 * shows its entry of the glossary. `data-term` names another entry than the text. Call it once a page.
 */
export function explainTerms(root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLElement>("dfn")) {
    const text = terms[element.dataset.term ?? element.textContent!.trim()];
    if (!text || element.classList.contains("v-term")) continue;
    element.classList.add("v-term");
    element.tabIndex = 0;
    element.setAttribute("role", "button");
    let note: HTMLElement | null = null;
    const hide = () => {
      note?.remove();
      note = null;
      element.removeAttribute("aria-describedby");
    };
    const show = () => {
      if (note) return;
      const {left, bottom} = element.getBoundingClientRect();
      note = html`<div class="v-term-note" role="tooltip" id=${`term-${Math.random().toString(36).slice(2)}`}>
        ${text}
      </div>` as HTMLElement;
      note.style.left = `${Math.max(8, Math.min(left + scrollX, scrollX + innerWidth - 336))}px`;
      note.style.top = `${bottom + scrollY + 6}px`;
      element.setAttribute("aria-describedby", note.id);
      document.body.append(note);
    };
    element.addEventListener("pointerenter", show);
    element.addEventListener("pointerleave", hide);
    element.addEventListener("focus", show);
    element.addEventListener("blur", hide);
    element.addEventListener("click", show);
    element.addEventListener("keydown", ({key}) => key === "Escape" && hide());
  }
}
