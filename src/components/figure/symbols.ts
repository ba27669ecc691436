/** How many colours there are for symbols; a page that ties more begins again with the first. */
const COLOURS = 4;

/**
 * Gives each symbol of an equation the colour of its control. In the text `data-tie="Patch"` on a part of an equation
 * (or on a word) names the control by its label; words in italics that are such a label take the colour too. Controls
 * that come later are found when they come. Called once a page.
 */
export function tieSymbols(root: ParentNode = document): void {
  const symbols = [...root.querySelectorAll<HTMLElement>("[data-tie]")];
  const labels = [...new Set(symbols.map(({dataset}) => dataset.tie!))];
  if (!labels.length) return;
  const colour = (element: Element, label: string) =>
    element.classList.add("v-tie", `v-tie-${(labels.indexOf(label) % COLOURS) + 1}`);
  for (const symbol of symbols) colour(symbol, symbol.dataset.tie!);
  for (const word of root.querySelectorAll("em"))
    if (labels.includes(word.textContent!)) colour(word, word.textContent!);
  const missing = new Set(labels);
  const find = () => {
    for (const input of root.querySelectorAll<HTMLElement & {label?: string}>(".v-input")) {
      if (!input.label || !labels.includes(input.label)) continue;
      const name = input.querySelector(".v-label");
      if (name) colour(name, input.label);
      missing.delete(input.label);
    }
    if (!missing.size) watch.disconnect();
  };
  const watch = new MutationObserver(find);
  watch.observe(document.body, {childList: true, subtree: true});
  find();
}
