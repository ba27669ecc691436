import {copyButton} from "./copyButton.js";
import {h} from "./dom.js";

/** A work to cite, written out both ways, and what rests on it. */
export interface WorkRow {
  plain: string;
  bibtex: string;
  uses: readonly {name: string; href: string}[];
}

/** Works to cite, each with its text, its BibTeX, and links to what rests on it. */
export function workList(rows: readonly WorkRow[]): HTMLElement {
  if (!rows.length) return h("p", {}, "No work fits that. Try a shorter word.");
  return h("ul", {class: "v-works"}, ...rows.map(row));
}

function row({plain, bibtex, uses}: WorkRow): HTMLElement {
  return h(
    "li",
    {},
    h("p", {}, plain),
    uses.length > 0 &&
      h(
        "p",
        {class: "v-small"},
        "Behind: ",
        ...uses.flatMap(({name, href}, i) => [i ? ", " : "", h("a", {href}, name)])
      ),
    h(
      "div",
      {class: "v-row"},
      copyButton("Text", () => plain),
      copyButton("BibTeX", () => bibtex)
    )
  );
}
