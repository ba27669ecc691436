/** What a CITATION.cff says of the project, as far as this site shows it. */
export interface Project {
  title: string;
  authors: string[];
  version: string;
  license: string;
}

/**
 * Reads a CITATION.cff. It knows the part of YAML that this file uses: keys with plain or quoted values, and a list of
 * authors by `name`. Throws when something it needs is missing.
 */
export function readCff(text: string): Project {
  const field = (name: string): string => {
    const value = new RegExp(`^${name}: *(.+)$`, "m").exec(text)?.[1].trim();
    if (!value) throw new Error(`CITATION.cff has no ${name}`);
    return value.replace(/^"(.*)"$/, "$1");
  };
  const list = /^authors:\n((?:[ -].*\n?)+)/m.exec(text)?.[1] ?? "";
  const authors = [...list.matchAll(/name: *"?([^"\n]+)"?/g)].map(([, name]) => name.trim());
  if (!authors.length) throw new Error("CITATION.cff has no authors");
  return {title: field("title"), authors, version: field("version"), license: field("license")};
}
