/** A printed or posted work that the site rests on. */
export interface Reference {
  authors: string[];
  title: string;
  year?: string;
  journal?: string;
  url?: string;
}

const URL_AT_ALL = /https?:\/\/[^\s;”"]+[^\s;,.”")]/;

/** Splits at "; ", but not inside quotation marks. */
function items(text: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  let from = 0;
  for (let i = 0; i < text.length; ++i) {
    if (text[i] === '"') quoted = !quoted;
    if (text[i] !== ";" || quoted || text[i + 1] !== " ") continue;
    parts.push(text.slice(from, i));
    from = i + 2;
  }
  return [...parts, text.slice(from)].map((part) => part.trim());
}

/**
 * The works that a `@see` names: authors, year and title in either order, then where in the work, then its address.
 * What names no work (a file of another project, say) is left out. A title may be missing where the address tells.
 */
export const referencesInSee = (text: string): Reference[] => items(text).flatMap((item) => seen(item) ?? []);

function seen(item: string): Reference | null {
  const url = URL_AT_ALL.exec(item)?.[0];
  const rest = (url ? item.replace(url, "") : item).replace(/,\s*(?=,|$)/g, "").trim();
  const year = /\((\d{4})\)/.exec(rest)?.[1];
  // "Authors (2014), …" or "Authors, "Title" … (2014)"
  const head = /^([^"(]+?)(?: \(\d{4}\)|, ")/.exec(rest)?.[1];
  if (!head || (!year && !url)) return null;
  const after = rest.slice(head.length).replace(/^[\s,]*(\(\d{4}\))?[\s,]*/, "");
  const [, quotedTitle, tail] = /^"([^"]+)"(.*)$/.exec(after) ?? [];
  // A journal or a place in the work follows an unquoted title after a comma.
  const bare = after.split(/, (?=section|appendix|equation|theorem|algorithm|eqs?\.|[A-Z"(])| \(/)[0];
  // Titles begin with a capital; what begins otherwise, or abbreviates a journal, is a place.
  const title = [quotedTitle ?? bare].find((t) => /^[A-ZÀ-Þ‘]/.test(t) && !/^J\. /.test(t)) ?? "";
  const journal = /^[,\s]*([A-Z][^"(]*[^"(,\s])/.exec(tail ?? after.slice(bare.length))?.[1];
  return {authors: namesIn(head), title, ...(year && {year}), ...(journal && {journal}), ...(url && {url})};
}

/** The works of a page's section “Sources”: `Label: Authors, [“Title”](address) (year)`. */
export function referencesInSources(markdown: string): Reference[] {
  const work =
    /(?:^|[.;:?!] |\*\* ?|\n)([^.;:?!\n[\]“”()]*?), (?:\[“([^”]+)”\]\(((?:[^()\s]|\([^()\s]*\))+)\)|“([^”]+)”) \((\d{4})\)/g;
  return [...markdown.matchAll(work)].map(([, authors, linked, url, unlinked, year]) => ({
    authors: namesIn(authors),
    title: linked ?? unlinked,
    year,
    ...(url && {url})
  }));
}

/** "Smilkov and others" or "Zeiler & Fergus" as a list of names; "others" at its end stands for more. */
export const namesIn = (text: string): string[] =>
  text
    .replace(/,? et al\.?| and others$/, ", others")
    .replace(/^.*\bfollows? /, "")
    .split(/, | & | and /)
    .map((name) => name.trim())
    .filter(Boolean);

/** The same work under two spellings of its address. */
export const sameAddress = (url: string): string =>
  url
    .replace(/^https?:\/\/(www\.)?/, "")
    .replace(/(index\.html)?\/?$/, "")
    .toLowerCase();

/** One entry for each work, however often it is named; the fullest list of names and the longest title are kept. */
export function mergeReferences<T extends Reference & {uses: string[]}>(found: readonly T[]): T[] {
  const works: T[] = [];
  for (const reference of found) {
    const i = works.findIndex((work) => isSame(work, reference));
    if (i < 0) works.push(reference);
    else works[i] = joined(works[i], reference);
  }
  return works.filter(({title}) => title);
}

/** Of one address, or of one first author and year with one title beginning like the other. */
function isSame(a: Reference, b: Reference): boolean {
  if (a.url && b.url && sameAddress(a.url) === sameAddress(b.url)) return true;
  if (a.authors[0] !== b.authors[0] || a.year !== b.year || !a.title || !b.title) return false;
  const [short, long] = [plain(a.title), plain(b.title)].sort((x, y) => x.length - y.length);
  return long.startsWith(short);
}

const plain = (title: string) => title.toLowerCase().replace(/[^a-z0-9]+/g, "");

function joined<T extends Reference & {uses: string[]}>(a: T, b: T): T {
  const names = (r: Reference) => (r.authors.includes("others") ? 0 : 100) + r.authors.length;
  return {
    ...a,
    authors: names(b) > names(a) ? b.authors : a.authors,
    title: b.title.length > a.title.length ? b.title : a.title,
    year: a.year ?? b.year,
    journal: a.journal ?? b.journal,
    url: a.url ?? b.url,
    uses: [...new Set([...a.uses, ...b.uses])]
  };
}
