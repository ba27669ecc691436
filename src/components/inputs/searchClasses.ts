/**
 * Which classes does a query mean? Their indices, best first: names that begin with it, then names with a word that
 * does, then names that hold it anywhere. Every word of the query must be found.
 */
export function searchClasses(classes: readonly string[], query: string, limit = 60): number[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const found: {index: number; rank: number}[] = [];
  classes.forEach((name, index) => {
    const text = plain(name);
    if (!words.every((word) => text.includes(word))) return;
    const starts = words.every((word) => text.split(/[\s,'-]+/).some((part) => part.startsWith(word)));
    found.push({index, rank: text.startsWith(words.join(" ")) ? 0 : starts ? 1 : 2});
  });
  return found
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, limit)
    .map(({index}) => index);
}

/** Lower case, without accents, underscores as spaces. */
const plain = (text: string): string =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("_", " ").toLowerCase().trim();

/** The first of a class's synonyms: "tabby" of "tabby, tabby cat". */
export const shortName = (name: string): string => name.split(",")[0];
