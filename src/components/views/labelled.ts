import {h} from "./dom.js";

/** A picture with a heading. */
export interface Titled {
  title: string;
  picture: (target?: HTMLElement) => HTMLElement;
}

/**
 * Pictures beside each other, each under its heading, below each other where there is no room. `shape` says how
 * many there may be in a row: one ("column"), "two", or as many as fit ("equal"). Drawn into `target` again when
 * given; each part is given its own element of before.
 */
export function labelled(
  parts: readonly Titled[],
  shape: "equal" | "two" | "column",
  target?: HTMLElement
): HTMLElement {
  const element = target?.classList.contains("v-labelled") ? target : h("div");
  element.className = `v-labelled v-labelled-${shape}`;
  while (element.children.length > parts.length) element.lastElementChild!.remove();
  parts.forEach(({title, picture}, i) => {
    const section = element.children[i] ?? element.appendChild(h("section", {}, h("h4")));
    section.firstElementChild!.textContent = title;
    const drawn = picture(section.children[1] as HTMLElement | undefined);
    if (drawn === section.children[1]) return;
    section.children[1]?.remove();
    section.append(drawn);
  });
  return element;
}
