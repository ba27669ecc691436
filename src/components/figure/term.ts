import {html} from "npm:htl";
import {terms} from "./terms.js";

/**
 * Makes the words marked `<dfn>…</dfn>` in a page explain themselves: pointing at one, or reaching it by keyboard,
 * shows its entry of the glossary. `data-term` names another entry than the text. Call it once a page.
 */
export function explainTerms(root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLElement>("dfn")) {
    const text = entryOf(element.dataset.term ?? element.textContent!.trim());
    if (!text || element.classList.contains("v-term")) continue;
    element.classList.add("v-term");
    element.tabIndex = 0;
    element.setAttribute("role", "button");
    let note: HTMLElement | null = null;
    const beside = ({target}: Event) => target !== element && hide();
    const hide = () => {
      document.removeEventListener("pointerdown", beside);
      note?.remove();
      note = null;
      element.removeAttribute("aria-describedby");
    };
    const show = () => {
      if (note) return;
      const {left, top, bottom} = element.getBoundingClientRect();
      note = html`<div class="v-term-note" role="tooltip" id=${`term-${Math.random().toString(36).slice(2)}`}>
        ${text}
      </div>` as HTMLElement;
      note.style.left = `${Math.max(8, Math.min(left + scrollX, scrollX + innerWidth - 336))}px`;
      element.setAttribute("aria-describedby", note.id);
      document.body.append(note);
      // Below the word, or above it where the window ends.
      const height = note.offsetHeight;
      const above = bottom + 6 + height > innerHeight && top > height + 6;
      note.style.top = `${scrollY + (above ? top - 6 - height : bottom + 6)}px`;
      // A finger that lifts leaves the word: the note stays until the next touch elsewhere.
      document.addEventListener("pointerdown", beside);
    };
    element.addEventListener("pointerenter", show);
    element.addEventListener("pointerleave", ({pointerType}) => pointerType === "mouse" && hide());
    element.addEventListener("focus", show);
    element.addEventListener("blur", hide);
    element.addEventListener("click", show);
    element.addEventListener("keydown", ({key}) => key === "Escape" && hide());
  }
}

/** A word's entry, also at the beginning of a sentence and in the plural. */
const entryOf = (word: string): string | undefined => {
  const small = word.charAt(0).toLowerCase() + word.slice(1);
  return terms[word] ?? terms[small] ?? terms[small.replace(/s$/, "")];
};
