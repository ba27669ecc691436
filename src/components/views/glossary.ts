import {h} from "./dom.js";

/** The glossary: a list of terms with a box that narrows it, each term an anchor of its own. */
export function glossary(terms: Record<string, string>): HTMLElement {
  const entries = Object.entries(terms).sort(([a], [b]) => a.localeCompare(b, "en"));
  const anchor = (term: string) => term.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const items = entries.map(([term, text]) => h("div", {id: anchor(term)}, h("dt", {}, term), h("dd", {}, text)));
  const said = h("p", {class: "v-small", role: "status"});
  const narrow = () => {
    const wanted = box.value.trim().toLowerCase();
    const fits = entries.map((entry) => entry.some((text) => text.toLowerCase().includes(wanted)));
    items.forEach((item, i) => (item.hidden = !fits[i]));
    const n = fits.filter(Boolean).length;
    said.textContent = n ? `${n} of ${entries.length} words` : `No entry has “${box.value}”.`;
  };
  const box = h("input", {
    type: "search",
    class: "v-search",
    placeholder: "Search",
    "aria-label": "Search the glossary",
    oninput: narrow
  });
  narrow();
  return h("div", {class: "v-glossary"}, box, said, h("dl", {}, ...items));
}
