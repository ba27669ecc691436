import {keyOf, type Work} from "../components/figure/citation.js";

interface Reference {
  authors: string[];
  title: string;
  year?: string;
  journal?: string;
  url?: string;
  /** Pages ("/decisions/lime") and files of the library ("methods/attribution/lime"). */
  uses: string[];
}

/** What the loader gives to the page on citing. */
export interface CiteData {
  project: {title: string; authors: string[]; version: string; license: string};
  works: Reference[];
  techniques: {name: string; page: string}[];
  pages: {name: string; path: string}[];
  provenance: {heading: string; rows: Record<string, string>[]}[];
}

/** A work with links to what rests on it. */
export interface UsedWork extends Work {
  uses: {name: string; href: string}[];
  /** The uses as the data has them. */
  places: string[];
}

/** The works of the site, each with a key that no other has. */
export function readWorks({works, pages}: CiteData): UsedWork[] {
  const names = new Map(pages.map(({name, path}) => [path, name]));
  const taken = new Map<string, number>();
  const unique = (key: string) => {
    const n = (taken.get(key) ?? 0) + 1;
    taken.set(key, n);
    return n === 1 ? key : `${key}-${n}`;
  };
  return works.map(({authors, title, year, journal, url, uses}) => {
    const word = title.split(/\s+/).find((w) => w.length > 3) ?? title;
    const links = uses.map((use) =>
      use.startsWith("/")
        ? {name: names.get(use) ?? use, href: `..${use}.html`}
        : {name: `${use.split("/").at(-1)}.ts`, href: `./api.html#${use}`}
    );
    return {
      key: unique(keyOf(authors[0], year, word)),
      authors,
      title,
      year,
      note: journal,
      url,
      uses: links,
      places: uses
    };
  });
}

/** Those whose authors, title or year have every word searched for, and that a technique's page names. */
export function worksBehind(
  works: readonly UsedWork[],
  {techniques}: Pick<CiteData, "techniques">,
  {search, technique}: {search: string; technique: string}
): UsedWork[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  const page = techniques.find(({name}) => name === technique)?.page;
  return works.filter(
    ({authors, title, year, places}) =>
      words.every((word) => plain(`${authors.join(" ")} ${title} ${year}`).includes(word)) &&
      (technique === "any" || (page !== undefined && places.includes(page)))
  );
}

/** The site itself. */
export const projectWork = ({title, authors, version, license}: CiteData["project"], address: string): Work => ({
  key: "vitrine",
  authors,
  title,
  note: `version ${version}, ${license} licence`,
  url: new URL("../index.html", address).href
});

/** The rows of the provenance tables as works: whoever made it, what it is, under which terms. */
export function dataWorks(tables: CiteData["provenance"]): {heading: string; works: Work[]}[] {
  return tables.map(({heading, rows}) => ({
    heading,
    works: rows.map((row) => {
      const [[, name], ...rest] = Object.entries(row);
      const {by, what, licence = row.terms} = row;
      const origin = row["weights from"] ?? row.from;
      const title = what ?? name;
      return {
        key: keyOf(`vitrine-${heading}-${title.split(/[(,]/)[0]}`),
        authors: by ? [by.split(", ")[0]] : [],
        title,
        note:
          [origin, by?.split(", ").slice(1).join(", "), licence].filter(Boolean).join("; ") ||
          String(rest[0]?.[1] ?? "")
      };
    })
  }));
}

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
