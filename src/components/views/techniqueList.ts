import {h} from "./dom.js";

/** A technique, as far as the list shows it. */
export interface TechniqueRow {
  name: string;
  question: string;
  tells: string;
  needs: string;
  /** The kinds of model it can look into. */
  models: readonly string[];
  data: readonly string[];
  level: string;
  cost: string;
  guarantee: string;
  failure: string;
  page: string;
}

/**
 * Lists techniques with what decides between them. Those ticked are set side by side, feature by feature. `onpick`
 * hears the names ticked; `href` makes a page's address.
 */
export function techniqueList(
  rows: readonly TechniqueRow[],
  {
    picked,
    onpick,
    href
  }: {picked: readonly string[]; onpick: (picked: string[]) => void; href: (page: string) => string}
): HTMLElement {
  const tick = (name: string) =>
    h("input", {
      type: "checkbox",
      checked: picked.includes(name),
      "aria-label": `Compare ${name}`,
      onchange: () => onpick(picked.includes(name) ? picked.filter((p) => p !== name) : [...picked, name])
    });
  const item = (row: TechniqueRow) =>
    h(
      "li",
      {},
      h("label", {class: "v-compare"}, tick(row.name), "compare"),
      h("a", {href: href(row.page)}, row.name),
      h("p", {}, row.tells),
      h("p", {class: "v-small"}, `Needs ${row.needs} · price: ${row.cost} · guarantee: ${row.guarantee}`),
      h("p", {class: "v-small v-warning"}, row.failure)
    );
  const compared = rows.filter(({name}) => picked.includes(name));
  return h(
    "div",
    {class: "v-techniques"},
    compared.length > 1 && comparison(compared, href),
    rows.length
      ? h("ul", {}, ...rows.map(item))
      : h("p", {}, "No technique on this site fits all of that. Take one condition away.")
  );
}

const FEATURES: [string, (row: TechniqueRow) => string][] = [
  ["It tells", (row) => row.tells],
  ["It needs", (row) => row.needs],
  ["Models", (row) => row.models.join(", ")],
  ["Data", (row) => row.data.join(", ")],
  ["Level", (row) => row.level],
  ["Price", (row) => row.cost],
  ["Guarantee", (row) => row.guarantee],
  ["Catch", (row) => row.failure]
];

function comparison(rows: readonly TechniqueRow[], href: (page: string) => string): HTMLElement {
  return h(
    "div",
    {class: "v-comparison", tabindex: 0, role: "region", "aria-label": "Comparison"},
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h("tr", {}, h("td"), ...rows.map((row) => h("th", {scope: "col"}, h("a", {href: href(row.page)}, row.name))))
      ),
      h(
        "tbody",
        {},
        ...FEATURES.map(([name, of]) =>
          h("tr", {}, h("th", {scope: "row"}, name), ...rows.map((row) => h("td", {}, of(row))))
        )
      )
    )
  );
}
