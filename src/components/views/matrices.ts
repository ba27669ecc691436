import type {Grid} from "../arrays/grid.js";
import {h} from "./dom.js";
import {matrixView, type MatrixOptions} from "./matrixView.js";

export interface TitledMatrix extends Omit<MatrixOptions, "target"> {
  title: string;
  values: Grid;
  /** A sentence under it. */
  note?: string;
}

/** Shows matrices side by side, each under its title. */
export function matrices(list: readonly TitledMatrix[], target?: HTMLElement): HTMLElement {
  const element = target?.classList.contains("v-two-matrices") ? target : h("div", {class: "v-two-matrices"});
  while (element.children.length > list.length) element.lastElementChild!.remove();
  list.forEach(({title, values, note, ...options}, i) => {
    const section =
      element.children[i] ?? element.appendChild(h("section", {}, h("h4"), matrixView(values, options), h("p")));
    const [heading, matrix, words] = section.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
    heading.textContent = title;
    matrixView(values, {...options, target: matrix});
    words.textContent = note ?? "";
  });
  return element;
}
