/** What is cited: a work of one or more authors, at an address. */
export interface Work {
  /** A short name for BibTeX, made of letters, digits and hyphens. */
  key: string;
  authors: readonly string[];
  title: string;
  year?: string;
  /** Where it stands: a section, a version, an archive. */
  note?: string;
  url?: string;
}

/** A work in one line of plain text, as a list of references has it. */
export function plainCitation({authors, title, year, note, url}: Work): string {
  const who = authors.length ? listed(authors) : "";
  const parts = [`${who}${year ? ` (${year})` : ""}`.trim(), `“${title}”`, note, url].filter(Boolean);
  return `${parts.join(", ")}.`;
}

/**
 * A work as a BibTeX entry. Signs that mean something to TeX are escaped outside of addresses; a name of several words
 * that is no person's stays in one piece.
 */
export function bibtex({key, authors, title, year, note, url}: Work): string {
  const fields: [string, string | undefined][] = [
    ["author", authors.map(author).join(" and ") || undefined],
    ["title", `{${tex(title)}}`],
    ["year", year],
    ["note", note && tex(note)],
    ["url", url]
  ];
  const lines = fields.filter(([, value]) => value).map(([name, value]) => `  ${name} = {${value}}`);
  return `@misc{${key},\n${lines.join(",\n")}\n}`;
}

/** "Ada, Bob and Eve". */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** `others` is BibTeX's own word for "et al."; a group's name is held together by braces. */
const author = (name: string): string => (/^(others|et al\.?)$/.test(name) ? "others" : protect(tex(name)));
const protect = (name: string): string => (/ contributors$/.test(name) ? `{${name}}` : name);

const tex = (text: string): string => text.replace(/[&%$#_{}]/g, "\\$&").replaceAll("~", "\\textasciitilde{}");

/** A key from words: "smilkov2017smoothgrad". */
export const keyOf = (...words: (string | undefined)[]): string =>
  words
    .filter(Boolean)
    .map((word) =>
      word!
        .normalize("NFD")
        .replace(/\p{M}/gu, "")
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "")
    )
    .join("");
